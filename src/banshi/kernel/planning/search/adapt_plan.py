"""From a compiled plan to the network of the search: open activities only, in the modes that may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from banshi.kernel.planning.compiled import Compiled

from .net import Net, packed, rows, tails, topological, uniform
from .result import Solution

if TYPE_CHECKING:
    from .run import Best

Ints = np.ndarray
FS = 0


def allowed_modes(c: Compiled, i: int, free_modes: bool) -> list[int]:
    """The modes of activity i, as indices within it, that the search may use.

    The planned one, or the one in use; all that can be staffed when modes are free or the planned one cannot be.
    Work under way stays in its mode.
    """
    low, high = int(c.mode_ptr[i]), int(c.mode_ptr[i + 1])
    planned = int(c.plan.activities[i].progress.mode)
    if c.running[i] or (c.mode_ok[low + planned] and not free_modes):
        return [planned]
    return [q - low for q in range(low, high) if c.mode_ok[q]] or [planned]


class PreparedPlan:
    """The open activities of a plan as a network, and the way back to all of its activities."""

    def __init__(self, c: Compiled, free_modes: bool) -> None:
        self.c = c
        self.open = np.flatnonzero(~c.fixed)
        self.modes = [allowed_modes(c, int(i), free_modes) for i in self.open]
        self.net = uniform(net_of(c, self.open, self.modes))

    def solution(self, best: Best, seconds: float) -> Solution:
        """The best schedule in the plan's activities; finished ones keep their facts."""
        c = self.c
        start, end = c.fixed_start.astype(np.int64), c.fixed_end.astype(np.int64)
        mode = c.default_modes().astype(np.int64)
        start[self.open], end[self.open] = best.start, best.end
        mode[self.open] = [own[int(k)] for own, k in zip(self.modes, best.mode, strict=True)]
        done = int(c.fixed_end[c.fixed].max(initial=0))
        makespan = max(best.makespan, done)
        return Solution(
            start=start,
            end=end,
            mode=mode,
            makespan=makespan,
            late=best.late,
            lower_bound=max(best.bound, done),
            optimal=best.proven,
            feasible=best.feasible and best.makespan <= c.horizon,
            schedules=best.schedules,
            seconds=seconds,
        )


def net_of(c: Compiled, live: Ints, modes: list[list[int]]) -> Net:
    """The network of the open activities `live`."""
    n = len(live)
    mode_ptr, _ = rows(modes)
    used = np.array([c.mode_ptr[i] + k for i, own in zip(live, modes, strict=True) for k in own], np.int64)
    crews = np.flatnonzero(c.renewable)
    demands, stocks = _demands(c, used)
    capacity = c.capacity[crews].T.astype(np.int64)
    need, guard, free = packed(demands[:, crews], np.vstack([capacity, capacity[-1:]]))
    place = np.full(c.n, -1, np.int64)
    place[live] = np.arange(n)
    before = _links(c, "pred", live, place)
    after = _links(c, "succ", live, place)
    days = c.mode_days[used].astype(np.int64)
    shortest = np.minimum.reduceat(days, mode_ptr[:-1]).tolist() if n else []
    tangled = bool(((before[2] != FS) | ((before[4] < 0) & (before[3] < 0))).any()) or _backwards(c)
    order = topological(after[0], after[1], before[0])
    return Net(
        n=n,
        words=len(guard),
        stocks=stocks.shape[1],
        horizon=c.horizon,
        dated=1,
        tangled=int(tangled),
        moded=int(len(used) > n),
        mode_ptr=mode_ptr,
        mode_days=days,
        mode_need=need,
        mode_row=c.mode_table[used].astype(np.int64),
        mode_stock=stocks,
        guard=guard,
        free=free,
        stock=c.stock[~c.renewable].astype(np.int64),
        before_ptr=before[0],
        before_act=before[1],
        before_type=before[2],
        before_lag=before[3],
        before_row=before[4],
        after_ptr=after[0],
        after_act=after[1],
        after_type=after[2],
        after_lag=after[3],
        after_row=after[4],
        release=c.release[live].astype(np.int64),
        end_release=c.end_release[live].astype(np.int64),
        due=c.deadline[live].astype(np.int64),
        first=c.first,
        end=c.end,
        begin=c.begin,
        back=c.last,
        reach=c.reach,
        lag_forward=c.lag_forward,
        lag_back=c.lag_back,
        tail=tails(order, after[0], after[1], shortest),
    )


def _demands(c: Compiled, used: Ints) -> tuple[Ints, Ints]:
    """Units of every crew [M, R], and of every stock [M, S], that the used modes take."""
    demands = np.zeros((len(used), c.crews), np.int64)
    for row, q in enumerate(used.tolist()):
        for d in range(int(c.dem_ptr[q]), int(c.dem_ptr[q + 1])):
            demands[row, c.dem_crew[d]] += c.dem_units[d]
    return demands, np.ascontiguousarray(demands[:, ~c.renewable])


def _links(c: Compiled, prefix: str, live: Ints, place: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Pointers, other ends, types, lags and lag rows of the live links of one direction."""
    lists = c.incoming if prefix == "pred" else c.outgoing
    own = [lists[i] for i in live.tolist()]
    ptr, _ = rows([range(len(links)) for links in own])
    flat = np.array([link[:4] for links in own for link in links], np.int64).reshape(-1, 4)
    other, kind, lag, row = (np.ascontiguousarray(flat[:, column]) for column in range(4))
    return ptr, place[other], kind, lag, row


def _backwards(c: Compiled) -> bool:
    """Whether a lag of working days leads backwards in time."""
    return bool((c.lag_forward < np.arange(c.lag_forward.shape[1])).any()) if len(c.lag_forward) else False
