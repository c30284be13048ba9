"""What a month of a section must be before it is kept, and how water of two years compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import floor, log10

from banshi.kernel.standards import water
from banshi.kernel.standards.exact import half_even
from banshi.kernel.standards.water import Cumulative, WaterClass
from banshi.programmes.environment.rules.air import DOUBTS, NOTHING, ItemFault
from banshi.programmes.environment.rules.readings import Fault, water_fault

WATER_MONTH = "water-month/1"
ITEMS: dict[str, str] = {code: item.zh for code, item in water.ITEMS["lake"].items()} | {
    "oxygen_saturation": "溶解氧饱和度",
    "temperature": "水温",
}
"""Every item that a sheet may hold, by code, in the order of table 1."""


def month_fault(amounts: Mapping[str, str], *, confirmed: bool = False) -> ItemFault | None:
    """The first fault of a month's amounts by item code."""
    for code, text in amounts.items():
        if code not in ITEMS:
            return ItemFault(code, Fault("not_number"))
        fault = None if code == "temperature" else water_fault(code, text)
        if fault is None or (fault.code in DOUBTS and confirmed):
            continue
        return ItemFault(code, fault)
    return None if any(code in water.COUNTED for code in amounts) else NOTHING


def month_digest(section: str, month: str, amounts: Mapping[str, str]) -> str:
    """What proves a month: SHA-256 over the section's public id, the month, and each item in order."""
    items = (f"{code}={amounts[code]}" for code in sorted(amounts))
    return sha256("\x1f".join((WATER_MONTH, section, month, *items)).encode()).hexdigest()


@dataclass(frozen=True)
class ItemChange:
    """One item's means in two years, exact, and their classes; None where it was not measured."""

    code: str
    before: Fraction | None
    after: Fraction | None
    before_class: WaterClass | None
    after_class: WaterClass | None

    @property
    def better(self) -> bool | None:
        """True or False where the mean moved, None where it stood or cannot be compared."""
        if self.before is None or self.after is None or self.before == self.after:
            return None
        item = water.ITEMS["lake"][self.code]
        if item.direction == "range":
            return None
        falls = self.after < self.before
        return falls if item.direction == "at_most" else not falls


def printed(code: str, kind: str, value: Fraction | None) -> str:
    """An exact mean with three digits that say something, halves to even; with more where three would print it on
    the other side of the limit that it was judged against."""
    if value is None:
        return "—"
    item = water.ITEMS[kind][code]
    size = 0 if value <= 0 else floor(log10(value))
    for digits in range(3, 13):
        shown = half_even(value, max(digits - 1 - size, 0))
        if item.grade(shown) == item.grade(value):
            break
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def changes(before: Cumulative | None, after: Cumulative | None) -> tuple[ItemChange, ...]:
    """What moved between two years of one section, item by item, for items of the 21 measured in both."""
    if before is None or after is None:
        return ()
    own = {one.code: one.grade for one in before.result.items}
    new = {one.code: one.grade for one in after.result.items}
    return tuple(
        ItemChange(code, Fraction(before.means[code]), Fraction(after.means[code]), own[code], new[code])
        for code in water.COUNTED
        if code in own and code in new
    )


def steps(before: Cumulative | None, after: Cumulative | None) -> int | None:
    """Levels gained (positive) or lost from one year's mean class to the other's, Ⅰ and Ⅱ being one level (环办
    〔2011〕22号): one is «有所», two and more «明显». None where a year has no class."""
    if before is None or after is None or before.grade is None or after.grade is None:
        return None
    return int(max(before.grade, WaterClass.II)) - int(max(after.grade, WaterClass.II))
