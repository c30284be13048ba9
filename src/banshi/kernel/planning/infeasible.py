"""Why promised days cannot be kept: an answer in words, dates and crews, not a status.

Three questions, each with its own method, from the firmest to the widest:

1. `late_chains`: the chain with negative float. Without crews it is a proof (links and calendars alone take longer
   than there is); for a given schedule it says what that schedule waits for.
2. `overloads`: the crew whose work does not fit its window, by energy: work that must lie between two days against
   the crew's days in between (Erschler & Lopez 1990; Baptiste, Le Pape & Nuijten 1999, Annals of OR 92:305-333).
3. `smallest_conflict`: the smallest set of named promises that cannot all hold (none can be left out), by a
   deletion filter that drops halves first (QuickXplain, Junker 2004, AAAI-04:167-172) over an oracle that the caller
   passes in. Solver assumptions are not used: they report wrong cores with presolve and cumulatives.

Nothing here says "cannot" without a proof; where an oracle merely failed to find a schedule, the words say that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from . import words
from .compiled import Compiled, compile_plan
from .model import Plan
from .passes import chain as chains
from .passes import cpm
from .solution import Schedule


@dataclass(frozen=True, slots=True)
class Promise:
    """A named day. kind: "project" or "milestone". `members`: indices of the activities that must be done by it."""

    kind: str
    code: str
    day: date
    members: tuple[int, ...]

    def say(self) -> str:
        return f"{self.kind} {self.code} by {self.day}"


def promises(c: Compiled) -> tuple[Promise, ...]:
    """All promises of the plan that still have something to be done."""
    return tuple(
        Promise(kind, code, day, members) for kind, code, day, members in c.plan.promises() if members
    )


def limits_of(c: Compiled, held: Iterable[Promise]) -> np.ndarray:
    """int32[n]: latest end of each activity under some of the promises alone (H where none)."""
    limit = np.full(c.n, c.horizon, dtype=np.int32)
    for promise in held:
        at = max(0, min(c.horizon, c.plan.index(promise.day) + 1))
        for i in promise.members:
            limit[i] = min(limit[i], at)
    return limit


def bounds(c: Compiled, limit: np.ndarray | None = None) -> tuple[Schedule, np.ndarray, np.ndarray]:
    """Times that no plan can beat, whatever modes it takes and without waiting for crews.

    Returns (earliest, late_start, late_end). Starts and ends are relaxed apart, each over all possible modes, so the
    bounds hold too where a quicker mode works in another calendar. `earliest.mode` is the mode that ends first.
    limit: int[n] latest ends, default the promises.
    """
    limit = c.deadline if limit is None else limit
    modes = c.default_modes()
    start, end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    for i in c.topo.tolist():
        if not c.fixed[i]:
            low, low_end = cpm.bounds_before(c, i, start, end)
            rows = _rows(c, i)
            starts = np.maximum(c.first[rows, low], c.reach[rows, low_end])
            ends = c.end[rows, starts]
            start[i], end[i] = starts.min(), ends.min()
            modes[i] = _modes(c, i)[int(np.argmin(ends))]
    late_start, late_end = c.fixed_start.astype(np.int32), c.fixed_end.astype(np.int32)
    for i in c.topo[::-1].tolist():
        if not c.fixed[i]:
            high = cpm.bounds_after(c, i, int(limit[i]), late_start, late_end)
            ats = [(row, cpm.latest_start(c, row, *high)) for row in _rows(c, i)]
            late_start[i] = max(at for _, at in ats)
            late_end[i] = max(cpm.end_of(c, row, at) for row, at in ats)
    return Schedule(start, end, modes), late_start, late_end


def _modes(c: Compiled, i: int) -> list[int]:
    """Modes that the crews could ever staff; all of them when none could (then nothing fits in any of them)."""
    ok = np.flatnonzero(c.mode_ok[int(c.mode_ptr[i]) : int(c.mode_ptr[i + 1])]).tolist()
    return ok or list(range(int(c.mode_ptr[i + 1] - c.mode_ptr[i])))


def _rows(c: Compiled, i: int) -> list[int]:
    return [c.table_of(i, mode) for mode in _modes(c, i)]


class Proof(StrEnum):
    """PROVEN: no plan can do it. THIS_SCHEDULE: the schedule at hand does not. NOT_FOUND: a search found none."""

    PROVEN = "proven"
    THIS_SCHEDULE = "this_schedule"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class LateChain:
    """A promise, the day on which its work ends instead, and the chain that leads there."""

    promise: Promise
    ends: date
    chain: chains.Chain
    proof: Proof

    @property
    def days(self) -> int:
        return (self.ends - self.promise.day).days

    def say(self, c: Compiled) -> tuple[str, ...]:
        """A headline, the steps of the chain, and where its days went."""
        cause = (
            "even if no crew is waited for, its work" if self.proof is Proof.PROVEN else "in this schedule it"
        )
        head = (
            f"{self.promise.kind.capitalize()} {self.promise.code} is promised for {self.promise.day}; {cause} ends "
            f"on {self.ends}, {words.days(self.days)} later"
        )
        return (head, *self.chain.say(c))


def late_chains(c: Compiled, schedule: Schedule | None = None) -> tuple[LateChain, ...]:
    """Promises missed, the latest first, each with its chain.

    Without a schedule: by links and calendars alone, whatever the modes, so what is late here is late in every
    plan. With one: what that schedule misses, crews included. Promises whose work does not even fit the horizon are
    left to `does_not_fit`.
    """
    proof = Proof.PROVEN if schedule is None else Proof.THIS_SCHEDULE
    if schedule is None:
        schedule = bounds(c)[0]
    found = []
    for promise in promises(c):
        last = max(promise.members, key=lambda i: (int(schedule.end[i]), -i))
        end = int(schedule.end[last])
        if end <= c.plan.index(promise.day) + 1 or end > c.horizon:
            continue
        chain = chains.critical_chain(c, schedule, last, crews=proof is not Proof.PROVEN)
        found.append(LateChain(promise, c.plan.day(end - 1), chain, proof))
    return tuple(sorted(found, key=lambda late: (-late.days, late.promise.code)))


@dataclass(frozen=True, slots=True)
class Unfitting:
    """An activity that finds no place before the horizon's end, crews left aside. `needs_run`: days in a row."""

    activity: int
    days: int
    longest_run: int
    needs_run: bool

    def say(self, c: Compiled) -> str:
        name, last = c.plan.activities[self.activity].label, c.plan.day(c.horizon - 1)
        if self.needs_run and self.longest_run < self.days:
            return f"{name} needs {self.days} days in a row; its calendar has no more than {self.longest_run}"
        return f"{name} does not end by {last}, the last day that the plan looks at"


