"""Every change of a zone's calendar. History keeps what stood before; nothing is deleted."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from importlib import resources

from banshi.base.calendars import rules
from banshi.base.calendars.models import ALWAYS, Calendar, CalendarDay, CalendarYear, WorkingHours
from banshi.base.calendars.queries import standing_days
from banshi.base.calendars.refusals import refuse
from banshi.base.calendars.rules import ExceptionalDay, Fault, Line
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor

SEED_FILE = "china_2004_2026.csv"
SEED_YEARS = range(2004, 2027)
SEED_SOURCE = "国务院办公厅节假日安排；chinesecalendar 1.11 (MIT)"
SEED_HOURS_SOURCE = "预设作息，由本区按实际核定"
SEED_HOURS = "08:30-12:00,14:30-17:30"
EDIT = "calendars.edit"


@use_case("calendars.seed")
def seed_calendar(*, actor: Actor, now: datetime) -> Calendar:
    """Give the zone a calendar with the days of 2004–2026; what the zone has already stays as it is.

    Run again after an update, it adds the years that the zone has not announced itself.
    """
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    if calendar is None:
        subject = subjects.open_subject(actor.zone, "calendar", "工作日历")
        calendar = Calendar.objects.create(zone=actor.zone, subject=subject)
        _add_hours(actor, ((1, 1, SEED_HOURS),), ALWAYS, SEED_HOURS_SOURCE)
    have = set(CalendarYear.objects.filter(zone=actor.zone).values_list("year", flat=True))
    years = [year for year in SEED_YEARS if year not in have]
    if not years:
        return calendar
    text = resources.files("banshi.base.calendars").joinpath("data", SEED_FILE).read_text("utf-8")
    standing = standing_days(actor.zone)
    found = [row for row in _seed_days(text) if row.day.year in years and row.day not in standing]
    _add_days(actor, found)
    _add_years(actor, years, None, SEED_SOURCE)
    data = {"file": SEED_FILE, "sha256": hashlib.sha256(text.encode()).hexdigest(), "years": years}
    record(
        actor=actor, subject=calendar.subject, kind="calendars.seeded", data={**data, "days": _by_kind(found)}
    )
    return calendar


@use_case("calendars.set_day")
def set_calendar_day(
    *,
    actor: Actor,
    day: date,
    kind: str,
    name_zh: str,
    source: str,
    now: datetime,
    name_en: str = "",
) -> CalendarDay:
    """Make a day a holiday or a make-up working day, or change what it is called and where it is written."""
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    if calendar is None:
        raise refuse("no_calendar")
    found = _checked(ExceptionalDay(day, kind, name_zh.strip(), name_en.strip(), source.strip()), calendar)
    before = standing_days(actor.zone).get(day)
    if before == found:
        return CalendarDay.objects.get(zone=actor.zone, day=day)
    row = _save_day(actor, found)
    record(
        actor=actor,
        subject=calendar.subject,
        kind="calendars.day_set",
        data={"before": _plain(before), "after": _plain(found)},
    )
    return row


@use_case("calendars.lift_day")
def lift_calendar_day(*, actor: Actor, day: date, reason: str, now: datetime) -> CalendarDay:
    """Make an exceptional day an ordinary one again; the row and its history stay."""
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    before = standing_days(actor.zone).get(day)
    if calendar is None or before is None or before.kind == rules.ORDINARY:
        raise refuse("no_exception", "day", day=day.isoformat())
    if not reason.strip():
        raise refuse("reason_missing", "reason")
    found = ExceptionalDay(day, rules.ORDINARY, before.name_zh, before.name_en, reason.strip()[:200])
    row = _save_day(actor, found)
    record(
        actor=actor,
        subject=calendar.subject,
        kind="calendars.day_lifted",
        data={"before": _plain(before), "reason": reason.strip()[:200]},
    )
    return row


@use_case("calendars.import")
def import_calendar(
    *, actor: Actor, rows: Sequence[Sequence[str]], file_name: str, announce: bool, now: datetime
) -> Calendar:
    """Take over the rows of a notice (日期, 类型, 名称, 来源), all of them or none.

    The same rows again change nothing. ``announce`` also marks the years of the rows as announced.
    """
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    if calendar is None:
        raise refuse("no_calendar")
    lines = rules.plan_import(enumerate(rows, 1), standing_days(actor.zone), _week(calendar))
    wrong = [line for line in lines if line.status == "refused"]
    if wrong:
        raise refuse("rows_wrong", "file", row=wrong[0].row, count=len(wrong))
    if not lines:
        raise refuse("no_rows", "file")
    changed = [line for line in lines if line.status in ("new", "changed")]
    for line in changed:
        _save_day(actor, line.found)
    years = _years_to_announce(actor, lines) if announce else []
    _add_years(actor, years, None, lines[0].found.source)
    if changed or years:
        data = {"file": file_name[:100], "rows": len(lines), "years": years}
        changes = [[_plain(line.before), _plain(line.found)] for line in changed]
        record(
            actor=actor,
            subject=calendar.subject,
            kind="calendars.imported",
            data={**data, "changes": changes},
        )
    return calendar


@use_case("calendars.announce_year")
def announce_year(*, actor: Actor, year: int, announced_on: date, source: str, now: datetime) -> CalendarYear:
    """Say that the holidays of a year are known, so that its days are no longer provisional."""
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    if calendar is None:
        raise refuse("no_calendar")
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise refuse("day_out_of_range", "year")
    if not source.strip():
        raise refuse("source_missing", "source")
    if CalendarYear.objects.filter(zone=actor.zone, year=year).exists():
        raise refuse("year_known", "year", year=year)
    (row,) = _add_years(actor, [year], announced_on, source.strip()[:200])
    data = {"year": year, "announced_on": announced_on.isoformat(), "source": row.source}
    record(actor=actor, subject=calendar.subject, kind="calendars.year_announced", data=data)
    return row


@use_case("calendars.set_hours")
def set_working_hours(
    *,
    actor: Actor,
    seasons: Sequence[tuple[int, int, str]],
    valid_from: date,
    source: str,
    now: datetime,
) -> Calendar:
    """Set the timetable that holds from a day on; ``seasons`` are (month, day, "08:30-12:00,14:30-17:30").

    A timetable from the same day is corrected: its rows are retired and stay readable.
    """
    calendar = _locked(actor)
    access.require(actor, EDIT, calendar)
    if calendar is None:
        raise refuse("no_calendar")
    if not source.strip():
        raise refuse("source_missing", "source")
    standing = WorkingHours.objects.filter(zone=actor.zone, valid_from=valid_from, retired=False)
    before = [[row.month, row.day, row.spans] for row in standing.order_by("month", "day")]
    standing.update(retired=True)
    after = _add_hours(actor, seasons, valid_from, source.strip()[:200])
    data = {"valid_from": valid_from.isoformat(), "source": source.strip()[:200]}
    record(
        actor=actor,
        subject=calendar.subject,
        kind="calendars.hours_set",
        data={**data, "before": before, "after": after},
    )
    return calendar


# parts


def _locked(actor: Actor) -> Calendar | None:
    rows = Calendar.objects.select_for_update(of=("self",)).select_related("subject")
    return rows.filter(zone=actor.zone).first()


def _week(calendar: Calendar) -> tuple[bool, ...]:
    return tuple(mark == "1" for mark in calendar.week)


def _checked(found: ExceptionalDay, calendar: Calendar) -> ExceptionalDay:
    try:
        return rules.checked(found, _week(calendar))
    except Fault as fault:
        raise refuse(fault.code, fault.field) from fault


def _save_day(actor: Actor, found: ExceptionalDay) -> CalendarDay:
    values = {
        "kind": found.kind,
        "name_zh": found.name_zh,
        "name_en": found.name_en,
        "source": found.source,
        "recorded_at": current().recorded_at,
    }
    row, _new = CalendarDay.objects.update_or_create(zone=actor.zone, day=found.day, defaults=values)
    return row


def _add_days(actor: Actor, found: Sequence[ExceptionalDay]) -> None:
    at = current().recorded_at
    CalendarDay.objects.bulk_create(
        CalendarDay(
            zone=actor.zone,
            day=one.day,
            kind=one.kind,
            name_zh=one.name_zh,
            name_en=one.name_en,
            source=one.source,
            recorded_at=at,
        )
        for one in found
    )


def _add_years(
    actor: Actor, years: Sequence[int], announced_on: date | None, source: str
) -> list[CalendarYear]:
    at = current().recorded_at
    return CalendarYear.objects.bulk_create(
        CalendarYear(zone=actor.zone, year=year, announced_on=announced_on, source=source, recorded_at=at)
        for year in years
    )


def _add_hours(
    actor: Actor, seasons: Sequence[tuple[int, int, str]], valid_from: date, source: str
) -> list[list[int | str]]:
    try:
        read = rules.read_seasons(seasons, valid_from)
    except Fault as fault:
        raise refuse(fault.code, fault.field) from fault
    at, after = current().recorded_at, []
    for rule in read:
        spans = rules.spans_text(rule.hours)
        WorkingHours.objects.create(
            zone=actor.zone,
            valid_from=valid_from,
            month=rule.month,
            day=rule.day,
            spans=spans,
            source=source,
            recorded_at=at,
        )
        after.append([rule.month, rule.day, spans])
    return after


def _years_to_announce(actor: Actor, lines: Sequence[Line]) -> list[int]:
    # The days off of New Year can begin in December: such a row announces the year that it belongs to.
    days = [line.found.day for line in lines if line.found is not None]
    years = {day.year + (day.month == 12 and day.day > 25) for day in days}
    have = CalendarYear.objects.filter(zone=actor.zone).values_list("year", flat=True)
    return sorted(years - set(have))


def _seed_days(text: str) -> list[ExceptionalDay]:
    rows = csv.reader(text.splitlines()[1:])
    return [
        ExceptionalDay(date.fromisoformat(day), kind, zh, en, source) for day, kind, zh, en, source in rows
    ]


def _by_kind(found: Sequence[ExceptionalDay]) -> dict[str, list[str]]:
    days: dict[str, list[str]] = defaultdict(list)
    for one in found:
        days[one.kind].append(one.day.isoformat())
    return dict(days)


def _plain(one: ExceptionalDay | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {"day": one.day.isoformat(), "kind": one.kind, "name": one.name_zh, "source": one.source}
