"""The clock of a limit: time used, the deadline, and the days behind both.

All instants are aware; answers are UTC. Stretches of time are half-open. A pause stands still: it never
shortens a limit and no working time inside it counts. Conventions, which the pages repeat in words:

* Limits in days start on the day after the start, worked or not (自次日起算), and end with their last day.
* A day counts as paused when at least half of its working time lies in pauses (for calendar days: twelve of
  the twenty-four hours), so that neither a two-minute pause nor an unlucky hour moves a date.
* Limits in hours run from the instant itself; outside working hours the first opening is the start.
* A limit of 0 hours ends at its start; of 0 days with the same day, or the next working day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from .calendars import ExcludedDay, RestReason, WorkCalendar
from .limits import FAR, ROUND_THE_CLOCK, DayEnd, Limit, LimitUnit, Pause, merge_pauses

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit ends.

    at: the instant, UTC; None while a pause that has not ended keeps the limit from ending.
    due_on: the zone's date of the last day; None together with `at`. Compare dates with this, not with `at`,
        which for a limit in days is 24:00 of that day, that is 00:00 of the next.
    provisional: a day on the way lies in a year that is not announced.
    """

    at: datetime | None
    due_on: date | None
    provisional: bool
    limit: Limit

    def met_by(self, instant: datetime) -> bool:
        """True when something done at this instant was done in time.

        A limit in hours includes its last instant, a limit in days excludes 24:00. An end that is still
        open is always met.
        """
        if self.at is None:
            return True
        ends_at_midnight = self.limit.in_days and self.limit.day_end is DayEnd.MIDNIGHT
        return instant < self.at if ends_at_midnight else instant <= self.at


@dataclass(frozen=True, slots=True)
class Explanation:
    """A deadline with the days behind it, for "2 working days left" and why.

    counted: the days that count towards a limit in days, in order (those still to come included).
    excluded: the days between start and end that do not, each with its reason.
    used, left: days counted up to and including `today`, and after it until the due day. `left` is 0 on the
        due day and negative (working days late; calendar days for DAY and MONTH) after it; None while the
        end is open. For limits in hours both are whole days only for reading; see `time_left`.
    time_left: what the clock still has, negative when late; None for limits in days or while open.
    """

    deadline: Deadline
    started_on: date
    today: date
    counted: tuple[date, ...]
    excluded: tuple[ExcludedDay, ...]
    used: int
    left: int | None
    time_left: timedelta | None


