"""The search on projects whose days are alike: right, repeatable, interruptible."""

import dataclasses
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from banshi.kernel.planning import PlanError
from banshi.kernel.planning.formats.psplib import parse_psplib
from banshi.kernel.planning.search import Choice, PlainProject, compile_search, is_compiled, jit, solve
from banshi.kernel.planning.search import islands as islands_module
from banshi.kernel.planning.search.bounds import lower_bound
from banshi.kernel.planning.search.check import faults
from banshi.kernel.planning.search.genetic import BEST, USED, advance, fresh
from banshi.kernel.planning.search.islands import MOST_CELLS, members_for
from banshi.kernel.planning.search.passes import scratch
from kernel.planning.search.networks import project

HERE = Path(__file__).parent


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("shape", [{}, {"crews": 12, "units": (100, 900)}, {"modes": 3, "stocks": 2}])
def test_every_solution_passes_the_independent_check(seed, shape):
    network = project(seed, **shape)
    solution = solve(network, schedules=600, seed=seed)
    assert solution.feasible
    assert faults(network, solution.start, solution.mode) == []
    days = [one[k].days for one, k in zip(network.choices, solution.mode, strict=True)]
    assert solution.end.tolist() == (solution.start + days).tolist()
    assert solution.makespan == solution.end.max() == solution.start[-1]
    assert solution.lower_bound <= solution.makespan
    assert solution.schedules <= 600


def test_more_than_one_word_of_crews_is_in_use():
    assert project(1, crews=12, units=(100, 900)).net.words > 1


def test_known_optimum():
    solution = solve(parse_psplib((HERE / "tiny.sm").read_text()), schedules=100)
    # work of crew 1: 6 + 8 + 2 = 16 unit-days on 3 units, at least 6 days; the chain 2, 5 takes 7
    assert solution.makespan == solution.lower_bound == 7
    assert solution.optimal


def test_modes_are_chosen_within_the_stock():
    network = parse_psplib((HERE / "tiny.mm").read_text())
    solution = solve(network, schedules=500)
    assert faults(network, solution.start, solution.mode) == []
    best = min(
        length(network, (0, a, b, c, 0))
        for a in range(2)
        for b in range(2)
        for c in range(2)
        if sum(network.choices[job + 1][k].stocks[0] for job, k in enumerate((a, b, c))) <= 8
    )
    assert solution.makespan == best


def length(network, modes):
    fixed = PlainProject(
        tuple((one[k],) for one, k in zip(network.choices, modes, strict=True)),
        network.successors,
        network.capacity,
        (99,),
    )
    return solve(fixed, schedules=500).makespan


def test_a_mode_that_no_crew_can_staff_keeps_its_number():
    idle = (Choice(0, (0,)),)
    network = PlainProject(
        (idle, (Choice(1, (9,)), Choice(5, (2,)), Choice(3, (3,))), idle), ((1,), (2,), ()), (3,)
    )
    solution = solve(network, schedules=60)
    assert solution.mode.tolist() == [0, 2, 0]
    assert solution.makespan == 3


def test_stocks_that_cannot_suffice_are_told():
    idle = (Choice(0, (0,), (0,)),)
    network = PlainProject((idle, (Choice(1, (1,), (7,)),), idle), ((1,), (2,), ()), (3,), (5,))
    assert not solve(network, schedules=60).feasible
    assert not solve(network, seconds=0.3).feasible


@pytest.mark.parametrize("seed", range(4))
def test_tight_stocks_are_kept(seed):
    loose = project(seed, jobs=30, modes=3, stocks=2)
    least = [min(one.stocks[0] + one.stocks[1] for one in modes) for modes in loose.choices]
    chosen = [
        min(modes, key=lambda one: (one.stocks[0] + one.stocks[1], one.stocks)) for modes in loose.choices
    ]
    stock = tuple(sum(one.stocks[s] for one in chosen) + 1 for s in range(2))
    assert sum(least) <= sum(stock) <= sum(least) + 2
    tight = dataclasses.replace(loose, stock=stock)
    solution = solve(tight, schedules=6_000, seed=seed)
    assert solution.feasible
    assert faults(tight, solution.start, solution.mode) == []


@pytest.mark.parametrize("schedules", [1, 2, 3, 4, 100])
def test_any_number_of_schedules_gives_a_schedule(schedules):
    network = project(5)
    solution = solve(network, schedules=schedules)
    assert faults(network, solution.start, solution.mode) == []
    assert 1 <= solution.schedules <= schedules


def test_the_same_seed_gives_the_same_schedule_on_any_number_of_threads(monkeypatch):
    monkeypatch.setattr("banshi.kernel.planning.search.run.SPLIT", 5_000)
    network = project(3, jobs=40, crews=4)
    runs = [solve(network, schedules=30_000, workers=workers, seed=7) for workers in (1, 2, 3)]
    for other in runs[1:]:
        assert other.start.tolist() == runs[0].start.tolist()
        assert other.schedules == runs[0].schedules
    assert runs[0].schedules > 1_000


def test_stopping_on_the_way_changes_nothing(monkeypatch):
    network = project(3, jobs=40, crews=4)
    whole = solve(network, schedules=9_000, seed=2)
    monkeypatch.setattr(islands_module, "FIRST_SLICE", 7)
    monkeypatch.setattr(islands_module, "SLICE", 1e-9)
    assert solve(network, schedules=9_000, seed=2).start.tolist() == whole.start.tolist()


def test_another_seed_looks_elsewhere():
    network = project(3, jobs=40, crews=4)
    starts = {tuple(solve(network, schedules=60, seed=seed).start.tolist()) for seed in range(6)}
    assert len(starts) > 1


