"""An independent check of a solved plan, day by day, from the plan as written down.

Shares no code with the schedulers: no compiled arrays, no look-up tables, no calendar arithmetic of theirs. Slow and
plain on purpose. Every broken rule is reported by name; promises that are missed are reported apart, because a late
schedule is a late schedule and not a wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from . import words
from .calendars import ClosureKind, DayCalendar, SpanRule
from .model import Activity, CrewKind, LagUnit, Link, LinkType, Mode, OutOfSequence, Plan
from .solution import Schedule

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule: "shape", "fact", "calendar", "span", "duration", "release", "link", "crew" or "stock"."""

    rule: str
    about: str
    text: str

    def say(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Late:
    """A promise that the schedule misses, by so many days."""

    kind: str
    code: str
    promised: date
    ends: date

    @property
    def days(self) -> int:
        return (self.ends - self.promised).days

    def say(self) -> str:
        return (
            f"{self.kind.capitalize()} {self.code} is promised for {self.promised} and ends on {self.ends}, "
            + (f"{words.days(self.days)} late")
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """Outcome of a check: at most `MOST` broken rules, and the promises missed."""

    broken: tuple[Broken, ...]
    late: tuple[Late, ...]

    @property
    def sound(self) -> bool:
        return not self.broken


def check(plan: Plan, schedule: Schedule, rain: Sequence[float] | None = None) -> Checked:
    """Check every rule of the plan on a schedule. `rain`: daily mm that the schedule was made under."""
    n = len(plan.activities)
    sizes = {len(schedule.start), len(schedule.end), len(schedule.mode)}
    if sizes != {n}:
        return Checked((Broken("shape", "", f"The schedule has {sizes} activities, the plan {n}"),), ())
    checker = _Checker(plan, schedule, rain)
    broken = []
    for item in checker.rules():
        broken.append(item)
        if len(broken) == MOST:
            break
    return Checked(tuple(broken), tuple(checker.lateness()))


class _Checker:
    def __init__(self, plan: Plan, schedule: Schedule, rain: Sequence[float] | None) -> None:
        self.plan = plan
        self.start = [int(t) for t in schedule.start]
        self.end = [int(t) for t in schedule.end]
        self.mode = [int(m) for m in schedule.mode]
        self.rain = [] if rain is None else [float(mm) for mm in rain]
        self.closed_by_rain = {w.code: self._wet_days(w) for w in plan.weather}
        self.is_open = cache(self._is_open)

    def rules(self) -> Iterator[Broken]:
        for i, activity in enumerate(self.plan.activities):
            if not 0 <= self.mode[i] < len(activity.modes):
                yield Broken("shape", activity.code, f"{activity.label}: there is no mode {self.mode[i]}")
                return
        for i, activity in enumerate(self.plan.activities):
            yield from self._activity(i, activity)
        for link in self.plan.links:
            yield from self._link(link)
        yield from self._crews()

    # days

    def _wet_days(self, weather) -> set[int]:
        wet = set()
        for day, mm in enumerate(self.rain):
            if weather.stop_mm is not None and mm >= weather.stop_mm:
                wet.add(day)
            if weather.after_mm is not None and mm >= weather.after_mm:
                wet.update(range(day + 1, day + 1 + weather.after_days))
        return wet

    def _is_open(self, code: str, index: int) -> bool:
        """Does the calendar work on that day? Days outside the plan too."""
        return not code or _open_on(self.plan.calendar_of[code], self.plan.start + timedelta(days=index))

    def _works(self, activity: Activity, mode: Mode, index: int) -> bool:
        day = self.plan.start + timedelta(days=index)
        if not self.is_open(activity.calendar, index) or any(
            s.first <= day <= s.last for s in activity.stops
        ):
            return False
        if activity.weather and index in self.closed_by_rain[activity.weather]:
            return False
        crews = (c for d in mode.demands if d.units for c in self.plan.crews if c.code == d.crew)
        return all(self.is_open(crew.calendar, index) for crew in crews)

    # rules

    def _activity(self, i: int, activity: Activity) -> Iterator[Broken]:
        start, end, name = self.start[i], self.end[i], activity.label
        if activity.progress.finished is not None:
            yield from self._finished(i, activity)
            return
        if not 0 <= start <= end <= self.plan.horizon:
            yield Broken("shape", activity.code, f"{name}: days {start} to {end} lie outside the plan")
            return
        today = 0 if self.plan.status_on is None else (self.plan.status_on - self.plan.start).days + 1
        if start < today:
            yield Broken("fact", activity.code, f"{name}: open work lies before the status day")
        if activity.not_before and not activity.progress.started:
            earliest = (activity.not_before - self.plan.start).days
            if start < earliest:
                yield Broken("release", activity.code, f"{name} begins before {activity.not_before}")
        yield from self._working_days(i, activity)

    def _finished(self, i: int, activity: Activity) -> Iterator[Broken]:
        progress = activity.progress
        last = (progress.finished - self.plan.start).days + 1 if progress.finished else -1
        first = (progress.started - self.plan.start).days if progress.started else -1
        if self.end[i] != last or self.start[i] not in (first, last):
            yield Broken("fact", activity.code, f"{activity.label}: is finished, but stands on other days")

    def _working_days(self, i: int, activity: Activity) -> Iterator[Broken]:
        start, end, name = self.start[i], self.end[i], activity.label
        mode = activity.modes[self.mode[i]]
        needs = self._needs(activity, self.mode[i])
        if needs == 0:
            if end != start:
                yield Broken(
                    "duration", activity.code, f"{name}: has no days of work but lasts {end - start}"
                )
            return
        works = [self._works(activity, mode, day) for day in range(start, end)]
        if sum(works) != needs:
            yield Broken("duration", activity.code, f"{name}: {sum(works)} working days, needs {needs}")
        elif not works[0] or not works[-1]:
            yield Broken("calendar", activity.code, f"{name}: begins or ends on a day that is not worked")
        rule = activity.span
        if rule is None and activity.weather:
            rule = self.plan.weather_of[activity.weather].span
        if rule is SpanRule.MUST_NOT_SPAN and not all(works):
            yield Broken("span", activity.code, f"{name}: is interrupted, which it must not be")

    def _needs(self, activity: Activity, mode: int) -> int:
        """Days left, computed anew: whole days when not begun, else remaining or by percent, rounded up."""
        progress, days = activity.progress, activity.modes[mode].days
        if progress.started is None:
            return days
        used = activity.modes[progress.mode].days
        if progress.remaining is not None:
            if mode == progress.mode or used == 0:
                return progress.remaining
            return (progress.remaining * days + used - 1) // used
        hundredths = 10_000 - round((progress.percent or 0) * 100)
        return (hundredths * days + 9_999) // 10_000

    def _link(self, link: Link) -> Iterator[Broken]:
        i, j = self.plan.position[link.before], self.plan.position[link.after]
        before, after = self.plan.activities[i], self.plan.activities[j]
        if after.progress.finished is not None:
            return
        on_start = link.type in (LinkType.FS, LinkType.SS)
        if on_start and after.progress.started is not None and not self._rest_waits(link, before):
            return
        if link.type in (LinkType.FS, LinkType.FF):
            leaves = self.end[i]
        elif before.progress.started is not None:
            leaves = (before.progress.started - self.plan.start).days
        else:
            leaves = self.start[i]
        bound = self._moved(link, leaves)
        found = self.start[j] if on_start else self.end[j]
        if found < bound:
            what = "begins" if on_start else "ends"
            kind = f"{link.type} {link.lag:+d}"
            text = f"{after.label} {what} {words.days(bound - found)} too early after {before.label} ({kind})"
            yield Broken("link", link.after, text)

    def _rest_waits(self, link: Link, before: Activity) -> bool:
        if before.progress.finished is not None or link.type is LinkType.SS:
            return False
        return self.plan.out_of_sequence is OutOfSequence.RETAIN

    def _moved(self, link: Link, boundary: int) -> int:
        if link.unit is LagUnit.CALENDAR or link.lag == 0:
            return boundary + link.lag
        code = link.calendar or self.plan.activities[self.plan.position[link.after]].calendar
        left, at = abs(link.lag), boundary
        if link.lag > 0:
            while left and at <= self.plan.horizon:
                left -= self.is_open(code, at)
                at += 1
            return at
        while left and at > 0:
            at -= 1
            left -= self.is_open(code, at)
        return at

    def _crews(self) -> Iterator[Broken]:
        used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for i, activity in enumerate(self.plan.activities):
            if (
                activity.progress.finished is not None
                or not 0 <= self.start[i] <= self.end[i] <= self.plan.horizon
            ):
                continue
            for demand in activity.modes[self.mode[i]].demands:
                for day in range(self.start[i], self.end[i]):
                    used[demand.crew][day] += demand.units
                used[demand.crew][-1] += demand.units
        for crew in self.plan.crews:
            if crew.kind is CrewKind.STOCK:
                if used[crew.code][-1] > crew.capacity:
                    yield Broken(
                        "stock", crew.code, f"{crew.code}: {used[crew.code][-1]} used of {crew.capacity}"
                    )
                continue
            for day, units in sorted(used[crew.code].items()):
                on = self.plan.start + timedelta(days=day)
                steps = [step.units for step in crew.steps if step.first <= on]
                has = steps[-1] if steps else crew.capacity
                if day >= 0 and units > has:
                    yield Broken("crew", crew.code, f"Crew {crew.code} on {on}: {units} used, {has} there")

    def lateness(self) -> Iterator[Late]:
        for kind, code, promised, members in self.plan.promises():
            if not members or any(self.end[i] > self.plan.horizon for i in members):
                continue
            last = self.plan.start + timedelta(days=max(self.end[i] for i in members) - 1)
            if last > promised:
                yield Late(kind, code, promised, last)


def _open_on(calendar: DayCalendar, day: date) -> bool:
    covering = [closure.kind for closure in calendar.closures if closure.first <= day <= closure.last]
    if any(kind is not ClosureKind.HOLIDAY for kind in covering):
        return False
    if day in calendar.worked:
        return True
    return not covering and calendar.week[day.weekday()]
