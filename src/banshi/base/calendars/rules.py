"""What may stand in a calendar, decided on plain values, and what an imported notice would change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from banshi.kernel.worktime import DayHours, HoursRule, HoursTable

HOLIDAY, MAKEUP, ORDINARY = "holiday", "makeup_workday", "ordinary"
FIRST_YEAR, LAST_YEAR = 2000, 2100
NAME_LENGTH, SOURCE_LENGTH = 40, 200

KIND_WORDS = {
    "放假": HOLIDAY,
    "休": HOLIDAY,
    "休息": HOLIDAY,
    "节假日": HOLIDAY,
    "holiday": HOLIDAY,
    "补班": MAKEUP,
    "班": MAKEUP,
    "上班": MAKEUP,
    "调休上班": MAKEUP,
    "makeup_workday": MAKEUP,
    "makeup": MAKEUP,
}
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$", re.ASCII)


@dataclass(frozen=True)
class ExceptionalDay:
    """An exceptional day as it stands or would stand."""

    day: date
    kind: str
    name_zh: str
    name_en: str = ""
    source: str = ""


@dataclass(frozen=True)
class Line:
    """One row of an imported file. ``status``: new, changed, same or refused; ``why`` a code when refused.

    ``row`` is the row number in the file, ``given`` the cells as they were, ``other`` the row that a
    duplicate repeats.
    """

    row: int
    given: tuple[str, ...]
    status: str
    found: ExceptionalDay | None = None
    before: ExceptionalDay | None = None
    why: str = ""
    other: int = 0


class Fault(ValueError):
    """A value that cannot stand in a calendar; ``code`` is stable, ``field`` names the input."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code, self.field = code, field


def read_day(cell: object) -> date:
    """A date from a cell: a date, or text such as 2026-10-01, 2026年10月1日, full-width digits too."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, bool) or not isinstance(cell, str):
        raise Fault("day_is_number", "day")
    text = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", cell).strip())
    match = _DAY.fullmatch("".join(text.split()))
    if match is None:
        raise Fault("day_unreadable", "day")
    try:
        return _in_range(date(*(int(part) for part in match.groups())))
    except ValueError as error:
        raise error if isinstance(error, Fault) else Fault("day_impossible", "day") from error


def _in_range(day: date) -> date:
    # A cell that shows 1900 holds a plain number that a workbook took for a date.
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Fault("day_out_of_range", "day")
    return day


def read_kind(cell: object) -> str:
    """Holiday or make-up working day from the words people use."""
    kind = KIND_WORDS.get(unicodedata.normalize("NFKC", str(cell or "")).strip().lower())
    if kind is None:
        raise Fault("kind_unknown", "kind")
    return kind


def checked(found: ExceptionalDay, week: Sequence[bool]) -> ExceptionalDay:
    """The exception itself when it may stand. Raises Fault: no name, no source, or no exception at all."""
    _in_range(found.day)
    if found.kind not in (HOLIDAY, MAKEUP):
        raise Fault("kind_unknown", "kind")
    if not found.name_zh or len(found.name_zh) > NAME_LENGTH:
        raise Fault("name_missing", "name_zh")
    if not found.source or len(found.source) > SOURCE_LENGTH:
        raise Fault("source_missing", "source")
    if found.kind == MAKEUP and week[found.day.weekday()]:
        raise Fault("makeup_on_workday", "kind")
    return found


def plan_import(
    rows: Iterable[tuple[int, Sequence[object]]],
    standing: Mapping[date, ExceptionalDay],
    week: Sequence[bool],
) -> tuple[Line, ...]:
    """What each row of a file (number, cells 日期, 类型, 名称, 来源) would do to the days that stand now."""
    seen: dict[date, int] = {}
    lines = []
    for number, cells in rows:
        given = tuple(_shown(cell) for cell in cells)
        if not any(given):
            continue
        line = _plan_line(number, cells, given, standing, week)
        if line.found is not None and line.found.day in seen:
            line = Line(number, given, "refused", why="day_twice", other=seen[line.found.day])
        elif line.found is not None:
            seen[line.found.day] = number
        lines.append(line)
    return tuple(lines)


def _plan_line(
    number: int,
    cells: Sequence[object],
    given: tuple[str, ...],
    standing: Mapping[date, ExceptionalDay],
    week: Sequence[bool],
) -> Line:
    padded = [*cells, *([""] * 4)][:4]
    try:
        day, kind = read_day(padded[0]), read_kind(padded[1])
        before = standing.get(day)
        name, source = (_text(cell) for cell in padded[2:])
        english = before.name_en if before and before.name_zh == name else ""
        found = checked(ExceptionalDay(day, kind, name, english, source), week)
    except Fault as fault:
        return Line(number, given, "refused", why=fault.code)
    if before is None or before.kind == ORDINARY:
        return Line(number, given, "new", found)
    return Line(number, given, "same" if before == found else "changed", found, before)


def _text(cell: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(cell or "")).split())


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else _text(cell)


def as_cells(lines: Iterable[Line]) -> list[list[str]]:
    """The rows that can be read, as cells again, so that a preview can be carried to the import."""
    labels = {HOLIDAY: "放假", MAKEUP: "补班"}
    found = (line.found for line in lines if line.found is not None)
    return [[one.day.isoformat(), labels[one.kind], one.name_zh, one.source] for one in found]


def read_seasons(seasons: Sequence[tuple[int, int, str]], valid_from: date) -> tuple[HoursRule, ...]:
    """Rules of one timetable from (month, day, "08:30-12:00,14:30-17:30"). Raises Fault."""
    if not seasons:
        raise Fault("hours_missing", "spans")
    rules = []
    for month, day, spans in seasons:
        try:
            date(2001, month, day)
            rules.append(HoursRule(DayHours.parse(spans), month, day, valid_from))
        except ValueError as error:
            raise Fault("hours_unreadable", "spans") from error
    try:
        HoursTable(tuple(rules))
    except ValueError as error:
        raise Fault("season_twice", "spans") from error
    return tuple(rules)


def spans_text(hours: DayHours) -> str:
    """Hours as they are stored: 08:30-12:00,14:30-17:30."""
    return str(hours).replace("–", "-").replace(" ", "")
