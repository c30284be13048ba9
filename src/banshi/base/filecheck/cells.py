"""Reading single cells without guessing."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from banshi.base.filecheck.messages import LINE, ROW_LINE, TEXT
from banshi.kernel.standards.water import Reading

Cell = str | Decimal | bool | date | datetime | time | timedelta | None

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_DATE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]0?0:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DATE_ZH = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", re.ASCII)
_DATE_TIGHT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", re.ASCII)
_NO_DATA = {
    *("-", "--", "---", "—", "——", "–", "−", "/", "\\", "*", "…", "......", "...", "na", "n/a", "null"),
    *("none", "无", "缺测", "未测", "未监测", "空"),
}
_NOT_DETECTED = {"未检出", "nd", "n.d.", "n.d", "未检测到", "低于检出限", "<检出限", "<dl"}


@dataclass(frozen=True, slots=True)
class Told:
    """Something told about one cell. ``row`` counts from 1 with the header as row 1, ``place`` from 0.
    ``blocks``: the row gets no result until the cell is corrected."""

    row: int
    place: int
    column: str
    value: str
    code: str
    blocks: bool = True
    reading: str = ""
    count: int = 0

    def line(self, english: bool = False) -> str:
        """The sentence for people."""
        text = TEXT[self.code][english].format(reading=self.reading, count=self.count)
        if self.place < 0:
            return ROW_LINE[english].format(row=self.row, text=text, code=self.code)
        value = brief(self.value)
        shown = f'"{value}"' if english else f"“{value}”"
        return LINE[english].format(
            row=self.row,
            letter=letter(self.place),
            column=brief(self.column),
            value=shown,
            text=text,
            code=self.code,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands."""

    row: int
    place: int
    column: str

    def told(self, cell: Cell, code: str, blocks: bool = True, reading: str = "") -> Told:
        return Told(self.row, self.place, self.column, shown(cell), code, blocks, reading)


def brief(text: str, most: int = 40) -> str:
    """``text`` on one line, without control characters, cut after ``most`` characters."""
    line = "".join(mark if mark.isprintable() else " " for mark in text)
    return line if len(line) <= most else line[:most] + "…"


def letter(place: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA; empty for the row as a whole (-1)."""
    name = ""
    place += 1
    while place > 0:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(cell: Cell) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)


def number(cell: Cell, where: Place, tell: Callable[[Told], None], detection: bool = False) -> Reading | None:
    """The number in a cell, or ``None`` for an empty or unreadable one, told through ``tell``.
    ``detection`` allows 0.01L. Nothing is repaired: what a full-width digit or a unit in the cell might mean
    is told and left to a person."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, Decimal):
        return _checked(cell, cell, where, tell)
    if isinstance(cell, bool):
        tell(where.told(cell, "not_number"))
        return None
    if not isinstance(cell, str):
        tell(where.told(cell, "number_is_date"))
        return None
    text = cell.strip()
    plain = _plain(text)
    if plain is not None:
        return _checked(plain, cell, where, tell)
    if text[-1] in "Ll" and _PLAIN.fullmatch(text[:-1].rstrip()):
        if not detection:
            tell(where.told(cell, "below_detection_air"))
            return None
        bound = Decimal(text[:-1].strip())
        if bound < 0:
            tell(where.told(cell, "negative"))
            return None
        tell(where.told(cell, "below_detection", blocks=False, reading=f"{bound:f}"))
        return Reading(bound, below=True)
    tell(_fault(cell, text, where))
    return None


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> Decimal | None:
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def _checked(value: Decimal, cell: Cell, where: Place, tell: Callable[[Told], None]) -> Reading | None:
    if value < 0:
        tell(where.told(cell, "negative"))
        return None
    return Reading(value)


def _fault(cell: Cell, text: str, where: Place) -> Told:
    half = unicodedata.normalize("NFKC", text).strip()
    lower = half.lower()
    if text.lower() in _NO_DATA or lower in _NO_DATA:
        return where.told(cell, "no_data", blocks=False)
    if lower in _NOT_DETECTED or "未检出" in half:
        return where.told(cell, "not_detected")
    if half != text and _PLAIN.fullmatch(half.rstrip("Ll").rstrip()):
        return where.told(cell, "full_width", reading=half)
    if half[0] in "<≤﹤":
        return where.told(cell, "less_than", reading=half.lstrip("<≤﹤= "))
    if half[0] in ">≥﹥":
        return where.told(cell, "more_than")
    if half[0] in "#=":
        return where.told(cell, "error_value" if half[0] == "#" else "formula")
    if _DATE.fullmatch(half) or _DATE_ZH.fullmatch(half):
        return where.told(cell, "number_is_date")
    if _PLAIN.fullmatch(re.sub(r"[,，'\s_]", "", half)):
        return where.told(cell, "separator")
    return where.told(cell, "not_number")


def day(cell: Cell, where: Place, tell: Callable[[Told], None]) -> date | None:
    """The date in a cell, or ``None``, told. Year, month, day in that order only; serial numbers and dates
    near 1900 are told, never turned into a date."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        tell(where.told(cell, "date_missing"))
        return None
    if isinstance(cell, datetime):
        if cell.time() != time():
            tell(where.told(cell, "date_unreadable"))
            return None
        return _recent(cell.date(), cell, where, tell)
    if isinstance(cell, date):
        return _recent(cell, cell, where, tell)
    text = shown(cell).strip()
    found = _from_text(text)
    if found is not None:
        return _recent(found, cell, where, tell)
    half = unicodedata.normalize("NFKC", text)
    if half != text and _from_text(half) is not None:
        tell(where.told(cell, "full_width", reading=half))
    elif _PLAIN.fullmatch(text):
        tell(where.told(cell, "date_serial"))
    elif half[:1] in ("#", "="):
        tell(where.told(cell, "error_value" if half[0] == "#" else "formula"))
    else:
        tell(where.told(cell, "date_unreadable"))
    return None


@lru_cache(maxsize=1 << 14)
def _from_text(text: str) -> date | None:
    for pattern, groups in ((_DATE, (1, 3, 4)), (_DATE_ZH, (1, 2, 3)), (_DATE_TIGHT, (1, 2, 3))):
        match = pattern.fullmatch(text)
        if match:
            try:
                return date(*(int(match.group(group)) for group in groups))
            except ValueError:
                return None
    return None


def _recent(found: date, cell: Cell, where: Place, tell: Callable[[Told], None]) -> date | None:
    if found.year < 1980:
        tell(where.told(cell, "date_1900"))
        return None
    return found
