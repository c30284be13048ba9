"""The critical chain of a solved plan: what each step waited for, and where the days went.

The chain is walked back from the end. At each activity the bound that holds its start (or end) in place is found:
a link, a crew that somebody else held, a crew that was not yet there, or a day before which nothing could be done.
Between two bounds every day is counted once: worked, or lost with its reason. So the counts of a chain add up to its
length, and the question "where did the days go" has one answer.

Chain with resource dependencies: "critical sequence", Wiest 1964, Operations Research 12:395-418.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from banshi.kernel.planning import words
from banshi.kernel.planning.calendars import Reason
from banshi.kernel.planning.compiled import FF, FS, SF, SS, Compiled
from banshi.kernel.planning.solution import Schedule

from .causes import cause

_WORDS = {
    FS: "after {0} is done",
    SS: "after {0} has begun",
    FF: "to end after {0}",
    SF: "to end after {0} has begun",
}


class Why(StrEnum):
    """What holds an activity where it is.

    LINK: `link` from `source`. CREW: `crew` was held by `source`. CAPACITY: `crew` had too few units. RELEASE: a day
    before which it may not be done (plan's start, status day, permit, finished work). GAP: nothing; it could have
    been earlier, the schedule left it there.
    """

    LINK = "link"
    CREW = "crew"
    CAPACITY = "capacity"
    RELEASE = "release"
    GAP = "gap"


class Loss(StrEnum):
    """Where days went that were not worked."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    STOP = "stop"
    CREW_LEAVE = "crew_leave"
    RAIN = "rain"
    AFTER_RAIN = "after_rain"
    CREW_WAIT = "crew_wait"
    LAG = "lag"
    IDLE = "idle"


_LOSS = {
    Reason.WEEKEND: Loss.WEEKEND,
    Reason.HOLIDAY: Loss.HOLIDAY,
    Reason.CLOSURE: Loss.CLOSURE,
    Reason.STOP: Loss.STOP,
    Reason.CREW: Loss.CREW_LEAVE,
    Reason.RAIN: Loss.RAIN,
    Reason.AFTER_RAIN: Loss.AFTER_RAIN,
}

_LOSS_WORDS = {
    Loss.WEEKEND: "weekends", Loss.HOLIDAY: "holidays", Loss.CLOSURE: "closures", Loss.STOP: "stops",
    Loss.CREW_LEAVE: "crew leave", Loss.RAIN: "rain", Loss.AFTER_RAIN: "drying after rain",
    Loss.CREW_WAIT: "waiting for a crew", Loss.LAG: "prescribed waiting", Loss.IDLE: "idle",
}  # fmt: skip


def loss_words(lost: dict[Loss, int], causes: dict[Loss, tuple[str, ...]] | None = None) -> str:
    """ "rain 3 (earthworks), holidays 2", in a fixed order; "" when nothing was lost."""
    causes = causes or {}
    parts = []
    for loss in (loss for loss in Loss if lost.get(loss)):
        names = ", ".join(causes.get(loss, ()))
        parts.append(f"{_LOSS_WORDS[loss]} {lost[loss]}" + (f" ({names})" if names else ""))
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One activity of a chain and the stretch of days [since, until) that it answers for.

    worked + sum(lost) == until - since. waited: days on which it could have been worked but for the crew; most of
    them are days of the work that held the crew, so they are not part of that sum. causes: the
    names behind lost days (holiday, closure, stop, crew on leave, weather class). source: the activity that held
    it, or None. link: index in plan.links.
    """

    activity: int
    why: Why
    start: int
    end: int
    since: int
    until: int
    worked: int
    waited: int = 0
    lost: dict[Loss, int] = field(default_factory=dict)
    causes: dict[Loss, tuple[str, ...]] = field(default_factory=dict)
    source: int | None = None
    link: int | None = None
    crew: int | None = None

    def say(self, c: Compiled) -> str:
        """One sentence with dates."""
        plan = c.plan
        name = plan.activities[self.activity].label
        days = f"{plan.day(self.start)} to {plan.day(max(self.start, self.end - 1))}"
        text = f"{name}, {days}, {self._because(c)}"
        lost = loss_words(self.lost, self.causes)
        return f"{text}; days lost: {lost}" if lost else text

    def _because(self, c: Compiled) -> str:
        plan = c.plan
        source = plan.activities[self.source].label if self.source is not None else ""
        crew = (plan.crews[self.crew].name or plan.crews[self.crew].code) if self.crew is not None else ""
        if self.why is Why.LINK and self.link is not None:
            link = plan.links[self.link]
            lag = (
                f" ({link.lag:+d} {link.unit} {'day' if abs(link.lag) == 1 else 'days'})" if link.lag else ""
            )
            kind = ("FS", "SS", "FF", "SF").index(link.type)
            return f"has to wait {_WORDS[kind].format(source)}{lag}"
        if self.why is Why.CREW:
            return f"waits {words.days(self.waited)} for crew {crew}, held by {source}"
        if self.why is Why.CAPACITY:
            return f"waits {words.days(self.waited)} until crew {crew} is large enough"
        if self.why is Why.RELEASE:
            return "begins as soon as it may"
        return "could begin earlier"


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps in time order; the last one ends what was asked for."""

    steps: tuple[Step, ...]

    @property
    def since(self) -> int:
        return self.steps[0].since

    @property
    def until(self) -> int:
        return self.steps[-1].until

    @property
    def activities(self) -> tuple[int, ...]:
        return tuple(step.activity for step in self.steps)

    @property
    def worked(self) -> int:
        return sum(step.worked for step in self.steps)

    @property
    def waited(self) -> int:
        """Days that steps waited for crews, in all."""
        return sum(step.waited for step in self.steps)

    @property
    def lost(self) -> dict[Loss, int]:
        total: Counter[Loss] = Counter()
        for step in self.steps:
            total.update(step.lost)
        return dict(total)

    def say(self, c: Compiled) -> tuple[str, ...]:
        """A sentence for each step, and one for the whole."""
        total = f"{words.days(self.until - self.since)} in all, {self.worked} worked"
        lost = loss_words(self.lost)
        return (*(step.say(c) for step in self.steps), f"{total}; lost: {lost}" if lost else total)


def critical_chain(
    c: Compiled, schedule: Schedule, end_at: int | None = None, *, crews: bool = True
) -> Chain:
    """The chain that determines the end of an activity (default: of the one that ends last).

    crews=False looks at links and calendars only (for a pass without crews). O(length * links of a step + n) for each
    crew wait. ValueError when the activity does not fit into the horizon.
    """
    walker = _Walker(c, schedule, crews)
    return Chain(tuple(walker.walk(_last(schedule) if end_at is None else end_at)))


def chains(c: Compiled, schedule: Schedule) -> dict[str, Chain]:
    """The critical chain of each promise and milestone, by its code; of an empty project none."""
    found = {}
    groups = [
        (p.code, [i for i, a in enumerate(c.plan.activities) if a.project == p.code]) for p in c.plan.projects
    ]
    groups += [(m.code, [c.plan.position[code] for code in m.activities]) for m in c.plan.milestones]
    for code, members in groups:
        if members and max(int(schedule.end[i]) for i in members) <= c.horizon:
            found[code] = critical_chain(c, schedule, max(members, key=lambda i: (int(schedule.end[i]), -i)))
    return found


def _last(schedule: Schedule) -> int:
    return int(np.argmax(schedule.end))


@dataclass(frozen=True, slots=True)
class _Bound:
    why: Why
    leaves: int  # boundary at which the stretch of this step begins
    arrives: int  # the same after the lag
    source: int | None = None
    link: int | None = None
    crew: int | None = None
    ready: int = 0  # start that links and calendar would allow


class _Walker:
    def __init__(self, c: Compiled, schedule: Schedule, crews: bool) -> None:
        self.c, self.s = c, schedule
        self.free = None
        if crews:
            self.free = c.capacity.astype(np.int64)
            for i in np.flatnonzero(~c.fixed).tolist():
                for crew, units in c.demands(i, int(schedule.mode[i])):
                    if c.renewable[crew]:
                        self.free[crew, int(schedule.start[i]) : int(schedule.end[i])] -= units

    def walk(self, i: int) -> list[Step]:
        if int(self.s.end[i]) > self.c.horizon:
            raise ValueError(f"activity {self.c.plan.activities[i].code} does not fit into the horizon")
        steps: list[Step] = []
        cursor, seen = int(self.s.end[i]), set()
        at: int | None = i
        while at is not None and at not in seen:
            seen.add(at)
            bound = self._bound(at)
            since = min(cursor, bound.leaves)
            steps.append(self._step(at, bound, since, cursor))
            cursor, at = since, bound.source
        return steps[::-1]

    # which bound holds it

    def _bound(self, i: int) -> _Bound:
        c, s = self.c, self.s
        start = int(s.start[i])
        if c.fixed[i]:
            return _Bound(Why.RELEASE, start, start)
        links = self._links(i)
        row = c.table_of(i, int(s.mode[i]))
        held = max((self._start_by(row, kind, b.arrives) for kind, b in links), default=-1)
        if self.free is not None and start > held:
            crew = self._crew(self.free, i, row, start, held)
            if crew is not None:
                return crew
        tight = [b for kind, b in links if self._start_by(row, kind, b.arrives) == held]
        # of several, the one nearest in time explains the most; a link before a release
        bound = max(tight, key=lambda b: (b.why is Why.LINK, b.arrives, -(b.source or 0)))
        return replace(bound, why=Why.GAP) if start > held else bound

    def _links(self, i: int) -> list[tuple[int, _Bound]]:
        c, s = self.c, self.s
        release, end_release = int(c.release[i]), int(c.end_release[i])
        found = [
            (FS, _Bound(Why.RELEASE, release, release)),
            (FF, _Bound(Why.RELEASE, end_release, end_release)),
        ]
        for j, kind, lag, row, link in c.incoming[i]:
            x = int(s.end[j] if kind in (FS, FF) else s.start[j])
            found.append((kind, _Bound(Why.LINK, x, c.after_lag(x, lag, row), j, link)))
        return found

    def _start_by(self, row: int, kind: int, bound: int) -> int:
        return int((self.c.first if kind in (FS, SS) else self.c.reach)[row, bound])

    def _crew(self, free: np.ndarray, i: int, row: int, start: int, held: int) -> _Bound | None:
        """The crew for want of which it does not stand at the feasible start before its own."""
        c, s = self.c, self.s
        before = int(c.last[row, start - 1]) if start > 0 else -1
        if before < held or before < 0:
            return None
        demands = [(r, u) for r, u in c.demands(i, int(s.mode[i])) if c.renewable[r]]
        for crew, units in demands:
            span = slice(before, int(c.end[row, before]))
            left = free[crew].copy()
            left[start : int(s.end[i])] += units
            short = np.flatnonzero(left[span] < units)
            if not len(short):
                continue
            day = before + int(short[-1])
            if c.capacity[crew, day] < units:
                return _Bound(Why.CAPACITY, day + 1, day + 1, None, None, crew, held)
            holders = self._holders(i, crew, day)
            if holders:
                blocker = min(holders, key=lambda j: (int(s.end[j]) > start, -int(s.end[j]), j))
                leaves = min(start, int(s.end[blocker]))
                return _Bound(Why.CREW, leaves, leaves, blocker, None, crew, held)
        return None

    def _holders(self, i: int, crew: int, day: int) -> list[int]:
        c, s = self.c, self.s
        at = np.flatnonzero(~c.fixed & (s.start <= day) & (day < s.end) & (s.start < s.start[i]))
        return [j for j in at.tolist() if j != i and any(r == crew for r, _ in c.demands(j, int(s.mode[j])))]

    # where the days went

    def _step(self, i: int, bound: _Bound, since: int, until: int) -> Step:
        c, s = self.c, self.s
        start, end = int(s.start[i]), int(s.end[i])
        reason = c.reason[c.mode_class[c.mode_ptr[i] + int(s.mode[i])]]
        lost: Counter[Loss] = Counter()
        closed: list[int] = []
        worked = 0
        for day in range(since, until):
            inside = start <= day < end
            if inside and (c.fixed[i] or reason[day] == 0):
                worked += 1
            elif not inside and day < bound.arrives and bound.link is not None:
                lost[Loss.LAG] += 1
            elif reason[day]:
                lost[_LOSS[Reason(int(reason[day]))]] += 1
                closed.append(day)
            else:
                lost[Loss.CREW_WAIT if bound.crew is not None else Loss.IDLE] += 1
        waited = int((reason[bound.ready : start] == 0).sum()) if bound.crew is not None else 0
        return Step(
            activity=i,
            why=bound.why,
            start=start,
            end=end,
            since=since,
            until=until,
            worked=worked,
            waited=waited,
            lost=dict(lost),
            causes=self._causes(i, reason, closed),
            source=bound.source,
            link=bound.link,
            crew=bound.crew,
        )

    def _causes(self, i: int, reason: np.ndarray, days: list[int]) -> dict[Loss, tuple[str, ...]]:
        """Names behind lost days, each once, in time order."""
        plan = self.c.plan
        activity = plan.activities[i]
        mode = activity.modes[int(self.s.mode[i])]
        named: dict[Loss, dict[str, None]] = {}
        for day in days:
            why = Reason(int(reason[day]))
            name = cause(plan, activity, mode, plan.day(day), why)
            if name:
                named.setdefault(_LOSS[why], {})[name] = None
        return {loss: tuple(names) for loss, names in named.items()}
