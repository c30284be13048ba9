"""A working calendar as a value: which days are worked, what the other days are called, and what is not
announced yet.

In China the State Council announces next year's holidays each autumn, with working Saturdays and Sundays
("make-up days", 调休). A year without an announcement is assumed to follow the weekly pattern, and every
answer that depends on it can be recognised as provisional. Nothing here raises for a year it does not know.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from .hours import DEFAULT_HOURS, DayHours, HoursTable

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
MONDAY_TO_FRIDAY = (True, True, True, True, True, False, False)
_YEARS_AHEAD = 15


class DayKind(StrEnum):
    """How an exceptional day differs from the weekly pattern."""

    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"


class RestReason(StrEnum):
    """Why a day was not counted."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One exceptional day. `name` as the notice calls it (春节), `source` the notice or data set."""

    day: date
    kind: DayKind
    name: str = ""
    name_en: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExcludedDay:
    """A day that was not counted, with the reason and, where there is one, its name."""

    day: date
    reason: RestReason
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day something is due. `provisional` when a day on the way lies in a year not announced yet."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class WorkCalendar:
    """An immutable working calendar.

    special: exceptional days; at most one per day (ValueError).
    announced: years whose holidays are known.
    week: seven booleans, Monday first; at least one must be true (ValueError).
    hours: working hours of a working day, by season and by date of effect.
    tz: the zone's own time zone, used to tell the day of an instant. Default UTC+8.
    tail_days: so many last days of December count as unannounced until the *next* year is announced,
        because a New Year holiday can reach back (2018-12-29 was worked for 2018-12-31).
    """

    special: tuple[SpecialDay, ...] = ()
    announced: frozenset[int] = frozenset()
    week: tuple[bool, ...] = MONDAY_TO_FRIDAY
    hours: HoursTable = DEFAULT_HOURS
    tz: tzinfo = CHINA_TIME
    tail_days: int = 3
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("week needs seven booleans, Monday first, at least one of them true")
        ordered = tuple(sorted(self.special, key=lambda special: special.day))
        for before, after in pairwise(ordered):
            if before.day == after.day:
                raise ValueError(f"{after.day.isoformat()} is listed twice")
        object.__setattr__(self, "special", ordered)
        object.__setattr__(self, "announced", frozenset(self.announced))

    # single days

    def is_workday(self, day: date) -> bool:
        """True when the day is worked; make-up Saturdays are, holidays are not."""
        return self._worked(day.toordinal())

    def special_on(self, day: date) -> SpecialDay | None:
        """The exceptional day listed for this date, or None."""
        return self._special_by_ordinal.get(day.toordinal())

    def why_not(self, day: date) -> ExcludedDay | None:
        """None for a working day, otherwise the reason it is not one."""
        special = self.special_on(day)
        if special is not None:
            if special.kind is DayKind.MAKEUP_WORKDAY:
                return None
            return ExcludedDay(day, RestReason.HOLIDAY, special.name, special.name_en)
        return None if self.week[day.weekday()] else ExcludedDay(day, RestReason.WEEKEND)

    def is_provisional(self, day: date, until: date | None = None) -> bool:
        """True when this day, or any day from it to `until` (both counted), is not announced yet."""
        if until is None:
            return self._unannounced(day)
        first, last = (day, until) if day <= until else (until, day)
        if self._unannounced(first) or self._unannounced(last):
            return True
        return any(year not in self.announced for year in range(first.year + 1, last.year))

    def hours_on(self, day: date) -> DayHours:
        """Working hours that hold on this day; none on a day that is not worked."""
        return self.hours.on(day) if self.is_workday(day) else DayHours()

    # counting

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n is negative).

        `day` itself is not counted, worked or not (自次日起算). n = 0 gives `day` back.
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        if n > 0:
            return date.fromordinal(self._nth(self._rank(ordinal + 1) + n - 1))
        return date.fromordinal(self._nth(self._rank(ordinal) + n))

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is before `start`.

        Half-open at the start as in `add_workdays`: workdays_between(d, add_workdays(d, n)) == n.
        """
        if start <= end:
            return self._rank(end.toordinal() + 1) - self._rank(start.toordinal() + 1)
        return self._rank(end.toordinal()) - self._rank(start.toordinal())

    def workdays_in(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both counted; 0 when `last` is before `first`."""
        if last < first:
            return 0
        return self._rank(last.toordinal() + 1) - self._rank(first.toordinal())

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_workdays(day, 1)

    def workday_on_or_after(self, day: date) -> date:
        """`day` when it is worked, otherwise the next working day (期满遇假日顺延)."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def workday_on_or_before(self, day: date) -> date:
        """`day` when it is worked, otherwise the last working day before it."""
        return day if self.is_workday(day) else self.add_workdays(day, -1)

    def due_date(self, start: date, workdays: int) -> DueDate:
        """The day on which a limit of so many working days from `start` ends, marked when provisional.

        0 means the same day, or the next working day when `start` is not worked.
        """
        day = self.add_workdays(start, workdays) if workdays else self.workday_on_or_after(start)
        return DueDate(day, self.is_provisional(start, day))

    def excluded_days(self, first: date, last: date) -> tuple[ExcludedDay, ...]:
        """Days from `first` to `last`, both looked at, that are not worked, each with its reason."""
        reasons = (self.why_not(date.fromordinal(o)) for o in range(first.toordinal(), last.toordinal() + 1))
        return tuple(reason for reason in reasons if reason is not None)

    def workdays(self, first: date, last: date) -> tuple[date, ...]:
        """The working days from `first` to `last`, both looked at."""
        days = range(first.toordinal(), last.toordinal() + 1)
        return tuple(date.fromordinal(o) for o in days if self._worked(o))

    def local(self, instant: datetime) -> datetime:
        """An aware instant in the zone's own time. ValueError for a naive one."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return instant.astimezone(self.tz)

    def local_day(self, instant: datetime) -> date:
        """The zone's date at an aware instant."""
        return self.local(instant).date()

    def start_of(self, day: date) -> datetime:
        """00:00 of the day in the zone's own time, as UTC."""
        return datetime(day.year, day.month, day.day, tzinfo=self.tz).astimezone(UTC)

    # inside: days as ordinals, ranks as numbers of working days since the table began

    @cached_property
    def _special_by_ordinal(self) -> dict[int, SpecialDay]:
        return {special.day.toordinal(): special for special in self.special}

    @cached_property
    def _week_positions(self) -> tuple[int, ...]:
        return tuple(position for position, worked in enumerate(self.week) if worked)

    @cached_property
    def _week_counts(self) -> tuple[int, ...]:
        return tuple(sum(self.week[:position]) for position in range(7))

    @cached_property
    def _span(self) -> tuple[int, int]:
        """Ordinals that the table covers, half-open; outside of them only the weekly pattern holds."""
        years = {special.day.year for special in self.special} | set(self.announced) or {2020}
        first, last = max(min(years) - 1, 1), min(max(years) + _YEARS_AHEAD, 9998)
        return date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()

    @cached_property
    def _ranks(self) -> list[int]:
        """Working days in the table before each of its days, one more entry than days."""
        low, high = self._span
        ranks, total = [0], 0
        for ordinal in range(low, high):
            total += self._worked(ordinal)
            ranks.append(total)
        return ranks

    @cached_property
    def _worked_ordinals(self) -> list[int]:
        low, high = self._span
        return [ordinal for ordinal in range(low, high) if self._worked(ordinal)]

    def _worked(self, ordinal: int) -> bool:
        special = self._special_by_ordinal.get(ordinal)
        if special is not None:
            return special.kind is DayKind.MAKEUP_WORKDAY
        return self.week[(ordinal - 1) % 7]

    def _unannounced(self, day: date) -> bool:
        if day.year not in self.announced:
            return True
        in_tail = day.month == 12 and day.day > 31 - self.tail_days
        return in_tail and day.year + 1 not in self.announced

    def _weekly_rank(self, ordinal: int) -> int:
        weeks, rest = divmod(ordinal - 1, 7)
        return weeks * len(self._week_positions) + self._week_counts[rest]

    def _weekly_nth(self, rank: int) -> int:
        weeks, position = divmod(rank, len(self._week_positions))
        return 1 + weeks * 7 + self._week_positions[position]

    def _rank(self, ordinal: int) -> int:
        low, high = self._span
        if low <= ordinal <= high:
            return self._ranks[ordinal - low]
        if ordinal > high:
            return self._ranks[-1] + self._weekly_rank(ordinal) - self._weekly_rank(high)
        return self._weekly_rank(ordinal) - self._weekly_rank(low)

    def _nth(self, rank: int) -> int:
        """Ordinal of the working day before which there are `rank` working days."""
        low, high = self._span
        worked = self._worked_ordinals
        if 0 <= rank < len(worked):
            return worked[rank]
        if rank >= len(worked):
            return self._weekly_nth(self._weekly_rank(high) + rank - len(worked))
        return self._weekly_nth(self._weekly_rank(low) + rank)

    # inside: working time, in microseconds since the table began (negative before)

    @cached_property
    def _work_micros(self) -> list[int]:
        low, high = self._span
        totals, total = [0], 0
        for ordinal in range(low, high):
            total += self._day_micros(ordinal)
            totals.append(total)
        return totals

    def _day_micros(self, ordinal: int) -> int:
        return self.hours.on(date.fromordinal(ordinal)).micros if self._worked(ordinal) else 0

    def _micros_before(self, ordinal: int) -> int:
        low, high = self._span
        if low <= ordinal <= high:
            return self._work_micros[ordinal - low]
        if ordinal > high:
            return self._work_micros[-1] + sum(self._day_micros(o) for o in range(high, ordinal))
        return -sum(self._day_micros(o) for o in range(ordinal, low))

    def _work_at(self, instant: datetime) -> int:
        """Working time done up to an instant, in microseconds on the calendar's own scale."""
        local = self.local(instant)
        ordinal = local.toordinal()
        done = self._micros_before(ordinal)
        if self._worked(ordinal):
            done += self.hours.on(local.date()).micros_until(local)
        return done

    def _instant_of_work(self, target: int) -> datetime:
        """The first instant (UTC) by which so much working time on the calendar's scale is done."""
        low, high = self._span
        if not self.hours.has_hours:
            raise ValueError("this calendar has no working hours")
        totals = self._work_micros
        if 0 < target <= totals[-1]:
            ordinal = low + bisect_left(totals, target) - 1
        else:
            ordinal = high if target > 0 else low - 1
            while target > self._micros_before(ordinal + 1):
                ordinal += 1
            while target <= self._micros_before(ordinal):
                ordinal -= 1
        day = date.fromordinal(ordinal)
        at = self.hours.on(day).instant_after(target - self._micros_before(ordinal))
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.tz)
        return (midnight + timedelta(microseconds=at)).astimezone(UTC)
