"""Passes that hold crews: forward from the first day, and back from the promised day (倒排工期).

Serial schedule generation (Kelley 1963; Kolisch 1996, EJOR 90:320-333) on the network and, backwards, on the
reversed network and calendars. Latest safe starts come from justifying a schedule to the right (Valls, Ballestín &
Quintanilla 2005, EJOR 165:375-386): as every activity can at least stay where it is, a schedule that keeps the
promises still keeps them afterwards. Plain Python and NumPy: this is the part that explains; `search` is the part
that is fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.solution import Schedule

from . import cpm


class Profile:
    """Units of each crew that are still free on each day: int32[R, H]."""

    def __init__(self, c: Compiled) -> None:
        self.c = c
        self.free = np.array(c.capacity, dtype=np.int32)
        self.stock = np.array(c.stock, dtype=np.int64)

    def conflicts(self, demands: list[tuple[int, int]], start: int, end: int) -> np.ndarray:
        """Days, counted from `start`, on which at least one crew lacks units."""
        short = np.zeros(max(0, end - start), dtype=bool)
        for crew, units in demands:
            if self.c.renewable[crew]:
                short |= self.free[crew, start:end] < units
        return np.flatnonzero(short)

    def used_up(self, demands: list[tuple[int, int]]) -> bool:
        """Does a stock lack what is needed? No day would help."""
        return any(not self.c.renewable[crew] and self.stock[crew] < units for crew, units in demands)

    def add(self, demands: list[tuple[int, int]], start: int, end: int, sign: int = 1) -> None:
        """Hold crews (sign 1) or give them back (-1)."""
        for crew, units in demands:
            if self.c.renewable[crew]:
                self.free[crew, start:end] -= sign * units
            else:
                self.stock[crew] -= sign * units

    def earliest(self, row: int, demands: list[tuple[int, int]], low: int) -> int:
        """First feasible start >= `low` at which all crews are free; NEVER when there is none."""
        start = self.c.never if self.used_up(demands) else int(self.c.first[row, low])
        while start < self.c.never:
            short = self.conflicts(demands, start, int(self.c.end[row, start]))
            if not len(short):
                return start
            start = int(self.c.first[row, start + int(short[-1]) + 1])
        return start

    def latest(self, row: int, demands: list[tuple[int, int]], high: int) -> int:
        """Last feasible start <= `high` at which all crews are free; -1 when there is none."""
        start = int(self.c.last[row, high]) if high >= 0 and not self.used_up(demands) else -1
        while start >= 0:
            short = self.conflicts(demands, start, int(self.c.end[row, start]))
            if not len(short):
                return start
            start = min(start - 1, int(self.c.begin[row, start + int(short[0])]))
            start = int(self.c.last[row, start]) if start >= 0 else -1
        return start


def forward_with_crews(
    c: Compiled, modes: Sequence[int] | np.ndarray | None = None, priority: Sequence[float] | None = None
) -> Schedule:
    """A schedule that holds crews: each activity in turn as early as possible.

    priority: float[n], small first, among activities whose predecessors are placed; default: the latest start
    without crews by which the promises hold (rule LST). Work under way comes first: it holds its crews already. An
    end of NEVER means that it does not fit the horizon.
    """
    modes = c.default_modes() if modes is None else np.asarray(modes, dtype=np.int32)
    if priority is None:
        priority = cpm.times(c, modes).late_start.tolist()
    rank = [(not c.running[i], value) for i, value in enumerate(priority)]
    start, end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    profile = Profile(c)
    for i in _by_priority(c, rank, c.incoming, c.outgoing):
        if c.fixed[i]:
            continue
        row, demands = c.table_of(i, int(modes[i])), c.demands(i, int(modes[i]))
        at = profile.earliest(row, demands, cpm.earliest_start(c, i, row, start, end))
        start[i], end[i] = at, c.end[row, at]
        if at < c.never:
            profile.add(demands, at, int(end[i]))
    return Schedule(start, end, np.asarray(modes, dtype=np.int32))


def _by_priority(c: Compiled, rank: list, blocked_by: list, blocks: list) -> Iterable[int]:
    import heapq

    waiting = [len(links) for links in blocked_by]
    heap = [(rank[i], i) for i in range(c.n) if not waiting[i]]
    heapq.heapify(heap)
    while heap:
        _, i = heapq.heappop(heap)
        yield i
        for link in blocks[i]:
            waiting[link[0]] -= 1
            if not waiting[link[0]]:
                heapq.heappush(heap, (rank[link[0]], link[0]))


@dataclass(frozen=True, eq=False)
class Backward:
    """Latest starts with crews. start, end: int32[n]; -1 where an activity found no place from today on.

    fits: every open activity found its place. Without it, `short` names those that did not (indices).
    """

    start: np.ndarray
    end: np.ndarray
    mode: np.ndarray
    short: tuple[int, ...]

    @property
    def fits(self) -> bool:
        return not self.short

    def schedule(self) -> Schedule:
        return Schedule(self.start, self.end, self.mode)


def backward_with_crews(
    c: Compiled,
    modes: Sequence[int] | np.ndarray | None = None,
    *,
    latest_end: np.ndarray | None = None,
    keep: Schedule | None = None,
) -> Backward:
    """Every activity as late as the promises, its successors and the crews allow, planned from the end backwards.

    latest_end: int[n], default the promised days (what no promise covers: the end of `keep`, else of the pass
    without crews). keep: a schedule to justify to the right: activities are taken in the order of its ends, and none
    is moved before its place in it, so if `keep` meets `latest_end`, the answer fits. Without it the order is the
    latest start without crews, and a tight promise may be missed although another order would meet it.
    """
    if keep is not None:
        modes = keep.mode
    modes = c.default_modes() if modes is None else np.asarray(modes, dtype=np.int32)
    reference = keep.end if keep is not None else cpm.forward(c, modes)[1]
    limit = cpm.limits(c, reference, cpm.Against.PROMISE) if latest_end is None else latest_end
    if keep is not None:
        rank = [(-int(keep.end[i]), -int(keep.start[i])) for i in range(c.n)]
    else:
        late_start, late_end = cpm.backward(c, modes, limit)
        rank = [(-int(late_end[i]), -int(late_start[i])) for i in range(c.n)]
    start, end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    profile = Profile(c)
    if keep is not None:
        for i in np.flatnonzero(~c.fixed & (keep.end <= c.horizon)).tolist():
            profile.add(c.demands(i, int(modes[i])), int(keep.start[i]), int(keep.end[i]))
    short = []
    for i in _by_priority(c, rank, c.outgoing, c.incoming):
        if c.fixed[i]:
            continue
        row, demands = c.table_of(i, int(modes[i])), c.demands(i, int(modes[i]))
        if keep is not None and keep.end[i] <= c.horizon:
            profile.add(demands, int(keep.start[i]), int(keep.end[i]), -1)
        high = cpm.latest_start(c, row, *cpm.bounds_after(c, i, int(limit[i]), start, end))
        at = profile.latest(row, demands, high)
        if at < 0 or at < c.release[i] or c.end[row, at] < c.end_release[i]:
            short.append(i)
            # its predecessors are planned as if it stood where calendars and links alone would have it
            start[i], end[i] = high, cpm.end_of(c, row, high)
            continue
        start[i], end[i] = at, c.end[row, at]
        profile.add(demands, at, int(end[i]))
    lost = np.zeros(c.n, dtype=bool)
    lost[short] = True
    return Backward(np.where(lost, -1, start), np.where(lost, -1, end), modes, tuple(sorted(short)))


def must_start(c: Compiled, late: Backward, day: int | None = None) -> tuple[int, ...]:
    """Open activities, not yet begun, whose latest safe start with crews is on or before day index `day`.

    Default day: the first on which open work can be done (`c.today`). Activities that found no place are in the list:
    they are late already.
    """
    day = c.today if day is None else day
    return tuple(i for i in range(c.n) if not c.fixed[i] and not c.running[i] and int(late.start[i]) <= day)
