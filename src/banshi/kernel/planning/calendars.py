"""Days: which are worked, and for every other day the reason.

A day index counts from the plan's first day (index 0). A *reason array* is uint8[horizon] of `Reason` values;
0 means worked. Night work bans, examinations, heat and pollution alerts are closures with a reason: the engine
has no special case for them.

Source of the semantics (span calendars, work function and its inverse): Kreter, Rieck & Zimmermann 2016,
"Models and solution procedures for the resource-constrained project scheduling problem with general temporal
constraints and calendars", EJOR 251:387-403.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

import numpy as np

from banshi.kernel.worktime import DayKind, WorkCalendar

from . import errors

EVERY_DAY = (True,) * 7
MAX_CLOSURES = 5_000
MAX_WORKED = 5_000


class Reason(IntEnum):
    """Why an activity cannot work on a day. The order is the order of blame: the first that applies is named."""

    WORK = 0
    WEEKEND = 1
    HOLIDAY = 2
    CLOSURE = 3
    STOP = 4
    CREW = 5
    RAIN = 6
    AFTER_RAIN = 7


class ClosureKind(StrEnum):
    """What closes a site or an activity for some days."""

    HOLIDAY = "holiday"
    FESTIVAL = "festival"
    NIGHT = "night"
    EXAMINATION = "examination"
    HEAT = "heat"
    POLLUTION_ALERT = "pollution_alert"
    INSPECTION = "inspection"
    STOP = "stop"
    OTHER = "other"


class SpanRule(StrEnum):
    """May an activity be interrupted by days that are not worked?

    MAY_SPAN: it stretches over them (masonry). MUST_NOT_SPAN: it needs its days in a row (a concrete pour).
    """

    MAY_SPAN = "may_span"
    MUST_NOT_SPAN = "must_not_span"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days from `first` to `last`, both counted, that are not worked. `name` as people call it."""

    first: date
    last: date
    kind: ClosureKind = ClosureKind.OTHER
    name: str = ""

    def __post_init__(self) -> None:
        what = f"Closure {errors.text(self.name, 'Closure: name') or errors.shown(self.kind)}"
        errors.day(self.first, f"{what}: first day")
        errors.day(self.last, f"{what}: last day")
        object.__setattr__(self, "kind", errors.choice(ClosureKind, self.kind, f"{what}: kind"))
        if self.last < self.first:
            raise errors.PlanError(
                "reversed", f"{what}: {self.last} lies before {self.first}", name=self.name
            )

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class DayCalendar:
    """A calendar of whole days.

    week: seven booleans, Monday first. closures: days off with a reason; a HOLIDAY closure yields to `worked`,
    every other closure wins over it. worked: days worked against the week or a holiday (make-up days).
    """

    code: str
    name: str = ""
    week: tuple[bool, ...] = EVERY_DAY
    closures: tuple[Closure, ...] = ()
    worked: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        what = f"Calendar {errors.code_of(self.code, 'A calendar')}"
        errors.text(self.name, f"{what}: name")
        week = errors.bounded(self.week, 7, f"weekdays in {what}")
        closures = errors.bounded(self.closures, MAX_CLOSURES, f"closures in {what}")
        worked = errors.bounded(self.worked, MAX_WORKED, f"worked days in {what}")
        errors.of_kind(closures, Closure, f"{what}: closures")
        if len(week) != 7 or (not any(week) and not worked):
            raise errors.PlanError(
                "no_workday",
                f"{what} needs seven weekdays, Monday first, one of them worked",
                calendar=self.code,
            )
        object.__setattr__(self, "week", tuple(bool(on) for on in week))
        object.__setattr__(self, "closures", closures)
        object.__setattr__(
            self, "worked", tuple(sorted({errors.day(d, f"{what}: worked day") for d in worked}))
        )

    def reasons(self, start: date, horizon: int) -> np.ndarray:
        """uint8[horizon]: WORK, WEEKEND, HOLIDAY or CLOSURE for each day from `start`."""
        week = np.where(np.array(self.week), Reason.WORK, Reason.WEEKEND).astype(np.uint8)
        found = np.resize(np.roll(week, -start.weekday()), horizon)
        for closure in self.closures:
            if closure.kind is ClosureKind.HOLIDAY:
                found[_slice(closure, start, horizon)] = Reason.HOLIDAY
        for day in self.worked:
            if 0 <= (day - start).days < horizon:
                found[(day - start).days] = Reason.WORK
        for closure in self.closures:
            if closure.kind is not ClosureKind.HOLIDAY:
                found[_slice(closure, start, horizon)] = Reason.CLOSURE
        return found

    def named(self, day: date) -> Closure | None:
        """The closure that covers `day`; one that is not a holiday first."""
        covering = [closure for closure in self.closures if closure.covers(day)]
        return min(covering, key=lambda closure: closure.kind is ClosureKind.HOLIDAY, default=None)

    @classmethod
    def from_worktime(
        cls, calendar: WorkCalendar, *, code: str, first: date, last: date, name: str = ""
    ) -> DayCalendar:
        """The zone's working calendar (weekdays, holidays, make-up days) between two days, both counted."""
        closures, worked = [], []
        for special in calendar.special:
            if not first <= special.day <= last:
                continue
            if special.kind is DayKind.MAKEUP_WORKDAY:
                worked.append(special.day)
            else:
                closures.append(Closure(special.day, special.day, ClosureKind.HOLIDAY, special.name))
        return cls(code, name or calendar.name, calendar.week, tuple(closures), tuple(worked))