def test_cancel_gives_the_best_so_far():
    network = hard()
    asked = []

    def cancel():
        asked.append(threading.get_ident())
        return len(asked) > 5

    solution = solve(network, schedules=10**9, cancel=cancel)
    assert faults(network, solution.start, solution.mode) == []
    assert solution.schedules < 10**7


def hard():
    """A project whose bound the search does not reach."""
    for seed in range(100):
        network = project(seed, jobs=40, crews=4, units=(3, 4))
        if solve(network, schedules=3_000).makespan > lower_bound(network.net) + 1:
            return network
    raise AssertionError("no project is hard enough")


def test_progress_is_told_and_only_gets_better():
    told = []
    solution = solve(hard(), seconds=0.6, progress=told.append)
    lengths = [one.makespan for one in told if one.makespan is not None]
    assert lengths == sorted(lengths, reverse=True)
    assert told[-1].makespan == solution.makespan
    assert told[-1].schedules == solution.schedules


def test_an_error_of_the_caller_ends_the_search_at_once():
    def fail(_):
        raise RuntimeError("enough")

    network = hard()
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        solve(network, schedules=10**9, progress=fail)
    assert time.monotonic() - began < 60


def test_seconds_are_kept():
    solution = solve(hard(), seconds=0.4)
    assert solution.seconds < 5


@pytest.mark.parametrize(
    "limits",
    [{"seconds": 0}, {"seconds": float("nan")}, {"seconds": -1}, {"schedules": 0}, {"schedules": 10**13},
     {"workers": 0}, {"workers": 1_000}],
)  # fmt: skip
def test_limits_out_of_range_are_refused(limits):
    with pytest.raises(PlanError):
        solve(project(1), **limits)


@pytest.mark.parametrize(
    ("successors", "choices", "says"),
    [
        (((1,), (0,)), 2, "circle"),
        (((1,), (5,)), 2, "that there is not"),
        (((0,), ()), 2, "that there is not"),
        (((1,),), 2, "2 activities"),
    ],
)
def test_projects_that_cannot_be_are_refused(successors, choices, says):
    with pytest.raises(PlanError, match=says):
        PlainProject(((Choice(1, (1,)),),) * choices, successors, (1,))


def test_projects_of_too_many_days_are_refused():
    with pytest.raises(PlanError, match="days in all"):
        PlainProject(((Choice(900_000, (0,)),),) * 2, ((1,), ()), (1,))


def test_double_justification_never_makes_a_schedule_longer():
    for seed in range(20):
        net = project(seed, jobs=30).net
        first = fresh(net, 1, seed)
        advance(net, scratch(net), first, 1, 0, 1)
        both = fresh(net, 1, seed)
        advance(net, scratch(net), both, 3, 0, 1)
        assert first.number[USED] == 1
        assert both.number[USED] == 3
        assert both.number[BEST] <= first.number[BEST]


def test_large_projects_are_begun_in_bearable_time_and_memory():
    n = 6_000
    idle = (Choice(0, (0,) * 20),)
    work = tuple((Choice(1 + i % 7, tuple(1 if i % 20 == k else 0 for k in range(20))),) for i in range(n))
    successors = ((*range(1, n + 1),), *((n + 1,) for _ in range(n)), ())
    network = PlainProject((idle, *work, idle), successors, (3,) * 20)
    began = time.process_time()
    solution = solve(network, seconds=1.0)
    assert time.process_time() - began < 30
    assert faults(network, solution.start, solution.mode) == []
    assert members_for(10**9, 20_000) * 20_000 <= MOST_CELLS


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
sys.path[:0] = {path!r}
from kernel.planning.search.networks import project
from banshi.kernel.planning.search import jit, solve
assert not jit.ready()
for shape in ({{}}, {{"modes": 2, "stocks": 1}}):
    solution = solve(project(4, **shape), schedules=240, seed=3)
    print(*solution.start.tolist(), *solution.mode.tolist())
"""


def test_without_numba_the_same_comes_out():
    here = [str(Path(__file__).parents[4] / "src"), str(Path(__file__).parents[3])]
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA.format(path=here)], capture_output=True, text=True, check=True
    )
    expected = []
    for shape in ({}, {"modes": 2, "stocks": 1}):
        solution = solve(project(4, **shape), schedules=240, seed=3)
        expected.append(" ".join(map(str, np.concatenate([solution.start, solution.mode]).tolist())))
    assert run.stdout.splitlines() == expected


WITHOUT_ORTOOLS = """
import sys
sys.modules["ortools"] = None
sys.path[:0] = {path!r}
from kernel.planning.search.networks import project
from banshi.kernel.planning.search import solve
from banshi.kernel.planning.search.check import faults
given = project(4)
solution = solve(given, seconds=0.5)
print(solution.feasible, faults(given, solution.start, solution.mode))
"""


def test_without_ortools_the_search_works_alone():
    here = [str(Path(__file__).parents[4] / "src"), str(Path(__file__).parents[3])]
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_ORTOOLS.format(path=here)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "True []"


def test_what_was_compiled_before_is_known():
    assert compile_search() == jit.ready()
    assert is_compiled()


IMPORTS = """
import sys
import banshi.kernel.planning, banshi.kernel.planning.search, banshi.kernel.planning.formats.psplib
from banshi.base.planfiles import plan
plan.parser()
print(*sorted({name.split(".")[0] for name in sys.modules} & {"django", "numba", "ortools", "pandas"}))
"""


def test_importing_needs_no_django_and_loads_no_compiler_or_solver():
    run = subprocess.run(
        [sys.executable, "-c", IMPORTS],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[4] / "src")},
    )
    assert run.stdout.strip() == ""
