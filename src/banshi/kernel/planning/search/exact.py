"""The second stage: a constraint model (CP-SAT) of the same network, started from the schedule at hand.

One interval per activity, of fixed size where days are alike. With calendars the starts of a mode are split into the
domains of equal span, one literal each, so that the span is a weighted sum of literals and not a table (the
partition of PyJobShop, pull request 370). Every variable gets a hint, because a partial one was found to be worth
nothing on projects of 200 activities. Above `REDUCED` activities with calendars presolve would take all the time
and is cut down. ortools is imported when a model is built, never before.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .bounds import lanes, topological_of
from .net import Net

Ints = np.ndarray
REDUCED = 300
POLL = 0.05
PROVERS = ("no_lp", "default_lp")
FS, SS, FF = 0, 1, 2


@dataclass
class Incumbent:
    """The schedule to start from: start, end [n], mode [n] (index within the activity's possible modes)."""

    start: Ints
    end: Ints
    mode: Ints
    makespan: int
    late: int


@dataclass(frozen=True)
class Answer:
    """found: a better schedule, if any; bound on the makespan; proven: nothing is better than the best known."""

    found: Incumbent | None
    bound: int
    proven: bool


@dataclass
class Model:
    """A CP-SAT model with what is needed to hint it and to read it."""

    model: Any
    hints: list[tuple[Any, int]] = field(default_factory=list)
    start: list[Any] = field(default_factory=list)
    end: list[Any] = field(default_factory=list)
    literals: list[list[Any]] = field(default_factory=list)
    makespan: Any = None

    def hint(self, variable: Any, value: int) -> Any:
        """Hint a variable and hand it back."""
        self.hints.append((variable, int(value)))
        return variable


def heads_and_tails(net: Net, top: int) -> tuple[list[int], list[int]]:
    """Earliest and latest start of each activity (days alike) when all must end by `top`."""
    from .bounds import heads, shortest

    days = shortest(net)
    return heads(net, days).tolist(), (top - net.tail - days).tolist()


def build(net: Net, at: Incumbent, lower: int) -> Model:
    """The model whose solutions are the schedules that are no worse than `at`."""
    from ortools.sat.python import cp_model

    made = Model(cp_model.CpModel())
    if net.dated:
        from .exact_dated import add_activities

        intervals = add_activities(net, at, made)
    else:
        intervals = _plain_activities(net, at, made)
    _crews(net, made, intervals)
    _stocks(net, made)
    top = net.horizon if at.late else at.makespan
    made.makespan = made.hint(made.model.new_int_var(lower, top, "makespan"), at.makespan)
    followed = np.diff(net.after_ptr) > 0
    for a in range(net.n):
        if net.dated or not followed[a]:
            made.model.add(made.makespan >= made.end[a])
    goal = made.makespan
    if at.late:
        from .exact_dated import lateness

        goal = (net.horizon + 1) * lateness(net, at, made) + made.makespan
    made.model.minimize(goal)
    for variable, value in made.hints:
        made.model.add_hint(variable, value)
    return made


Intervals = list[list[tuple[Any, int]]]


def _plain_activities(net: Net, at: Incumbent, made: Model) -> Intervals:
    """Starts, ends, intervals and links where days are alike. Of each activity: (interval, mode) pairs."""
    model = made.model
    early, late = heads_and_tails(net, at.makespan)
    intervals: Intervals = []
    for a in range(net.n):
        low, high = int(net.mode_ptr[a]), int(net.mode_ptr[a + 1])
        start = made.hint(model.new_int_var(early[a], late[a], f"s{a}"), at.start[a])
        made.start.append(start)
        if high - low == 1:
            days = int(net.mode_days[low])
            made.end.append(start + days)
            made.literals.append([])
            intervals.append([(model.new_fixed_size_interval_var(start, days, f"i{a}"), low)] if days else [])
            continue
        chosen = [made.hint(model.new_bool_var(f"m{a}_{k}"), int(at.mode[a] == k)) for k in range(high - low)]
        model.add_exactly_one(chosen)
        made.literals.append(chosen)
        made.end.append(start + sum(int(net.mode_days[low + k]) * chosen[k] for k in range(high - low)))
        intervals.append(
            [
                (
                    model.new_optional_fixed_size_interval_var(
                        start, int(net.mode_days[q]), lit, f"i{a}_{q}"
                    ),
                    q,
                )
                for q, lit in zip(range(low, high), chosen, strict=True)
                if net.mode_days[q]
            ]
        )
    for a in topological_of(net):
        for q in range(net.after_ptr[a], net.after_ptr[a + 1]):
            model.add(made.start[net.after_act[q]] >= made.end[a])
    return intervals


def _crews(net: Net, made: Model, intervals: Intervals) -> None:
    for word, low, units in lanes(net):
        mask = (1 << units.bit_length()) - 1
        used = [
            (interval, int(net.mode_need[q, word]) >> low & mask)
            for pairs in intervals
            for interval, q in pairs
            if int(net.mode_need[q, word]) >> low & mask
        ]
        if not used:
            continue
        some, needs = [one for one, _ in used], [need for _, need in used]
        some += _dips(net, made, word, low, units, needs)
        made.model.add_cumulative(some, needs, units)


def _dips(net: Net, made: Model, word: int, low: int, units: int, needs: list[int]) -> list[Any]:
    """Days on which a crew has fewer units, as work that fills the difference; `needs` grows along."""
    if not net.dated:
        return []
    mask = (1 << units.bit_length()) - 1
    missing = units - ((net.free[: net.horizon, word] >> low) & mask)
    edges = [0, *(np.flatnonzero(np.diff(missing)) + 1).tolist(), net.horizon]
    found = []
    for first, last in itertools.pairwise(edges):
        if last > first and missing[first] > 0:
            found.append(
                made.model.new_fixed_size_interval_var(first, last - first, f"less{word}_{low}_{first}")
            )
            needs.append(int(missing[first]))
    return found


def _stocks(net: Net, made: Model) -> None:
    for s in range(net.stocks):
        terms = []
        for a in range(net.n):
            low = int(net.mode_ptr[a])
            amounts = [int(net.mode_stock[q, s]) for q in range(low, int(net.mode_ptr[a + 1]))]
            chosen = made.literals[a]
            terms.append(
                sum(x * lit for x, lit in zip(amounts, chosen, strict=True)) if chosen else amounts[0]
            )
        made.model.add(sum(terms) <= int(net.stock[s]))


def parameters(solver: Any, net: Net, workers: int, seconds: float, seed: int) -> None:
    """Settings: by size, as measured."""
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.random_seed = seed % (1 << 31)
    if net.dated and net.n >= REDUCED:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.linearization_level = 0
    elif not net.dated and not net.moded and workers <= len(PROVERS):
        # the schedule at hand is as a rule the best one: what is wanted is the proof, and the default would spend
        # its second thread on neighbourhoods
        solver.parameters.subsolvers.extend(PROVERS[:workers])


def prove(
    net: Net,
    at: Incumbent,
    *,
    lower: int,
    seconds: float,
    workers: int,
    seed: int,
    stop: Callable[[], bool],
) -> Answer:
    """Look for a better schedule, or prove that there is none, for at most so many seconds or until `stop()`."""
    from ortools.sat.python import cp_model

    made = build(net, at, lower)
    solver = cp_model.CpSolver()
    parameters(solver, net, workers, seconds, seed)
    status = run(solver, made.model, stop)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, lower, False)
    # with days late in the goal its bound says nothing of the last day
    bound = lower if at.late else max(lower, round(solver.best_objective_bound))
    found = read(net, made, solver)
    better = (found.late, found.makespan) < (at.late, at.makespan)
    return Answer(found if better else None, bound, status == cp_model.OPTIMAL)


def run(solver: Any, model: Any, stop: Callable[[], bool]) -> Any:
    """Solve until done or `stop()`; the status. Also Ctrl-C ends it at once, as the caller's KeyboardInterrupt.

    Left to itself the solver takes over the signal and gives it back as the system's default, so that the next Ctrl-C
    (or a server's own handler) would kill the process. It runs in a thread because its call does not let signals in.
    """
    solver.parameters.catch_sigint_signal = False
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(solver.solve, model)
        try:
            while not wait([running], POLL).done:
                if stop():
                    solver.stop_search()
        except BaseException:
            while not wait([running], POLL).done:
                solver.stop_search()
            raise
    return running.result()


def read(net: Net, made: Model, solver: Any) -> Incumbent:
    """The schedule of a solved model."""
    start = np.array([solver.value(one) for one in made.start], np.int64)
    end = np.array([solver.value(one) for one in made.end], np.int64)
    mode = np.array(
        [next((k for k, lit in enumerate(one) if solver.boolean_value(lit)), 0) for one in made.literals],
        np.int64,
    )
    late = int(np.maximum(end - net.due, 0).sum()) if net.dated else 0
    return Incumbent(start, end, mode, int(end.max(initial=0)), late)