def does_not_fit(c: Compiled) -> tuple[Unfitting, ...]:
    """Activities that cannot end within the horizon in any mode, first causes only (not those that wait for them)."""
    earliest = bounds(c)[0]
    end = earliest.end
    found = []
    for i in np.flatnonzero(end > c.horizon).tolist():
        if any(end[j] > c.horizon for j, *_ in c.incoming[i]):
            continue
        row = c.table_of(i, int(earliest.mode[i]))
        run = _longest_run(c.reason[c.table_class[row]] == 0)
        found.append(Unfitting(i, int(c.table_days[row]), run, bool(c.table_solid[row])))
    return tuple(found)


def _longest_run(work: np.ndarray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], work.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@dataclass(frozen=True, slots=True)
class Overload:
    """Work that must lie within [since, until) needs more crew days than there are: a proof.

    needs, has: unit-days. activities: indices of the work counted. The days are boundaries.
    """

    crew: int
    since: int
    until: int
    needs: int
    has: int
    activities: tuple[int, ...]

    def say(self, c: Compiled) -> str:
        plan, crew = c.plan, c.plan.crews[self.crew]
        names = ", ".join(plan.activities[i].label for i in self.activities[:6])
        more = f" and {len(self.activities) - 6} more" if len(self.activities) > 6 else ""
        return (
            f"Crew {crew.name or crew.code}: between {plan.day(self.since)} and {plan.day(self.until - 1)} "
            f"{self.needs} crew days must be done and {self.has} are there ({names}{more})"
        )


