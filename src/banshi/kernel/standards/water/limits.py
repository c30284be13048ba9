"""Items and limits of GB 3838-2002 table 1."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache

from banshi.kernel.standards.data import water_limits
from banshi.kernel.standards.exact import Exact, Number, exact
from banshi.kernel.standards.table import rows

KINDS = ("river", "lake")


class WaterClass(IntEnum):
    """Class of water; a higher number is worse. 6 is 劣Ⅴ, beyond class V."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4
    V = 5
    WORSE = 6

    @property
    def zh(self) -> str:
        return ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")[self - 1]

    @property
    def en(self) -> str:
        return ("I", "II", "III", "IV", "V", "worse than V")[self - 1]


@dataclass(frozen=True, slots=True)
class Reading:
    """A reported value. ``below`` marks a value under the detection limit ``value`` (written 0.01L)."""

    value: Exact
    below: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One row of table 1. ``limits`` are those of classes I to V; for pH the lowest and highest value."""

    code: str
    zh: str
    unit: str
    direction: str
    limits: tuple[Decimal, ...]
    counted: bool
    clause: str

    @property
    def standard_limit(self) -> Decimal | None:
        """The class III limit, against which multiples are told; ``None`` for pH."""
        return None if self.direction == "range" else self.limits[2]

    @property
    def has_multiple(self) -> bool:
        """环办〔2011〕22号: no multiple for pH and dissolved oxygen (nor temperature)."""
        return self.direction == "at_most"

    def grade(self, value: Exact) -> WaterClass:
        """The class of one value; a limit itself still belongs to its class."""
        if self.direction == "range":
            return WaterClass.I if self.limits[0] <= value <= self.limits[1] else WaterClass.WORSE
        for number, bound in enumerate(self.limits, start=1):
            if value >= bound if self.direction == "at_least" else value <= bound:
                return WaterClass(number)
        return WaterClass.WORSE


def _item(row: dict[str, str]) -> Item:
    if row["direction"] == "range":
        limits = tuple(Decimal(part) for part in row["class1"].split("-"))
    else:
        limits = tuple(Decimal(row[f"class{number}"]) for number in range(1, 6))
    counted = row["in_21"] == "yes"
    return Item(row["code"], row["zh"], row["unit"], row["direction"], limits, counted, row["clause"])


def _load() -> dict[str, dict[str, Item]]:
    table = rows(water_limits.TEXT)
    return {
        kind: {row["code"]: _item(row) for row in table if row["kind"] in (kind, "any")} for kind in KINDS
    }


ITEMS: dict[str, dict[str, Item]] = _load()
COUNTED: tuple[str, ...] = tuple(code for code, item in ITEMS["river"].items() if item.counted)

#: Written in the standard's head of the row or in daily use -> code.
NAMES: dict[str, str] = {
    **{row["zh"]: row["code"] for row in rows(water_limits.TEXT)},
    **{row["code"]: row["code"] for row in rows(water_limits.TEXT)},
    "pH值": "ph",
    "PH": "ph",
    "DO": "dissolved_oxygen",
    "高锰酸钾指数": "permanganate_index",
    "CODMn": "permanganate_index",
    "IMn": "permanganate_index",
    "化学需氧量(COD)": "cod",
    "COD": "cod",
    "CODcr": "cod",
    "CODCr": "cod",
    "五日生化需氧量(BOD5)": "bod5",
    "BOD5": "bod5",
    "氨氮(NH3-N)": "ammonia_nitrogen",
    "NH3-N": "ammonia_nitrogen",
    "NH3N": "ammonia_nitrogen",
    "NH4-N": "ammonia_nitrogen",
    "总磷(以P计)": "total_phosphorus",
    "总磷(河流)": "total_phosphorus",
    "总磷(湖库)": "total_phosphorus",
    "TP": "total_phosphorus",
    "总氮(湖库)": "total_nitrogen",
    "总氮(湖、库,以N计)": "total_nitrogen",
    "TN": "total_nitrogen",
    "氟化物(以F-计)": "fluoride",
    "铬(六价)": "chromium_vi",
    "六价铬": "chromium_vi",
    "粪大肠菌群(个/L)": "faecal_coliforms",
    "溶解氧饱和度": "oxygen_saturation",
    "饱和度": "oxygen_saturation",
    "oxygen_saturation": "oxygen_saturation",
    "水温": "temperature",
    "temperature": "temperature",
}
_FOLDED = {unicodedata.normalize("NFKC", name).casefold(): code for name, code in NAMES.items()}


@lru_cache(maxsize=1024)
def code_of(name: str) -> str | None:
    """The item a name stands for, in any case and width; ``None`` if it is not a name of table 1."""
    return _FOLDED.get("".join(unicodedata.normalize("NFKC", name).split()).casefold())


def reading(value: "Number | Reading", name: str) -> Reading:
    """``value`` as a reading: a number, or text like ``0.01L`` for below detection. Raises ``ValueError``
    naming ``name`` for anything else, and for amounts below zero."""
    if isinstance(value, Reading):
        return value
    return _from_text(value, name) if isinstance(value, str) else _checked(value, name, below=False)


@lru_cache(maxsize=1 << 16)
def _from_text(value: str, name: str) -> Reading:
    bare = value.strip()
    below = bare[-1:] in ("L", "l")
    return _checked(bare[:-1] if below else bare, name, below)


def _checked(value: Number, name: str, below: bool) -> Reading:
    found = exact(value, name)
    if found < 0:
        raise ValueError(f"{name}: {value} is below zero")
    return Reading(found, below)
