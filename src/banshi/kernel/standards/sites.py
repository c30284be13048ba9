"""Site conflicts: what a map can show before a person decides.

Every answer is one of three words: ``conflict`` (needs a person), ``open`` (a distance is missing; needs a
person) or ``none_found``. None of them is a decision, and none replaces an environmental impact report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from banshi.kernel.standards.data import site_rules
from banshi.kernel.standards.exact import Exact, Number, exact, fraction, half_even, upward
from banshi.kernel.standards.table import rows

#: 名录 第三条（三）. A canteen is not in it: paint beside one is refused on the food rule, not on this.
SENSITIVE = frozenset({"housing", "medical", "school", "research", "government_office", "heritage"})
#: processes that give off harmful gas
HARMFUL_GAS = frozenset({"paint", "glue", "printing", "foundry", "electroplating", "chemical"})
_WORDS = {
    "conflict": ("有冲突，须由人判断", "conflict, needs a person"),
    "open": ("资料不足，须由人判断", "not enough known, needs a person"),
    "none_found": ("未发现冲突（不是结论）", "no conflict found (not a decision)"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something near the site. ``kind``: food_premises (a canteen is one), any of :data:`SENSITIVE`, latrine,
    sewage_pit, open_refuse …; ``metres`` from the emitting unit, ``None`` if not known."""

    name: str
    kind: str
    metres: Number | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one neighbour."""

    answer: str
    rule: str
    standard: str
    clause: str
    status: str
    neighbour: str
    zh: str
    en: str
    needs_person: bool

    def text(self, english: bool = False) -> str:
        """The answer with the rule's source, and the mark of a rule that is not verified."""
        word = _WORDS[self.answer][english]
        source = f"{self.standard} {self.clause}".strip()
        rule = self.en if english else self.zh
        mark = "" if self.status == "verified" else f" [{self.status}]"
        return f"{self.neighbour}: {word}; {rule} ({source}){mark}"


def find_conflicts(
    sources: Iterable[str], neighbours: Iterable[Neighbour], look_within: Number
) -> tuple[Finding, ...]:
    """Hold what a site does against what lies around it.

    ``sources`` are processes (paint, glue …) and kinds of the rules (caterer, fume_outlet, dust, latrine …).
    Rules that name a distance are checked against it. The food rule names none ("outside the influence"), so
    any food premises within ``look_within`` metres are a conflict for a person to judge: that radius is the
    zone's own setting, not a limit of any standard. Raises ``ValueError`` for distances below zero."""
    radius = exact(look_within, "look_within")
    kinds = {"harmful_gas" if source in HARMFUL_GAS else source for source in sources}
    found = []
    for neighbour in neighbours:
        target = "sensitive" if neighbour.kind in SENSITIVE else neighbour.kind
        for row in rows(site_rules.TEXT):
            if row["source_kind"] in kinds and row["target_kind"] == target:
                found.append(_finding(row, neighbour, _answer(row, neighbour, radius)))
    return tuple(found)


def _answer(row: dict[str, str], neighbour: Neighbour, radius: Exact) -> str:
    if neighbour.metres is None:
        return "open"
    metres = exact(neighbour.metres, neighbour.name)
    if metres < 0:
        raise ValueError(f"{neighbour.name}: a distance is not below zero")
    if row["metres"]:
        return "conflict" if metres < Decimal(row["metres"]) else "none_found"
    return "conflict" if metres <= radius else "none_found"


def _finding(row: dict[str, str], neighbour: Neighbour, answer: str) -> Finding:
    return Finding(
        answer, row["code"], row["standard"], row["clause"], row["status"], neighbour.name, row["zh"], row["en"],
        needs_person=answer != "none_found",
    )  # fmt: skip


def health_protection_step(metres: Number) -> int:
    """A computed health protection distance rounded up to its step: 50, 100, then by 100 to 1000, then by 200
    (GB/T 13201-91 [one source]; GB/T 39499-2020 the same [from memory]). Measured from the emitting unit to
    the boundary of the sensitive area. ``ValueError`` for zero and below."""
    value = fraction(exact(metres, "metres"))
    if value <= 0:
        raise ValueError("a protection distance is above zero")
    if value <= 50:
        return 50
    if value <= 1000:
        return upward(value / 100) * 100
    return 1000 + upward((value - 1000) / 200) * 200


def within_protection(neighbour: Neighbour, metres: Number, measured_from: str) -> Finding:
    """Whether a neighbour lies inside a protection distance. ``measured_from``: ``unit`` for the health
    protection distance (GB/T 39499-2020 3.2), ``boundary`` for the atmospheric one (HJ 2.2-2018 8.7.5
    [one source]); the neighbour's metres must be measured from the same."""
    if measured_from not in ("unit", "boundary"):
        raise ValueError("measured_from is unit or boundary")
    distance = exact(metres, "metres")
    shown = half_even(distance, 0)
    if neighbour.metres is None:
        answer = "open"
    else:
        answer = "conflict" if exact(neighbour.metres, neighbour.name) < distance else "none_found"
    unit = measured_from == "unit"
    return Finding(
        answer,
        "health_protection" if unit else "atmospheric_protection",
        "GB/T 39499-2020" if unit else "HJ 2.2-2018",
        "3.2" if unit else "8.7.5",
        "verified" if unit else "one source",
        neighbour.name,
        f"防护距离 {shown} 米",
        f"protection distance {shown} m",
        needs_person=answer != "none_found",
    )
