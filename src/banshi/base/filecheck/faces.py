"""What the three commands share: columns found by name, a collector of what is told, the closing lines."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from banshi.base.filecheck.books import FileProblem, Table
from banshi.base.filecheck.cells import Cell, Place, Told
from banshi.base.filecheck.messages import say
from banshi.kernel.standards.basis import Basis

_UNIT = re.compile(r"^(.*?)[\s_]*[(\[]([^()\[\]]*)[)\]]$")
_UNITS = {
    "ug/m3": "ug/m3", "mg/m3": "mg/m3", "ug/l": "ug/L", "mg/l": "mg/L", "ng/l": "ng/L", "个/l": "个/L",
    "ug/m^3": "ug/m3", "mg/m^3": "mg/m3", "微克/立方米": "ug/m3", "毫克/立方米": "mg/m3",
    "纳克/升": "ng/L", "微克/升": "ug/L", "毫克/升": "mg/L", "无量纲": "", "ph": "", "%": "", "℃": "", "°c": "",
}  # fmt: skip
_AIR = {
    "date": "date", "日期": "date", "监测日期": "date", "time_point": "date",
    "so2": "SO2", "二氧化硫": "SO2", "no2": "NO2", "二氧化氮": "NO2",
    "pm10": "PM10", "可吸入颗粒物": "PM10", "pm2.5": "PM2.5", "pm25": "PM2.5", "pm2_5": "PM2.5",
    "细颗粒物": "PM2.5", "co": "CO", "一氧化碳": "CO",
    "o3_8h": "O3_8h", "o3-8h": "O3_8h", "o38h": "O3_8h", "o3_8h_max": "O3_8h", "臭氧8小时": "O3_8h",
    "臭氧日最大8小时": "O3_8h", "o3_1h": "O3_1h", "o3-1h": "O3_1h", "臭氧1小时": "O3_1h",
}  # fmt: skip
_UNSAID = {"o3", "臭氧"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was recognised: its place in the file, its name as written, and the unit in its head."""

    place: int
    written: str
    unit: str | None


def split_unit(name: str) -> tuple[str, str | None]:
    """``PM2.5(μg/m³)`` -> (PM2.5, ug/m3). A bracket that holds no unit stays part of the name; a unit that is
    not known comes back as written."""
    bare = unicodedata.normalize("NFKC", name).replace("μ", "u").replace("µ", "u").strip()
    match = _UNIT.match(bare)
    if match is None:
        return bare, None
    inner = match.group(2).strip()
    if inner.lower() in _UNITS:
        return match.group(1).strip(), _UNITS[inner.lower()] or None
    return (match.group(1).strip(), inner) if "/" in inner else (bare, None)


def _named_twice(bare: str, known: Callable[[str], str | None]) -> str | None:
    """溶解氧(DO): a name whose bracket says the same item again."""
    match = _UNIT.match(bare)
    if match is None:
        return None
    name, again = known(match.group(1).strip()), known(match.group(2).strip())
    return name if name == again else None


def air_columns(table: Table, english: bool, need_date: bool) -> dict[str, Column]:
    """The columns of an air table by our names; refuses a missing, doubled or unclear one."""

    found = columns(table, air_name, english)
    unsaid = [name for name in table.header if split_unit(name)[0].lower() in _UNSAID]
    if unsaid and "O3_8h" not in found:
        raise FileProblem(say("ambiguous", english, name=unsaid[0]))
    wanted = ["SO2", "NO2", "PM10", "PM2.5", "CO", "O3_8h", *(["date"] if need_date else [])]
    absent = [name for name in wanted if name not in found]
    if absent:
        names, held = ", ".join(absent), ", ".join(table.header)
        raise FileProblem(say("no_column", english, names=names, row=table.first_row - 1, found=held))
    return found


def air_name(bare: str) -> str | None:
    """Our name of a column of an air table, by its head without unit."""
    return _AIR.get(bare.lower().replace(" ", ""))


def recognised(written: str, known: Callable[[str], str | None]) -> str | None:
    """What ``known`` makes of a head as written, with or without its unit."""
    bare, _ = split_unit(written)
    return known(bare) or known(unicodedata.normalize("NFKC", written)) or _named_twice(bare, known)


def columns(table: Table, known: Callable[[str], str | None], english: bool) -> dict[str, Column]:
    """Columns whose name ``known`` recognises. Raises :class:`FileProblem` for one item in two columns."""
    found: dict[str, Column] = {}
    for place, written in enumerate(table.header):
        _, unit = split_unit(written)
        name = recognised(written, known)
        if name is None:
            continue
        if unit is not None and unit not in _UNITS.values():
            raise FileProblem(say("unit_unknown", english, name=written))
        if name in found:
            raise FileProblem(say("column_twice", english, name=written))
        found[name] = Column(place, written, unit)
    return found


@dataclass
class Teller:
    """Collects what is told and which rows it blocks."""

    told: list[Told] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)

    def __call__(self, one: Told) -> None:
        self.told.append(one)
        if one.blocks:
            self.blocked.add(one.row)

    def long_rows(self, table: Table) -> None:
        """Rows that may be shifted."""
        for row in sorted(table.long_rows):
            self(Told(row, len(table.header), "", "", "too_many_cells"))

    def lines(self, english: bool) -> list[str]:
        """All lines in the order of the rows."""
        return [one.line(english) for one in sorted(self.told, key=lambda one: (one.row, one.place))]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command answers: a table, what was told about cells, and closing remarks. ``blocked`` counts the
    rows without a result because of a cell."""

    header: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    told: list[str]
    remarks: list[str]
    blocked: int


def place_of(table: Table, row: int, column: Column) -> Place:
    return Place(table.first_row + row, column.place, column.written)


def again(header: Sequence[str], added: Iterable[str], english: bool) -> list[str]:
    """A remark for each new column that the file already had."""
    return [say("column_again", english, name=name) for name in added if name in header]


def unverified(bases: Mapping[str, Basis], english: bool) -> list[str]:
    """The remark that names every rule in use that is not confirmed by two sources."""
    if not bases:
        return []
    status = {"one source": "一个来源", "from memory": "凭记忆", "not verified": "未核实"}
    lines = [say("unverified", english)]
    for basis in bases.values():
        text = f"{basis.en} [{basis.status}]" if english else f"{basis.zh}〔{status[basis.status]}〕"
        lines.append(f"  {basis.standard} {basis.clause}".rstrip() + f": {text}")
    return lines
