"""Forward and backward pass by links and calendars alone, total and free float.

The critical path method (Kelley & Walker 1959) with the four link types of the precedence diagram method (Fondahl
1961), on monotone calendar tables, so both passes stay exact with calendars: O(activities + links).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from banshi.kernel.planning.compiled import FF, FS, SF, SS, Compiled


class Against(StrEnum):
    """What float is measured against: the promised days, or the earliest finish of the whole plan."""

    PROMISE = "promise"
    FINISH = "finish"


@dataclass(frozen=True, eq=False)
class Times:
    """int32[n] each. early_* : NEVER where it does not fit the horizon. late_* may lie before day 0: there every
    day counts as worked, so that a negative float can be told in days.

    total: days that the start can slip (calendar days) without breaking what float is measured against; negative
    when it is broken already. free: days it can slip without moving any other activity's early dates. 0 for
    finished work.
    """

    early_start: np.ndarray
    early_end: np.ndarray
    late_start: np.ndarray
    late_end: np.ndarray
    total: np.ndarray
    free: np.ndarray


def forward(c: Compiled, modes: Sequence[int] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Earliest starts and ends (int32[n]) without regard to crews."""
    start, end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    for i in c.topo.tolist():
        if c.fixed[i]:
            continue
        row = c.table_of(i, int(modes[i]))
        at = earliest_start(c, i, row, start, end)
        start[i], end[i] = at, c.end[row, at]
    return start, end


def bounds_before(c: Compiled, i: int, start: np.ndarray, end: np.ndarray) -> tuple[int, int]:
    """Lower bounds on start and end of an activity, given its predecessors' times."""
    low, low_end = int(c.release[i]), int(c.end_release[i])
    for j, kind, lag, row, _ in c.incoming[i]:
        x = c.after_lag(int(end[j] if kind in (FS, FF) else start[j]), lag, row)
        if kind in (FS, SS):
            low = max(low, x)
        else:
            low_end = max(low_end, x)
    return low, low_end


def earliest_start(c: Compiled, i: int, row: int, start: np.ndarray, end: np.ndarray) -> int:
    """The earliest start that predecessors and calendar allow; NEVER when none does."""
    low, low_end = bounds_before(c, i, start, end)
    return max(int(c.first[row, low]), int(c.reach[row, low_end]))


def backward(
    c: Compiled, modes: Sequence[int] | np.ndarray, latest_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Latest starts and ends (int32[n]) that end every activity by `latest_end` (int[n]), without crews."""
    start, end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    for i in c.topo[::-1].tolist():
        if c.fixed[i]:
            continue
        row = c.table_of(i, int(modes[i]))
        start[i] = latest_start(c, row, *bounds_after(c, i, int(latest_end[i]), start, end))
        end[i] = end_of(c, row, int(start[i]))
    return start, end


def bounds_after(c: Compiled, i: int, own: int, start: np.ndarray, end: np.ndarray) -> tuple[int, int]:
    """Upper bounds on start and end of an activity, given its successors' times and its own latest end."""
    high, high_end = c.horizon, min(own, c.horizon)
    for j, kind, lag, row, _ in c.outgoing[i]:
        x = _before_lag(c, int(start[j] if kind in (FS, SS) else end[j]), lag, row)
        if kind in (SS, SF):
            high = min(high, x)
        else:
            high_end = min(high_end, x)
    return high, high_end


def _before_lag(c: Compiled, u: int, lag: int, row: int) -> int:
    """Like `Compiled.before_lag`, going on before day 0."""
    if u >= 0 and row >= 0:
        x = int(c.lag_back[row, min(u, c.never)])
        return x if x >= 0 else min(-1, u - lag)
    return u - lag


def latest_start(c: Compiled, row: int, high: int, high_end: int) -> int:
    """The latest start <= `high` with an end <= `high_end`; before day 0 every day counts as worked."""
    days = int(c.table_days[row])
    if days == 0:
        return min(high, high_end)
    by_end = int(c.begin[row, high_end]) if high_end >= 0 else -1
    if by_end < 0:
        by_end = _before_zero(c, row, high_end) - days
    by_start = int(c.last[row, high]) if high >= 0 else high
    return min(by_end, by_start)


def _before_zero(c: Compiled, row: int, high_end: int) -> int:
    """How many of the days needed can lie at or after day 0 and before `high_end` (negative: none, and more)."""
    if high_end < 0:
        return high_end
    klass = int(c.table_class[row])
    if not c.table_solid[row]:
        return int(c.cw[klass, high_end])
    rests = np.flatnonzero(c.reason[klass, :high_end])
    return int(rests[0]) if len(rests) else high_end


def end_of(c: Compiled, row: int, start: int) -> int:
    """End of an activity that starts at a feasible start, or before day 0."""
    if start >= 0:
        return int(c.end[row, start])
    left = int(c.table_days[row]) + start
    if left <= 0 or c.table_solid[row]:
        return left
    return min(c.never, int(c.wd[c.table_class[row], left - 1]) + 1)


def limits(c: Compiled, early_end: np.ndarray, against: Against) -> np.ndarray:
    """int[n]: the latest end of each activity that float is measured against.

    Against PROMISE, what no promise covers is measured against the earliest finish of the plan.
    """
    finish = np.full(c.n, min(c.horizon, int(early_end.max(initial=0))), dtype=np.int32)
    return finish if against is Against.FINISH else np.where(c.deadline < c.horizon, c.deadline, finish)


def times(
    c: Compiled,
    modes: Sequence[int] | np.ndarray | None = None,
    *,
    against: Against = Against.PROMISE,
    latest_end: np.ndarray | None = None,
) -> Times:
    """Both passes and both floats, without crews. `latest_end` (int[n]) replaces what `against` says."""
    modes = c.default_modes() if modes is None else modes
    early_start, early_end = forward(c, modes)
    limit = limits(c, early_end, against) if latest_end is None else latest_end
    late_start, late_end = backward(c, modes, limit)
    free = np.zeros(c.n, dtype=np.int32)
    for i in range(c.n):
        if not c.fixed[i]:
            own = max(int(limit[i]), int(early_end[i]))
            at = latest_start(
                c, c.table_of(i, int(modes[i])), *bounds_after(c, i, own, early_start, early_end)
            )
            free[i] = max(0, at - int(early_start[i]))
    total = np.where(c.fixed, 0, late_start - early_start).astype(np.int32)
    return Times(early_start, early_end, late_start, late_end, total, free)


__all__ = ["FF", "FS", "SF", "SS", "Against", "Times", "backward", "forward", "times"]
