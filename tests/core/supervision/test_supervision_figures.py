"""What supervision counts, out of what, and as of when."""

from datetime import date

import pytest

from banshi.base.figures.registry import Question, figures
from banshi.core.supervision import actions
from support.ledger import on, value, walk

MAY, JUNE = date(2021, 5, 31), date(2021, 6, 30)


def fraction(found):
    return found.numerator, found.denominator


def issue(world, at, rung, matter, **changes):
    values = {"demand": "请于5月28日前报告。", "answer_by": date(2021, 5, 28)} | changes
    return actions.issue_document(
        actor=world.actor("verifier"), rung=rung, matters=[matter], now=at, **values
    )


@pytest.fixture
def pressed(world, now):
    """Two chases, one of them answered; a sheet that was recalled, one that stands; three matters dispatched."""
    rows = [walk(world, now) for _n in range(3)]
    for row in rows:
        row.sign()
    with on(5, 26) as at:
        first = issue(world, at, "chase", rows[0].matter)
        issue(world, at, "chase", rows[1].matter)
        gone = issue(world, at, "sheet", rows[1].matter, reason="从速。")
        actions.recall_document(actor=world.actor("verifier"), document=gone, reason="重复。", now=at)
        issue(world, at, "sheet", rows[0].matter, reason="从速。", answer_by=date(2021, 6, 4))
    with on(5, 27) as at:
        actions.answer_document(actor=world.actor("builder"), document=first, text="5月28日办结。", now=at)
    return world


def test_documents_and_their_answers(pressed):
    assert value(pressed, "supervision.documents", as_of=MAY).value == 3
    assert value(pressed, "supervision.documents", as_of=MAY, rung="sheet").value == 1
    assert value(pressed, "supervision.documents", as_of=date(2021, 5, 25)).value == 0
    assert fraction(value(pressed, "supervision.acknowledged", as_of=MAY)) == (1, 3)
    answered = value(pressed, "supervision.answered_in_time", as_of=MAY)
    assert fraction(answered) == (1, 2)
    assert answered.records.count() == answered.failing.count() == 1
    assert fraction(value(pressed, "supervision.answered_in_time", as_of=date(2021, 5, 26))) == (0, 0)
    assert fraction(value(pressed, "supervision.answered_in_time", as_of=JUNE)) == (1, 3)


def test_a_count_of_a_department_carries_what_was_handed_to_it(pressed):
    found = value(pressed, "supervision.supervised", as_of=MAY)
    assert fraction(found) == (1, 3)
    figure = next(one for one in figures(pressed.actor("verifier")) if one.code == "supervision.supervised")
    parts = figure.splits[0].parts(Question(pressed.zone, pressed.system, MAY))
    assert [(part.code, part.count, part.whole) for part in parts] == [("construction_bureau", 1, 3)]


def test_every_split_adds_up(pressed):
    for one in figures(pressed.system):
        if not one.code.startswith("supervision."):
            continue
        question = Question(pressed.zone, pressed.system, MAY)
        whole = one.compute(question)
        for split in one.splits:
            parts = split.parts(question)
            assert sum(part.count for part in parts) == (whole.numerator if one.ratio else whole.value)
            for part in parts:
                narrowed = one.compute(
                    Question(pressed.zone, pressed.system, MAY, scope={split.key: part.code})
                )
                counted = narrowed.numerator if one.ratio else narrowed.value
                assert (counted, narrowed.denominator) == (part.count, part.whole), (one.code, part.code)


def test_look_backs(world, now):
    rows = [walk(world, now) for _n in range(3)]
    for row in rows:
        row.close()
    with on(5, 24) as at:
        sample = actions.draw_sample(actor=world.actor("verifier"), now=at)
        assert sample.drawn == 2
    assert fraction(value(world, "supervision.looked_back", as_of=MAY)) == (0, 2)
    found = value(world, "supervision.look_back_held", as_of=MAY)
    assert (found.value, *fraction(found)) == (None, 0, 0)
    with on(5, 25) as at:
        from support.zone import _person

        _person(world, "second", world.units["supervision_office"], "head", ("verifier",), 40)
        for task, holds in zip(sample.tasks.all(), (True, False), strict=True):
            actions.record_look_back(
                actor=world.actor("second"), task=task, holds=holds, text="到现场查看。", now=at
            )
    assert fraction(value(world, "supervision.looked_back", as_of=MAY)) == (2, 2)
    assert fraction(value(world, "supervision.look_back_held", as_of=MAY)) == (1, 2)
    assert fraction(value(world, "supervision.looked_back", as_of=date(2021, 5, 24))) == (0, 2)


def test_supervisors_own_sheets_are_in_no_figure(world, now):
    actions.issue_notice(
        actor=world.actor("supervisor"),
        unit=world.units["construction_bureau"],
        demand="请自查。",
        answer_by=date(2021, 5, 28),
        now=now,
    )
    assert value(world, "supervision.documents", as_of=MAY).value == 0
    codes = {one.code for one in figures(world.actor("builder")) if one.code.startswith("supervision.")}
    assert "supervision.documents" in codes
    assert not any("look" in code for code in codes)
