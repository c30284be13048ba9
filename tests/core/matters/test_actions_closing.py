"""Verification, the raiser's answer, close-out, re-opening: never in the hands of the handler."""

from datetime import date, timedelta

import pytest

from banshi.base.presets.actions import adopt_ruleset
from banshi.base.presets.models import RuleSet
from banshi.core.access.models import RoleGrant
from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.models import Answer, Evidence, Matter, Verification
from banshi.core.org.models import PostHolding
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, leg, on, written

TODAY = date(2021, 5, 17)
LATER = date(2021, 5, 20)


def verify(w, name="verifier", passed=True, text="属实。", **changes):
    w.matter = actions.verify_matter(**by(w, name), passed=passed, text=text, **changes)
    return w.matter


def close(w, name="clerk", **changes):
    w.matter = actions.close_matter(**by(w, name), **changes)
    return w.matter


def reopen(w, **changes):
    w.matter = actions.reopen_matter(**by(w, "clerk"), **({"reason": "雨后又积水。"} | changes))
    return w.matter


def decide(w, name="leader", **changes):
    values = {"let_stand": True, "reason": "已尽责。"} | changes
    w.matter = actions.decide_answer(**by(w, name), **values)
    return w.matter


def again(w):
    """Submitted and verified anew, one minute on."""
    w.now += timedelta(minutes=1)
    with at(w, w.now):
        actions.submit_matter(**by(w, "builder"), outcome="solved", text="重新疏通。")
        return verify(w)


def give(world, name, *roles):
    for role in roles:
        RoleGrant.objects.create(
            zone=world.zone, post=world.posts[name], role=role, starts_on=date(2021, 1, 4)
        )
    from banshi.core.access import policy

    policy._standing.cache_clear()


def test_verified(world, now):
    w = Walk(world, now)
    w.submit()
    verify(w)
    written(w.matter, "matters.verified")
    assert (w.matter.state, w.matter.holder_unit.code) == ("verified", "general_office")
    assert w.matter.verifier == world.people["verifier"]
    assert leg(w.matter, "verification").in_time is True
    assert leg(w.matter, "handling").ended_at == now
    assert Verification.objects.get().unit_ids == [world.units["supervision_office"].pk]


def test_verify_refused(world, now):
    w = Walk(world, now)
    w.sign()
    with refused("matters.wrong_state"):
        verify(w)
    w = Walk(world, now)
    w.submit()
    for name in ("builder", "clerk", "leader", "supervisor"):
        with refused("access.forbidden"):
            verify(w, name)
    with refused("matters.reason_missing", "reason"):
        verify(w, passed=False, text=" ")


def test_nobody_of_the_department_verifies_though_he_may_elsewhere(world, now):
    give(world, "idle", "verifier")
    w = Walk(world, now)
    w.submit()
    with refused("matters.verified_by_handler"):
        verify(w, "idle")


def test_a_co_handler_who_had_a_hand_in_it_does_not_verify(world, now):
    give(world, "firms", "verifier")
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    actions.sign_matter(**by(w, "firms"))
    actions.sign_matter(**by(w, "builder"))
    actions.submit_matter(**by(w, "builder"), outcome="solved", text="好了。")
    with refused("matters.verified_by_handler"):
        verify(w, "firms")


def test_sent_back_the_clock_runs_again(world, now):
    w = Walk(world, now)
    w.submit()
    with at(w, on(date(2021, 5, 19))):
        verify(w, passed=False, text="仍有积水。")
    written(w.matter, "matters.sent_back")
    assert (w.matter.state, w.matter.returned, w.matter.outcome) == ("in_hand", 1, "")
    assert leg(w.matter, "handling").ended_at is None
    assert w.matter.due_on == date(2021, 5, 26)  # the 18th stood still


