"""`solve`: from a project to the best schedule that the time or the number of schedules allows.

By number of schedules the genetic search works alone, and the same seed gives the same schedule on any number of
threads. By seconds it makes a first schedule, then looks for better ones and for a proof in turns: a small
population, the constraint model where it pays for the size, then populations as large as the rest of the time can
feed. Compilation happens before the clock starts.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from banshi.kernel.planning.errors import PlanError

from .bounds import lower_bound
from .exact import Incumbent, prove
from .genetic import NONE, STALE, fresh
from .genetic import advance as _advance
from .islands import EPOCHS, SPLIT, Island, exchange, members_for, together
from .net import LATE, SHORT, Net
from .passes import scratch
from .result import Cancel, Progress, Report

SHARE = 0.1
OPENING = 20_000
STALLED = 60
REPORT = 0.1
ISLANDS = 2
CAUTION = 0.8
EXACT, PEOPLE = "exact", "people"
MOST_SCHEDULES = 10**12
MOST_SECONDS = 7 * 86_400.0


@dataclass
class Best:
    """The best schedule so far, in the terms of the network."""

    start: np.ndarray
    end: np.ndarray
    mode: np.ndarray
    worth: int = NONE
    bound: int = 0
    proven: bool = False
    schedules: int = 0

    @property
    def makespan(self) -> int:
        return int(self.end.max(initial=0))

    @property
    def feasible(self) -> bool:
        return self.worth < SHORT

    @property
    def late(self) -> int:
        return self.worth // LATE if self.feasible else 0


@dataclass
class Limits:
    """When to stop, and whom to tell."""

    seconds: float | None
    schedules: int | None
    workers: int
    seed: int
    progress: Report | None = None
    cancel: Cancel | None = None
    began: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        if self.seconds is None and self.schedules is None:
            self.seconds = 10.0
        if self.seconds is not None and not 0 < self.seconds <= MOST_SECONDS:
            raise PlanError("out_of_range", "seconds must be more than 0 and at most a week")
        if self.schedules is not None and not 1 <= self.schedules <= MOST_SCHEDULES:
            raise PlanError("out_of_range", f"schedules must lie between 1 and {MOST_SCHEDULES:,}")
        if not 1 <= self.workers <= 64:
            raise PlanError("out_of_range", "workers must lie between 1 and 64")

    @property
    def spent(self) -> float:
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        return float("inf") if self.seconds is None else self.seconds - self.spent


def warm_up(net: Net, exact: bool) -> bool:
    """Compile, or load what was compiled, and import ortools, without making a schedule. Whether the constraint model
    was asked for and can be used: where ortools is not installed the search works alone."""
    _advance(net, scratch(net), fresh(net, 1, 1), 0, 0, 1)
    if not exact:
        return False
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return False
    cp_model.CpModel()
    return True


class Search:
    """One run of the search on one network."""

    def __init__(self, net: Net, limits: Limits) -> None:
        self.solver = warm_up(net, limits.schedules is None)
        limits.began = time.perf_counter()
        self.net, self.limits = net, limits
        n = net.n
        self.best = Best(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64))
        self.best.bound = lower_bound(net)
        self.islands: list[Island] = []
        self.retired = 0
        self.pool = ThreadPoolExecutor(limits.workers) if limits.workers > 1 else None
        self.lock = threading.Lock()
        self.told = 0.0
        self.until = float("inf")

    def run(self) -> Best:
        """Search until proven, out of time, out of schedules or cancelled."""
        try:
            if self.limits.schedules is not None:
                self._by_count(self.limits.schedules)
            else:
                self._by_time()
        except BaseException:
            self.until = 0.0  # threads under way stop at once, also on Ctrl-C
            raise
        finally:
            if self.pool is not None:
                self.pool.shutdown()
        self.best.schedules = self._made()
        self.best.proven = self.best.proven or self.best.worth <= self.best.bound
        if self.best.proven and self.best.late == 0:
            self.best.bound = self.best.makespan
        self._tell(last=True)
        return self.best

    def _by_count(self, schedules: int) -> None:
        if schedules <= SPLIT:
            self._people(1, members_for(schedules, self.net.n))
        else:
            self._people(ISLANDS, members_for(schedules // ISLANDS, self.net.n))
        shares = [schedules // len(self.islands)] * len(self.islands)
        shares[0] += schedules - sum(shares)
        epochs = EPOCHS if len(shares) > 1 else 1
        for epoch in range(1, epochs + 1):
            self._epoch([share * epoch // epochs for share in shares])

    def _by_time(self) -> None:
        seconds = self.limits.seconds or 0.0
        self._people(1, members_for(OPENING, self.net.n))
        self.until = self.limits.began + SHARE * seconds
        self._epoch([OPENING])
        rate = self._made() / max(self.limits.spent, 1e-3)
        for kind, share in turns(self.net):
            if self._over():
                return
            self.until = self.limits.began + min(self.limits.spent + share * seconds, seconds)
            if kind == EXACT:
                self._exact(share * seconds)
            else:
                self._populate(rate)
        self.until = float("inf")
        while not self._over():  # a turn that ended early leaves time
            self._populate(rate)

    def _populate(self, rate: float) -> None:
        """Populations as large as the time of this turn can feed, on every thread."""
        left = min(self.until - self.limits.began, self.limits.seconds or 0.0) - self.limits.spent
        expected = max(int(rate * left * CAUTION), 30)
        members = members_for(expected, self.net.n)
        self._people(self.limits.workers, members)
        made = 0
        while not self._over() and time.perf_counter() < self.until:
            made += expected // EPOCHS + 3
            self._epoch([made] * len(self.islands))
            for island in self.islands:
                if island.state.number[STALE] > STALLED * 3 * members:
                    island.forget()

    def _people(self, islands: int, members: int) -> None:
        """New islands; the best schedule is carried over, the count of schedules too."""
        self.retired = self._made()
        first = self.limits.seed * 1_000 + (1 if self.retired else 0)
        self.islands = [Island(self.net, members, first + 7 * at) for at in range(islands)]
        if self.best.worth < NONE:
            order = np.lexsort((self.best.end, self.best.start))
            for island in self.islands:
                island.adopt(order, self.best.mode, self.best.start, self.best.end, self.best.worth)

    def _epoch(self, limits: list[int]) -> None:
        together(self.islands, limits, self.best.bound, self.limits.workers, self._stop, self.pool)
        for island in self.islands:
            self._take(island)
        exchange(self.islands)

    def _take(self, island: Island) -> None:
        state = island.state
        if island.best < self.best.worth:
            self.best.start, self.best.end = state.best_start.copy(), state.best_end.copy()
            self.best.mode = state.best_mode.copy()
            self.best.worth = island.best

    def _exact(self, seconds: float) -> None:
        best = self.best
        if not self.solver or seconds < 0.05 or (not best.feasible and self.net.dated):
            return
        # where stocks are overdrawn the model may still find modes that suffice, at any length
        top = best.makespan if best.feasible else self.net.horizon + 1
        at = Incumbent(best.start, best.end, best.mode, top, best.late)
        answer = prove(
            self.net,
            at,
            lower=min(best.bound, top),
            seconds=min(seconds, self.limits.left),
            workers=self.limits.workers,
            seed=self.limits.seed,
            stop=self._stop,
        )
        if answer.found is not None:
            found = answer.found
            best.start, best.end, best.mode = found.start, found.end, found.mode
            best.worth = found.makespan + LATE * found.late
        best.bound = max(best.bound, answer.bound)
        best.proven = answer.proven

    def _made(self) -> int:
        return self.retired + sum(island.used for island in self.islands)

    def _over(self) -> bool:
        best = self.best
        return best.proven or best.worth <= best.bound or self._ended()

    def _ended(self) -> bool:
        return self.limits.left <= 0 or (self.limits.cancel is not None and bool(self.limits.cancel()))

    def _stop(self) -> bool:
        self._tell()
        return time.perf_counter() > self.until or self._ended()

    def _tell(self, last: bool = False) -> None:
        """Tell the caller how far the search is, from whichever thread comes by, one at a time."""
        if self.limits.progress is None:
            return
        with self.lock:
            now = self.limits.spent
            if not last and now - self.told < REPORT:
                return
            self.told = now
            worth = min([self.best.worth, *(island.best for island in self.islands)])
            makespan = worth % LATE if worth < SHORT else None
            self.limits.progress(Progress(now, self._made(), makespan, self.best.bound))


def turns(net: Net) -> tuple[tuple[str, float], ...]:
    """Who works for which part of the time after the opening, by kind and size, as measured."""
    if net.dated:
        return ((PEOPLE, 0.3), (EXACT, 0.4), (PEOPLE, 0.3)) if net.n <= 600 else ((PEOPLE, 1.0),)
    if net.n <= 45 or (net.moded and net.n <= 60):
        return ((EXACT, 0.15), (PEOPLE, 0.15), (EXACT, 0.7))
    if net.n <= 90:
        return ((EXACT, 0.15), (PEOPLE, 0.55), (EXACT, 0.3))
    return ((EXACT, 0.08), (PEOPLE, 0.92)) if net.n <= 200 else ((PEOPLE, 1.0),)
