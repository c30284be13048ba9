"""Reporting periods as values: a month, months of one year (1–5月), a quarter, a half year, a year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    """What a period is called."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    MONTHS = "months"


_NUMBERS = {1: "一", 2: "二", 3: "三", 4: "四"}
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole months `first`..`last` (both included) of one year. ValueError outside 1–12 or out of order.

    Two periods of the same months are equal whatever they were called when made.
    """

    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9998 and 1 <= self.first <= self.last <= 12):
            raise ValueError(f"not a period: {self.year}, months {self.first} to {self.last}")

    # makers

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """One month."""
        return cls(year, month, month)

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """Quarter 1 to 4."""
        return cls(year, 3 * number - 2, 3 * number)

    @classmethod
    def half(cls, year: int, number: int) -> Period:
        """Half year 1 or 2."""
        return cls(year, 6 * number - 5, 6 * number)

    @classmethod
    def whole_year(cls, year: int) -> Period:
        """The twelve months."""
        return cls(year, 1, 12)

    @classmethod
    def up_to(cls, year: int, month: int) -> Period:
        """January to a month, as cumulative statistics are given (1–5月)."""
        return cls(year, 1, month)

    @classmethod
    def containing(cls, day: date) -> Period:
        """The month of a day."""
        return cls.month(day.year, day.month)

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read what `code` writes: 2021, 2021-05, 2021-Q2, 2021-H1, 2021-01..05. ValueError otherwise."""
        match = _CODE.fullmatch(code.strip().upper())
        if match is None:
            raise ValueError(f"cannot read the period {code!r}")
        year, first, last, quarter, half = match.groups()
        if quarter:
            return cls.quarter(int(year), int(quarter))
        if half:
            return cls.half(int(year), int(half))
        if first:
            return cls(int(year), int(first), int(last or first))
        return cls.whole_year(int(year))

    # parts

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """Last day, included."""
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    @property
    def months(self) -> int:
        """Number of months."""
        return self.last - self.first + 1

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.end - self.start).days + 1

    @property
    def kind(self) -> PeriodKind:
        """The most usual name of these months."""
        if self.months == 1:
            return PeriodKind.MONTH
        if self.months == 12:
            return PeriodKind.YEAR
        if self.months == 6 and self.first in (1, 7):
            return PeriodKind.HALF
        if self.months == 3 and self.first % 3 == 1:
            return PeriodKind.QUARTER
        return PeriodKind.MONTHS

    @property
    def is_cumulative(self) -> bool:
        """True when it starts in January and has more than one month."""
        return self.first == 1 and self.last > 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    # neighbours

    def year_before(self) -> Period:
        """The same months of the year before (同比)."""
        return Period(self.year - 1, self.first, self.last)

    def before(self) -> Period:
        """The period of the same length just before (环比). ValueError where it would cross a year."""
        index = self.year * 12 + self.first - 1 - self.months
        year, month = divmod(index, 12)
        return Period(year, month + 1, month + self.months)

    def split(self) -> tuple[Period, ...]:
        """Its months, in order."""
        return tuple(Period.month(self.year, month) for month in range(self.first, self.last + 1))

    # words

    @property
    def code(self) -> str:
        """A stable text for storage and addresses, read back by `parse`."""
        if self.kind is PeriodKind.YEAR:
            return f"{self.year:04d}"
        if self.kind is PeriodKind.HALF:
            return f"{self.year:04d}-H{(self.first + 5) // 6}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year:04d}-Q{(self.first + 2) // 3}"
        months = f"{self.first:02d}" if self.months == 1 else f"{self.first:02d}..{self.last:02d}"
        return f"{self.year:04d}-{months}"

    def text(self, english: bool = False) -> str:
        """As written in a report: 2021年1–5月, 2021年上半年, 2021年第二季度; Jan–May 2021."""
        return self._english() if english else f"{self.year}年{self._chinese()}"

    def _chinese(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return ""
        if self.kind is PeriodKind.HALF:
            return "上半年" if self.first == 1 else "下半年"
        if self.kind is PeriodKind.QUARTER:
            return f"第{_NUMBERS[(self.first + 2) // 3]}季度"
        return f"{self.first}月" if self.months == 1 else f"{self.first}–{self.last}月"

    def _english(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        if self.kind is PeriodKind.HALF:
            return f"H{(self.first + 5) // 6} {self.year}"
        if self.kind is PeriodKind.QUARTER:
            return f"Q{(self.first + 2) // 3} {self.year}"
        first, last = _ENGLISH[self.first - 1], _ENGLISH[self.last - 1]
        return f"{first} {self.year}" if self.months == 1 else f"{first}–{last} {self.year}"


_CODE = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:\.\.(\d{2}))?|Q([1-4])|H([12])))?", re.ASCII)
