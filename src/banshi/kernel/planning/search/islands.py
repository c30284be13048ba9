"""Several populations side by side, each advanced by one thread at a time, with exchanges at fixed points.

What comes out depends on the seed and on the number of schedules, never on the number of threads: each island has
its own random numbers, an epoch is a fixed number of schedules, and exchanges happen between epochs in the order of
the islands. Threads only decide who waits for whom, because compiled code runs without the interpreter's lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .genetic import BEST, FILLED, NONE, SEEN, USED, State, advance, fresh
from .net import Net
from .passes import Work, scratch

Stop = Callable[[], bool]
SPREAD = 32
SLICE = 0.02
FIRST_SLICE = 30
MOST_MEMBERS = 12_000
MOST_CELLS = 20_000_000
LARGE = 2_000
EPOCHS = 10
SPLIT = 200_000


def members_for(schedules: int, n: int) -> int:
    """Population for so many schedules of n activities: about 80 for 5,000, 440 for 50,000, 4,100 for a million."""
    return int(min(max(0.13 * schedules**0.75, 8), MOST_MEMBERS, MOST_CELLS // max(n, 1)))


class Island:
    """One population with its scratch space."""

    def __init__(self, net: Net, members: int, seed: int) -> None:
        self.net = net
        self.work: Work = scratch(net)
        self.state: State = fresh(net, members, seed)
        self.spread = int(net.tail.max(initial=0)) * SPREAD + 1

    @property
    def used(self) -> int:
        return int(self.state.number[USED])

    @property
    def best(self) -> int:
        return int(self.state.number[BEST])

    def advance(self, limit: int, floor: int, stop: Stop) -> None:
        """Go on to `limit` schedules in slices of about `SLICE` seconds, between which `stop` is asked."""
        size = FIRST_SLICE if self.net.n < LARGE else 3
        while self.used < limit and self.best > floor and not stop():
            before, began = self.used, time.perf_counter()
            advance(self.net, self.work, self.state, min(limit, self.used + size), floor, self.spread)
            if self.used == before:
                return
            spent = max(time.perf_counter() - began, 1e-5)
            size = max(3, int(min(2.0, SLICE / spent) * size))

    def receive(self, other: Island) -> None:
        """Take the other island's best order in place of the worst member."""
        state, source = self.state, other.state
        filled = int(state.number[FILLED])
        if filled == 0 or other.best == NONE:
            return
        place = int(state.worth[:filled].argmax())
        if other.best < state.worth[place]:
            state.orders[place] = source.best_order
            state.worth[place] = other.best
            if self.net.moded:
                state.modes[place] = source.best_mode

    def adopt(
        self, order: np.ndarray, mode: np.ndarray, start: np.ndarray, end: np.ndarray, worth: int
    ) -> None:
        """Take over a schedule found elsewhere as the best one."""
        state = self.state
        if worth < self.best:
            state.best_order[:], state.best_mode[:] = order, mode
            state.best_start[:], state.best_end[:] = start, end
            state.number[BEST] = worth

    def forget(self) -> None:
        """Begin a new population; the best schedule is kept."""
        self.state.number[FILLED] = 0
        self.state.seen[:SEEN] = 0


def together(
    islands: list[Island],
    limits: list[int],
    floor: int,
    workers: int,
    stop: Stop,
    pool: ThreadPoolExecutor | None,
) -> None:
    """Advance every island to its limit."""
    if pool is None or workers < 2 or len(islands) < 2:
        for island, limit in zip(islands, limits, strict=True):
            island.advance(limit, floor, stop)
        return
    jobs = [
        pool.submit(island.advance, limit, floor, stop) for island, limit in zip(islands, limits, strict=True)
    ]
    for job in jobs:
        job.result()


def exchange(islands: list[Island]) -> None:
    """Each island takes the best order of the one before it (a single one its own, which may come from elsewhere)."""
    for at, island in enumerate(islands):
        island.receive(islands[at - 1])
