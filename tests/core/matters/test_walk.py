"""One matter from intake to close-out, each act in its own hands."""

from datetime import date, timedelta

import pytest

from banshi.base.history.verify import Tally, walk
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from support.matters import Walk


def test_from_intake_to_close_out(world, now):
    w = Walk(world, now)
    matter = w.close()
    assert (matter.state, matter.outcome, matter.satisfaction) == ("closed", "solved", "satisfied")
    assert matter.in_time is True
    tally = Tally()
    assert list(walk(tally)) == []
    assert tally.entries > 8


def test_nobody_closes_what_he_handled(world, now):
    w = Walk(world, now)
    matter = w.verified()
    with pytest.raises(Refusal) as refused:
        actions.close_matter(actor=world.actor("builder"), matter=matter, now=now)
    assert refused.value.code == "access.forbidden"


def test_not_solved_returns(world, now):
    w = Walk(world, now)
    matter = w.verified()
    matter = w.answer(solved="not_solved", satisfaction="dissatisfied")
    assert (matter.state, matter.returned) == ("in_hand", 1)


def test_dissatisfied_after_closing_reopens(world, now):
    w = Walk(world, now)
    w.close()
    matter = w.answer(satisfaction="dissatisfied")
    assert (matter.state, matter.reopened, matter.closed_on) == ("reopened", 1, None)


def test_vague_deadline_refused(world, now):
    w = Walk(world, now)
    w.register()
    with pytest.raises(Refusal) as refused:
        w.dispatch(requirement="尽快修好")
    assert refused.value.code == "matters.vague"
    assert w.again().state == "registered"


def test_waiting_moves_the_day(world, now):
    w = Walk(world, now)
    w.sign()
    due = w.matter.due_on
    actions.wait_for_outside(
        actor=world.actor("builder"),
        matter=w.matter,
        outside="县供电公司",
        reason="等电力验收",
        until_on=date(2021, 5, 21),
        now=now,
    )
    later = now + timedelta(days=3)
    w.now = later
    matter = actions.resume_matter(actor=world.actor("builder"), matter=w.matter, text="已送电", now=later)
    assert matter.state == "in_hand"
    assert matter.due_on > due
    assert matter.promised_on == due
