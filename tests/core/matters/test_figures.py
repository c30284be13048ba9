"""The figures of the ledger: what each counts, out of what, and for whom."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from banshi.base.figures.registry import Question, figure, figures, values
from banshi.core.matters import actions
from support.ledger import END_OF_MAY, captions, on, value, walk


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def fraction(found):
    return found.numerator, found.denominator


def test_an_empty_ledger_has_counts_of_zero_and_no_rates(world):
    assert value(world, "matters.collected").value == 0
    rate = value(world, "matters.closed_in_time")
    assert (rate.value, *fraction(rate)) == (None, 0, 0)


def test_in_time_and_due(world, now):
    walk(world, now).close()
    late, open_late, ahead = walk(world, now), walk(world, now), walk(world, now)
    late.sign(), open_late.sign()
    ahead.dispatch(due_on=date(2021, 6, 30))
    with on(5, 27) as at:
        late.now = at
        builder = {"actor": world.actor("builder"), "now": at}
        actions.attach_evidence(**builder, matter=late.matter, kind="raiser", dated_on=date(2021, 5, 27))
        actions.submit_matter(**builder, matter=late.matter, outcome="solved", text="已修好。")
        assert fraction(value(world, "matters.answered_in_time")) == (1, 3)
        assert fraction(value(world, "matters.closed_in_time")) == (1, 3)
        assert captions(value(world, "matters.overdue").records) == [open_late.matter.number]
        found = value(world, "matters.answered_in_time")
        assert captions(found.failing) == [late.matter.number, open_late.matter.number]


def test_due_today_is_not_overdue(world, now):
    walk(world, now).dispatch()
    assert value(world, "matters.overdue", as_of=date(2021, 5, 25)).value == 0
    assert value(world, "matters.overdue", as_of=date(2021, 5, 26)).value == 1


def test_answers_obtained_solved_and_satisfied_are_three(world, now):
    walk(world, now).close()
    fairly = walk(world, now)
    fairly.verified()
    fairly.answer(satisfaction="fairly")
    silent = walk(world, now)
    silent.verified()
    for _try in range(3):
        actions.record_try(actor=world.actor("clerk"), matter=silent.matter, text="无人接听", now=now)
    silent.answer(solved="no_answer", satisfaction="no_answer")
    walk(world, now).verified()
    assert fraction(value(world, "matters.answered")) == (2, 3)
    assert fraction(value(world, "matters.solved")) == (2, 2)
    assert fraction(value(world, "matters.satisfied")) == (1, 2)
    assert captions(value(world, "matters.answered").failing) == [silent.matter.number]


def test_sent_back_and_reopened_keep_counting(world, now):
    one, other = walk(world, now), walk(world, now)
    one.close(), other.close()
    one.answer(satisfaction="dissatisfied")
    assert fraction(value(world, "matters.reopened")) == (1, 2)
    assert value(world, "matters.reopened_now").value == 1
    back = walk(world, now)
    back.submit()
    actions.verify_matter(
        actor=world.actor("verifier"), matter=back.matter, passed=False, text="未清完", now=now
    )
    assert fraction(value(world, "matters.returned")) == (1, 3)
    assert fraction(value(world, "matters.closed")) == (1, 3)


def test_not_mine_said_and_upheld(world, now):
    upheld, kept = walk(world, now), walk(world, now)
    for one in (upheld, kept):
        one.dispatch()
        actions.object_matter(actor=world.actor("builder"), matter=one.matter, reason="不属本局", now=now)
    settle = {"actor": world.actor("clerk"), "now": now, "reason": "经核"}
    actions.settle_objection(
        **settle, matter=upheld.matter, upheld=True, responsible_unit=world.units["project_service_centre"]
    )
    assert value(world, "matters.not_mine").value == 2
    assert fraction(value(world, "matters.not_mine_upheld")) == (1, 1)
    actions.settle_objection(**settle, matter=kept.matter, upheld=False)
    found = value(world, "matters.not_mine_upheld")
    assert (*fraction(found), captions(found.failing)) == (1, 2, [kept.matter.number])
    assert value(world, "matters.not_mine", as_of=date(2021, 5, 16)).value == 0


def test_a_scope_narrows_and_parts_add_up(world, now):
    for source in ("infrastructure", "industrial", "enterprise", "enterprise"):
        walk(world, now, source_kind=source).register()
    assert value(world, "matters.collected", collector="enterprise_service_centre").value == 2
    found = next(one for one in figures(world.system) if one.code == "matters.collected")
    question = Question(world.zone, world.system, END_OF_MAY)
    by_collector = next(split for split in found.splits if split.key == "collector").parts(question)
    assert {part.code: part.count for part in by_collector} == {
        "construction_bureau": 1, "project_service_centre": 1, "enterprise_service_centre": 2,
    }  # fmt: skip
    by_raiser = next(split for split in found.splits if split.key == "raiser").parts(question)
    assert [(part.code, part.count) for part in by_raiser] == [("enterprise", 4)]


def test_explained_is_open_and_withdrawn_is_collected(world, now):
    one, gone = walk(world, now), walk(world, now)
    one.sign(), gone.register()
    actions.explain_matter(
        actor=world.actor("builder"), matter=one.matter, text="指标已用完,明年一季度再报。",
        told_on=date(2021, 5, 17), review_on=date(2021, 6, 30), now=now,
    )  # fmt: skip
    actions.withdraw_matter(actor=world.actor("clerk"), matter=gone.matter, reason="反映人撤回", now=now)
    found = {code: value(world, f"matters.{code}").value for code in ("collected", "open", "explained")}
    assert found == {"collected": 2, "open": 1, "explained": 1}
    assert fraction(value(world, "matters.closed_in_time")) == (0, 0)


def test_every_figure_is_defined_and_its_rows_are_as_many_as_it_says(world, now):
    walk(world, now).close()
    walk(world, now).dispatch()
    walk(world, now, label=2).receive()
    for actor in (world.system, world.actor("verifier")):
        question = Question(world.zone, actor, END_OF_MAY)
        for one in figures(world.system):
            found = one.compute(question)
            counted = found.numerator if one.ratio else found.value
            assert str(one.definition).endswith(".")
            assert ("÷" in str(one.definition)) == one.ratio
            assert found.records.count() == (counted or 0)
            if one.ratio:
                assert found.records.count() + found.failing.count() == (found.denominator or 0)


@pytest.mark.parametrize("matters", [1, 6])
def test_all_figures_cost_the_same_queries(world, now, matters, django_assert_num_queries):
    for _n in range(matters):
        walk(world, now).register()
    value(world, "matters.collected")
    question = Question(world.zone, world.system, END_OF_MAY)
    with django_assert_num_queries(2):
        values(question, [one for one in figures(world.system) if one.code.startswith("matters.")])


def test_a_part_asked_with_the_memo_of_the_whole_is_not_the_whole(world, now):
    """A report asks a figure of the whole and of a part with one memo."""
    walk(world, now).register()
    walk(world, now, raiser=actions.Raiser("resident", name="住户"), source_kind="resident").register()
    whole = Question(world.zone, world.system, END_OF_MAY)
    part = replace(whole, scope={"raiser": "resident"})
    found = figure("matters.collected")
    assert [found.compute(asked).value for asked in (whole, part, whole)] == [2, 1, 2]


def test_what_is_counted_together_is_what_each_figure_counts_alone(world, now):
    walk(world, now).close()
    walk(world, now, kind="need").dispatch()
    together = dict(
        (one.code, found.value)
        for one, found in values(Question(world.zone, world.system, END_OF_MAY), figures(world.system))
    )
    alone = {
        one.code: one.compute(Question(world.zone, world.system, END_OF_MAY)).value
        for one in figures(world.system)
    }
    assert together == alone
