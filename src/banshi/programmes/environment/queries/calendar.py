"""The year of air as it is drawn: a calendar, months beside those of the year before, data for the charts."""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.standards.air import CATEGORIES, SIX
from banshi.programmes.environment.queries.air import Span, Year, year_before
from banshi.programmes.environment.rules.air import suffices
from banshi.programmes.environment.wording import english, month_word

INVALID, MISSING = "void", "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar: its AQI, and its level 1 to 6, ``void`` (does not count) or ``none`` (no AQI)."""

    day: int
    aqi: int | None
    level: str
    on: str
    primary: str = ""


@dataclass(frozen=True)
class MonthRow:
    """A month of the calendar, and of the year before beside it."""

    month: int
    cells: tuple[Cell | None, ...]
    good: int
    valid: int
    before_good: int | None = None
    before_valid: int | None = None
    days: int = 0
    before_days: int = 0

    @property
    def change(self) -> int | None:
        """Good days more or fewer than in the same month a year before; None where either has too few days."""
        if self.before_good is None or self.before_valid is None:
            return None
        enough = suffices(self.valid, self.days) and suffices(self.before_valid, self.before_days)
        return self.good - self.before_good if enough else None


def rows_of(found: Year) -> list[MonthRow]:
    """The twelve months with a cell for each day that is known."""
    cells: dict[tuple[int, int], Cell] = {}
    good, valid = Counter[int](), Counter[int]()
    table = found.table
    for at, day in enumerate(found.span.days):
        aqi, level = table.aqi[at], table.level[at]
        month = day.on.month
        if aqi is not None:
            valid[month] += 1
            good[month] += aqi <= 100
        word = INVALID if day.invalid_why else str(level.number) if level else MISSING
        shown = "、".join(table.primary[at])
        cells[month, day.on.day] = Cell(day.on.day, aqi, word, day.on.isoformat(), shown)
    held = _before(found)
    return [
        MonthRow(
            month,
            tuple(cells.get((month, day)) for day in range(1, 32)),
            good[month],
            valid[month],
            *held.get(month, (None, None)),
            days=_length(month, found.last),
            before_days=_length(month, year_before(found.last)),
        )
        for month in range(1, 13)
    ]


def _length(month: int, last: date) -> int:
    """Days of a month up to the last one that counts."""
    if month != last.month:
        return monthrange(last.year, month)[1] if month < last.month else 0
    return last.day


def _before(found: Year) -> Mapping[int, tuple[int, int]]:
    """Good and valid days of each month of the year before, under the same standard."""
    if found.before is None:
        return {}
    good, valid = Counter[int](), Counter[int]()
    for day, aqi in zip(found.before_span.days, _aqi(found, found.before_span), strict=True):
        if aqi is not None:
            valid[day.on.month] += 1
            good[day.on.month] += aqi <= 100
    return {month: (good[month], valid[month]) for month in range(1, 13) if valid[month]}


def _aqi(found: Year, span: Span) -> list[int | None]:
    from banshi.programmes.environment.queries.air import judged

    return judged(span, found.aqi_standard).aqi


@dataclass(frozen=True)
class LevelCount:
    """A level of the standard and how many days had it."""

    number: int
    name: str
    colour: str
    lowest: int
    highest: int | None
    days: int


def levels_of(found: Year) -> list[LevelCount]:
    """The six levels with their days."""
    return [
        LevelCount(
            one.number,
            one.en if english() else one.zh,
            "#{:02x}{:02x}{:02x}".format(*one.rgb),
            one.lowest,
            one.highest,
            found.result.by_level.get(one.zh, 0),
        )
        for one in CATEGORIES
    ]


def chart_of(found: Year, rows: list[MonthRow], levels: list[LevelCount]) -> dict[str, Any]:
    """What the charts are drawn from; the table beside them holds the same."""
    return {
        "kind": "air-year",
        "range": [found.first.isoformat(), date(found.year, 12, 31).isoformat()],
        "days": [
            [cell.on, cell.aqi, cell.level, cell.primary]
            for row in rows
            for cell in row.cells
            if cell is not None
        ],
        "levels": [
            {"name": one.name, "colour": one.colour, "min": one.lowest, "max": one.highest or 500}
            for one in levels
        ],
        "months": [[row.good, row.valid, row.before_good, row.before_valid] for row in rows],
        "years": [str(found.year), str(found.year - 1)],
        "words": {
            "months": [month_word(number) for number in range(1, 13)],
            "weekdays": list("SMTWTFS" if english() else "日一二三四五六"),
            "good": _("Good days"),
            "of": _("of valid days"),
            "void": _("does not count"),
            "none": _("no AQI"),
        },
    }


ITEMS_SHOWN = {"PM2.5": "PM2.5", "O3_8h": "O₃-8h", "SO2": "SO₂", "NO2": "NO₂"}


@dataclass(frozen=True)
class ItemRow:
    """One pollutant's year as a row: its values with their limits, and whether they meet under each practice."""

    item: str
    found: Any
    meets: bool | None

    @property
    def name(self) -> str:
        """As it is written: PM2.5, O₃-8h."""
        return ITEMS_SHOWN.get(self.item, self.item)

    @property
    def unit(self) -> str:
        """Of its amounts."""
        return "mg/m³" if self.item == "CO" else "µg/m³"


def items_of(found: Year, practice: str) -> list[ItemRow]:
    """The six pollutants under the practice asked for."""
    pollutants = found.result.pollutants
    return [
        ItemRow(
            item,
            pollutants[item],
            pollutants[item].meets if practice == "full" else pollutants[item].meets_bulletin,
        )
        for item in SIX
    ]
