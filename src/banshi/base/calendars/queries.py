"""The calendar of a zone as a value, and what its pages read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, Value

from banshi.base.calendars.models import ALWAYS, Calendar, CalendarDay, CalendarYear, DayKind, WorkingHours
from banshi.base.calendars.rules import ExceptionalDay, Line, plan_import
from banshi.base.engines.kept import Kept
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.kernel import worktime
from banshi.kernel.worktime import CHINA_TIME, DEFAULT_HOURS, DayHours, HoursRule, HoursTable, WorkCalendar

_HEAD = Kept(
    lambda zone: (
        Calendar.objects.filter(zone_id=zone).order_by("pk").values_list("week", "subject__head_leaf")[:1]
    ),
    zone=int,
)


def load_calendar(zone: Zone) -> WorkCalendar:
    """The working calendar of a zone: one small query when this process knows it, three when not.

    A zone without a calendar gets Monday to Friday, every day of it provisional.
    """
    found = _HEAD(zone=zone.pk)
    if not found:
        return WorkCalendar(tz=_time_zone(zone.timezone))
    # The head of the chain names the content: unlike a counter it never comes back after a rollback.
    return _load(zone.pk, zone.timezone, *found[0])


@lru_cache(maxsize=256)
def _load(zone_id: int, timezone: str, week: str, _head: str) -> WorkCalendar:
    years, rules = set(), []
    # Years and hours in one go: two short lists of whole numbers, dates and text.
    rows = CalendarYear.objects.filter(zone_id=zone_id).values_list(
        Value("year", CharField()), F("year"), F("announced_on"), F("source")
    )
    hours = WorkingHours.objects.filter(zone_id=zone_id, retired=False).values_list(
        Value("hours", CharField()), F("month") * 100 + F("day"), F("valid_from"), F("spans")
    )
    for what, number, since, text in rows.union(hours, all=True):
        if what == "year":
            years.add(number)
        else:
            month, day = divmod(number, 100)
            rules.append(HoursRule(DayHours.parse(text), month, day, None if since == ALWAYS else since))
    special = CalendarDay.objects.filter(zone_id=zone_id).exclude(kind=DayKind.ORDINARY)
    return WorkCalendar(
        special=tuple(
            worktime.SpecialDay(day, worktime.DayKind(kind), zh, en, source)
            for day, kind, zh, en, source in special.values_list(
                "day", "kind", "name_zh", "name_en", "source"
            )
        ),
        announced=frozenset(years),
        week=tuple(mark == "1" for mark in week),
        hours=HoursTable(tuple(rules)) if rules else DEFAULT_HOURS,
        tz=_time_zone(timezone),
    )


@lru_cache(maxsize=32)
def _time_zone(name: str) -> tzinfo:
    return CHINA_TIME if name == "Asia/Shanghai" else ZoneInfo(name)


def calendar_of(actor: Actor) -> Calendar:
    """The calendar row of the actor's zone, when the actor may see it; raises Unknown otherwise."""
    calendar = Calendar.objects.select_related("subject").filter(zone=actor.zone).first()
    if calendar is None:
        raise access.unknown()
    access.require(actor, "calendars.view", calendar)
    return calendar


def standing_days(zone: Zone) -> dict[date, ExceptionalDay]:
    """All rows of exceptional days of a zone, lifted ones included."""
    rows = CalendarDay.objects.filter(zone=zone).values_list("day", "kind", "name_zh", "name_en", "source")
    return {row[0]: ExceptionalDay(*row) for row in rows}


@dataclass(frozen=True)
class Cell:
    """One day in the page of a year. ``mark``: work, weekend, holiday, makeup_workday."""

    day: date
    mark: str
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class YearPage:
    """A year: twelve months of weeks (None where a week reaches out), exceptional days, and whether known."""

    year: int
    provisional: bool
    announced_on: date | None
    source: str
    months: tuple[tuple[tuple[Cell | None, ...], ...], ...]
    special: tuple[worktime.SpecialDay, ...]
    workdays: int
    hours: tuple[WorkingHours, ...]


def year_page(zone: Zone, year: int) -> YearPage:
    """What the page of a year shows; at most five queries."""
    calendar = load_calendar(zone)
    known = CalendarYear.objects.filter(zone=zone, year=year).first()
    return YearPage(
        year=year,
        provisional=year not in calendar.announced,
        announced_on=known.announced_on if known else None,
        source=known.source if known else "",
        months=tuple(_month(calendar, year, month) for month in range(1, 13)),
        special=tuple(special for special in calendar.special if special.day.year == year),
        workdays=calendar.workdays_in(date(year, 1, 1), date(year, 12, 31)),
        hours=tuple(
            WorkingHours.objects.filter(zone=zone, retired=False).order_by("valid_from", "month", "day")
        ),
    )


def _month(calendar: WorkCalendar, year: int, month: int) -> tuple[tuple[Cell | None, ...], ...]:
    weeks: dict[int, list[Cell | None]] = defaultdict(lambda: [None] * 7)
    first = date(year, month, 1)
    last = worktime.add_months(first, 1)
    for ordinal in range(first.toordinal(), last.toordinal()):
        day = date.fromordinal(ordinal)
        weeks[(day.day + first.weekday() - 1) // 7][day.weekday()] = _cell(calendar, day)
    return tuple(tuple(weeks[number]) for number in sorted(weeks))


def _cell(calendar: WorkCalendar, day: date) -> Cell:
    special = calendar.special_on(day)
    if special is not None:
        return Cell(day, special.kind.value, special.name, special.name_en)
    return Cell(day, "work" if calendar.is_workday(day) else "weekend")


def import_plan(zone: Zone, rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[Line, ...]:
    """What the rows of a file would change in the zone's calendar; changes nothing."""
    return plan_import(rows, standing_days(zone), load_calendar(zone).week)
