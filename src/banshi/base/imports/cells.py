"""Single cells as people write them: days, numbers, yes and no. What is unclear is told, never guessed.

Pure. Each reader raises :class:`Unclear` with a sentence for the clerk; an empty cell is None or an empty text.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.reader.book import Cell, shown

FIRST, LAST = date(1980, 1, 1), date(2100, 12, 31)
SERIAL_1900, SERIAL_1904 = date(1899, 12, 30), date(1904, 1, 1)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
WHOLE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
WHOLE_ZH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
TIGHT = re.compile(r"(19\d{2}|20\d{2}|2100)(\d{2})(\d{2})", re.ASCII)
SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.ASCII)
SHORT_ZH = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
TWO_DIGITS = re.compile(r"\d{2}([-/.])\d{1,2}\1\d{1,2}", re.ASCII)
CLOCK = re.compile(r"[ T]?(\d{1,2}[::]\d{2}([::]\d{2}(\.\d+)?)?|\d{1,2}时(\d{1,2}分)?)$", re.ASCII)
WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?$")
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ERROR")
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
YES = frozenset(("是", "有", "√", "✓", "对", "y", "yes", "true", "1"))
NO = frozenset(("否", "无", "×", "x", "不", "n", "no", "false", "0", "不是", "没有"))

ERROR_VALUE = _("The cell holds an error of the spreadsheet. Correct it there.")
NO_RESULT = _("The cell holds a formula without a result. Open the file in Excel or WPS and save it again.")


class Unclear(ValueError):
    """A cell that says nothing certain; ``message`` tells the clerk what to write instead."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Reading:
    """What cells of a sheet are read by: from where serial days count, and the year of days without one."""

    date_1904: bool = False
    year: int | None = None


@lru_cache(maxsize=1 << 14)
def half(text: str) -> str:
    """Half-width, without surrounding or invisible characters."""
    return CONTROL.sub("", unicodedata.normalize("NFKC", text)).strip()


def text(cell: Cell) -> str:
    """A cell's words, without what nobody sees; numbers in plain digits. Raises :class:`Unclear`."""
    if not isinstance(cell, str):
        return shown(cell)
    found = unicodedata.normalize("NFC", cell)
    if not found.isprintable():  # most are; what is not is looked at closer
        found = CONTROL.sub("", found).replace("\r\n", "\n")
    found = found.strip()
    if found.upper() in ERRORS:
        raise Unclear(ERROR_VALUE)
    if found.startswith("=") and len(found) > 1:
        raise Unclear(NO_RESULT)
    return found


def line(cell: Cell) -> str:
    """As :func:`text`, on one line with single spaces."""
    return " ".join(text(cell).split())


def code(cell: Cell) -> str:
    """A number of a file, a code, a telephone number: half-width, without any space."""
    return "".join(half(text(cell)).split())


def day(cell: Cell, reading: Reading = Reading()) -> date | None:
    """A day: a date, its serial number, 2021-06-25, 2021.6.25, 2021年6月25日, 20210625; 6/25 with a year given."""
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, bool):
        raise Unclear(_("This is no day. Write it like 2021-06-25."))
    words = half(text(cell))
    if not words:
        return None
    tight = TIGHT.fullmatch(words)
    if tight:
        return _made(*(int(part) for part in tight.groups()))
    if PLAIN.fullmatch(words):
        return _serial(Decimal(words), reading, isinstance(cell, str))
    words = WEEKDAY.sub("", CLOCK.sub("", "".join(words.split("\n")))).replace(" ", "")
    return _written(words, reading)


def _written(words: str, reading: Reading) -> date:
    if found := WHOLE.fullmatch(words):
        return _made(int(found[1]), int(found[3]), int(found[4]))
    if found := WHOLE_ZH.fullmatch(words):
        return _made(*(int(part) for part in found.groups()))
    if found := SHORT_ZH.fullmatch(words) or SHORT.fullmatch(words):
        if reading.year is None:
            raise Unclear(_("The day has no year. Give the year of the sheet, or write the day in full."))
        return _made(reading.year, int(found[1]), int(found[2]))
    if TWO_DIGITS.fullmatch(words):
        raise Unclear(_("The year has two digits only. Write it with four, like 2021-06-25."))
    raise Unclear(_("This day cannot be read. Write it like 2021-06-25."))


def _serial(number: Decimal, reading: Reading, typed: bool = False) -> date:
    """The day of a serial number; a small one such as 6.25 is a month and a day where the year is given.

    A number 6.1 may have been typed as 6.10: only a text says which (``typed``).
    """
    whole = int(number) if 0 < number < 1_000_000 else 0
    found = (SERIAL_1904 if reading.date_1904 else SERIAL_1900) + timedelta(days=whole)
    if FIRST <= found <= LAST:
        return found
    short = SHORT.fullmatch(f"{number:f}")
    if reading.year and short and (typed or len(short[2]) == 2):
        return _made(reading.year, int(short[1]), int(short[2]))
    raise Unclear(_("A number stands where a day is wanted. Write the day like 2021-06-25."))


def _made(year: int, month: int, day_of: int) -> date:
    try:
        return _checked(date(year, month, day_of))
    except ValueError as error:
        if isinstance(error, Unclear):
            raise
        raise Unclear(_("There is no such day. Check the month and the day.")) from error


def _checked(found: date) -> date:
    if not FIRST <= found <= LAST:
        raise Unclear(_("The year of this day cannot be right. Check it."))
    return found


def number(cell: Cell) -> Decimal | None:
    """A number; full-width digits, text digits and thousands separators too. None for an empty cell."""
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, bool | date):
        raise Unclear(_("A day or a tick stands where a number is wanted."))
    words = half(text(cell)).replace(" ", "")
    if not words:
        return None
    if THOUSANDS.fullmatch(words):
        words = words.replace(",", "")
    if not PLAIN.fullmatch(words):
        raise Unclear(_("This is no number. Write digits only, the unit belongs into the header."))
    try:
        return Decimal(words)
    except InvalidOperation as error:
        raise Unclear(_("This is no number. Write digits only, the unit belongs into the header.")) from error


def yes(cell: Cell) -> bool | None:
    """Yes or no, None for an empty cell."""
    if isinstance(cell, bool):
        return cell
    words = half(text(cell)).lower()
    if not words:
        return None
    if words in YES or words in NO:
        return words in YES
    raise Unclear(_("Write yes or no."))
