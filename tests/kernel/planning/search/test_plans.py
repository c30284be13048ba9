"""The search on plans with calendars, rain, dated crews and links of every kind."""

import numpy as np
import pytest
from hypothesis import given, settings

from banshi.kernel.planning import (
    Activity,
    Crew,
    Demand,
    Link,
    Mode,
    Plan,
    Project,
    Schedule,
    compile_plan,
)
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.passes.cpm import forward
from banshi.kernel.planning.search import solve
from kernel.planning.support import HORIZON, RAIN, START, day, plans


def schedule_of(solution):
    return Schedule(*(x.astype(np.int32) for x in (solution.start, solution.end, solution.mode)))


@settings(deadline=None, max_examples=150)
@given(plan=plans(), rain=RAIN)
def test_every_solution_passes_the_independent_check(plan, rain):
    compiled = compile_plan(plan, rain)
    solution = solve(compiled, schedules=60)
    if solution.feasible:
        assert check(plan, schedule_of(solution), rain).broken == ()
        assert solution.makespan == solution.end.max()
        assert solution.lower_bound <= solution.makespan
        assert solution.makespan >= forward(compiled, compiled.default_modes())[1].max()


@settings(deadline=None, max_examples=80)
@given(plan=plans(with_progress=True), rain=RAIN)
def test_progress_is_kept(plan, rain):
    compiled = compile_plan(plan, rain)
    solution = solve(compiled, schedules=60)
    if solution.feasible:
        assert check(plan, schedule_of(solution), rain).broken == ()
        assert (solution.start[compiled.fixed] == compiled.fixed_start[compiled.fixed]).all()


@settings(deadline=None, max_examples=40)
@given(plan=plans())
def test_modes_may_be_free(plan):
    planned = solve(plan, schedules=300)
    free = solve(plan, schedules=300, free_modes=True)
    if planned.feasible:
        assert planned.mode.tolist() == compile_plan(plan).default_modes().tolist() or not all_planned_fit(
            plan
        )
    if free.feasible:
        assert check(plan, schedule_of(free)).broken == ()


def all_planned_fit(plan):
    compiled = compile_plan(plan)
    return compiled.mode_ok[compiled.mode_ptr[:-1] + compiled.default_modes()].all()


def two_chains(promised=None):
    """Two projects that share one crew; the second is short and, if promised, in a hurry."""
    crew = (Demand("k"),)
    return Plan(
        START,
        HORIZON,
        (
            Activity("a", (Mode(10, crew),), project="first"),
            Activity("b", (Mode(10, crew),), project="first"),
            Activity("c", (Mode(3, crew),), project="second"),
        ),
        (Link("a", "b"),),
        (Crew("k"),),
        projects=(Project("first"), Project("second", promised=promised)),
    )


def test_promises_come_before_the_last_day():
    solution = solve(two_chains(day(2)), schedules=90)
    assert solution.late == 0
    assert solution.end[2] == 3
    assert solution.makespan == 23


def test_promises_that_cannot_be_kept_are_missed_by_as_little_as_can_be():
    solution = solve(two_chains(day(1)), schedules=90)
    assert solution.feasible
    assert solution.late == 1
    assert not solution.optimal


def test_work_that_does_not_fit_the_horizon_is_told():
    plan = Plan(
        START,
        HORIZON,
        tuple(Activity(f"a{i}", (Mode(60, (Demand("k"),)),)) for i in range(4)),
        (),
        (Crew("k"),),
    )
    assert not solve(plan, schedules=90).feasible


def test_a_plan_in_which_all_is_done():
    plan = two_chains()
    done = tuple(
        Activity(one.code, one.modes, project=one.project, progress=finished(i))
        for i, one in enumerate(plan.activities)
    )
    plan = Plan(START, HORIZON, done, plan.links, plan.crews, projects=plan.projects, status_on=day(50))
    solution = solve(plan, schedules=10)
    assert solution.makespan == 26
    assert solution.optimal


def finished(i):
    from banshi.kernel.planning import Progress

    return Progress(started=day((0, 11, 23)[i]), finished=day((9, 20, 25)[i]))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_on_any_number_of_threads(monkeypatch, workers):
    monkeypatch.setattr("banshi.kernel.planning.search.run.SPLIT", 100)
    first = solve(two_chains(), schedules=900, workers=1, seed=4)
    assert solve(two_chains(), schedules=900, workers=workers, seed=4).start.tolist() == first.start.tolist()


def test_plain_projects_and_plans_share_one_compilation():
    from banshi.kernel.planning.search import jit
    from banshi.kernel.planning.search.genetic import advance
    from kernel.planning.search.networks import project

    if not jit.ready():
        pytest.skip("numba is not there")
    solve(project(1), schedules=9)
    solve(project(1, modes=2, stocks=1), schedules=9)
    solve(two_chains(), schedules=9)
    assert len(advance.signatures) == 1
