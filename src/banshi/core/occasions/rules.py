"""Kinds of occasions, the days of a series, and what stands against holding one. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault
from banshi.kernel.worktime import WorkCalendar

WEEK, MONTH = "week", "month"
NEXT, BEFORE, SKIP = "next", "before", "skip"
PLANNED, HELD, CANCELLED, MISSED = "planned", "held", "cancelled", "missed"
OLDEST = timedelta(days=731)


@dataclass(frozen=True)
class Kind:
    """A kind of occasion; ``minutes`` says that one without minutes is not complete."""

    code: str
    zh: str
    en: str
    minutes: bool


@dataclass(frozen=True)
class Kinds:
    """All kinds of one version, and how many days ahead a series is planned."""

    kinds: dict[str, Kind]
    ahead_days: int


def parse(body: dict[str, Any]) -> Kinds:
    """Read an ``occasions`` rule set. Raises ValueError that names what is wrong."""
    ahead = body["ahead_days"]
    if not isinstance(ahead, int) or not 7 <= ahead <= 400:
        raise ValueError("ahead_days: a whole number of 7 to 400")
    kinds = {code: Kind(code, k["zh"], k["en"], k["minutes"]) for code, k in body["kinds"].items()}
    if not kinds:
        raise ValueError("kinds: there is none")
    return Kinds(kinds, ahead)


@dataclass(frozen=True)
class Recurrence:
    """Every ``interval`` weeks on ``weekday`` (0 is Monday), or months on ``month_day`` (the last day at most).

    ``shift`` says where a day goes on which nobody works: to the next working day, to the one before, or away.
    """

    every: str
    interval: int
    weekday: int | None
    month_day: int | None
    shift: str


def fault_of_rule(rule: Recurrence) -> Fault | None:
    """What a series lacks."""
    if rule.every not in (WEEK, MONTH) or rule.shift not in (NEXT, BEFORE, SKIP):
        return Fault(
            "occasions.rule", _("Choose how often it is held, and where a day off sends it."), "every"
        )
    if not 1 <= rule.interval <= 12:
        return Fault("occasions.rule", _("Enter every how many weeks or months: 1 to 12."), "interval")
    if rule.every == WEEK and rule.weekday not in range(7):
        return Fault("occasions.rule", _("Choose the day of the week."), "weekday")
    if rule.every == MONTH and rule.month_day not in range(1, 32):
        return Fault("occasions.rule", _("Enter the day of the month: 1 to 31."), "month_day")
    return None


def days(rule: Recurrence, calendar: WorkCalendar, since: date, first: date, last: date) -> list[date]:
    """The days of the series from ``first`` to ``last``, counted from ``since``, each once, in order."""
    found = (_shifted(rule, calendar, day) for day in _nominal(rule, since, last + timedelta(days=31)))
    return sorted({day for day in found if day is not None and first <= day <= last})


def _nominal(rule: Recurrence, since: date, last: date) -> Iterator[date]:
    if rule.every == WEEK:
        day = since + timedelta(days=((rule.weekday or 0) - since.weekday()) % 7)
        while day <= last:
            yield day
            day += timedelta(weeks=rule.interval)
        return
    month = since.year * 12 + since.month - 1
    while date(month // 12, month % 12 + 1, 1) <= last:
        year, number = month // 12, month % 12 + 1
        day = date(year, number, min(rule.month_day or 1, monthrange(year, number)[1]))
        if day >= since:
            yield day
        month += rule.interval


def _shifted(rule: Recurrence, calendar: WorkCalendar, day: date) -> date | None:
    if calendar.is_workday(day):
        return day
    if rule.shift == SKIP:
        return None
    return calendar.workday_on_or_after(day) if rule.shift == NEXT else calendar.workday_on_or_before(day)


def state_on(state: str, planned_on: date, today: date) -> str:
    """As it stands today: what was planned for a day that has passed is missed until it is recorded."""
    return MISSED if state == PLANNED and planned_on < today else state


def fault_of_holding(state: str, held_on: date, today: date, *, persons: int) -> Fault | None:
    """Why it cannot be recorded as held."""
    if state != PLANNED:
        return Fault("occasions.not_planned", _("This was already recorded. Open it to see how it stands."))
    if held_on > today:
        return Fault(
            "occasions.future", _("That day has not come yet. Enter the day on which it was held."), "held_on"
        )
    if held_on < today - OLDEST:
        return Fault(
            "occasions.long_ago", _("That day lies more than two years back. Check the year."), "held_on"
        )
    if persons < 1:
        return Fault("occasions.nobody", _("Tick who was there. Nothing is held by nobody."), "posts")
    return None
