"""``standards water``: the class of every row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from banshi.base.filecheck.books import FileProblem, Table
from banshi.base.filecheck.cells import Cell, Place, Told, day, number, shown
from banshi.base.filecheck.faces import Column, Outcome, Teller, again, columns, place_of, unverified
from banshi.base.filecheck.messages import say
from banshi.kernel.standards import water
from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.units import UnitUnknown, convert

ADDED = ("class", "worst_items", "multiples")
_KIND_COLUMN = {"kind", "水体类型", "水体", "watertype", "water_type"}
_DATE_COLUMN = {"date", "日期", "监测日期", "采样日期", "监测时间", "采样时间", "时间"}
_DATE_TOLD = {"date_1900", "date_serial", "full_width"}
_KINDS = {
    "river": "river", "河流": "river", "河": "river", "lake": "lake", "湖库": "lake", "湖泊": "lake",
    "水库": "lake", "湖": "lake", "reservoir": "lake",
}  # fmt: skip
#: an amount this many times the class V limit, or this small a part of the class I limit, doubts the unit
_TOO_MUCH = 20
_TOO_MUCH_METAL = 5
_TOO_LITTLE = Decimal("0.002")
_METALS = {"copper", "zinc", "selenium", "arsenic", "mercury", "cadmium", "chromium_vi", "lead"}
_RANGES = {"ph": ("0", "14"), "dissolved_oxygen": ("0", "30"), "oxygen_saturation": ("0", "300")}


def run(table: Table, kind: str | None, units_confirmed: bool, english: bool) -> Outcome:
    """Append class, worst_items, multiples to every row that can be classified. A column of kinds goes before
    ``kind``; with neither, river limits are used and the closing lines say so."""
    found = columns(table, name_of, english)
    kinds, dates = found.pop("kind", None), found.pop("date", None)
    if not any(code in water.COUNTED for code in found):
        raise FileProblem(say("no_items", english))
    tell = Teller()
    tell.long_rows(table)
    out: list[tuple[Cell, ...]] = []
    done, differ, assumed = 0, 0, 0
    bases: set[str] = set()
    for row, cells in enumerate(table.rows):
        own = _kind(cells, kinds, table, row, tell) or kind
        if dates is not None:
            _date(cells[dates.place], place_of(table, row, dates), tell)
        sample = _sample(table, row, cells, found, tell, units_confirmed, english)
        answer: tuple[Cell, ...] = ("", "", "")
        if any(value is not None for value in sample.values()) and table.first_row + row not in tell.blocked:
            result = water.classify(sample, own or "river")
            if own is None:
                assumed += 1
                differ += water.classify(sample, "lake").grade != result.grade
            bases.update(result.basis)
            answer = _answer(result, table.first_row + row, tell)
            done += bool(answer[0])
            if result.grade is None:
                tell(_nothing(table, row))
        elif any(shown(cell).strip() for cell in cells) and table.first_row + row not in tell.blocked:
            tell(_nothing(table, row))
        out.append((*cells, *answer))
    remarks = again(table.header, ADDED, english)
    remarks.append(say("rows", english, rows=len(out), done=done, told=len(tell.told)))
    if assumed:
        remarks.append(say("kind_default", english, count=differ))
    remarks.append(say("standards", english, names="GB 3838-2002, 环办〔2011〕22号"))
    doubtful: dict[str, Basis] = {basis.code: basis for basis in uncertain(bases)}
    remarks += unverified(doubtful, english)
    return Outcome((*table.header, *ADDED), out, tell.lines(english), remarks, len(tell.blocked))


def _nothing(table: Table, row: int) -> Told:
    return Told(table.first_row + row, -1, "", "", "nothing_measured", blocks=False)


def name_of(name: str) -> str | None:
    """Our name of a column of a water table, by its head without unit."""
    lower = name.strip().lower()
    if lower in _KIND_COLUMN:
        return "kind"
    return "date" if lower in _DATE_COLUMN else water.code_of(name)


def _date(cell: Cell, where: Place, tell: Teller) -> None:
    """The class does not depend on the date, so a doubtful one is told and blocks nothing. A time of day is
    usual here and is left alone."""
    if shown(cell).strip():
        day(cell, where, lambda told: tell(replace(told, blocks=False)) if told.code in _DATE_TOLD else None)


def _kind(cells: tuple[Cell, ...], column: Column | None, table: Table, row: int, tell: Teller) -> str | None:
    if column is None or not shown(cells[column.place]).strip():
        return None
    kind = _KINDS.get(shown(cells[column.place]).strip().lower())
    if kind is None:
        tell(place_of(table, row, column).told(cells[column.place], "kind_unknown"))
    return kind


def _sample(
    table: Table,
    row: int,
    cells: tuple[Cell, ...],
    found: Mapping[str, Column],
    tell: Teller,
    units_confirmed: bool,
    english: bool,
) -> dict[str, water.Reading | None]:
    sample: dict[str, water.Reading | None] = {}
    for code, column in found.items():
        if code == "temperature":
            continue
        where = place_of(table, row, column)
        decides = code in water.COUNTED or code == "oxygen_saturation"
        hear = tell if decides else _softly(tell)
        value = number(cells[column.place], where, hear, detection=True)
        if value is not None and column.unit is not None and code in water.ITEMS["lake"]:
            unit = water.ITEMS["lake"][code].unit
            if unit:
                try:
                    value = water.Reading(convert(value.value, column.unit, unit), value.below)
                except UnitUnknown:
                    raise FileProblem(say("unit_unknown", english, name=column.written)) from None
        if value is not None:
            told = doubt(code, value, where, cells[column.place], units_confirmed)
            if told is not None:
                hear(told)
        sample[code] = value
    return sample


def _softly(tell: Teller) -> Callable[[Told], None]:
    """Items outside the 21 are told and block nothing."""
    return lambda told: tell(replace(told, blocks=False))


def doubt(code: str, value: water.Reading, where: Place, cell: Cell, units_confirmed: bool) -> Told | None:
    """What makes an amount of an item doubtful; None where nothing does."""
    if code in _RANGES:
        low, high = (Decimal(end) for end in _RANGES[code])
        return (
            None if low <= value.value <= high else where.told(cell, "out_of_range", reading=f"{low}–{high}")
        )
    item = water.ITEMS["river"].get(code) or water.ITEMS["lake"].get(code)
    if item is None or units_confirmed or not item.counted or value.value == 0:
        return None
    most = item.limits[-1] * (_TOO_MUCH_METAL if code in _METALS else _TOO_MUCH)
    least = Decimal(0) if value.below else item.limits[0] * _TOO_LITTLE
    if least <= value.value <= most:
        return None
    return where.told(cell, "unit_thousand", reading=item.unit)


def _answer(result: water.WaterResult, row: int, tell: Teller) -> tuple[Cell, ...]:
    if result.grade is None:
        return ("", "", "")
    if not result.certain:
        names = "、".join(grade.zh for grade in result.possible)
        tell(Told(row, -1, "", "", "class_depends", reading=names))
        return ("", "", "")
    worst = ";".join(one.item.zh for one in result.worst)
    multiples = ";".join(
        one.item.zh if one.multiple is None else f"{one.item.zh}({one.multiple})" for one in result.main
    )
    return (result.grade.zh, worst, multiples)
