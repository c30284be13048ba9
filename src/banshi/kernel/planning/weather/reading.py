"""Daily rain from CSV text: a plain table (date, mm), NOAA GHCN-Daily and NOAA GSOD.

| layout | recognised by | unit | missing |
|---|---|---|---|
| plain | a date and an amount column, or two columns without a header | mm | empty, NaN, -9999 and the like |
| GHCN-Daily, a file per station | DATE and PRCP | 0.1 mm | empty, -9999; a quality flag set |
| GHCN-Daily, a line per element | eight columns, the third an element such as PRCP | 0.1 mm | as above |
| GSOD | DATE, PRCP and FRSHTT | inch | 99.99; attribute I (nothing was reported that day) |

Nothing is repaired in silence: every kind of row that was not taken is counted in `Reading.notes`, with the
first line where it happened. Time and memory are bounded by the limits below, whatever the text.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np

from .series import DailyRain

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 4096
MAX_LINES = 1_000_000
YEARS = (1840, 2200)
#: The most rain measured in a day is 1,825 mm (Foc-Foc, Réunion, 1966; WMO archive of extremes).
MOST_MM = 2000.0
MM_PER_INCH = 25.4
#: What data sets write for "no value". 99.99 is GSOD's mark and no value that a gauge of 0.1 mm can give.
MISSING_MARKS = (-9999.0, -999.9, -999.0, -99.9, 99.99, 999.9, 999.99, 9999.0, 9999.9, 32766.0, 999999.0)


class Layout(StrEnum):
    PLAIN = "plain"
    GHCN = "ghcn"
    GHCN_LONG = "ghcn-long"
    GSOD = "gsod"


class NoteKind(StrEnum):
    """Why rows or days are without a value."""

    MARKED_MISSING = "marked as missing"
    NOT_A_NUMBER = "not a number"
    NEGATIVE = "less than zero"
    IMPOSSIBLE = "more than any day ever measured"
    FLAGGED = "failed the quality check of the data set"
    NOT_REPORTED = "nothing was reported that day"
    TRACE = "a trace, taken as 0"
    BAD_DATE = "no date"
    BAD_LINE = "not readable as a line of the table"
    LONG_LINE = "a line longer than 4,096 characters"
    SAME_TWICE = "a day twice with the same amount, taken once"
    CONFLICT = "a day with different amounts, not taken"
    NOT_LISTED = "days between the first and the last that are not in the table"


@dataclass(frozen=True, slots=True)
class Note:
    """So many rows (or days) of a kind; `line` and `text` show the first, where there is a line."""

    kind: NoteKind
    count: int
    line: int | None = None
    text: str = ""

    def __str__(self) -> str:
        where = f", first in line {self.line}: {self.text!r}" if self.line is not None else ""
        return f"{self.count} × {self.kind.value}{where}"


@dataclass(frozen=True)
class Reading:
    """A rain series with what was not taken. `rows` are the data rows seen, taken or not."""

    rain: DailyRain
    layout: Layout
    rows: int
    notes: tuple[Note, ...]


class RainError(ValueError):
    """The text holds no usable rain series; the message says why and what would be."""


class _Missing(Exception):
    def __init__(self, kind: NoteKind) -> None:
        self.kind = kind


@dataclass
class _Notes:
    seen: dict[NoteKind, Note] = field(default_factory=dict)

    def add(self, kind: NoteKind, line: int | None = None, text: str = "", count: int = 1) -> None:
        old = self.seen.get(kind)
        if old is None:
            self.seen[kind] = Note(kind, count, line, text[:60])
        else:
            self.seen[kind] = Note(kind, old.count + count, old.line, old.text)


def read_rain(data: bytes | str, *, station: str | None = None, ghcn_unit_mm: float | None = None) -> Reading:
    """Read a rain table.

    data: at most 64 MiB; bytes are UTF-8 or GB 18030. station: which to take when the table holds several.
    ghcn_unit_mm: the unit of a GHCN-Daily file whose amounts have decimals (an order in metric units: 1.0).
    RainError when nothing can be taken, and when the table is ambiguous.
    """
    text = _decoded(data)
    lines = _lines(text)
    head = _first_row(lines)
    plan = _plan(head, ghcn_unit_mm)
    notes = _Notes()
    days: dict[date, float | None] = {}
    taker = _Taker(days, notes, plan, station)
    rows = 0
    for number, line in _lines(text):
        if plan.header and number == head[0]:
            continue
        if line.strip():
            rows += 1
            taker.take(number, line)
    if not any(value is not None for value in days.values()):
        told = "; ".join(str(note) for note in notes.seen.values()) or "no rows"
        raise RainError(f"the rain table has no day with an amount ({told})")
    return Reading(_series(days, notes), plan.layout, rows, tuple(notes.seen.values()))


def _decoded(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise RainError(
            f"the rain table is larger than {MAX_BYTES // 1024 // 1024} MiB; give one station only"
        )
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RainError("the rain table is neither UTF-8 nor GB 18030 text")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    begin, number = 0, 1
    while begin < len(text):
        if number > MAX_LINES:
            raise RainError(
                f"the rain table has more than {MAX_LINES:,} lines; give one station and rain only"
            )
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        # one character above the limit is enough to know that the line is too long
        yield number, text[begin : min(end, begin + MAX_LINE + 1)].rstrip("\r")
        begin, number = end + 1, number + 1


def _first_row(lines: Iterator[tuple[int, str]]) -> tuple[int, list[str]]:
    for number, line in lines:
        if line.strip() and len(line) <= MAX_LINE:
            try:
                return number, _cells(line)
            except _Missing:
                raise RainError(f"line {number} of the rain table is not CSV: {line[:60]!r}") from None
    raise RainError("the rain table has no line that is shorter than 4,096 characters")


def _cells(line: str) -> list[str]:
    separator = "," if "," in line else ";" if ";" in line else "\t" if "\t" in line else ","
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    except (csv.Error, StopIteration):
        raise _Missing(NoteKind.BAD_LINE) from None


@dataclass(frozen=True)
class _Plan:
    """Where a layout keeps what; columns by position."""

    layout: Layout
    header: bool
    day: int
    amount: int
    station: int | None = None
    flags: int | None = None
    mm: float | None = 1.0


_DAY_NAMES = ("date", "day", "日期", "时间", "资料时间")
_MM_NAMES = (
    "mm",
    "rain",
    "precipitation",
    "prcp",
    "rainfall",
    "precipitation_sum",
    "降水量",
    "雨量",
    "降雨量",
    "日降水量",
)


def _plan(head: tuple[int, list[str]], ghcn_unit_mm: float | None) -> _Plan:
    cells = head[1]
    upper = [cell.upper() for cell in cells]
    if "DATE" in upper and "PRCP" in upper and ("FRSHTT" in upper or "STATION" in upper):
        gsod = "FRSHTT" in upper
        return _Plan(
            Layout.GSOD if gsod else Layout.GHCN,
            True,
            upper.index("DATE"),
            upper.index("PRCP"),
            _position(upper, "STATION"),
            _position(upper, "PRCP_ATTRIBUTES"),
            MM_PER_INCH if gsod else ghcn_unit_mm,
        )
    if len(cells) >= 6 and re.fullmatch(r"[A-Z0-9_-]{11}", cells[0]) and re.fullmatch(r"\d{8}", cells[1]):
        return _Plan(Layout.GHCN_LONG, False, 1, 3, 0, None, 0.1)
    return _plain_plan(cells)


def _position(names: list[str], name: str) -> int | None:
    return names.index(name) if name in names else None


def _plain_plan(cells: list[str]) -> _Plan:
    names = [re.sub(r"[\s(（\[].*$", "", cell).lower() for cell in cells]
    days = [index for index, name in enumerate(names) if name in _DAY_NAMES]
    amounts = [index for index, name in enumerate(names) if name in _MM_NAMES]
    if days and amounts:
        return _Plan(Layout.PLAIN, True, days[0], amounts[0])
    if len(cells) >= 2 and _day(cells[0]) is not None:
        return _Plan(Layout.PLAIN, False, 0, 1)
    raise RainError(
        "the rain table has no column for the day and for the amount in mm; "
        "its first line should be: date,mm (or DATE and PRCP of GHCN-Daily or GSOD)"
    )


_DAY = re.compile(
    r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[T ]00:00(?::00)?)?|(\d{4})(\d\d)(\d\d)"
)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    if not YEARS[0] <= parts[0] <= YEARS[1]:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


@dataclass
class _Taker:
    """Takes lines one by one into `days`; a day that has no usable amount is kept as None."""

    days: dict[date, float | None]
    notes: _Notes
    plan: _Plan
    station: str | None
    found: str | None = None

    def take(self, number: int, line: str) -> None:
        if len(line) > MAX_LINE:
            self.notes.add(NoteKind.LONG_LINE, number, line)
            return
        try:
            cells = _cells(line)
            if len(cells) <= max(self.plan.day, self.plan.amount):
                raise _Missing(NoteKind.BAD_LINE)
            if not self._wanted(cells):
                return
            day = _day(cells[self.plan.day])
            if day is None:
                raise _Missing(NoteKind.BAD_DATE)
        except _Missing as missing:
            self.notes.add(missing.kind, number, line)
            return
        self._keep(day, self._amount(cells, number, line), number, line)

    def _wanted(self, cells: list[str]) -> bool:
        plan = self.plan
        if plan.layout is Layout.GHCN_LONG and cells[2] != "PRCP":
            return False
        if plan.station is None or len(cells) <= plan.station:
            return True
        name = cells[plan.station]
        if self.station is not None:
            return name == self.station
        if self.found is not None and name != self.found:
            raise RainError(f"the rain table holds several stations ({self.found}, {name}); name one of them")
        self.found = name
        return True

    def _amount(self, cells: list[str], number: int, line: str) -> float | None:
        try:
            self._check_flags(cells)
            text = cells[self.plan.amount]
            if text.upper() in ("T", "TRACE", "微量"):
                self.notes.add(NoteKind.TRACE, number, line)
                return 0.0
            return _checked(_number(text), self._unit(text))
        except _Missing as missing:
            self.notes.add(missing.kind, number, line)
            return None

    def _unit(self, text: str) -> float:
        if self.plan.mm is not None:
            return self.plan.mm
        if "." in text and not text.startswith("-"):
            raise RainError(
                "this GHCN-Daily table has amounts with decimals, so its unit is not the usual 0.1 mm; "
                "say the unit (1.0 for mm, 25.4 for inches)"
            )
        return 0.1

    def _check_flags(self, cells: list[str]) -> None:
        plan = self.plan
        if plan.layout is Layout.GHCN_LONG:
            flags = [cells[4], cells[5]]
        elif plan.flags is not None and len(cells) > plan.flags:
            flags = [part.strip() for part in cells[plan.flags].split(",")]
        else:
            return
        if plan.layout is Layout.GSOD:
            if flags[0] == "I":
                raise _Missing(NoteKind.NOT_REPORTED)
        elif len(flags) > 1 and flags[1]:
            raise _Missing(NoteKind.FLAGGED)

    def _keep(self, day: date, mm: float | None, number: int, line: str) -> None:
        if day not in self.days or (self.days[day] is None and mm is not None and day not in self._conflicts):
            self.days[day] = mm
            return
        old = self.days[day]
        if mm is None or day in self._conflicts:
            return
        if old == mm:
            self.notes.add(NoteKind.SAME_TWICE, number, line)
        else:
            self.notes.add(NoteKind.CONFLICT, number, line)
            self.days[day] = None
            self._conflicts.add(day)

    _conflicts: set[date] = field(default_factory=set)


def _number(text: str) -> float:
    if text == "" or text.upper() in ("NA", "N/A", "NAN", "NULL", "NONE", "M", "-", "--", "缺测"):
        raise _Missing(NoteKind.MARKED_MISSING)
    try:
        value = float(text)
    except ValueError:
        raise _Missing(NoteKind.NOT_A_NUMBER) from None
    if not math.isfinite(value):
        raise _Missing(NoteKind.NOT_A_NUMBER)
    if value in MISSING_MARKS:
        raise _Missing(NoteKind.MARKED_MISSING)
    return value


def _checked(value: float, unit: float) -> float:
    if value < 0:
        raise _Missing(NoteKind.NEGATIVE)
    mm = round(value * unit, 3)
    if mm > MOST_MM:
        raise _Missing(NoteKind.IMPOSSIBLE)
    return mm


def _series(days: dict[date, float | None], notes: _Notes) -> DailyRain:
    first, last = min(days), max(days)
    mm = np.full((last - first).days + 1, math.nan)
    for day, value in days.items():
        if value is not None:
            mm[(day - first).days] = value
    gaps = len(mm) - len(days)
    if gaps:
        notes.add(NoteKind.NOT_LISTED, count=gaps)
    return DailyRain(first, mm)