def test_late_once_is_late_though_it_was_returned(world, now):
    w = Walk(world, now)
    w.sign()
    with at(w, on(date(2021, 5, 27))):
        actions.submit_matter(**by(w, "builder"), outcome="solved", text="好了。")
        verify(w)
        assert w.matter.in_time is False
        w.answer(solved="not_solved", satisfaction="dissatisfied", answered_on=date(2021, 5, 27))
        assert w.matter.state == "in_hand"
        again(w)
        assert w.matter.in_time is False


def test_closed(world, now):
    w = Walk(world, now)
    matter = w.close()
    data = written(matter, "matters.closed")
    assert data["verifier"] == str(world.people["verifier"].subject.uid)
    assert (matter.closed_on, matter.holder_kind, matter.turn_due_on) == (TODAY, "nobody", None)
    assert not matter.legs.filter(ended_at__isnull=True).exists()
    with refused("matters.wrong_state"):
        close(w)


def _ready(world, now, **submission):
    w = Walk(world, now)
    w.submit(**submission)
    verify(w)
    return w


def test_close_guards_one_by_one(world, now):
    w = _ready(world, now)
    with refused("matters.answer_missing"):
        close(w)
    w.answer()
    for name, code in (("builder", "access.forbidden"), ("verifier", "access.forbidden")):
        with refused(code):
            close(w, name)
    Evidence.objects.update(dated_on=date(2021, 5, 16))
    with refused("matters.evidence_missing"):
        close(w)
    Evidence.objects.update(dated_on=TODAY)
    with refused("matters.future_day"):
        close(w, effective_on=date(2021, 5, 18))
    with refused("matters.close_early"):
        close(w, effective_on=date(2021, 5, 14))
    close(w)


def test_an_open_part_holds_the_whole(world, now):
    w = Walk(world, now)
    w.dispatch()
    actions.split_matter(**by(w, "clerk"), titles=("改坡",))
    part = Matter.objects.get(parent=w.matter)
    actions.sign_matter(**by(w, "builder"))
    actions.attach_evidence(**by(w, "builder"), kind="raiser", dated_on=TODAY)
    actions.submit_matter(**by(w, "builder"), outcome="solved", text="好了。")
    verify(w)
    w.answer()
    with refused("matters.child_open"):
        close(w)
    actions.withdraw_matter(actor=world.actor("clerk"), matter=part, reason="企业撤回。", now=now)
    close(w)


def test_a_waiting_co_handler_holds_it(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["enterprise_service_centre"]),))
    actions.sign_matter(**by(w, "builder"))
    actions.attach_evidence(**by(w, "builder"), kind="raiser", dated_on=TODAY)
    actions.submit_matter(**by(w, "builder"), outcome="solved", text="好了。")
    verify(w)
    w.answer()
    with refused("matters.co_handler_waiting"):
        close(w)
    with refused("matters.wrong_state"):
        actions.reply_as_co_handler(**by(w, "firms"), text="已协调。")


def test_whoever_handled_does_not_close(world, now):
    give(world, "builder", "ledger_clerk")
    w = _ready(world, now)
    w.answer()
    with refused("matters.closed_by_handler"):
        close(w, "builder")


def test_eased_and_partly_closes_solved_and_partly_does_not(world, now):
    w = _ready(world, now, outcome="eased", remaining="还差沟盖板。")
    w.answer(solved="partly", satisfaction="fairly")
    assert close(w).outcome == "eased"
    w = _ready(world, now)
    w.answer(solved="partly", satisfaction="fairly")
    with refused("matters.answer_partly"):
        close(w)


def test_the_answer_is_written_by_another_hand(world, now):
    give(world, "idle", "ledger_clerk")
    w = _ready(world, now)
    for name, code in (("builder", "access.forbidden"), ("idle", "matters.answer_by_handler")):
        with refused(code):
            actions.record_answer(
                **by(w, name), solved="solved", satisfaction="satisfied", channel="phone", answered_on=TODAY
            )


