"""Light rules of other zones and places, as presets. Each comes from one public source and is local to it; a
zone starts from one and keeps its own. Where a light depends on an accepted reason, the caller leaves the
excused months out: the rule says "without proper reason"."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from banshi.kernel.standards.data import light_rules
from banshi.kernel.standards.exact import Exact, Number, exact, fraction
from banshi.kernel.standards.table import rows


@dataclass(frozen=True, slots=True)
class LightRule:
    """One row: it holds for values from ``least`` (above it if ``least_open``) and below ``below`` (up to it
    if ``below_closed``) of ``measure``."""

    preset: str
    standard: str
    place: str
    subject: str
    measure: str
    least: Decimal | None
    least_open: bool
    below: Decimal | None
    below_closed: bool
    light: str
    meaning: str

    def holds(self, value: Exact) -> bool:
        above = self.least is None or value > self.least or (value == self.least and not self.least_open)
        under = self.below is None or value < self.below or (value == self.below and self.below_closed)
        return above and under


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


RULES: tuple[LightRule, ...] = tuple(
    LightRule(
        row["preset"], row["standard"], row["zh"], row["subject"], row["measure"], _number(row["least"]),
        row["least_open"] == "yes", _number(row["below"]), row["below_closed"] == "yes", row["light"],
        row["meaning"],
    )
    for row in rows(light_rules.TEXT)
)  # fmt: skip
PRESETS: tuple[str, ...] = tuple(dict.fromkeys(rule.preset for rule in RULES))


@dataclass(frozen=True, slots=True)
class Light:
    """A light with the rule that lit it; ``rule`` is ``None`` for green."""

    colour: str
    rule: LightRule | None


def light(preset: str, subject: str, value: Number) -> Light:
    """The light of a measured value: green when no rule of the preset holds, compared exactly. ``ValueError``
    for a preset or subject that does not exist."""
    own = [rule for rule in RULES if rule.preset == preset and rule.subject == subject]
    if not own:
        known = ", ".join(f"{rule.preset} {rule.subject}" for rule in RULES)
        raise ValueError(f"no light rule {preset} {subject}; there are: {known}")
    amount = exact(value, own[0].measure)
    for rule in own:
        if rule.holds(amount):
            return Light(rule.light, rule)
    return Light("green", None)


def progress_light(preset: str, done: Number, line: Number) -> Light:
    """The light of a project: ``done`` and ``line`` are shares of the plan in per cent, actual and by the
    calendar. The preset says whether points behind, the share of the line or the share missing counts."""
    actual, due = fraction(exact(done, "done")), fraction(exact(line, "line"))
    own = [rule for rule in RULES if rule.preset == preset and rule.subject == "progress"]
    if not own:
        raise ValueError(f"{preset} has no rule of progress")
    if due <= 0:
        return Light("green", None)
    measures: Mapping[str, Exact] = {
        "behind_points": max(due - actual, 0 * due),
        "share_of_line": actual / due * 100,
        "behind_share": max((due - actual) / due * 100, 0 * due),
    }
    return light(preset, "progress", measures[own[0].measure])