def closed_days(closures: tuple[Closure, ...], start: date, horizon: int) -> np.ndarray:
    """bool[horizon]: days that at least one of the closures covers."""
    found = np.zeros(horizon, dtype=bool)
    for closure in closures:
        found[_slice(closure, start, horizon)] = True
    return found


def _slice(closure: Closure, start: date, horizon: int) -> slice:
    first = max(0, (closure.first - start).days)
    return slice(first, max(first, min(horizon, (closure.last - start).days + 1)))


@dataclass(frozen=True, slots=True)
class WeatherClass:
    """How rain stops a kind of work.

    stop_mm: a day with at least so much rain (mm in 24 h) is lost; None: rain of the day never stops it.
    after_mm: a day with at least so much also costs the `after_days` days after it; None: never.
    span: the span rule of activities of the class that state none of their own.
    source: where the thresholds come from (contract clause, method statement); shown beside every lost day.
    """

    code: str
    name: str = ""
    stop_mm: float | None = None
    after_mm: float | None = None
    after_days: int = 1
    span: SpanRule = SpanRule.MAY_SPAN
    source: str = ""

    def __post_init__(self) -> None:
        what = f"Weather class {errors.code_of(self.code, 'A weather class')}"
        for field in ("stop_mm", "after_mm"):
            value = getattr(self, field)
            if value is not None:
                object.__setattr__(self, field, errors.finite(value, f"{what}: {field}", 0.1, 2_000.0))
        errors.whole(self.after_days, f"{what}: days after", 1, 30)
        object.__setattr__(self, "span", errors.choice(SpanRule, self.span, f"{what}: span rule"))
        errors.text(self.name, f"{what}: name")
        errors.text(self.source, f"{what}: source")

    def reasons(self, rain: np.ndarray) -> np.ndarray:
        """uint8[len(rain)]: WORK, RAIN or AFTER_RAIN for a row of daily amounts in mm."""
        found = np.zeros(len(rain), dtype=np.uint8)
        if self.after_mm is not None:
            heavy = np.flatnonzero(rain >= self.after_mm)
            for offset in range(1, self.after_days + 1):
                later = heavy + offset
                found[later[later < len(rain)]] = Reason.AFTER_RAIN
        if self.stop_mm is not None:
            found[rain >= self.stop_mm] = Reason.RAIN
        return found


def index_of(day: date, start: date) -> int:
    """Day index of a date; negative before the plan's first day."""
    return (day - start).days


def date_of(index: int, start: date) -> date:
    return start + timedelta(days=int(index))


__all__ = [
    "EVERY_DAY",
    "Closure",
    "ClosureKind",
    "DayCalendar",
    "Reason",
    "SpanRule",
    "WeatherClass",
    "closed_days",
    "date_of",
    "index_of",
]