def test_answer_refused(world, now):
    w = _ready(world, now)
    for changes, code, field in (
        ({"solved": "maybe"}, "matters.answer_unknown", "solved"),
        ({"satisfaction": "so-so"}, "matters.answer_unknown", "satisfaction"),
        ({"channel": "dream"}, "matters.channel_unknown", "channel"),
        ({"answered_on": date(2021, 5, 18)}, "matters.future_day", "answered_on"),
        ({"answered_on": date(2021, 5, 16)}, "matters.answer_early", "answered_on"),
        ({"solved": "no_answer"}, "matters.answer_halves", "satisfaction"),
        ({"satisfaction": "no_answer"}, "matters.answer_halves", "satisfaction"),
    ):
        with refused(code, field):
            w.answer(**changes)


def test_no_answer_only_after_recorded_tries(world, now):
    w = _ready(world, now)
    for number in range(3):
        with refused("matters.too_few_tries", "solved"):
            w.answer(solved="no_answer", satisfaction="no_answer")
        w.matter = actions.record_try(**by(w, "clerk"), text=f"第{number + 1}次无人接听。")
        written(w.matter, "matters.tried")
    w.answer(solved="no_answer", satisfaction="no_answer")
    assert close(w).satisfaction == "no_answer"


def test_try_refused(world, now):
    w = Walk(world, now)
    w.sign()
    with refused("matters.wrong_state"):
        actions.record_try(**by(w, "clerk"), text="无人接听。")
    with refused("access.forbidden"):
        actions.record_try(**by(w, "builder"), text="无人接听。")


def test_tries_count_for_one_submission(world, now):
    w = _ready(world, now)
    for _number in range(3):
        actions.record_try(**by(w, "clerk"), text="无人接听。")
    w.answer(solved="not_solved", satisfaction="fairly")
    again(w)
    with refused("matters.too_few_tries"), at(w, w.now):
        w.answer(solved="no_answer", satisfaction="no_answer")


@pytest.mark.parametrize("satisfaction", ["satisfied", "fairly", "dissatisfied"])
def test_not_solved_always_returns(world, now, satisfaction):
    w = _ready(world, now)
    for turn in (1, 2, 3):
        w.answer(solved="not_solved", satisfaction=satisfaction)
        written(w.matter, "matters.answered")
        assert (w.matter.state, w.matter.returned) == ("in_hand", turn)
        again(w)
    assert Answer.objects.count() == 3


def test_not_solved_after_closing_reopens(world, now):
    w = Walk(world, now)
    w.close()
    w.answer(solved="not_solved", satisfaction="fairly")
    assert (w.matter.state, w.matter.reopened, w.matter.returned) == ("reopened", 1, 0)


def test_dissatisfied_the_second_time_the_leader_decides(world, now):
    w = _ready(world, now)
    w.answer(satisfaction="dissatisfied")
    assert (w.matter.state, w.matter.returned) == ("in_hand", 1)
    again(w)
    with at(w, w.now):
        w.answer(satisfaction="dissatisfied")
        assert (w.matter.state, w.matter.holder_post) == ("verified", world.posts["leader"])
        with refused("matters.answer_dissatisfied"):
            close(w)
        with refused("matters.reason_missing"):
            decide(w, reason="")
        with refused("access.forbidden"):
            decide(w, "clerk")
        decide(w)
        written(w.matter, "matters.answer_decided")
        assert w.matter.holder_unit.code == "general_office"
        with refused("matters.nothing_to_decide"):
            decide(w)
        assert close(w).satisfaction == "dissatisfied"
    assert Answer.objects.order_by("pk").last().decision == "let_stand"


def test_a_second_dissatisfaction_before_verification_can_still_be_decided(world, now):
    w = _ready(world, now)
    w.answer(satisfaction="dissatisfied")
    w.now += timedelta(minutes=1)
    with at(w, w.now):
        actions.submit_matter(**by(w, "builder"), outcome="solved", text="重新疏通。")
        with refused("matters.nothing_to_decide"):
            decide(w)
        w.answer(satisfaction="dissatisfied")
        verify(w)
        assert w.matter.holder_post == world.posts["leader"]
        decide(w)
        assert close(w).state == "closed"