def overloads(c: Compiled, limit: np.ndarray | None = None) -> tuple[Overload, ...]:
    """For each crew, the window whose work exceeds its days by most; crews without one are left out.

    limit: int[n] latest ends, default the promises. Work of an activity is at least its worked days times units, in
    the mode where that is least; a crew offers its units on the days its own calendar works. O(R * H * n log n).
    """
    earliest, _, late = bounds(c, limit)
    early = earliest.start
    slack = late >= earliest.end  # the others are late by links alone: no crew is to blame
    found = []
    for crew in np.flatnonzero(c.renewable).tolist():
        energy = _energy(c, crew)
        who = np.flatnonzero((energy > 0) & slack)
        if len(who):
            worst = _worst_window(_offer(c, crew), energy[who], early[who], np.minimum(late[who], c.horizon))
            if worst is not None:
                since, until, needs, has, rows = worst
                found.append(Overload(crew, since, until, needs, has, tuple(who[rows].tolist())))
    return tuple(sorted(found, key=lambda o: (o.has - o.needs, o.crew)))


def _energy(c: Compiled, crew: int) -> np.ndarray:
    """int64[n]: least unit-days of a crew that each open activity needs, over its possible modes."""
    per_mode = np.zeros(len(c.mode_days), dtype=np.int64)
    owner = np.repeat(np.arange(len(c.mode_days)), np.diff(c.dem_ptr))
    mine = c.dem_crew == crew
    per_mode[owner[mine]] = c.dem_units[mine].astype(np.int64) * c.mode_days[owner[mine]]
    per_mode[~c.mode_ok] = np.iinfo(np.int64).max
    least = np.minimum.reduceat(per_mode, c.mode_ptr[:-1])
    return np.where(c.fixed | (least == np.iinfo(np.int64).max), 0, least)


def _offer(c: Compiled, crew: int) -> np.ndarray:
    """int64[H+1]: unit-days that a crew has offered before each boundary."""
    calendar = c.plan.calendar_of.get(c.plan.crews[crew].calendar)
    units = c.capacity[crew].astype(np.int64)
    if calendar is not None:
        units = np.where(calendar.reasons(c.plan.start, c.horizon) == 0, units, 0)
    return np.concatenate([[0], np.cumsum(units)])


def _worst_window(
    offer: np.ndarray, energy: np.ndarray, early: np.ndarray, late: np.ndarray
) -> tuple[int, int, int, int, np.ndarray] | None:
    """The window [a, b) with the largest excess of work that must lie in it; a: early starts, b: late ends."""
    order = np.argsort(late, kind="stable")
    energy, early, late = energy[order], early[order], late[order]
    worst, excess = None, 0
    for a in np.unique(early).tolist():
        inside = early >= a
        needs = np.cumsum(np.where(inside, energy, 0))
        has = np.maximum(0, offer[np.maximum(late, a)] - offer[a])
        k = int(np.argmax(needs - has))
        if needs[k] - has[k] > excess:
            excess = int(needs[k] - has[k])
            rows = order[: k + 1][inside[: k + 1]]
            worst = (a, max(a + 1, int(late[k])), int(needs[k]), int(has[k]), np.sort(rows))
    return worst


@dataclass(frozen=True, slots=True)
class Conflict:
    """Promises that cannot all hold, while any one less could, as far as the oracle can tell."""

    promises: tuple[Promise, ...]
    proof: Proof

    def say(self) -> str:
        names = "; ".join(promise.say() for promise in self.promises)
        if self.proof is Proof.PROVEN:
            one = "cannot be kept" if len(self.promises) == 1 else "cannot all be kept"
            return f"{names}: {one}"
        return f"{names}: no plan was found that keeps {'it' if len(self.promises) == 1 else 'them all'}"


Oracle = Callable[[Sequence[Promise]], bool | None]
"""Can these promises all hold? True: a schedule keeps them. False: proven impossible. None: none was found."""


def relaxed_oracle(c: Compiled) -> Oracle:
    """An oracle from links, calendars and crew energy alone: False is a proof, True only says that nothing speaks
    against it. For many promises and no time."""
    end = bounds(c)[0].end

    def holds(held: Sequence[Promise]) -> bool | None:
        limit = limits_of(c, held)
        return bool((end <= limit).all()) and not overloads(c, limit)

    return holds


