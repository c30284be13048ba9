"""Passes: forward and backward agree, every link type, both kinds of break, progress, chains that add up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import (
    Activity,
    Closure,
    Crew,
    Demand,
    Link,
    Milestone,
    Mode,
    OutOfSequence,
    Plan,
    Progress,
    Project,
    Schedule,
    WeatherClass,
    compile_plan,
)
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.passes import (
    Against,
    Loss,
    Why,
    backward,
    backward_with_crews,
    critical_chain,
    forward,
    forward_with_crews,
    latest_starts,
    must_start,
    outlook,
    times,
)
from kernel.planning.support import HORIZON, LEAVE, RAIN, SITE, START, day, plans

SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def without_crews(plan):
    acts = [replace(a, modes=tuple(replace(m, demands=()) for m in a.modes)) for a in plan.activities]
    return replace(plan, activities=tuple(acts), crews=())


def two(kind, lag=0, unit="calendar", first=3, second=2, **more):
    acts = (Activity("A", (Mode(first),)), Activity("B", (Mode(second),)))
    return Plan(START, 60, acts, (Link("A", "B", kind, lag, unit),), **more)


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        ("FS", 0, 3), ("FS", 2, 5), ("FS", -2, 1), ("FS", -9, 0),
        ("SS", 0, 0), ("SS", 2, 2), ("SS", -2, 0),
        ("FF", 0, 1), ("FF", 2, 3), ("FF", -2, 0),
        ("SF", 0, 0), ("SF", 5, 3), ("SF", -1, 0),
    ],
)  # fmt: skip
def test_each_link_type_with_lag(kind, lag, start):
    c = compile_plan(two(kind, lag))
    assert forward(c, [0, 0])[0].tolist() == [0, start]


def test_working_day_lag_counts_the_successors_worked_days():
    acts = (Activity("A", (Mode(5),)), Activity("B", (Mode(1),), calendar="site"))
    plan = Plan(START, 60, acts, (Link("A", "B", "FS", 2, "working"),), calendars=(SITE,))
    # A ends before Saturday; Saturday and the make-up Sunday are worked; B begins on Monday
    assert forward(compile_plan(plan), [0, 0])[0][1] == 7
    assert check(plan, Schedule(*(np.array(x) for x in ([0, 6], [5, 7], [0, 0])))).broken[0].rule == "link"


@SETTINGS
@given(plans(), RAIN)
def test_earliest_dates_keep_every_rule_and_cannot_be_earlier(plan, rain):
    plan = without_crews(plan)
    c = compile_plan(plan, rain)
    modes = c.default_modes()
    start, end = forward(c, modes)
    assert check(plan, Schedule(start, end, modes), rain).broken == ()
    for i in range(c.n):
        row = c.table_of(i, int(modes[i]))
        if start[i] > 0 and (at := int(c.last[row, start[i] - 1])) >= 0:
            moved = Schedule(start.copy(), end.copy(), modes)
            moved.start[i], moved.end[i] = at, c.end[row, at]
            assert any(broken.about == plan.activities[i].code for broken in check(plan, moved, rain).broken)


@SETTINGS
@given(plans(), RAIN, st.integers(0, 9))
def test_forward_and_backward_agree(plan, rain, later):
    plan = without_crews(plan)
    c = compile_plan(plan, rain)
    modes = c.default_modes()
    start, end = forward(c, modes)
    limit = np.full(c.n, min(HORIZON, int(end.max()) + later), dtype=np.int32)
    late_start, late_end = backward(c, modes, limit)
    assert (late_start >= start).all()
    assert (late_end >= end).all()
    assert (late_end <= limit).all()
    assert check(plan, Schedule(late_start, late_end, modes), rain).broken == ()
    if later == 0:
        assert times(c, modes, against=Against.FINISH).total.min() == 0


@SETTINGS
@given(plans(), RAIN, st.integers(1, 20))
def test_float_is_negative_exactly_when_the_day_cannot_be_met(plan, rain, sooner):
    plan = without_crews(plan)
    c = compile_plan(plan, rain)
    modes = c.default_modes()
    _, end = forward(c, modes)
    found = times(c, modes, latest_end=np.full(c.n, max(0, int(end.max()) - sooner), dtype=np.int32))
    assert (found.total.min() < 0) == (end.max() > 0)


@SETTINGS
@given(plans(), RAIN)
def test_free_float_moves_nobody_else(plan, rain):
    plan = without_crews(plan)
    c = compile_plan(plan, rain)
    modes = c.default_modes()
    found = times(c, modes, against=Against.FINISH)
    assert (found.free <= found.total).all()
    for i in np.flatnonzero(found.free).tolist():
        row = c.table_of(i, int(modes[i]))
        start, end = found.early_start.copy(), found.early_end.copy()
        start[i] += found.free[i]
        end[i] = c.end[row, start[i]]
        assert check(plan, Schedule(start, end, modes), rain).broken == ()


@SETTINGS
@given(plans(with_progress=True), RAIN, st.sampled_from(OutOfSequence))
def test_schedules_with_crews_and_progress_are_sound(plan, rain, rule):
    plan = replace(plan, out_of_sequence=rule)
    c = compile_plan(plan, rain)
    found = forward_with_crews(c)
    assert found.makespan <= HORIZON
    assert check(plan, found, rain).broken == ()


@SETTINGS
@given(plans(with_progress=True), RAIN, st.integers(0, 12))
def test_backward_with_crews_keeps_what_a_schedule_keeps(plan, rain, later):
    c = compile_plan(plan, rain)
    found = forward_with_crews(c)
    limit = np.full(c.n, min(HORIZON, found.makespan + later), dtype=np.int32)
    late = backward_with_crews(c, latest_end=limit, keep=found)
    assert late.fits
    assert (late.start >= found.start).all()
    assert check(plan, late.schedule(), rain).broken == ()
    assert (late.end <= limit).all()
    free = backward_with_crews(c, latest_end=np.full(c.n, HORIZON, dtype=np.int32))
    assert free.fits
    assert check(plan, free.schedule(), rain).broken == ()


@SETTINGS
@given(plans(with_progress=True), RAIN)
def test_a_chain_accounts_for_every_day(plan, rain):
    c = compile_plan(plan, rain)
    found = forward_with_crews(c)
    chain = critical_chain(c, found)
    assert chain.until == found.makespan
    assert chain.worked + sum(chain.lost.values()) == chain.until - chain.since
    for step in chain.steps:
        assert step.worked + sum(step.lost.values()) == step.until - step.since
        assert step.say(c)
    assert not any(step.why is Why.GAP for step in chain.steps)
    assert len(chain.say(c)) == len(chain.steps) + 1


@SETTINGS
@given(plans(with_progress=True), RAIN, st.integers(0, 59))
def test_an_extra_rain_day_never_shortens(plan, rain, extra):
    plan = without_crews(plan)
    wet = [*rain, *[0.0] * 60][:60]
    wet[extra] = 50.0
    dry_end = forward(compile_plan(plan, rain), compile_plan(plan).default_modes())[1]
    wet_end = forward(compile_plan(plan, wet), compile_plan(plan).default_modes())[1]
    assert (wet_end >= dry_end).all()


def test_both_kinds_of_break():
    rain = [0, 0, 9.0]
    weather = (WeatherClass("w", stop_mm=5),)
    for span, start, end in (("may_span", 0, 5), ("must_not_span", 3, 7)):
        plan = Plan(START, 30, (Activity("A", (Mode(4),), weather="w", span=span),), weather=weather)
        found = forward(compile_plan(plan, rain), [0])
        assert (int(found[0][0]), int(found[1][0])) == (start, end)


def test_progress_in_the_middle_of_a_stop():
    stop = Closure(day(5), day(11), "stop", "ordered stop")
    act = Activity("A", (Mode(10),), stops=(stop,), progress=Progress(started=day(1), remaining=6))
    plan = Plan(START, 60, (act, Activity("B", (Mode(1),))), (Link("A", "B"),), status_on=day(8))
    c = compile_plan(plan)
    found = forward_with_crews(c)
    assert found.start.tolist() == [12, 18]
    assert found.end.tolist() == [18, 19]
    assert check(plan, found).broken == ()
    chain = critical_chain(c, found)
    assert chain.since == 9
    assert chain.lost == {Loss.STOP: 3}
    assert found.first_day(plan, 0) == day(1)


def test_work_that_ran_ahead_waits_or_goes_on():
    acts = (
        Activity("A", (Mode(9),)),
        Activity("B", (Mode(5),), progress=Progress(started=START, remaining=2)),
    )
    plan = Plan(START, 60, acts, (Link("A", "B"),), status_on=START)
    for rule, starts in ((OutOfSequence.RETAIN, [1, 10]), (OutOfSequence.OVERRIDE, [1, 1])):
        assert forward_with_crews(compile_plan(replace(plan, out_of_sequence=rule))).start.tolist() == starts


def test_the_chain_names_crew_link_and_rain():
    acts = (
        Activity("A", (Mode(3, (Demand("k"),)),), name="piling"),
        Activity("B", (Mode(4, (Demand("k"),)),), name="digging", weather="earth"),
        Activity("C", (Mode(2),), name="slab"),
    )
    weather = (WeatherClass("earth", stop_mm=5),)
    plan = Plan(START, 60, acts, (Link("B", "C", lag=3),), (Crew("k", name="crane"),), weather=weather)
    c = compile_plan(plan, [0, 0, 0, 0, 8.0, 8.0])
    found = forward_with_crews(c, priority=[0, 1, 2])
    chain = critical_chain(c, found)
    assert [plan.activities[i].code for i in chain.activities] == ["A", "B", "C"]
    assert [step.why for step in chain.steps] == [Why.RELEASE, Why.CREW, Why.LINK]
    assert chain.lost == {Loss.RAIN: 2, Loss.LAG: 3}
    assert chain.steps[1].waited == 3
    said = chain.say(c)
    assert said[1] == (
        "B digging, 2026-03-05 to 2026-03-10, waits 3 days for crew crane, held by A piling; "
        "days lost: rain 2 (earth)"
    )
    assert said[2] == (
        "C slab, 2026-03-14 to 2026-03-15, has to wait after B digging is done (+3 calendar days); "
        "days lost: prescribed waiting 3"
    )
    assert said[-1] == "14 days in all, 9 worked; lost: rain 2, prescribed waiting 3"


def test_must_start_today():
    acts = tuple(Activity(code, (Mode(4, (Demand("k"),)),)) for code in "AB")
    plan = Plan(START, 60, acts, crews=(Crew("k"),))
    c = compile_plan(plan)
    tight = backward_with_crews(c, latest_end=np.array([8, 8], dtype=np.int32))
    assert sorted(tight.start.tolist()) == [0, 4]
    assert [tight.start[i] for i in must_start(c, tight)] == [0]
    assert must_start(c, backward_with_crews(c, latest_end=np.array([20, 20], dtype=np.int32))) == ()
    late = backward_with_crews(c, latest_end=np.array([7, 7], dtype=np.int32))
    assert not late.fits
    assert len(late.short) == 1
    assert must_start(c, late) == late.short


def test_facts_bind_what_comes_after_them():
    acts = (
        Activity("A", (Mode(2),), progress=Progress(started=START, finished=day(1))),
        Activity("B", (Mode(9),), progress=Progress(started=day(1), remaining=8)),
        *(Activity(code, (Mode(1),)) for code in "CDEF"),
    )
    links = (
        Link("A", "C", "FS", 6), Link("B", "D", "SS", 5), Link("A", "E", "FF", 9), Link("B", "F", "SF", 7),
        Link("C", "B", "SS"),
    )  # fmt: skip
    plan = Plan(START, 60, acts, links, status_on=day(1))
    c = compile_plan(plan)
    # C waits for a start of B that is a fact, so B, which began before C, is not bound by it
    assert forward_with_crews(c).start.tolist() == [0, 2, 8, 6, 10, 7]
    assert check(plan, forward_with_crews(c)).broken == ()


def test_a_chain_through_overlaps_counts_no_day_twice():
    acts = (Activity("A", (Mode(10),)), Activity("B", (Mode(5),)), Activity("C", (Mode(20),)))
    plan = Plan(START, 60, acts, (Link("A", "B", "FS", -3), Link("B", "C", "SS")))
    c = compile_plan(plan)
    chain = critical_chain(c, forward_with_crews(c))
    assert chain.activities == (0, 1, 2)
    assert [(step.since, step.until) for step in chain.steps] == [(0, 7), (7, 7), (7, 27)]
    assert chain.worked == 27


def test_the_evening_questions_have_answers_in_words():
    acts = (
        Activity("A", (Mode(4, (Demand("k"),)),), name="piling", project="P"),
        Activity("B", (Mode(4, (Demand("k"),)),), name="digging", project="P"),
    )
    plan = Plan(
        START, 60, acts, (Link("A", "B"),), (Crew("k"),),
        projects=(Project("P", promised=day(9), contract=day(5)),),
        milestones=(Milestone("M", ("A",), must=day(3), should=day(2)),),
    )  # fmt: skip
    c = compile_plan(plan)
    found = forward_with_crews(c)
    project, stone = outlook(plan, found)
    assert (project.late(), project.late("contract"), project.late("should")) == (-2, 2, None)
    assert project.say() == (
        "Project P ends on 2026-03-09; promised 2026-03-11: 2 days earlier; contract 2026-03-07: 2 days later"
    )
    assert stone.say() == (
        "Milestone M ends on 2026-03-05; promised 2026-03-05: on the day; wanted 2026-03-04: 1 day later"
    )
    first, second = latest_starts(c, backward_with_crews(c, keep=found), found)
    assert first.say(plan) == "A piling must begin today; planned for 2026-03-02 (0 days in hand)"
    assert second.say(plan) == "B digging must begin by 2026-03-08; planned for 2026-03-06 (2 days in hand)"
    late = backward_with_crews(c, latest_end=np.array([2, 6], dtype=np.int32))
    assert latest_starts(c, late, found)[0].say(plan) == "A piling can no longer begin in time"


def test_a_stock_is_used_up_once_even_by_work_without_days():
    acts = tuple(
        Activity(code, (Mode(days, (Demand("s", 2),)),)) for code, days in (("A", 0), ("B", 3), ("C", 1))
    )
    plan = Plan(START, 60, acts, (Link("A", "B"), Link("B", "C")), (Crew("s", capacity=5, kind="stock"),))
    c = compile_plan(plan)
    found = forward_with_crews(c)
    assert found.end.tolist() == [0, 3, c.never]
    assert check(replace(plan, crews=(Crew("s", capacity=6, kind="stock"),)), Schedule(
        np.array([0, 0, 3]), np.array([0, 3, 4]), np.array([0, 0, 0]))).sound  # fmt: skip
    assert len(backward_with_crews(c, latest_end=np.full(3, 60)).short) == 1


def test_lost_days_carry_the_names_of_what_took_them():
    stop = Closure(day(20), day(21), "stop", "dust order")
    acts = (
        Activity("A", (Mode(16, (Demand("k"),)),), calendar="site", weather="earth", stops=(stop,)),
        Activity("B", (Mode(8),), calendar="site"),
    )
    crews = (Crew("k", name="gang", calendar="leave"),)
    plan = Plan(
        START, 60, acts, (Link("A", "B"),), crews, (SITE, LEAVE), (WeatherClass("earth", "earthworks", 5),)
    )
    c = compile_plan(plan, [0, 0, 7.0])
    first, second = critical_chain(c, forward_with_crews(c), crews=True).steps
    assert first.say(c).endswith(
        "days lost: weekends 2, holidays 3 (festival), stops 1 (dust order), crew leave 3 (gang), rain 1 (earthworks)"
    )
    assert second.causes == {Loss.CLOSURE: ("examination",)}
