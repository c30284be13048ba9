"""Net duration of a stretch of days: what is left of it after holidays and ordered stops (净工期)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .calendars import DayKind, ExcludedDay, RestReason, WorkCalendar


class Leave(StrEnum):
    """Which days of the calendar a net duration leaves out.

    NOTHING: only the stops. HOLIDAYS: days of announced holidays, their weekend days included; ordinary
    weekends stay in, as sites work on them (除去假期). REST: every day that is not worked.
    """

    NOTHING = "nothing"
    HOLIDAYS = "holidays"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Stop:
    """Days from `first` to `last`, both included, in which work was stopped. ValueError if out of order."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a stop cannot end before it starts")


@dataclass(frozen=True, slots=True)
class NetDuration:
    """Days from `start` to `end`, both included: all of them, those left out, and the rest.

    workdays: working days of the calendar in the stretch, stops not looked at.
    provisional: the answer depends on a year that is not announced.
    """

    start: date
    end: date
    calendar_days: int
    excluded: tuple[ExcludedDay, ...]
    workdays: int
    provisional: bool

    @property
    def net_days(self) -> int:
        """Days that are left."""
        return self.calendar_days - len(self.excluded)

    @property
    def net_tenths_of_months(self) -> int:
        """Mean months (365.25 / 12 days) times ten, rounded half up: 68 is 6.8 months."""
        return (self.net_days * 480 * 2 + 1461) // (1461 * 2)


def net_duration(
    calendar: WorkCalendar,
    start: date,
    end: date,
    stops: Iterable[Stop] = (),
    leave: Leave = Leave.HOLIDAYS,
) -> NetDuration:
    """Calendar and net days from `start` to `end`, both included, with every day left out and why.

    A day that is a holiday and a stop is left out once, as the holiday.
    ValueError if `end` is before `start`.
    """
    if end < start:
        raise ValueError("a duration cannot end before it starts")
    stops = tuple(stops)
    excluded = []
    for ordinal in range(start.toordinal(), end.toordinal() + 1):
        day = date.fromordinal(ordinal)
        reason = _rest(calendar, day, leave) or _stopped(stops, day)
        if reason is not None:
            excluded.append(reason)
    return NetDuration(
        start,
        end,
        (end - start).days + 1,
        tuple(excluded),
        calendar.workdays_in(start, end),
        leave is not Leave.NOTHING and calendar.is_provisional(start, end),
    )


def _rest(calendar: WorkCalendar, day: date, leave: Leave) -> ExcludedDay | None:
    if leave is Leave.REST:
        return calendar.why_not(day)
    special = calendar.special_on(day) if leave is Leave.HOLIDAYS else None
    return calendar.why_not(day) if special is not None and special.kind is DayKind.HOLIDAY else None


def _stopped(stops: tuple[Stop, ...], day: date) -> ExcludedDay | None:
    for stop in stops:
        if stop.first <= day <= stop.last:
            return ExcludedDay(day, RestReason.STOP, stop.reason, stop.reason)
    return None
