"""The constraint model: complete hints, proofs, and agreement with another solver on small cases."""

import dataclasses
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import Activity, Crew, Demand, Mode, Plan, Project, Schedule, compile_plan
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.search import exact, solve
from banshi.kernel.planning.search.adapt import prepared
from banshi.kernel.planning.search.bounds import lower_bound
from banshi.kernel.planning.search.check import faults
from banshi.kernel.planning.search.run import Limits, Search
from kernel.planning.search.networks import project
from kernel.planning.support import HORIZON, RAIN, START, day, plans

BENCH = Path(__file__).parents[4] / "bench" / "planning"


def found(ready, schedules=30, seed=1):
    """A schedule of the search to start from."""
    best = Search(ready.net, Limits(None, schedules, 1, seed)).run()
    return best, exact.Incumbent(best.start, best.end, best.mode, best.makespan, best.late)


def proof(network, **limits):
    ready = prepared(network, free_modes=False)
    best, at = found(ready, **limits)
    lower = min(lower_bound(ready.net), best.makespan)
    return at, exact.prove(ready.net, at, lower=lower, seconds=60, workers=1, seed=1, stop=lambda: False)


def optimum(network):
    at, answer = proof(network)
    assert answer.proven
    return answer.found.makespan if answer.found else at.makespan


def log_of(net, at, lower):
    from ortools.sat.python import cp_model

    made = exact.build(net, at, lower)
    solver = cp_model.CpSolver()
    exact.parameters(solver, net, 1, 20, 1)
    lines = []
    solver.parameters.log_search_progress = True
    solver.parameters.log_to_stdout = False
    solver.log_callback = lines.append
    solver.solve(made.model)
    hinted = set(made.model.proto.solution_hint.vars)
    return "\n".join(lines), [one for one in range(len(made.model.proto.variables)) if one not in hinted]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [{}, {"modes": 3, "stocks": 1}])
def test_the_hint_of_a_plain_project_is_complete(seed, shape):
    ready = prepared(project(seed, jobs=24, **shape), free_modes=False)
    best, at = found(ready, 240)
    log, unhinted = log_of(ready.net, at, min(best.bound, best.makespan))
    assert unhinted == []
    assert "solution hint is complete and is feasible" in log


@settings(deadline=None, max_examples=25)
@given(plan=plans(), rain=RAIN)
def test_the_hint_of_a_plan_is_complete(plan, rain):
    ready = prepared(compile_plan(plan, rain), free_modes=True)
    best, at = found(ready)
    if not best.feasible or best.makespan > HORIZON:
        return
    log, unhinted = log_of(ready.net, at, min(best.bound, best.makespan))
    assert unhinted == []
    assert "solution hint is complete and is feasible" in log


def test_the_hint_of_a_late_plan_is_complete():
    ready = prepared(in_a_hurry(), free_modes=False)
    best, at = found(ready)
    assert at.late > 0
    log, unhinted = log_of(ready.net, at, best.bound)
    assert unhinted == []
    assert "solution hint is complete and is feasible" in log


def in_a_hurry():
    crew = (Demand("k"),)
    return Plan(
        START,
        HORIZON,
        tuple(Activity(f"a{i}", (Mode(3 + i, crew),), project=f"p{i}") for i in range(4)),
        (),
        (Crew("k"),),
        projects=tuple(Project(f"p{i}", promised=day(5 + i)) for i in range(4)),
    )


def test_days_late_are_proven_to_be_fewest():
    ends = {}
    solution = solve(in_a_hurry(), seconds=20)
    for order in product(range(4), repeat=4):
        if len(set(order)) == 4:
            at, late = 0, 0
            for i in order:
                at += 3 + i
                late += max(0, at - (6 + i))
            ends[order] = late
    assert solution.late == min(ends.values())
    assert solution.optimal


def oracle(network):
    """The optimum by PyJobShop."""
    from pyjobshop import Model
    from pyjobshop.solve import solve as other

    model = Model()
    crews = [model.add_renewable(capacity=units) for units in network.capacity]
    stocks = [model.add_consumable(capacity=units) for units in network.stock]
    tasks = [model.add_task() for _ in network.choices]
    for task, modes in zip(tasks, network.choices, strict=True):
        for mode in modes:
            needs = [*mode.crews, *mode.stocks]
            model.add_mode(task, [*crews, *stocks], duration=mode.days, demands=needs)
    for i, after in enumerate(network.successors):
        for j in after:
            model.add_end_before_start(tasks[i], tasks[j])
    result = other(model.data(), solver="ortools", time_limit=60, display=False, num_workers=1)
    assert result.status.value == "Optimal"
    return round(result.objective)


@pytest.mark.parametrize("seed", range(10))
def test_another_solver_agrees_on_single_modes(seed):
    network = project(seed, jobs=9)
    expected = oracle(network)
    solution = solve(network, seconds=20, workers=1)
    assert solution.optimal
    assert solution.makespan == solution.lower_bound == expected
    assert solve(network, schedules=6_000).makespan == expected


