"""The class of a sample or of a mean, by the worst item (GB 3838-2002, 环办〔2011〕22号)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.exact import Exact, Number, fraction, half_even, plain
from banshi.kernel.standards.water.limits import (
    COUNTED,
    ITEMS,
    KINDS,
    Item,
    Reading,
    WaterClass,
    code_of,
    reading,
)

Sample = Mapping[str, "Number | Reading | None"]

_WORDS = {
    WaterClass.I: ("优", "excellent", "蓝色"),
    WaterClass.II: ("优", "excellent", "蓝色"),
    WaterClass.III: ("良好", "good", "绿色"),
    WaterClass.IV: ("轻度污染", "lightly polluted", "黄色"),
    WaterClass.V: ("中度污染", "moderately polluted", "橙色"),
    WaterClass.WORSE: ("重度污染", "heavily polluted", "红色"),
}
#: named first among the main pollutants (环办〔2011〕22号 [from memory])
FIRST = frozenset({"cyanide", "copper", "zinc", "arsenic", "mercury", "cadmium", "chromium_vi", "lead"})


@dataclass(frozen=True, slots=True)
class ItemClass:
    """One item's value and class. ``possible`` holds every class the true value can have: one, except for a
    value below detection. ``multiple`` is value/limit III - 1 to 2 decimals (half-even) where it is above
    zero; ``None`` within class III, and always for pH and dissolved oxygen."""

    item: Item
    reading: Reading
    grade: WaterClass
    possible: tuple[WaterClass, ...]
    multiple: Decimal | None
    excess: Fraction

    @property
    def code(self) -> str:
        return self.item.code


@dataclass(frozen=True, slots=True)
class WaterResult:
    """A sample's class. ``worst`` are the items that decide it (empty for class I); ``main`` the main
    pollutants, only for water worse than III; ``missing`` those of the 21 items that were not given;
    ``reference`` the three items judged apart (total nitrogen of lakes, faecal coliforms)."""

    standard: str
    kind: str
    grade: WaterClass | None
    possible: tuple[WaterClass, ...]
    items: tuple[ItemClass, ...]
    worst: tuple[ItemClass, ...]
    main: tuple[ItemClass, ...]
    reference: tuple[ItemClass, ...]
    missing: tuple[str, ...]
    basis: tuple[str, ...]

    @property
    def zh(self) -> str | None:
        return self.grade.zh if self.grade else None

    @property
    def certain(self) -> bool:
        """Whether values below detection leave only one class possible."""
        return len(self.possible) == 1

    @property
    def unverified(self) -> tuple[Basis, ...]:
        """The rules this result rests on that are not confirmed by two sources."""
        return uncertain(self.basis)

    def words(self, english: bool = False) -> str | None:
        """优, 良好, 轻度污染, 中度污染, 重度污染 (the first four partly [from memory])."""
        return _WORDS[self.grade][1 if english else 0] if self.grade else None

    @property
    def colour(self) -> str | None:
        return _WORDS[self.grade][2] if self.grade else None

    def main_text(self) -> str:
        """The main pollutants as printed: 总磷(0.60)、溶解氧."""
        return "、".join(_shown(found) for found in self.main)


def _shown(found: ItemClass) -> str:
    return found.item.zh if found.multiple is None else f"{found.item.zh}({plain(found.multiple)})"


def classify(sample: Sample, kind: str) -> WaterResult:
    """The class of one sample or of a mean.

    ``sample`` maps names of GB 3838 table 1 (氨氮, NH3-N, ``ammonia_nitrogen`` …; see ``limits.NAMES``) to
    values in the table's units, ``None`` for not measured, ``"0.01L"`` or :class:`Reading` for below
    detection. ``kind`` is ``river`` or ``lake`` and decides total phosphorus; nothing is assumed. Values are
    compared as given, unrounded. 溶解氧饱和度 (%) of 90 and more makes dissolved oxygen class I.

    A value below detection is graded as half its limit [HJ 91.2, from memory]; ``possible`` says which
    classes the sample can have. ``grade`` is ``None`` for a sample without any of the 21 items. Raises
    ``ValueError`` for another kind, an unknown or doubled name, and what is not a number of zero or more.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is river or lake, not {kind!r}")
    readings = _readings(sample)
    saturation = readings.pop("oxygen_saturation", None)
    readings.pop("temperature", None)
    found = [_graded(kind, code, readings[code]) for code in ITEMS[kind] if code in readings]
    if saturation is not None and saturation.value >= 90 and not saturation.below:
        found = [_saturated(one) if one.code == "dissolved_oxygen" else one for one in found]
    counted = tuple(one for one in found if one.item.counted)
    grade = max((one.grade for one in counted), default=None)
    basis = ["water.single_factor", "water.items", "water.words"]
    if any(one.reading.below for one in counted):
        basis.append("water.half_limit")
    main = _main(counted, grade)
    if main:
        basis += ["water.main", "water.metals_first", "water.multiple"]
    return WaterResult(
        standard="GB 3838-2002",
        kind=kind,
        grade=grade,
        possible=_possible(counted),
        items=counted,
        worst=() if grade is None or grade == WaterClass.I else tuple(c for c in counted if c.grade == grade),
        main=main,
        reference=tuple(one for one in found if not one.item.counted),
        missing=tuple(code for code in COUNTED if code not in readings),
        basis=tuple(basis),
    )


