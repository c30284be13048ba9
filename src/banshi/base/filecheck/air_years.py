"""``standards year``: the yearly evaluation of a file of daily values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from banshi.base.filecheck.air_days import AirRow, read_rows
from banshi.base.filecheck.books import Table
from banshi.base.filecheck.cells import Cell, Told, shown
from banshi.base.filecheck.faces import Column, Outcome, Teller, air_columns, unverified
from banshi.base.filecheck.messages import say
from banshi.kernel.standards import air, versions
from banshi.kernel.standards.basis import Basis, uncertain

HEADER = (
    "place", "year", "standard", "aqi_standard", "item", "valid_days", "data_valid", "mean", "mean_limit",
    "mean_multiple", "percentile_rank", "percentile", "percentile_limit", "meets_full", "meets_bulletin",
    "good_days", "days_with_aqi", "good_rate", "index",
)  # fmt: skip
_PLACE = {"city", "station", "place", "城市", "站点", "点位", "监测点", "county", "县", "区县", "地点"}


def run(table: Table, standard: str | None, area: int, units_confirmed: bool, english: bool) -> Outcome:
    """One row per place, year, version and pollutant, and one named "all" with the attainment, good days and
    composite index. A place's year with a cell that must be corrected gets no result."""
    found = air_columns(table, english, need_date=True)
    tell = Teller()
    rows = read_rows(table, found, tell, units_confirmed, english)
    groups, spoiled = _grouped(table, rows, found, tell)
    answer = _Answer([], set(), [], 0)
    memory = air.Memory()
    for (name, year), days in sorted(groups.items()):
        bad = spoiled.get((name, year), 0) + spoiled.get(_ANY, 0)
        chosen = _versions(year, standard)
        if bad:
            where = f"{name} {year}".strip()
            tell(Told(days[0].number, -1, "", "", "year_blocked", reading=where, count=bad))
        elif not chosen:
            tell(Told(days[0].number, found["date"].place, found["date"].written, str(year), "no_standard"))
        else:
            for air_standard, aqi_standard in chosen:
                result = _year(days, year, air_standard, aqi_standard, area, memory)
                answer.bases.update(result.basis)
                answer.rows.extend(_rows(name, result))
            if len(chosen) > 1:
                answer.remarks.append(say("split", english, year=year))
            answer.done += len(days)
    remarks = [*answer.remarks, say("rows", english, rows=len(rows), done=answer.done, told=len(tell.told))]
    doubtful: dict[str, Basis] = {basis.code: basis for basis in uncertain(answer.bases)}
    remarks += unverified(doubtful, english)
    return Outcome(HEADER, answer.rows, tell.lines(english), remarks, len(tell.blocked))


@dataclass
class _Answer:
    rows: list[tuple[Cell, ...]]
    bases: set[str]
    remarks: list[str]
    done: int


_Key = tuple[str, int]
#: rows whose date cannot be read may belong to any year of any place
_ANY: _Key = ("", 0)


def _grouped(
    table: Table, rows: list[AirRow], found: Mapping[str, Column], tell: Teller
) -> tuple[dict[_Key, list[AirRow]], dict[_Key, int]]:
    """Rows by place and year, and how many cells of each must be corrected first."""
    place = next((at for at, name in enumerate(table.header) if name.strip().lower() in _PLACE), None)
    groups: dict[_Key, list[AirRow]] = {}
    spoiled: dict[_Key, int] = {}
    seen: set[tuple[str, date]] = set()
    for cells, row in zip(table.rows, rows, strict=True):
        if not row.values:
            continue
        name = shown(cells[place]).strip() if place is not None else ""
        if row.on is None:
            spoiled[_ANY] = spoiled.get(_ANY, 0) + 1
            continue
        if (name, row.on) in seen:
            tell(Told(row.number, found["date"].place, found["date"].written, str(row.on), "date_twice"))
        seen.add((name, row.on))
        key = (name, row.on.year)
        groups.setdefault(key, []).append(row)
        if row.number in tell.blocked:
            spoiled[key] = spoiled.get(key, 0) + 1
    return groups, spoiled


def _versions(year: int, standard: str | None) -> list[tuple[str, str | None]]:
    """(version of GB 3095, version of HJ 633 or each day's own) to judge a year by."""
    if standard == "2012":
        return [("GB 3095-2012", "HJ 633-2012")]
    if standard == "2026":
        return [("GB 3095-2026 transition" if year < 2031 else "GB 3095-2026 final", "HJ 633-2026")]
    first, last = date(year, 1, 1), date(year, 12, 31)
    holding = [
        version.standard
        for version in versions.ALL
        if version.kind == "air"
        and version.effective_from <= last
        and (version.effective_to is None or first <= version.effective_to)
    ]
    if len(holding) == 1:
        return [(holding[0], None)]
    return [(name, "HJ 633-2012" if name.endswith("2012") else "HJ 633-2026") for name in holding]


def _year(
    days: list[AirRow], year: int, standard: str, aqi_standard: str | None, area: int, memory: air.Memory
) -> air.AirYear:
    dates = [row.on for row in days if row.on is not None]
    columns = {item: [row.values[item] for row in days] for item in air.SIX}
    return air.evaluate_year(
        year, dates, columns, standard=standard, aqi_standard=aqi_standard, area=area, memory=memory
    )


def _rows(name: str, result: air.AirYear) -> list[tuple[Cell, ...]]:
    own = "+".join(result.aqi_standards)
    start: tuple[Cell, ...] = (name, Decimal(result.year), result.standard, own)
    rows: list[tuple[Cell, ...]] = []
    for found in result.pollutants.values():
        rows.append(
            (
                *start, found.item, Decimal(found.data.days), _yes(found.data.valid),
                *_values(found.mean, found.mean_limit, found.mean_multiple), Decimal(found.rank),
                *_values(found.percentile, found.percentile_limit),
                _yes(found.meets), _yes(found.meets_bulletin), "", "", "", "",
            )
        )  # fmt: skip
    valid = _yes(all(found.data.valid for found in result.pollutants.values()))
    rows.append(
        (
            *start, "all", "", valid, "", "", "", "", "", "",
            _yes(result.attains[air.FULL]), _yes(result.attains[air.BULLETIN]),
            Decimal(result.good_days), Decimal(result.valid_days), *_values(result.good_rate, result.index),
        )
    )  # fmt: skip
    return rows


def _values(*values: Decimal | int | None) -> tuple[Cell, ...]:
    return tuple("" if value is None else Decimal(value) for value in values)


def _yes(value: bool | None) -> str:
    return "" if value is None else ("yes" if value else "no")