@pytest.mark.parametrize("seed", range(6))
def test_another_solver_agrees_on_several_modes(seed):
    network = project(seed, jobs=7, modes=3, stocks=1)
    expected = oracle(network)
    solution = solve(network, seconds=20, workers=1)
    assert solution.optimal
    assert faults(network, solution.start, solution.mode) == []
    assert solution.makespan == expected
    assert solve(network, schedules=9_000).makespan == expected


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6), crew=st.integers(0, 1), more=st.integers(1, 3))
def test_more_crews_never_lengthen_the_exact_optimum(seed, crew, more):
    network = project(seed, jobs=7)
    capacity = list(network.capacity)
    capacity[crew] += more
    richer = dataclasses.replace(network, capacity=tuple(capacity))
    assert optimum(richer) <= optimum(network)


@settings(deadline=None, max_examples=30)
@given(plan=plans(most=6), rain=RAIN, wet=st.integers(0, 59))
def test_an_extra_rain_day_never_shortens_the_exact_optimum(plan, rain, wet):
    rain = rain + [0.0] * (60 - len(rain))
    wetter = [20.0 if at == wet else mm for at, mm in enumerate(rain)]
    lengths = []
    for mm in (rain, wetter):
        ready = prepared(compile_plan(plan, mm), free_modes=False)
        best, at = found(ready)
        if not best.feasible or best.makespan > HORIZON or best.late:
            return
        answer = exact.prove(
            ready.net, at, lower=best.bound, seconds=60, workers=1, seed=1, stop=lambda: False
        )
        assert answer.proven
        lengths.append(answer.found.makespan if answer.found else best.makespan)
    assert lengths[0] <= lengths[1]


@settings(deadline=None, max_examples=30)
@given(plan=plans(), rain=RAIN)
def test_bounds_and_proofs_of_plans_hold(plan, rain):
    ready = prepared(compile_plan(plan, rain), free_modes=True)
    best, at = found(ready, 3)
    if not best.feasible or best.makespan > HORIZON:
        return
    answer = exact.prove(ready.net, at, lower=best.bound, seconds=30, workers=1, seed=1, stop=lambda: False)
    assert answer.proven
    longer = found(ready, 900)[0]
    if answer.found:
        best.start, best.end, best.mode = answer.found.start, answer.found.end, answer.found.mode
        solution = ready.solution(best, 0.0)
        arrays = (solution.start, solution.end, solution.mode)
        assert check(plan, Schedule(*(x.astype(np.int32) for x in arrays)), rain).broken == ()
        assert (answer.found.late, answer.found.makespan) <= (longer.late, longer.makespan)
    else:
        assert (best.late, best.makespan) <= (longer.late, longer.makespan)


@pytest.mark.parametrize("n", [50, 200])
def test_a_generated_site_is_improved_and_checked(n):
    sys.path.insert(0, str(BENCH))
    try:
        import generator
    finally:
        sys.path.remove(str(BENCH))
    plan, rain = generator.plan(n, 2), generator.rain(730, 2)
    compiled = compile_plan(plan, rain)
    first = solve(compiled, schedules=1)
    better = solve(compiled, seconds=3)
    assert better.makespan <= first.makespan
    arrays = (better.start, better.end, better.mode)
    assert check(plan, Schedule(*(x.astype(np.int32) for x in arrays)), rain).broken == ()


def test_a_proof_can_be_stopped():
    ready = prepared(project(3, jobs=60, crews=4, units=(3, 4)), free_modes=False)
    best, at = found(ready, 3)
    answer = exact.prove(ready.net, at, lower=1, seconds=600, workers=1, seed=1, stop=lambda: True)
    assert answer.bound <= best.makespan


INTERRUPTED = """
import os, signal, sys, threading
sys.path[:0] = {path!r}
from banshi.kernel.planning.search import exact

class Endless:
    parameters = type("Parameters", (), {{}})()
    ended = threading.Event()
    def solve(self, model):
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        return self.ended.wait(300)
    def stop_search(self):
        self.ended.set()

from ortools.sat.python import cp_model
solver = cp_model.CpSolver()
print(exact.run(solver, cp_model.CpModel(), lambda: False) == cp_model.OPTIMAL)
for one in (Endless(), None):
    try:
        exact.run(one, None, lambda: False) if one else os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_the_solver_leaves_ctrl_c_to_its_caller():
    """It used to put the default in place of the handler it found, which kills a server on the next signal."""
    here = [str(Path(__file__).parents[4] / "src"), str(Path(__file__).parents[3])]
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(path=here)], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout.split()) == (0, ["True", "interrupted", "interrupted"]), (
        ended.stderr
    )
    assert time.monotonic() - began < 150
