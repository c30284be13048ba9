"""A machine that tries everything everybody may try, and the truths that hold after each step."""

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.presets import queries as presets
from banshi.base.prooflog.verification import verify
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.actions.desk import LIST_COLUMNS
from banshi.core.matters.models import Leg, Matter, MatterPeriod
from banshi.core.matters.queries.closing import close_facts
from banshi.core.matters.rules.guards import faults_at_close
from support.matters import Walk
from support.zone import build

START = datetime(2021, 5, 17, 1, tzinfo=UTC)
PEOPLE = ["clerk", "leader", "verifier", "builder", "projects", "firms", "supervisor"]
DAYS = st.integers(1, 20)


def hands(*right: str) -> st.SearchStrategy[str]:
    """Mostly the hands whose act it is, sometimes anybody's."""
    return st.sampled_from([*right * 8, *PEOPLE])


SOLVED = st.sampled_from(["solved", "solved", "partly", "not_solved", "no_answer"])
CONTENT = st.sampled_from(["satisfied", "satisfied", "fairly", "dissatisfied", "no_answer"])
EXAMPLES = int(os.environ.get("BANSHI_LIFE_EXAMPLES", "40"))
STEPS = int(os.environ.get("BANSHI_LIFE_STEPS", "40"))


class Life(RuleBasedStateMachine):
    """One matter in one zone; each step is one act by anybody, refused or not."""

    world = None
    seen: ClassVar[Counter] = Counter()

    def __init__(self):
        super().__init__()
        self.now, self.refused, self.done = START, 0, 0

    @initialize(kind=st.sampled_from(["problem", "urgent_supply", "task"]), key=st.booleans())
    def enter(self, kind, key):
        self.savepoint = transaction.savepoint()
        with clock.fixed(self.now):
            w = Walk(self.world, self.now, kind=kind)
            self.matter = w.dispatch() if key else w.register()
        self.last_state = self.matter.state

    def teardown(self):
        """The tables are what the history says when it is played again from its first entry."""
        if hasattr(self, "savepoint"):
            found = verify(leave_out=("files", "vault")).findings
            transaction.savepoint_rollback(self.savepoint)
            assert found == []

    def act(self, use_case, who, **given):
        self.last_state = self.matter.state
        before = Entry.objects.count()
        self.now += timedelta(minutes=7)
        try:
            with clock.fixed(self.now):
                use_case(actor=self.world.actor(who), matter=self.matter, now=self.now, **given)
            self.done += 1
            assert Entry.objects.count() > before
        except Refusal:
            self.refused += 1
            assert Entry.objects.count() == before
        self.matter = Matter.objects.select_related("subject").get(pk=self.matter.pk)
        self.seen["acts"] += 1
        if self.matter.state != self.last_state:
            self.seen[self.matter.state] += 1

    @property
    def today(self):
        return (self.now + timedelta(hours=8)).date()

    def ahead(self, days):
        return self.today + timedelta(days)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(who=hands("clerk"), days=DAYS)
    def dispatch(self, who, days):
        self.act(
            actions.dispatch_matter,
            who,
            lead_leader=self.world.posts["leader"],
            responsible_unit=self.world.units["construction_bureau"],
            due_on=self.ahead(days),
            requirement="不积水",
            co_parts=(actions.CoPart(self.world.units["enterprise_service_centre"]),)
            if days % 3 == 0
            else (),
        )

    @rule(who=st.sampled_from(["builder", "projects", "firms"]))
    def sign(self, who):
        self.act(actions.sign_matter, who)

    @rule(who=st.sampled_from(["builder", "projects"]))
    def not_mine(self, who):
        self.act(actions.object_matter, who, reason="不属本部门。")

    @rule(upheld=st.booleans())
    def settle(self, upheld):
        unit = self.world.units["project_service_centre"] if upheld else None
        due_on = self.ahead(9) if upheld else None
        self.act(
            actions.settle_objection,
            "clerk",
            upheld=upheld,
            reason="经核。",
            responsible_unit=unit,
            due_on=due_on,
        )

    @rule(who=hands("builder"))
    def progress(self, who):
        self.act(actions.record_progress, who, text="已到现场。")

    @rule(days=DAYS, who=st.sampled_from(["builder", "projects"]))
    def wait(self, days, who):
        self.act(
            actions.wait_for_outside, who, outside="县供电公司", reason="等验收。", until_on=self.ahead(days)
        )

    @rule(who=st.sampled_from(["builder", "projects"]))
    def resume(self, who):
        self.act(actions.resume_matter, who, text="已回。")

    @rule(days=DAYS)
    def explain(self, days):
        self.act(
            actions.explain_matter,
            "builder",
            text="涉及规划。",
            told_on=self.today,
            review_on=self.ahead(days),
        )

    @rule(days=DAYS)
    def extension(self, days):
        self.act(actions.ask_extension, "builder", until_on=self.ahead(days), reason="下雨。")
        self.act(actions.decide_extension, "leader", approved=days % 4 != 0, told_on=self.today)

    @rule()
    def co_reply(self):
        self.act(actions.reply_as_co_handler, "firms", text="已协调。")

    @rule(who=hands("builder"), eased=st.booleans())
    def submit(self, who, eased):
        self.act(actions.attach_evidence, who, kind="raiser", dated_on=self.today)
        given = {"outcome": "eased", "remaining": "还差盖板。"} if eased else {"outcome": "solved"}
        self.act(actions.submit_matter, who, text="已疏通。", **given)

    @rule(who=hands("verifier"), passed=st.sampled_from([True, True, False]))
    def verify(self, who, passed):
        self.act(actions.verify_matter, who, passed=passed, text="看过。")

    @rule()
    def a_try(self):
        self.act(actions.record_try, "clerk", text="无人接听。")

    @rule(who=hands("clerk"), solved=SOLVED, satisfaction=CONTENT)
    def answer(self, who, solved, satisfaction):
        self.act(
            actions.record_answer,
            who,
            solved=solved,
            satisfaction=satisfaction,
            channel="phone",
            answered_on=self.today,
        )

    @rule(let_stand=st.booleans())
    def leader_decides(self, let_stand):
        self.act(actions.decide_answer, "leader", let_stand=let_stand, reason="已议。")

    @rule(who=hands("clerk"))
    def close(self, who):
        kind = presets.rules(self.world.zone, "kinds", self.matter.raised_on).kinds[self.matter.kind]
        closer = self.world.people[who].pk
        faults = faults_at_close(kind.guards, close_facts(self.matter, closer=closer))
        was = self.matter.state
        self.act(actions.close_matter, who)
        if was != "closed" and self.matter.state == "closed":
            assert faults == []
            assert was == "verified"

    @rule(days=DAYS)
    def reopen(self, days):
        self.act(actions.reopen_matter, "clerk", reason="又坏了。", due_on=self.ahead(days))

    @rule()
    def straight_on(self):
        """The usual way, so that the machine gets far."""
        for step in (
            lambda: self.dispatch("clerk", 5),
            lambda: self.act(actions.sign_matter, "builder"),
            lambda: self.act(actions.attach_evidence, "builder", kind="raiser", dated_on=self.today),
            lambda: self.act(actions.reply_as_co_handler, "firms", text="已协调。"),
            lambda: self.act(actions.submit_matter, "builder", outcome="solved", text="好了。"),
            lambda: self.act(actions.verify_matter, "verifier", passed=True, text="属实。"),
        ):
            step()

    @rule()
    def to_the_end(self):
        """The answer of a content raiser, and the close-out."""
        self.straight_on()
        self.answer("clerk", "solved", "satisfied")
        self.close("clerk")

    @rule(listed=st.booleans())
    def key_list(self, listed):
        self.act(actions.set_key_listing, "clerk", listed=listed)

    @rule(whole=st.sampled_from([False] * 9 + [True]))
    def withdraw_or_split(self, whole):
        if whole:
            self.act(actions.withdraw_matter, "clerk", reason="撤回。")
        else:
            self.act(actions.split_matter, "clerk", titles=("其一",))

    @invariant()
    def one_truth(self):
        """The matter, its last period row, and what history says are the same."""
        if not hasattr(self, "matter"):
            return
        period = MatterPeriod.objects.get(matter=self.matter, effective_to=OPEN_DAY, recorded_to=OPEN_INSTANT)
        for name in LIST_COLUMNS:
            assert getattr(period, name) == getattr(self.matter, name), name
        entries = [read(row) for row in Entry.objects.filter(subject=self.matter.subject).order_by("n")]
        stated = [body["data"]["state"] for body in entries if "state" in body["data"]]
        assert stated[-1] == self.matter.state
        arcs = presets.rules(self.world.zone, "lifecycle", date(2021, 5, 17)).arcs.values()
        ways = {(source, arc.target) for arc in arcs if arc.target for source in arc.sources}
        assert {(a, b) for a, b in pairwise(stated) if a != b} <= ways
        closings = sum(body["kind"] == "matters.closed" for body in entries)
        assert closings - self.matter.reopened == (self.matter.state == "closed")

    @invariant()
    def whose_turn(self):
        if not hasattr(self, "matter"):
            return
        found = self.matter
        named = {
            "unit": found.holder_unit_id is not None,
            "post": found.holder_post_id is not None,
            "outside": bool(found.holder_outside),
            "nobody": found.state in ("withdrawn", "closed"),
        }
        assert named[found.holder_kind]
        if found.state not in ("withdrawn", "closed"):
            assert found.holder_kind != "nobody"
            assert found.turn_due_on is not None

    @invariant()
    def clocks(self):
        if not hasattr(self, "matter"):
            return
        legs = list(Leg.objects.filter(matter=self.matter).prefetch_related("pauses"))
        open_kinds = [leg.kind for leg in legs if leg.ended_at is None]
        assert len(open_kinds) == len(set(open_kinds))
        for leg in legs:
            assert leg.ended_at is None or leg.ended_at >= leg.started_at
            for pause in leg.pauses.all():
                assert leg.started_at <= pause.started_at <= (pause.ended_at or pause.started_at)
            if leg.ended_at:
                assert all(pause.ended_at for pause in leg.pauses.all())
        if self.matter.state in ("closed", "verified", "withdrawn"):
            assert open_kinds == []
        if self.matter.state in ("signed", "in_hand", "reopened", "explained"):
            handling = next(leg for leg in legs if leg.kind == "handling" and leg.ended_at is None)
            assert not handling.pauses.filter(ended_at__isnull=True).exists()
            if self.matter.state != "explained":
                assert handling.due_on == self.matter.due_on

    @invariant()
    def the_chain_holds(self):
        if hasattr(self, "matter"):
            assert list(walk(Tally())) == []


@pytest.mark.django_db
def test_life(fixed_clock):
    Life.world = build()
    Life.seen.clear()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    far = {"in_hand", "submitted", "verified"}  # the rarer states have their own tests
    assert EXAMPLES < 25 or far <= set(Life.seen), Life.seen
