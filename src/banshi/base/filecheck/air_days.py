"""``standards air``: the daily AQI of every row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from banshi.base.filecheck.books import FileProblem, Table
from banshi.base.filecheck.cells import Cell, Told, day, number, shown
from banshi.base.filecheck.faces import Column, Outcome, Teller, again, air_columns, place_of, unverified
from banshi.base.filecheck.messages import say
from banshi.kernel.standards import air, versions
from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.exact import Exact
from banshi.kernel.standards.units import UnitUnknown, convert

ADDED = ("aqi", "category", "primary", "standard")
#: (lowest above zero, highest) that a daily value plausibly has in the table's unit; outside it the unit is
#: doubted. Dust storms reach thousands of PM10; no daily mean below 1 µg/m³ is published as such.
_BOUNDS = {
    "SO2": ("1", "3000"), "NO2": ("1", "3000"), "PM10": ("1", "10000"), "PM2.5": ("1", "3000"),
    "CO": ("0.05", "60"), "O3_8h": ("1", "2000"), "O3_1h": ("1", "2000"),
}  # fmt: skip
PLAUSIBLE: dict[str, tuple[Decimal, Decimal]] = {
    name: (Decimal(low), Decimal(high)) for name, (low, high) in _BOUNDS.items()
}


@dataclass(frozen=True, slots=True)
class AirRow:
    """A row as read: its date (``None`` if unreadable or not needed), exact values in the table's units."""

    number: int
    on: date | None
    values: Mapping[str, Exact | None]


def read_rows(
    table: Table, found: Mapping[str, Column], tell: Teller, units_confirmed: bool, english: bool
) -> list[AirRow]:
    """Read every row. Cells that cannot be used are told; zeros stay zeros here."""
    items = [name for name in found if name != "date"]
    own = {name: "mg/m3" if name == "CO" else "ug/m3" for name in items}
    tell.long_rows(table)
    rows = []
    for row, cells in enumerate(table.rows):
        if not any(shown(cell).strip() for cell in cells):
            rows.append(AirRow(table.first_row + row, None, {}))
            continue
        on = None
        if "date" in found:
            on = day(cells[found["date"].place], place_of(table, row, found["date"]), tell)
        values: dict[str, Exact | None] = {}
        for name in items:
            where = place_of(table, row, found[name])
            reading = number(cells[found[name].place], where, tell)
            if reading is None:
                values[name] = None
                continue
            unit = found[name].unit
            try:
                value = reading.value if unit is None else convert(reading.value, unit, own[name])
            except UnitUnknown:
                raise FileProblem(say("unit_unknown", english, name=found[name].written)) from None
            low, high = PLAUSIBLE[name]
            if value == 0:
                tell(where.told(cells[found[name].place], "zero_missing", blocks=False))
            elif not units_confirmed and not _within(value, low, high):
                tell(where.told(cells[found[name].place], "unit_thousand", reading=unit or own[name]))
            values[name] = value
        rows.append(AirRow(table.first_row + row, on, values))
    return rows


def _within(value: Exact, low: Decimal, high: Decimal) -> bool:
    return low <= value <= high


def run(table: Table, standard: str | None, units_confirmed: bool, english: bool) -> Outcome:
    """Append aqi, category, primary, standard to every row that can be evaluated."""
    chosen = versions.named("aqi", standard).standard if standard else None
    found = air_columns(table, english, need_date=chosen is None)
    tell = Teller()
    rows = read_rows(table, found, tell, units_confirmed, english)
    out: list[tuple[Cell, ...]] = []
    done = 0
    bases: set[str] = set()
    used: set[str] = set()
    for cells, row in zip(table.rows, rows, strict=True):
        answer: tuple[Cell, ...] = ("", "", "", "")
        if row.values and row.number not in tell.blocked:
            result = _evaluate(row, chosen, found, tell)
            if result is not None:
                bases.update(result.basis)
                used.add(result.standard)
                done += result.aqi is not None
                aqi: Cell = "NA" if result.missing else ""
                aqi = aqi if result.aqi is None else Decimal(result.aqi)
                answer = (aqi, result.category or "", ";".join(result.primary), result.standard)
        out.append((*cells, *answer))
    remarks = again(table.header, ADDED, english)
    remarks.append(say("rows", english, rows=len(rows), done=done, told=len(tell.told)))
    if used:
        remarks.append(say("standards", english, names=", ".join(sorted(used))))
    doubtful: dict[str, Basis] = {basis.code: basis for basis in uncertain(bases)}
    remarks += unverified(doubtful, english)
    return Outcome((*table.header, *ADDED), out, tell.lines(english), remarks, len(tell.blocked))


def _evaluate(
    row: AirRow, standard: str | None, found: Mapping[str, Column], tell: Teller
) -> air.DailyAir | None:
    try:
        result = air.daily(row.values, row.on, standard)
    except versions.NoVersion:
        column = found["date"]
        tell(Told(row.number, column.place, column.written, str(row.on), "no_standard"))
        return None
    if result.missing:
        code = "items_missing" if result.aqi is not None else "not_published"
        code = code if result.of_the_rest is not None else "nothing_measured"
        tell(Told(row.number, -1, "", "", code, blocks=False, reading=", ".join(result.missing)))
    for item in result.capped:
        column = found[item]
        said = str(row.values[item])
        tell(Told(row.number, column.place, column.written, said, "above_scale", blocks=False))
    if result.at_least:
        column = found["O3_8h"]
        tell(
            Told(row.number, column.place, column.written, str(row.values["O3_8h"]), "at_least", blocks=False)
        )
    return result
