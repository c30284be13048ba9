"""Sections over months: cumulative means, targets, good ratio, ratings of rivers and basins, trend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from banshi.kernel.standards.basis import Basis, uncertain
from banshi.kernel.standards.data import water_rules
from banshi.kernel.standards.exact import Exact, Number, exact, fraction, half_even, mean
from banshi.kernel.standards.table import rows
from banshi.kernel.standards.water.classes import Sample, WaterResult, classify
from banshi.kernel.standards.water.limits import Reading, WaterClass, code_of, reading


class ControlLevel(StrEnum):
    """Who assesses a section: 国控, 省控, 市控. One section may be assessed by several."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"

    @property
    def zh(self) -> str:
        return _CONTROL[self]["zh"]


_CONTROL = {ControlLevel(row["code"]): row for row in rows(water_rules.CONTROL)}


@dataclass(frozen=True, slots=True)
class Cumulative:
    """The mean of several months and its class: concentrations are averaged first and then classified, never
    the monthly classes. ``counts`` tells how many months stand behind each item; ``halved`` which items
    contain values below detection, entered as half [HJ 91.2, from memory]. ``enough_for_year``: 12 monthly
    values, or 8 where the section freezes [from memory]."""

    result: WaterResult
    means: Mapping[str, Exact]
    counts: Mapping[str, int]
    halved: tuple[str, ...]
    months: int
    enough_for_year: bool

    @property
    def grade(self) -> WaterClass | None:
        return self.result.grade

    @property
    def unverified(self) -> tuple[Basis, ...]:
        """The rules this result rests on that are not confirmed by two sources."""
        halved = ("water.half_limit",) if self.halved else ()
        return uncertain((*self.result.basis, "water.mean_first", "water.year_months", *halved))


def cumulative(months: Sequence[Sample], kind: str, *, freezes: bool = False) -> Cumulative:
    """Average the samples of several months item by item, exactly and unrounded, and classify the means.
    A month without an item does not count for that item. Raises ``ValueError`` as :func:`~.classes.classify`
    does, and for no months at all."""
    if not months:
        raise ValueError("give at least one month")
    values: dict[str, list[Exact]] = {}
    halved = set()
    for number, month in enumerate(months, start=1):
        for name, raw in month.items():
            code = code_of(name)
            if code is None:
                raise ValueError(f"month {number}: {name!r} is not an item of GB 3838-2002 table 1")
            if raw is None:
                continue
            found = reading(raw, f"month {number}, {name}")
            if found.below:
                halved.add(code)
            values.setdefault(code, []).append(_entered(found))
    means = {code: mean(own) for code, own in values.items()}
    counts = {code: len(own) for code, own in values.items()}
    return Cumulative(
        result=classify(means, kind),
        means=means,
        counts=counts,
        halved=tuple(sorted(halved)),
        months=len(months),
        enough_for_year=len(months) >= (8 if freezes else 12),
    )


def _entered(found: Reading) -> Exact:
    return fraction(found.value) / 2 if found.below else found.value


@dataclass(frozen=True, slots=True)
class TargetCheck:
    """Whether a section meets its zone target, a judgement apart from its class. Either way suffices: the
    period's own class, or the cumulative class. ``by`` names the ways that met; ``met`` is ``None`` when
    neither class is known, or the only one known misses and the other is not known."""

    target: WaterClass
    own: WaterClass | None
    cumulative: WaterClass | None

    @property
    def by(self) -> tuple[str, ...]:
        ways = (("class", self.own), ("cumulative", self.cumulative))
        return tuple(name for name, grade in ways if grade is not None and grade <= self.target)

    @property
    def met(self) -> bool | None:
        if self.by:
            return True
        return None if self.own is None or self.cumulative is None else False

    def words(self, english: bool = False) -> str:
        """符合 or 劣于 the target class, as 环办〔2011〕22号 words it."""
        name = self.target.en if english else self.target.zh
        if self.met is None:
            return f"class {name}: not decided" if english else f"是否符合{name}类：数据不足"
        if english:
            return f"meets class {name}" if self.met else f"worse than class {name}"
        return f"符合{name}类" if self.met else f"劣于{name}类"


def meets_target(own: WaterClass | None, cumulative: WaterClass | None, target: WaterClass) -> TargetCheck:
    """达到或累计达到: the class of the period, or of the cumulative mean, is the target or better."""
    return TargetCheck(target, own, cumulative)


@dataclass(frozen=True, slots=True)
class Section:
    """A section's class in a period, ``None`` where it was not evaluated, and who assesses it."""

    name: str
    grade: WaterClass | None
    levels: frozenset[ControlLevel] = frozenset()