def _readings(sample: Sample) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    seen: dict[str, str] = {}
    for name, value in sample.items():
        code = code_of(name)
        if code is None:
            raise ValueError(f"{name!r} is not an item of GB 3838-2002 table 1")
        if code in seen:
            raise ValueError(f"{name!r} and {seen[code]!r} are the same item")
        seen[code] = name
        if value is not None:
            found[code] = reading(value, name)
    return found


@lru_cache(maxsize=1 << 16)
def _graded(kind: str, code: str, value: Reading) -> ItemClass:
    item = ITEMS[kind][code]
    used: Exact = fraction(value.value, 400) / 2 if value.below else value.value
    grade = item.grade(used)
    possible: tuple[WaterClass, ...] = (grade,)
    if value.below:
        ends = {item.grade(Decimal(0)), grade, item.grade(value.value)}
        possible = tuple(WaterClass(number) for number in range(min(ends), max(ends) + 1))
    excess, multiple = _multiple(item, used)
    return ItemClass(item, value, grade, possible, multiple, excess)


def _saturated(one: ItemClass) -> ItemClass:
    return replace(one, grade=WaterClass.I, possible=(WaterClass.I,))


def _multiple(item: Item, value: Exact) -> tuple[Fraction, Decimal | None]:
    bound = item.standard_limit
    if not item.has_multiple or bound is None or value <= bound:
        return Fraction(0), None
    if value > 10**30:
        return Fraction(10**30), None
    excess = fraction(value) / fraction(bound) - 1
    return excess, half_even(excess, 2)


def _possible(counted: tuple[ItemClass, ...]) -> tuple[WaterClass, ...]:
    if not counted:
        return ()
    best = max(min(one.possible) for one in counted)
    worst = max(max(one.possible) for one in counted)
    return tuple(WaterClass(number) for number in range(best, worst + 1))


def _main(counted: tuple[ItemClass, ...], grade: WaterClass | None) -> tuple[ItemClass, ...]:
    """Up to three of the items beyond class III: cyanide and heavy metals first, then the worst class, then
    the highest multiple, then the order of table 1."""
    if grade is None or grade <= WaterClass.III:
        return ()
    beyond = [one for one in counted if one.grade > WaterClass.III]
    beyond.sort(key=lambda one: (one.code not in FIRST, -one.grade, -one.excess))
    return tuple(beyond[:3])
