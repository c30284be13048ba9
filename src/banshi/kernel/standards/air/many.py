"""The daily AQI of many days at once: the same answers as :func:`~.days.daily`, a column at a time.

Published concentrations repeat a few hundred distinct values, so each distinct cell is read and indexed
exactly once per call and then looked up. Ten years of 200 stations take about a second in plain Python.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import compress

from banshi.kernel.standards import versions
from banshi.kernel.standards.exact import Number, exact, fraction

from .scales import ITEMS, SIX, Level, Scale, level, scale

_ABSENT = -1
GRID = 10**6
_PRIMARY = tuple(
    tuple(name for place, name in enumerate(SIX) if mask >> place & 1) for mask in range(1 << len(SIX))
)
_LEVEL_AT: tuple[Level, ...] = tuple(level(aqi) for aqi in range(501))


@dataclass(frozen=True, slots=True)
class DayTable:
    """Answers in the order of the rows given. Fields as in :class:`~.days.DailyAir`."""

    standard: list[str]
    aqi: list[int | None]
    level: list[Level | None]
    primary: list[tuple[str, ...]]
    missing: list[tuple[str, ...]]
    at_least: frozenset[int]

    def good_days(self) -> int:
        """Rows with an AQI of 100 or less."""
        return sum(1 for value in self.aqi if value is not None and value <= 100)

    def valid_days(self) -> int:
        """Rows that have an AQI."""
        return sum(1 for value in self.aqi if value is not None)


class _Indexer(dict[Number | None, int]):
    """cell -> IAQI, filled as cells are met; ``-1`` for a missing one."""

    def __init__(self, item: str, measure: Scale) -> None:
        super().__init__({None: _ABSENT})
        self.item, self.measure = item, measure
        self.bounded: set[Number | None] = set()

    def __missing__(self, cell: Number) -> int:
        amount = exact(cell, self.item)
        found: int | None = _ABSENT
        if amount > 0:
            used = self.measure.rounded(amount)
            found = self.measure.index(used)
            if found is None:  # HJ 633-2012: O3 8 h above 800, see days.daily
                found = scale(self.measure.standard, "O3", "1h").index(used)
                self.bounded.add(cell)
        self[cell] = answer = _ABSENT if found is None else found
        return answer


class Amounts(dict[Number | None, "int | Fraction | None"]):
    """cell -> millionths of its amount, exact; ``None`` for a missing cell, a published zero and a value
    below zero."""

    def __missing__(self, cell: Number) -> "int | Fraction | None":
        amount = exact(cell, "concentration")
        found: int | Fraction | None = None
        if amount > 0:
            scaled = fraction(amount) * GRID
            found = scaled.numerator if scaled.denominator == 1 else scaled
        self[cell] = found
        return found


class Memory:
    """What has been read already. Share one over many calls to save time; answers do not depend on it."""

    def __init__(self) -> None:
        self.amounts = Amounts({None: None})
        self._indexers: dict[tuple[str, str], _Indexer] = {}

    def indexers(self, code: str) -> dict[str, _Indexer]:
        for name in SIX:
            if (code, name) not in self._indexers:
                self._indexers[code, name] = _Indexer(name, scale(code, *ITEMS[name]))
        return {name: self._indexers[code, name] for name in SIX}


def daily_many(
    dates: Sequence[date],
    columns: Mapping[str, Sequence[Number | None]],
    standard: str | None = None,
    memory: Memory | None = None,
) -> DayTable:
    """Evaluate many days. ``columns`` holds one equally long sequence for each of SO2, NO2, PM10, PM2.5,
    CO, O3_8h (an absent column is missing throughout), in µg/m³ and mg/m³ for CO. ``standard`` forces one
    version; otherwise each row takes the version of its date. Raises ``ValueError`` naming the row (from
    0) and column of the first value that is not a number, and on unknown or unequal columns."""
    count = len(dates)
    unknown = [name for name in columns if name not in SIX]
    if unknown:
        raise ValueError(f"unknown column {', '.join(unknown)}; the columns are {', '.join(SIX)}")
    for name, column in columns.items():
        if len(column) != count:
            raise ValueError(f"column {name} has {len(column)} rows, there are {count} dates")
    kept = memory or Memory()
    full = {name: columns.get(name) or [None] * count for name in SIX}
    if standard is not None:
        code = versions.named("aqi", standard).standard
        return _one_version(code, full, count, kept)
    if not count:
        return DayTable([], [], [], [], [], frozenset())
    by_date = {on: versions.on_day("aqi", on).standard for on in set(dates)}
    codes = [by_date[on] for on in dates]
    if len(set(codes)) == 1:
        return _one_version(codes[0], full, count, kept)
    return _merged(codes, full, kept)


def _merged(codes: list[str], columns: Mapping[str, Sequence[Number | None]], kept: Memory) -> DayTable:
    """Everything under the commonest version, then the rows of the others put in their places."""
    common, *others = (code for code, _ in Counter(codes).most_common())
    whole = _one_version(common, columns, len(codes), kept)
    low = {row for row in whole.at_least if codes[row] == common}
    for code in others:
        places = [row for row, found in enumerate(codes) if found == code]
        part = {name: [column[row] for row in places] for name, column in columns.items()}
        table = _one_version(code, part, len(places), kept)
        for row, aqi, found, primary, missing in zip(
            places, table.aqi, table.level, table.primary, table.missing, strict=True
        ):
            whole.aqi[row], whole.level[row] = aqi, found
            whole.primary[row], whole.missing[row] = primary, missing
        low.update(places[row] for row in table.at_least)
    return DayTable(codes, whole.aqi, whole.level, whole.primary, whole.missing, frozenset(low))


class _BadCell(ValueError):
    def __init__(self, row: int, column: str, why: str) -> None:
        super().__init__(f"row {row}, column {column}: {why}")


def _one_version(
    code: str, columns: Mapping[str, Sequence[Number | None]], count: int, kept: Memory
) -> DayTable:
    indexers = kept.indexers(code)
    indexed = []
    for name in SIX:
        try:
            indexed.append(list(map(indexers[name].__getitem__, columns[name])))
        except ValueError:
            raise _first_bad(name, columns[name]) from None
    tops = list(map(max, *indexed)) if count else []
    lows = list(map(min, *indexed)) if count else []
    primary = [
        _PRIMARY[(a == m) + 2 * (b == m) + 4 * (c == m) + 8 * (d == m) + 16 * (e == m) + 32 * (f == m)]
        if m > 50
        else ()
        for a, b, c, d, e, f, m in zip(*indexed, tops, strict=True)
    ]
    missing: list[tuple[str, ...]] = [()] * count
    aqi: list[int | None] = list(tops)
    newer = code == "HJ 633-2026"
    for row in compress(range(count), [low < 0 for low in lows]):
        absent = sum(1 << place for place, column in enumerate(indexed) if column[row] < 0)
        missing[row] = _PRIMARY[absent]
        if tops[row] < 0 or (newer and tops[row] <= 100):
            aqi[row], primary[row] = None, ()
    if newer:
        for row in compress(range(count), [top == 0 for top in tops]):
            aqi[row] = 1 if aqi[row] == 0 else aqi[row]
    levels = [None if value is None else _LEVEL_AT[value] for value in aqi]
    low = _bounded_rows(indexers, columns, tops)
    return DayTable([code] * count, aqi, levels, primary, missing, low)


def _bounded_rows(
    indexers: Mapping[str, _Indexer], columns: Mapping[str, Sequence[Number | None]], tops: list[int]
) -> frozenset[int]:
    over = indexers["O3_8h"].bounded
    if not over:
        return frozenset()
    return frozenset(row for row, cell in enumerate(columns["O3_8h"]) if cell in over and tops[row] < 500)


def _first_bad(name: str, column: Sequence[Number | None]) -> _BadCell:
    for row, cell in enumerate(column):
        if cell is None:
            continue
        try:
            exact(cell, name)
        except ValueError as why:
            return _BadCell(row, name, str(why))
    raise AssertionError("called only after a cell was refused")