@dataclass(frozen=True, slots=True)
class GoodRatio:
    """优良率: sections of class I to III per sections evaluated. The denominator is always told, and so are
    the sections left out of it because they have no class."""

    good: int
    evaluated: int
    left_out: tuple[str, ...]

    @property
    def exact(self) -> Fraction | None:
        """The ratio itself, for comparisons; ``None`` with nothing evaluated."""
        return Fraction(self.good, self.evaluated) if self.evaluated else None

    @property
    def per_cent(self) -> Decimal | None:
        """Per cent, 1 decimal, half-even."""
        return half_even(Fraction(100 * self.good, self.evaluated), 1) if self.evaluated else None

    def text(self, english: bool = False) -> str:
        if self.per_cent is None:
            return "no section evaluated" if english else "无断面参评"
        return f"{self.per_cent}% ({self.good}/{self.evaluated})"


def good_ratio(sections: Iterable[Section], level: ControlLevel | None = None) -> GoodRatio:
    """The good ratio of the sections, of one control level if given. A section counts once. ``ValueError``
    for two sections of one name."""
    chosen = [one for one in sections if level is None or level in one.levels]
    names = [one.name for one in chosen]
    if len(set(names)) != len(names):
        raise ValueError(f"section {sorted(n for n in names if names.count(n) > 1)[0]!r} is there twice")
    known = [one for one in chosen if one.grade is not None]
    good = sum(1 for one in known if one.grade is not None and one.grade <= WaterClass.III)
    return GoodRatio(good, len(known), tuple(one.name for one in chosen if one.grade is None))


@dataclass(frozen=True, slots=True)
class BasinRating:
    """Rating of a river, basin or region. ``method`` is ``means`` for fewer than five sections and
    ``shares`` for five and more. Shares are per cent of the sections evaluated, exact."""

    method: str
    zh: str | None
    en: str | None
    evaluated: int
    good_share: Fraction | None
    worse_share: Fraction | None
    result: WaterResult | None


def rate_basin(sections: Sequence[tuple[str, Sample]], kind: str) -> BasinRating:
    """Rate a river or basin from the samples (or means) of its sections.

    Fewer than five sections: each item is averaged over the sections and the means classified. Five and
    more: shares of classes I to III and of 劣Ⅴ (环办〔2011〕22号 table 3; a question-and-answer page says
    "more than 5", the notice "5 and more")."""
    if not sections:
        return BasinRating("means", None, None, 0, None, None, None)
    if len(sections) < 5:
        whole = cumulative([sample for _, sample in sections], kind).result
        return BasinRating(
            "means", whole.words(), whole.words(english=True), len(sections), None, None, whole
        )
    grades = [classify(sample, kind).grade for _, sample in sections]
    return rate_shares([grade for grade in grades if grade is not None])


def rate_shares(grades: Sequence[WaterClass]) -> BasinRating:
    """The rating by shares of classes, for five sections and more."""
    if len(grades) < 5:
        raise ValueError(f"the share method needs five sections, there are {len(grades)}")
    good = Fraction(100 * sum(1 for grade in grades if grade <= WaterClass.III), len(grades))
    worse = Fraction(100 * sum(1 for grade in grades if grade == WaterClass.WORSE), len(grades))
    row = next(row for row in rows(water_rules.SHARES) if _holds(row, good, worse))
    return BasinRating("shares", row["zh"], row["en"], len(grades), good, worse, None)


def _holds(row: Mapping[str, str], good: Fraction, worse: Fraction) -> bool:
    return _between(good, row["good_from"], row["good_below"]) and _between(
        worse, row["worse_from"], row["worse_below"]
    )


def _between(value: Fraction, start: str, below: str) -> bool:
    return (not start or value >= int(start)) and (not below or value < int(below))


def trend(before: WaterClass, after: WaterClass, english: bool = False) -> str:
    """Change of a section's rating: the same level none, one level some, two and more marked. Classes I and
    II are one level (优)."""
    steps = max(before, WaterClass.II) - max(after, WaterClass.II)
    if steps == 0:
        return "no change" if english else "无明显变化"
    if english:
        return ("markedly " if abs(steps) > 1 else "somewhat ") + ("better" if steps > 0 else "worse")
    return ("明显" if abs(steps) > 1 else "有所") + ("好转" if steps > 0 else "变差")


def share_trend(good_change: Number, worse_change: Number, english: bool = False) -> str:
    """Change of a basin by ΔG - ΔD, in percentage points of the shares of I to III and of 劣Ⅴ: up to 10 none,
    to 20 some, beyond marked. The line at 10 is [from memory]."""
    change = fraction(exact(good_change, "good_change")) - fraction(exact(worse_change, "worse_change"))
    if abs(change) <= 10:
        return "no change" if english else "无明显变化"
    if english:
        return ("markedly " if abs(change) > 20 else "somewhat ") + ("better" if change > 0 else "worse")
    return ("明显" if abs(change) > 20 else "有所") + ("好转" if change > 0 else "变差")
