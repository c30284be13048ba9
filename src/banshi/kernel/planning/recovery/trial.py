"""Trying options by the hundred: a plan's dispatch under other modes, crews, order and rain-day work.

A `State` is a set of options taken. Deterministic trials use the planned durations and the rain the plan was
compiled with; risk trials use the same drawn durations and rain for every state (common random numbers).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.risk import Weather, draw_rain
from banshi.kernel.planning.risk.frame import Frame, dispatch_order, frame_of, tail_priority, with_capacity
from banshi.kernel.planning.risk.sampling import DRY, Rows, draw_factors, drawn_days, planned_days, run
from banshi.kernel.planning.solution import Schedule

from .aims import Goal
from .offers import CrewOffer

#: Well under a minute of one core; plans of some hundred activities need a twentieth of it.
MOST_PLACED = 60_000_000
#: Rows of modes that are held at a time, in cells.
CHUNK = 4_000_000


@dataclass(frozen=True, eq=False)
class State:
    """modes: int32[n], global. order: int32, open activities. fill: bool[n]. hires: offers taken."""

    modes: np.ndarray
    order: np.ndarray
    fill: np.ndarray
    hires: tuple[CrewOffer, ...] = ()

    def with_mode(self, i: int, mode: int) -> State:
        modes = self.modes.copy()
        modes[i] = mode
        return replace(self, modes=modes)


@dataclass
class Budget:
    """Placements of activities that may still be tried: a bound on time that does not hang on a clock."""

    left: int = MOST_PLACED


class Trials:
    """Evaluates states of one plan for one goal."""

    def __init__(
        self,
        compiled: Compiled,
        goal: Goal,
        schedule: Schedule | None = None,
        workers: int = 1,
        pure: bool = False,
    ) -> None:
        self.c, self.goal, self.pure, self.workers = compiled, goal, pure, workers
        self.frame = frame_of(compiled, None)
        self.frames: dict[tuple, Frame] = {}
        local = compiled.default_modes() if schedule is None else schedule.mode
        priority = tail_priority(compiled, local) if schedule is None else schedule.start
        self.base = State(
            (compiled.mode_ptr[:-1] + local).astype(np.int32),
            dispatch_order(compiled, priority),
            np.zeros(compiled.n, dtype=bool),
        )
        self.crew_fen = np.array([crew.cost_per_day for crew in compiled.plan.crews], dtype=np.int64)
        self.mode_fen = self._mode_fen()
        # mode and activity of each demand
        self.mode_of = np.repeat(np.arange(len(compiled.mode_days)), np.diff(compiled.dem_ptr))
        self.activity_of = np.repeat(np.arange(compiled.n), np.diff(compiled.mode_ptr))[self.mode_of]
        self.budget = Budget()
        self.factors: np.ndarray | None = None

    def _mode_fen(self) -> np.ndarray:
        """int64[M]: cost of each mode with the daily cost of its crews, for the work that is left."""
        c = self.c
        day_fen = np.concatenate([[0], np.cumsum(c.dem_units * self.crew_fen[c.dem_crew])]).astype(np.int64)
        each = day_fen[c.dem_ptr[1:]] - day_fen[c.dem_ptr[:-1]]
        return c.mode_cost + each * c.mode_days

    # deterministic

    def ends(self, state: State, rows: np.ndarray | None = None, orders: np.ndarray | None = None):
        """(starts, ends, chain) of a state, or of its variants: rows of modes (K, n), or of orders (K, m)."""
        modes = state.modes[None, :] if rows is None else rows
        given = Rows(
            days=planned_days(self.c, modes),
            modes=np.ascontiguousarray(modes, dtype=np.int32),
            orders=state.order[None, :] if orders is None else orders,
            fill=state.fill[None, :],
        )
        count = max(len(modes), len(given.orders))
        self.budget.left -= count * self.c.n
        return run(
            self._frame(self.frame, state.hires),
            given,
            count,
            aim=self.goal.members,
            chains=count == 1,
            pure=self.pure,
        )

    def value(self, state: State) -> int:
        """Boundary at which the aim ends, not below the floor."""
        return int(self.goal.value(self.ends(state)[1])[0])

    def values(self, state: State, *, modes: np.ndarray | None = None, orders: np.ndarray | None = None):
        """int64[K]: the same for variants."""
        return self.goal.value(self.ends(state, modes, orders)[1])

    def values_of(self, state: State, changes: Sequence[tuple[int, int]]) -> np.ndarray:
        """int64[len(changes)]: the aim's end for each single change (activity, global mode) of a state. Changes
        beyond the budget count as later than any day."""
        found = np.full(len(changes), self.c.never, dtype=np.int64)
        step = max(1, CHUNK // self.c.n)
        for first in range(0, len(changes), step):
            part = changes[first : first + step]
            if self.exhausted:
                break
            rows = np.repeat(state.modes[None, :], len(part), axis=0)
            rows[np.arange(len(part)), [i for i, _ in part]] = [mode for _, mode in part]
            found[first : first + len(part)] = self.values(state, modes=rows)
        return found

    def day(self, boundary: int) -> date | None:
        """The last day before a boundary; None beyond the horizon."""
        return None if boundary > self.c.horizon else self.c.plan.day(boundary - 1)

    @property
    def exhausted(self) -> bool:
        return self.budget.left <= 0

    def starting_at(self, state: State, goal: Goal) -> Trials:
        """The same plan with another base state and goal."""
        other = copy(self)
        other.base, other.goal = state, goal
        return other

    def _frame(self, frame: Frame, hires: tuple[CrewOffer, ...]) -> Frame:
        if not hires:
            return frame
        key = (id(frame), hires)
        if key not in self.frames:
            self.frames[key] = with_capacity(frame, self.capacity(hires))
        return self.frames[key]

    def capacity(self, hires: Sequence[CrewOffer]) -> np.ndarray:
        capacity = self.c.capacity.copy()
        for hire in hires:
            first, last = self.window(hire)
            capacity[self.c.plan.crew_position[hire.crew], first:last] += hire.units
        return capacity

    def window(self, hire: CrewOffer) -> tuple[int, int]:
        """Days of an offer as boundaries."""
        plan = self.c.plan
        first = self.c.today if hire.first is None else max(self.c.today, plan.index(hire.first))
        last = self.c.horizon if hire.last is None else min(self.c.horizon, plan.index(hire.last) + 1)
        return min(first, self.c.horizon), max(min(first, self.c.horizon), last)

    # money

    def cost(self, state: State) -> int:
        """Extra cost in fen against the base, hires included."""
        extra = int(self.mode_fen[state.modes].sum() - self.mode_fen[self.base.modes].sum())
        if not state.hires:
            return extra
        starts, ends, _ = self.ends(state)
        return extra + sum(self.hire_cost(hire, state, starts[0], ends[0]) for hire in state.hires)

    def hire_cost(self, hire: CrewOffer, state: State, start: np.ndarray, end: np.ndarray) -> int:
        """Price of a hire: from the first to the last day on which more than the own crew is held, on the crew's
        working days, for all its units; and what is paid once. An offer with a last day is paid until then."""
        plan, crew = self.c.plan, self.c.plan.crew_position[hire.crew]
        held = np.zeros(self.c.horizon + 2, dtype=np.int64)
        mine = np.flatnonzero(self.c.dem_crew == crew)
        who = self.activity_of[mine]
        used = (state.modes[who] == self.mode_of[mine]) & ~self.c.fixed[who] & (start[who] < end[who])
        np.add.at(held, start[who[used]], self.c.dem_units[mine[used]])
        np.add.at(held, end[who[used]], -self.c.dem_units[mine[used]])
        over = np.flatnonzero(np.cumsum(held)[: self.c.horizon] > self.c.capacity[crew])
        if not len(over):
            return 0
        first, last = int(over[0]), int(over[-1]) + 1
        if hire.last is not None:
            last = max(last, self.window(hire)[1])
        calendar = plan.calendar_of.get(plan.crews[crew].calendar)
        worked = np.ones(last - first, dtype=bool)
        if calendar is not None:
            worked = calendar.reasons(plan.start, self.c.horizon)[first:last] == 0
        price = plan.crews[crew].cost_per_day if hire.day_fen is None else hire.day_fen
        # the crew's own daily cost of activities is in the modes; the hire itself is paid whether it works or not
        return hire.once_fen + hire.units * price * int(worked.sum())

    # risk

    def prepare_risk(self, weather: Weather, samples: int, seed: int) -> None:
        self.drawn = self.factors = draw_factors(self.c, samples=samples, seed=seed)
        self.rain = draw_rain(self.c, weather, samples=samples, seed=seed)
        self.risk_frame = frame_of(self.c, self.rain)
        self.base_risk = self.risk(self.base)

    def risk(self, state: State) -> np.ndarray:
        """int64[samples], sorted: ends of the aim under the common samples."""
        levels = self.rain.levels if len(self.c.plan.weather) else DRY
        given = Rows(
            drawn_days(self.c, state.modes, self.factors),
            state.modes[None, :],
            state.order[None, :],
            state.fill[None, :],
            levels,
        )
        frame = self._frame(self.risk_frame, state.hires)
        _, ends, _ = run(frame, given, len(self.factors), chains=False, workers=self.workers, pure=self.pure)
        return np.sort(self.goal.value(ends))

    def risk_won(self, state: State) -> tuple[int, int] | None:
        """Days by which P50 and P80 move, positive when earlier; None without a climate."""
        if self.factors is None:
            return None
        after = self.risk(state)
        return tuple(quantile(self.base_risk, share) - quantile(after, share) for share in (0.5, 0.8))


def quantile(ranked: np.ndarray, share: float) -> int:
    return int(ranked[int(np.ceil(len(ranked) * share - 1e-9)) - 1])