@dataclass(frozen=True)
class WorkClock:
    """A clock on a calendar. round_the_clock: urgent kinds, which run at night and on holidays."""

    calendar: WorkCalendar
    round_the_clock: bool = False

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """Working time in [start, end) outside the pauses; all time when the clock runs day and night.

        Zero when `end` is not after `start`. Splitting a stretch gives the same sum.
        """
        if end <= start:
            return timedelta(0)
        total = self._run(start, end)
        for pause in merge_pauses(pauses, start, end):
            total -= self._run(pause.start, pause.end or end)
        return total

    def deadline(self, start: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> Deadline:
        """When a limit that starts at `start` ends. Later pauses move it, earlier ones are ignored."""
        limit = self._effective(limit)
        stands = merge_pauses(pauses, start)
        started_on = self.calendar.local_day(start)
        if limit.in_days:
            due_on = self._last_day(started_on, limit, stands)
            at = None if due_on is None else self._end_of(due_on, limit.day_end)
        else:
            at = self._end_of_hours(start, limit, stands)
            due_on = None if at is None else self.calendar.local_day(at)
        return Deadline(at, due_on, self._depends_on_unannounced(started_on, due_on, limit), limit)

    def remaining(self, now: datetime, deadline: Deadline, pauses: Iterable[Pause] = ()) -> timedelta | None:
        """Time that this clock still runs until the deadline; negative when late; None while it is open.

        For limits in hours the unit decides (wall clock or working hours), for limits in days it is working
        time, or all time when the clock runs day and night.
        """
        if deadline.at is None:
            return None
        clock = replace(self, round_the_clock=self.round_the_clock or deadline.limit.unit in ROUND_THE_CLOCK)
        if now <= deadline.at:
            return clock.elapsed(now, deadline.at, pauses)
        return -clock.elapsed(deadline.at, now, pauses)

    def explain(
        self, start: datetime, limit: Limit, pauses: Iterable[Pause] = (), *, now: datetime
    ) -> Explanation:
        """The deadline with the days counted and the days left out, as seen at `now`."""
        pauses = tuple(pauses)
        deadline = self.deadline(start, limit, pauses)
        limit = deadline.limit
        started_on, today = self.calendar.local_day(start), self.calendar.local_day(now)
        last = deadline.due_on or max(today, started_on)
        stands = merge_pauses(pauses, start)
        paused, open_from = self._paused_days(limit, stands)
        standing = stands[-1].reason if stands else ""
        first = started_on + _DAY if limit.in_days and limit.amount else started_on
        counted, excluded = [], []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            reason = self._why_not(day, limit, paused, open_from, standing)
            if reason is None:
                counted.append(day)
            else:
                excluded.append(reason)
        used = sum(day <= today for day in counted)
        left = None if deadline.due_on is None else self._days_left(today, deadline.due_on, counted, limit)
        time_left = None if limit.in_days else self.remaining(now, deadline, pauses)
        return Explanation(
            deadline, started_on, today, tuple(counted), tuple(excluded), used, left, time_left
        )

    # inside

    def _effective(self, limit: Limit) -> Limit:
        return limit.round_the_clock() if self.round_the_clock else limit

    def _run(self, start: datetime, end: datetime) -> timedelta:
        if self.round_the_clock:
            return end - start
        calendar = self.calendar
        return timedelta(microseconds=calendar._work_at(end) - calendar._work_at(start))

    def _end_of(self, day: date, day_end: DayEnd) -> datetime:
        closes = self.calendar.hours_on(day).closes if day_end is DayEnd.CLOSING else None
        if closes is None:
            return self.calendar.start_of(day + _DAY)
        return datetime.combine(day, closes, tzinfo=self.calendar.tz).astimezone(UTC)

    def _end_of_hours(self, start: datetime, limit: Limit, stands: tuple[Pause, ...]) -> datetime | None:
        wall = limit.unit in ROUND_THE_CLOCK
        clock = WorkClock(self.calendar, round_the_clock=wall)
        unit = timedelta(minutes=1) if limit.unit is LimitUnit.MINUTE else timedelta(hours=1)
        left, at = limit.amount * unit, start
        for pause in stands:
            run = clock._run(at, pause.start)
            if left <= run:
                break
            if pause.end is None:
                return None
            left, at = left - run, pause.end
        if not left:
            return at.astimezone(UTC)
        if wall:
            return (at + left).astimezone(UTC)
        return self.calendar._instant_of_work(self.calendar._work_at(at) + left // timedelta(microseconds=1))

    def _last_day(self, started_on: date, limit: Limit, stands: tuple[Pause, ...]) -> date | None:
        calendar = self.calendar
        in_workdays = limit.unit is LimitUnit.WORKDAY
        if in_workdays:
            day = calendar.due_date(started_on, limit.amount).day
        elif limit.unit is LimitUnit.MONTH:
            day = add_months(started_on, limit.amount)
        else:
            day = started_on + timedelta(days=limit.amount)
        first = started_on + _DAY if limit.amount else started_on
        paused, open_from = self._paused_days(limit, stands)
        for stood in sorted(paused):
            if stood > day:
                break
            if stood < first or (in_workdays and not calendar.is_workday(stood)):
                continue
            day = calendar.next_workday(day) if in_workdays else day + _DAY
        while limit.rolls and not in_workdays and (day in paused or not calendar.is_workday(day)):
            day += _DAY
        return None if open_from is not None and day >= open_from else day

    def _paused_days(self, limit: Limit, stands: tuple[Pause, ...]) -> tuple[dict[date, str], date | None]:
        """Days that count as paused with the reason, and the day from which a standing pause takes all."""
        calendar, open_from = self.calendar, None
        stood: dict[date, timedelta] = {}
        paused: dict[date, str] = {}
        for pause in stands:
            first = calendar.local_day(pause.start)
            last = first if pause.end is None else calendar.local_day(pause.end)
            for day in {first, last}:
                low = max(pause.start, calendar.start_of(day))
                high = min(pause.end or FAR, calendar.start_of(day + _DAY))
                stood[day] = stood.get(day, timedelta(0)) + self._measure(limit, day, low, high)
                if stood[day] and 2 * stood[day] >= self._full(limit, day):
                    paused.setdefault(day, pause.reason)
            for ordinal in range(first.toordinal() + 1, last.toordinal()):
                paused[date.fromordinal(ordinal)] = pause.reason
            if pause.end is None:
                open_from = first + _DAY
        if open_from is not None and open_from - _DAY in paused:
            open_from -= _DAY
        return paused, open_from

    def _measure(self, limit: Limit, day: date, low: datetime, high: datetime) -> timedelta:
        clock = WorkClock(self.calendar, round_the_clock=not self._by_hours(limit, day))
        return clock._run(low, high)

    def _full(self, limit: Limit, day: date) -> timedelta:
        if self._by_hours(limit, day):
            return timedelta(microseconds=self.calendar.hours_on(day).micros)
        return _DAY

    def _by_hours(self, limit: Limit, day: date) -> bool:
        working = limit.unit in (LimitUnit.WORKDAY, LimitUnit.WORKHOUR)
        return working and self.calendar.hours_on(day).micros > 0

    def _why_not(
        self, day: date, limit: Limit, paused: dict[date, str], open_from: date | None, standing: str
    ) -> ExcludedDay | None:
        rest = self.calendar.why_not(day) if limit.unit in (LimitUnit.WORKDAY, LimitUnit.WORKHOUR) else None
        if rest is not None:
            return rest
        if day in paused:
            return ExcludedDay(day, RestReason.PAUSE, paused[day], paused[day])
        if open_from is not None and day >= open_from:
            return ExcludedDay(day, RestReason.PAUSE, standing, standing)
        return None

    def _days_left(self, today: date, due_on: date, counted: list[date], limit: Limit) -> int:
        if today <= due_on:
            return sum(day > today for day in counted)
        if limit.unit in (LimitUnit.WORKDAY, LimitUnit.WORKHOUR):
            return -self.calendar.workdays_between(due_on, today)
        return -(today - due_on).days

    def _depends_on_unannounced(self, started_on: date, due_on: date | None, limit: Limit) -> bool:
        if due_on is None or limit.unit in ROUND_THE_CLOCK:
            return False
        if limit.unit in (LimitUnit.WORKDAY, LimitUnit.WORKHOUR):
            return self.calendar.is_provisional(started_on, due_on)
        return limit.rolls and self.calendar.is_provisional(due_on)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
