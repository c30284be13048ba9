"""A plan as integer arrays: what schedule generation, passes, constraint models and risk samples share.

**Time.** Day index 0 is `plan.start`; H is the horizon. A *boundary* t in 0..H lies before day t. An activity
occupies days start..end-1; `end` is exclusive. NEVER = H+1 means "beyond the horizon" in every forward table, -1
means "impossible" in every backward table (guard before using it as an index). A must date D allows end <=
index(D)+1. Duration 0: end == start, on any boundary, worked day or not.

**Fields of `Compiled`** (n activities, M modes in all, R crews, m live links, C calendar classes, T table rows):

- `plan, horizon, never, today` (first day on which open work can be done).
- activities, in the plan's order: `fixed` bool[n] (finished: `fixed_start`, `fixed_end` int32[n], else -1; holds no
  crew, has no live link, must be skipped by schedulers); `running` bool[n] (begun, not finished) with
  `actual_start` int32[n] (-1: not begun). **For a running activity "start" is the start of the work that is left.**
  `release` int32[n] earliest start boundary, `end_release` int32[n] earliest end boundary (both include today, "not
  before" and all links from facts), `deadline` int32[n] latest end by promises (H where none; may be missed: a
  schedule then is late, not wrong), `tri` float64[n, 3] duration factors low, likely, high.
- modes: activity i has modes `mode_ptr[i] .. mode_ptr[i+1]-1`; `mode_days` int32[M] (work left for a running
  activity), `mode_cost` int64[M], `mode_class` int32[M], `mode_table` int32[M], `mode_ok` bool[M] (crews suffice on
  their best day and it fits into the horizon once); demands of mode q: `dem_crew`, `dem_units` int32 in
  `dem_ptr[q] .. dem_ptr[q+1]-1`.
- tables, int32[T, H+2], all non-decreasing along the row: `first[t, s]` earliest feasible start >= s; `end[t, s]`
  its end; `begin[t, e]` latest feasible start with end <= e; `last[t, s]` latest feasible start <= s; `reach[t, e]`
  earliest feasible start with end >= e. `table_days`, `table_class` int32[T], `table_solid` bool[T] (must not
  span).
- calendar classes: class c is base calendar `class_base[c]` (activity calendar, stops, crews' leave) under weather
  `class_weather[c]` (-1: none). `base_reason` uint8[B, H] and `reason` uint8[C, H] hold `Reason` values, 0 = worked.
  `cw` int32[C, H+1], `wd` int32[C, H+1] padded with NEVER. `rain` float64[H] mm as compiled in. The weather classes
  are `plan.weather`, in order: `plan.weather[w].reasons(rain)` gives a row for other rain.
- links, CSR by successor: `pred_ptr[n+1]`, `pred_act`, `pred_type` (FS 0, SS 1, FF 2, SF 3), `pred_lag`,
  `pred_row` (-1: `pred_lag` calendar days; otherwise row of `lag_forward`/`lag_back` int32[L, H+2] to be used
  *instead of* adding the lag), `pred_link` (index into `plan.links`); the same by predecessor as `succ_*`.
  Bound of a link: x = end (FS, FF) or start (SS, SF) of the predecessor, moved by the lag and clipped to 0..NEVER;
  it bounds the successor's start (FS, SS) or end (FF, SF) from below. Links out of facts are folded into `release`
  and `end_release`; links that facts have overtaken are gone.
- crews: `capacity` int32[R, H] (dated steps only; leave is in the calendars), `renewable` bool[R]; a stock's total
  is `stock[R]` (int64, 0 for crews). A crew is held on every day start..end-1.
- `topo` int32[n]: a topological order of the live links. `incoming[i]`, `outgoing[i]`: the links as lists of tuples.

Memory is bounded: more than `MAX_CELLS` table cells is a PlanError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import tables
from .builder import Builder
from .model import Plan

FS, SS, FF, SF = 0, 1, 2, 3
MAX_CELLS = tables.MAX_CELLS


@dataclass(frozen=True, eq=False)
class Compiled:
    """See the module's docstring; arrays are C-contiguous and read-only."""

    plan: Plan
    horizon: int
    never: int
    today: int
    fixed: np.ndarray
    fixed_start: np.ndarray
    fixed_end: np.ndarray
    running: np.ndarray
    actual_start: np.ndarray
    release: np.ndarray
    end_release: np.ndarray
    deadline: np.ndarray
    tri: np.ndarray
    mode_ptr: np.ndarray
    mode_days: np.ndarray
    mode_cost: np.ndarray
    mode_class: np.ndarray
    mode_table: np.ndarray
    mode_ok: np.ndarray
    dem_ptr: np.ndarray
    dem_crew: np.ndarray
    dem_units: np.ndarray
    first: np.ndarray
    end: np.ndarray
    begin: np.ndarray
    last: np.ndarray
    reach: np.ndarray
    table_days: np.ndarray
    table_class: np.ndarray
    table_solid: np.ndarray
    class_base: np.ndarray
    class_weather: np.ndarray
    base_reason: np.ndarray
    reason: np.ndarray
    cw: np.ndarray
    wd: np.ndarray
    rain: np.ndarray
    pred_ptr: np.ndarray
    pred_act: np.ndarray
    pred_type: np.ndarray
    pred_lag: np.ndarray
    pred_row: np.ndarray
    pred_link: np.ndarray
    succ_ptr: np.ndarray
    succ_act: np.ndarray
    succ_type: np.ndarray
    succ_lag: np.ndarray
    succ_row: np.ndarray
    succ_link: np.ndarray
    lag_forward: np.ndarray
    lag_back: np.ndarray
    capacity: np.ndarray
    renewable: np.ndarray
    stock: np.ndarray
    topo: np.ndarray

    @property
    def n(self) -> int:
        return len(self.fixed)

    @property
    def crews(self) -> int:
        return len(self.renewable)

    @cached_property
    def incoming(self) -> list[list[tuple[int, int, int, int, int]]]:
        """Live links into each activity, for plain Python: (predecessor, type, lag, row, link)."""
        return self._by_activity("pred")

    @cached_property
    def outgoing(self) -> list[list[tuple[int, int, int, int, int]]]:
        """Live links out of each activity, for plain Python: (successor, type, lag, row, link)."""
        return self._by_activity("succ")

    def _by_activity(self, prefix: str) -> list[list[tuple[int, int, int, int, int]]]:
        columns = [
            getattr(self, f"{prefix}_{name}").tolist() for name in ("act", "type", "lag", "row", "link")
        ]
        ptr = getattr(self, f"{prefix}_ptr").tolist()
        flat = list(zip(*columns, strict=True))
        return [flat[ptr[i] : ptr[i + 1]] for i in range(self.n)]

    def table_of(self, i: int, mode: int) -> int:
        """Table row of an activity in one of its modes."""
        return int(self.mode_table[self.mode_ptr[i] + mode])

    def demands(self, i: int, mode: int) -> list[tuple[int, int]]:
        """(crew, units) of an activity in one of its modes."""
        q = int(self.mode_ptr[i]) + mode
        part = slice(int(self.dem_ptr[q]), int(self.dem_ptr[q + 1]))
        return list(zip(self.dem_crew[part].tolist(), self.dem_units[part].tolist(), strict=True))

    def after_lag(self, x: int, lag: int, row: int) -> int:
        """Boundary x moved forward by a link's lag, within 0..NEVER."""
        if x >= self.never:
            return self.never
        moved = int(self.lag_forward[row, x]) if row >= 0 else x + lag
        return min(max(moved, 0), self.never)

    def before_lag(self, u: int, lag: int, row: int) -> int:
        """The latest boundary x with after_lag(x) <= u; -1 when there is none."""
        if u < 0:
            return -1
        if row >= 0:
            return int(self.lag_back[row, min(u, self.never)])
        return min(u - lag, self.horizon) if u - lag >= 0 else -1

    def default_modes(self) -> np.ndarray:
        """int32[n]: the mode in use or planned, as an index within each activity."""
        return np.array([activity.progress.mode for activity in self.plan.activities], dtype=np.int32)


def compile_plan(plan: Plan, rain: Sequence[float] | np.ndarray | None = None) -> Compiled:
    """Compile a plan, under daily rain in mm from day index 0 (shorter than the horizon: dry afterwards).

    PlanError when rain is negative or not finite, or when calendars, durations and horizon together need more than
    `MAX_CELLS` table cells.
    """
    return Compiled(**Builder(plan, rain).arrays())