def with_promises(plan: Plan, held: Iterable[Promise]) -> Plan:
    """The plan with these promises alone; contract days and wishes stay."""
    kept = {(promise.kind, promise.code) for promise in held}
    projects = tuple(p if ("project", p.code) in kept else replace(p, promised=None) for p in plan.projects)
    stones = tuple(m if ("milestone", m.code) in kept else replace(m, must=None) for m in plan.milestones)
    return replace(plan, projects=projects, milestones=stones)


def schedule_oracle(c: Compiled, find: Callable[[Compiled], Schedule]) -> Oracle:
    """An oracle that looks for a schedule where bounds do not settle the question.

    find: makes a schedule of a compiled plan that has only the promises asked about (the search, with little time).
    False is a proof by bounds, True comes with a schedule that keeps them, None says that `find` found none.
    """
    relaxed = relaxed_oracle(c)

    def holds(held: Sequence[Promise]) -> bool | None:
        if relaxed(held) is False:
            return False
        found = find(compile_plan(with_promises(c.plan, held), c.rain))
        return True if (found.end <= limits_of(c, held)).all() else None

    return holds


def smallest_conflict(held: Sequence[Promise], oracle: Oracle) -> Conflict | None:
    """A minimal set of promises that cannot all hold: leaving out any one of them, the oracle says True.

    None when they all can, and when not even a plan without promises is possible: then they are not to blame. Of
    several minimal sets, one with early days is found. About 2 k log2(n / k) calls of the oracle for k of n promises.
    PROVEN only when the oracle proved the very set that is returned.
    """
    ordered = sorted(held, key=lambda promise: (promise.day, promise.code))
    answer = oracle(ordered) if ordered else True
    if answer is True or oracle([]) is not True:
        return None
    kept = _minimal([], False, ordered, oracle)
    last = answer if len(kept) == len(ordered) else oracle(kept)
    if (
        last is True
    ):  # an oracle that finds a plan for more promises than it found one for: keep what it said first
        kept, last = ordered, answer
    return Conflict(tuple(kept), Proof.PROVEN if last is False else Proof.NOT_FOUND)


def _minimal(base: list[Promise], grown: bool, rest: list[Promise], oracle: Oracle) -> list[Promise]:
    """QuickXplain: the part of `rest` that is needed for a conflict with `base`."""
    if grown and oracle(base) is not True:
        return []
    if len(rest) == 1:
        return rest
    early, later = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    from_later = _minimal([*base, *early], bool(early), later, oracle)
    return _minimal([*base, *from_later], bool(from_later), early, oracle) + from_later


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said about why the promises do not hold. Empty parts: nothing of the kind."""

    unfitting: tuple[Unfitting, ...]
    chains: tuple[LateChain, ...]
    overloads: tuple[Overload, ...]
    conflict: Conflict | None

    @property
    def proven(self) -> bool:
        """No plan whatever keeps the promises."""
        return bool(
            self.unfitting
            or self.overloads
            or any(late.proof is Proof.PROVEN for late in self.chains)
            or (self.conflict is not None and self.conflict.proof is Proof.PROVEN)
        )

    @property
    def holds(self) -> bool:
        """Nothing speaks against the promises."""
        return not (self.unfitting or self.chains or self.overloads or self.conflict)

    def say(self, c: Compiled) -> tuple[str, ...]:
        """All of it in sentences, the firmest first."""
        lines = [item.say(c) for item in self.unfitting]
        for late in self.chains:
            lines.extend(late.say(c))
        lines += [overload.say(c) for overload in self.overloads]
        if self.conflict is not None:
            lines.append(self.conflict.say())
        return tuple(lines)


def explain(c: Compiled, schedule: Schedule | None = None, oracle: Oracle | None = None) -> Explanation:
    """Why the promises do not hold.

    schedule: the best one found; its late chains are given where links and calendars alone do not prove lateness.
    oracle: default `relaxed_oracle`.
    """
    proven = late_chains(c)
    named = {(late.promise.kind, late.promise.code) for late in proven}
    more = late_chains(c, schedule) if schedule is not None else ()
    late = (*proven, *(m for m in more if (m.promise.kind, m.promise.code) not in named))
    conflict = smallest_conflict(promises(c), oracle or relaxed_oracle(c))
    return Explanation(does_not_fit(c), late, overloads(c), conflict)
