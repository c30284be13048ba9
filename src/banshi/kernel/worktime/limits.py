"""Limits and pauses as values: "3 working days", "2 hours day and night", "waiting from … to …"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class LimitUnit(StrEnum):
    """What a limit is counted in.

    MINUTE, HOUR: the clock on the wall, day and night.
    WORKHOUR: working hours of the calendar only.
    WORKDAY: working days, counted from the day after the start.
    DAY, MONTH: calendar days or months, counted from the day after the start.
    """

    MINUTE = "minute"
    HOUR = "hour"
    WORKHOUR = "workhour"
    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"


class DayEnd(StrEnum):
    """When the last day of a limit in days ends.

    Civil Code art. 203: at 24:00, or where business hours are kept, when business closes.
    """

    MIDNIGHT = "midnight"
    CLOSING = "closing"


ROUND_THE_CLOCK = frozenset({LimitUnit.MINUTE, LimitUnit.HOUR})
IN_DAYS = frozenset({LimitUnit.WORKDAY, LimitUnit.DAY, LimitUnit.MONTH})


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time in which something is owed. ValueError for a negative or fractional amount.

    rolls: a limit in calendar days or months whose last day is not worked ends on the next working day
        (Civil Code art. 203). Limits in working days end on a working day by themselves.
    day_end: when the last day ends; only for limits in days and months.
    """

    amount: int
    unit: LimitUnit = LimitUnit.WORKDAY
    rolls: bool = True
    day_end: DayEnd = DayEnd.MIDNIGHT

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 0:
            raise ValueError(f"a limit is a whole number of at least 0, not {self.amount!r}")
        object.__setattr__(self, "unit", LimitUnit(self.unit))
        object.__setattr__(self, "day_end", DayEnd(self.day_end))

    @property
    def in_days(self) -> bool:
        """True when the limit ends with a day, false when it ends at a moment."""
        return self.unit in IN_DAYS

    def round_the_clock(self) -> Limit:
        """The same amount for an urgent kind, which neither night nor holiday stops."""
        turned = {LimitUnit.WORKHOUR: LimitUnit.HOUR, LimitUnit.WORKDAY: LimitUnit.DAY}
        return Limit(self.amount, turned.get(self.unit, self.unit), False, DayEnd.MIDNIGHT)


@dataclass(frozen=True, slots=True)
class Pause:
    """A half-open stretch [start, end) of aware instants in which a clock stands still.

    end: None while it still stands. reason: what a page shows ("waiting for the power company").
    ValueError for a naive instant or an end before the start.
    """

    start: datetime
    end: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("a pause needs instants with a time zone")
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause cannot end before it starts")


FAR = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def merge_pauses(pauses: Iterable[Pause], start: datetime, end: datetime | None = None) -> tuple[Pause, ...]:
    """The pauses within [start, end), in order, overlaps joined, empty ones dropped.

    A pause still standing keeps end None unless `end` cuts it. Joined pauses keep the first reason given.
    """
    limit = end or FAR
    merged: list[tuple[datetime, datetime, str]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        low, high = max(pause.start, start), min(pause.end or FAR, limit)
        if high <= low:
            continue
        if merged and low <= merged[-1][1]:
            first, last, reason = merged[-1]
            merged[-1] = (first, max(last, high), reason or pause.reason)
        else:
            merged.append((low, high, pause.reason))
    return tuple(Pause(low, None if high == FAR else high, reason) for low, high, reason in merged)