@pytest.mark.parametrize(("closed", "state"), [(False, "in_hand"), (True, "reopened")])
def test_the_leader_may_send_it_back(world, now, closed, state):
    w = _ready(world, now)
    w.answer(satisfaction="dissatisfied")
    again(w)
    with at(w, w.now):
        if closed:
            w.answer()
            close(w)
        w.answer(satisfaction="dissatisfied")
        decide(w, let_stand=False, reason="再做一次。")
    assert w.matter.state == state


def test_dissatisfied_after_closing_the_second_time(world, now):
    w = Walk(world, now)
    w.close()
    w.answer(satisfaction="dissatisfied")
    assert w.matter.state == "reopened"
    again(w)
    with at(w, w.now):
        w.answer()
        close(w)
        w.answer(satisfaction="dissatisfied")
        assert (w.matter.state, w.matter.holder_kind) == ("closed", "post")
        decide(w)
        assert (w.matter.state, w.matter.holder_kind) == ("closed", "nobody")


def test_reopened_counts_and_has_a_new_day(world, now):
    w = Walk(world, now)
    w.close()
    with at(w, on(LATER)):
        with refused("matters.reason_missing", "reason"):
            reopen(w, reason=" ")
        with refused("matters.due_past", "due_on"):
            reopen(w, due_on=date(2021, 5, 19))
        with refused("matters.reopen_early", "effective_on"):
            reopen(w, effective_on=date(2021, 5, 14))
        with refused("access.forbidden"):
            actions.reopen_matter(**by(w, "builder"), reason="又坏了。")
        reopen(w, due_on=date(2021, 5, 28))
    written(w.matter, "matters.reopened")
    assert (w.matter.state, w.matter.reopened, w.matter.closed_on) == ("reopened", 1, None)
    assert (w.matter.holder_unit.code, w.matter.due_on) == ("construction_bureau", date(2021, 5, 28))
    with refused("matters.wrong_state"):
        reopen(w)


def test_reopened_the_raiser_is_asked_again(world, now):
    w = Walk(world, now)
    w.close()
    reopen(w)
    again(w)
    with at(w, w.now):
        assert w.matter.solved == ""
        with refused("matters.answer_missing"):
            close(w)
        w.answer()
        close(w)
    assert w.matter.reopened == 1


@pytest.mark.parametrize("kind", ["task", "condition"])
def test_what_was_issued_is_verified_by_its_issuer_and_needs_no_answer(world, now, kind):
    give(world, "projects", "verifier")
    issuer = world.units["project_service_centre"]
    w = Walk(world, now, kind=kind, raiser=actions.Raiser("office", unit=issuer))
    w.submit()
    assert w.matter.holder_unit == issuer
    with refused("matters.verified_by_stranger"):
        verify(w)
    verify(w, "projects")
    close(w)
    assert Answer.objects.count() == 0


def test_an_issuer_who_handles_does_not_verify(world, now):
    give(world, "builder", "verifier")
    w = Walk(
        world, now, kind="task", raiser=actions.Raiser("office", unit=world.units["construction_bureau"])
    )
    w.submit()
    with refused("matters.verified_by_stranger"):
        verify(w, "builder")


def test_the_guards_of_a_kind_are_data(world, now):
    rules = RuleSet.objects.get(topic="kinds")
    body = rules.body
    body["kinds"]["problem"]["guards"] = ["outcome_named", "verified_outside"]
    adopt_ruleset(
        actor=world.system,
        topic="kinds",
        code="short",
        body=body,
        source="test",
        effective_on=date(2021, 5, 1),
        now=now,
    )
    w = _ready(world, now)
    assert close(w).state == "closed"


def test_a_deputy_of_nobody_is_no_verifier(world, now):
    PostHolding.objects.filter(post=world.posts["verifier"]).update(ends_on=date(2021, 5, 16))
    w = Walk(world, now)
    w.submit()
    with refused("access.unknown"):
        verify(w)
