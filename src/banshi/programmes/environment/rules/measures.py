"""Kinds of measures as data, and who may verify one. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault

TOPIC = "environment_measures"
MOST = Decimal("9999999")


@dataclass(frozen=True)
class Kind:
    """One kind: its names, its own unit, and how many digits behind the point its quantities may have."""

    code: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    decimals: int

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.en if (get_language() or "").startswith("en") else self.zh

    @property
    def unit(self) -> str:
        """The unit in the language of the moment."""
        return self.unit_en if (get_language() or "").startswith("en") else self.unit_zh


@dataclass(frozen=True)
class Kinds:
    """The kinds of a zone, in their order."""

    kinds: tuple[Kind, ...]

    def get(self, code: str) -> Kind | None:
        """The kind named ``code``."""
        return next((kind for kind in self.kinds if kind.code == code), None)


def parse(body: dict[str, Any]) -> Kinds:
    """Read an ``environment_measures`` rule set. Raises ValueError that names the kind."""
    found = []
    for code, kind in body["kinds"].items():
        decimals = kind["decimals"]
        if isinstance(decimals, bool) or decimals not in (0, 1, 2):
            raise ValueError(f"kind {code}: decimals is 0, 1 or 2")
        if not all(str(kind[name]).strip() for name in ("zh", "en", "unit_zh", "unit_en")):
            raise ValueError(f"kind {code}: needs zh, en, unit_zh and unit_en")
        found.append(Kind(code, kind["zh"], kind["en"], kind["unit_zh"], kind["unit_en"], decimals))
    if not found:
        raise ValueError("kinds: at least one")
    return Kinds(tuple(found))


def fault_of_quantity(kind: Kind, quantity: Decimal) -> Fault | None:
    """Above zero, not absurd, and no more digits than the kind has."""
    if not quantity.is_finite() or quantity <= 0:
        return Fault("environment.quantity_zero", _("Enter a quantity above zero."), field="quantity")
    if quantity > MOST:
        return Fault(
            "environment.quantity_absurd",
            _("This is more than any site has. Check the quantity and its unit."),
            field="quantity",
        )
    if quantity != round(quantity, kind.decimals):
        return Fault(
            "environment.quantity_digits",
            _("A quantity in %(unit)s has at most %(most)s digits behind the point. Enter it so."),
            field="quantity",
            params={"unit": kind.unit, "most": str(kind.decimals)},
        )
    return None


@dataclass(frozen=True)
class Verifier:
    """Who is about to verify: ids of the person and of the units he sits in."""

    person: int | None
    units: Collection[int]


def fault_of_verifier(entered_by: int | None, by_unit: int | None, verifier: Verifier) -> Fault | None:
    """Not who entered it, and nobody of the unit that put it up; a contractor has no account at all."""
    if entered_by is not None and entered_by == verifier.person:
        return Fault(
            "environment.own_entry",
            _("You entered this measure yourself. Somebody else verifies it on site."),
        )
    if by_unit is not None and by_unit in verifier.units:
        return Fault(
            "environment.own_unit",
            _("Your own unit put this up. Somebody of another unit verifies it."),
        )
    return None


def fault_of_day(installed_on: date, day: date, today: date) -> Fault | None:
    """A day on site lies between the installation and today."""
    if day > today:
        return Fault(
            "environment.day_ahead", _("That day has not come yet. Enter the day itself."), field="day"
        )
    if day < installed_on:
        return Fault(
            "environment.day_before",
            _("That day lies before the installation (%(day)s). Choose a later one."),
            field="day",
            params={"day": installed_on.isoformat()},
        )
    return None
