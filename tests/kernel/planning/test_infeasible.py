"""Infeasible is an answer: chains, crews and promises in words, and nothing is called impossible that is possible."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import (
    Activity,
    Closure,
    Crew,
    DayCalendar,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    Project,
    Schedule,
    WeatherClass,
    compile_plan,
)
from banshi.kernel.planning.infeasible import (
    Proof,
    explain,
    late_chains,
    overloads,
    promises,
    relaxed_oracle,
    schedule_oracle,
    smallest_conflict,
    with_promises,
)
from banshi.kernel.planning.passes import forward_with_crews
from banshi.kernel.planning.search import solve
from kernel.planning.support import RAIN, START, day, plans


def rowed(index=9):
    acts = tuple(
        Activity(code, (Mode(4, (Demand("k"),)),), name=name, project="P")
        for code, name in (("A", "piling"), ("B", "digging"), ("C", "slab"))
    )
    return Plan(
        START,
        60,
        acts,
        (),
        (Crew("k", name="gang", capacity=1),),
        projects=(Project("P", promised=day(index)),),
    )


def test_a_chain_too_long_is_proven_and_told():
    weather = (WeatherClass("w", stop_mm=5),)
    acts = (
        Activity("A", (Mode(5),), weather="w", project="P"),
        Activity("B", (Mode(6), Mode(4)), project="P"),
    )
    plan = Plan(
        START, 60, acts, (Link("A", "B"),), weather=weather, projects=(Project("P", promised=day(8)),)
    )
    c = compile_plan(plan, [0, 9.0, 9.0])
    (late,) = late_chains(c)
    assert late.proof is Proof.PROVEN
    assert late.days == 2
    assert late.say(c)[0] == (
        "Project P is promised for 2026-03-10; even if no crew is waited for, its work ends on 2026-03-12, "
        "2 days later"
    )
    assert late.say(c)[1].endswith("days lost: rain 2 (w)")
    assert late.chain.activities == (0, 1)
    assert explain(c).proven
    assert late_chains(compile_plan(plan)) == ()


def test_a_crew_whose_work_does_not_fit_its_window():
    c = compile_plan(rowed())
    assert late_chains(c) == ()
    (found,) = overloads(c)
    assert (found.needs, found.has, found.activities) == (12, 10, (0, 1, 2))
    assert found.say(c) == (
        "Crew gang: between 2026-03-02 and 2026-03-11 12 crew days must be done and 10 are there "
        "(A piling, B digging, C slab)"
    )
    why = explain(c, forward_with_crews(c))
    assert why.proven
    assert not why.holds
    assert why.conflict.say() == "project P by 2026-03-11: cannot be kept"
    assert [late.proof for late in why.chains] == [Proof.THIS_SCHEDULE]
    assert "in this schedule it ends on 2026-03-13, 2 days later" in why.say(c)[0]
    assert explain(compile_plan(rowed(11))).holds


def test_crew_leave_is_not_offered():
    leave = DayCalendar("leave", closures=(Closure(day(5), day(9)),))
    plan = rowed(15)
    plan = replace(plan, calendars=(leave,), crews=(replace(plan.crews[0], calendar="leave"),))
    (found,) = overloads(compile_plan(plan))
    assert (found.needs, found.has) == (12, 11)


def test_a_run_of_days_that_the_calendar_never_has():
    calendar = DayCalendar("c", week=(True,) * 5 + (False,) * 2)
    acts = (Activity("A", (Mode(6),), calendar="c", span="must_not_span"), Activity("B", (Mode(1),)))
    c = compile_plan(Plan(START, 60, acts, (Link("A", "B"),), calendars=(calendar,)))
    why = explain(c)
    assert why.proven
    assert why.say(c) == ("A needs 6 days in a row; its calendar has no more than 5",)


def three_promises():
    acts = tuple(Activity(code, (Mode(4, (Demand("k"),)),)) for code in "ABC")
    stones = tuple(
        Milestone(f"M{code}", (code,), must=day(at)) for code, at in zip("ABC", (4, 6, 40), strict=True)
    )
    return Plan(START, 60, acts, (), (Crew("k"),), milestones=stones)


def test_the_smallest_set_of_promises_that_cannot_all_hold():
    c = compile_plan(three_promises())
    found = smallest_conflict(promises(c), relaxed_oracle(c))
    assert [promise.code for promise in found.promises] == ["MA", "MB"]
    assert found.proof is Proof.PROVEN
    assert found.say() == "milestone MA by 2026-03-06; milestone MB by 2026-03-08: cannot all be kept"
    assert smallest_conflict(promises(c)[1:], relaxed_oracle(c)) is None


@pytest.mark.parametrize(
    "wrong", [frozenset({0}), frozenset({1, 3}), frozenset({0, 2, 4}), frozenset(range(5))]
)
@pytest.mark.parametrize("answer", [False, None])
def test_the_filter_finds_a_minimal_set_for_any_monotone_oracle(wrong, answer):
    acts = tuple(Activity(f"A{i}", (Mode(1),)) for i in range(5))
    stones = tuple(Milestone(f"M{i}", (f"A{i}",), must=day(9 + i)) for i in range(5))
    held = promises(compile_plan(Plan(START, 60, acts, milestones=stones)))
    calls = []

    def oracle(some):
        calls.append(some)
        return answer if wrong <= {int(promise.code[1:]) for promise in some} else True

    found = smallest_conflict(held, oracle)
    assert {int(promise.code[1:]) for promise in found.promises} == wrong
    assert len(calls) <= 3 * len(held)
    assert found.proof is (Proof.PROVEN if answer is False else Proof.NOT_FOUND)
    if answer is None:
        assert "no plan was found that keeps" in found.say()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(with_progress=True, most=5), RAIN, st.integers(0, 6))
def test_what_a_schedule_achieves_is_never_called_impossible(plan, rain, slack):
    """Over all modes and many orders: no proof against a day that some schedule reaches."""
    c = compile_plan(plan, rain)
    ways = list(product(*(range(len(a.modes)) for a in plan.activities)))
    orders = [list(range(c.n)), list(range(c.n))[::-1], None]
    best = min(
        forward_with_crews(c, np.array(modes, dtype=np.int32), order).makespan
        for modes, order in product(ways, orders)
    )
    stone = Milestone("M", tuple(a.code for a in plan.activities), must=day(best - 1 + slack))
    c = compile_plan(replace(plan, milestones=(stone,)), rain)
    assert explain(c).holds


def test_every_pair_of_kept_promises_is_left_alone():
    c = compile_plan(three_promises())
    holds = relaxed_oracle(c)
    assert [holds(pair) for pair in combinations(promises(c), 2)] == [False, True, True]


def test_a_thousand_promises_cost_few_questions():
    acts = tuple(Activity(f"A{i}", (Mode(1),)) for i in range(1_000))
    stones = tuple(Milestone(f"M{i}", (f"A{i}",), must=day(i % 50)) for i in range(1_000))
    held = promises(compile_plan(Plan(START, 60, acts, milestones=stones)))
    calls = []

    def oracle(some):
        calls.append(len(some))
        return not {"M7", "M977"} <= {promise.code for promise in some}

    assert {promise.code for promise in smallest_conflict(held, oracle).promises} == {"M7", "M977"}
    assert len(calls) < 60


def test_without_promises_nothing_is_blamed_on_them():
    c = compile_plan(three_promises())
    assert smallest_conflict(promises(c), lambda some: False) is None
    assert smallest_conflict((), lambda some: False) is None


def spread():
    """One gang: A's 6 days fit neither before nor after B's, which are fixed. Energy sees room enough."""
    acts = tuple(
        Activity(code, (Mode(days, (Demand("k"),)),), not_before=day(first))
        for code, days, first in (("A", 6, 0), ("B", 2, 4), ("C", 1, 1))
    )
    stones = tuple(
        Milestone(f"M{code}", (code,), must=day(at)) for code, at in (("A", 9), ("B", 5), ("C", 30))
    )
    return compile_plan(Plan(START, 60, acts, (), (Crew("k"),), milestones=stones))


def by_search(c):
    found = solve(c, schedules=200)
    return Schedule(found.start.astype(np.int32), found.end.astype(np.int32), found.mode.astype(np.int32))


def test_an_oracle_that_searches_settles_what_bounds_leave_open():
    c = spread()
    oracle = schedule_oracle(c, by_search)
    found = smallest_conflict(promises(c), oracle)
    assert [promise.code for promise in found.promises] == ["MB", "MA"]
    assert relaxed_oracle(c)(found.promises) is True
    assert found.say().endswith("no plan was found that keeps them all")
    assert oracle(promises(c)[1:]) is True
    why = explain(c, by_search(c), oracle)
    assert not why.holds
    assert why.conflict == found


def test_only_the_promises_asked_about_are_left_in_the_plan():
    c = spread()
    left = with_promises(c.plan, promises(c)[1:2])
    assert [stone.must for stone in left.milestones] == [None, day(5), None]


def test_a_crew_is_not_blamed_for_what_links_alone_make_late():
    plan = rowed(2)
    c = compile_plan(plan)
    assert overloads(c) == ()
    assert [late.days for late in late_chains(c)] == [1]
