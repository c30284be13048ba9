"""The list that a site is judged by, the route by risk, and what a check must say. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault
from banshi.kernel.standards import lists

MET, FAILED, NOT_APPLICABLE = "met", "failed", "na"
RESULTS = (MET, FAILED, NOT_APPLICABLE)
OTHER = "other"
"""A finding that belongs to none of the items."""

DRAWN, TICKED, REFUSED = "drawn", "ticked", "refused"


@dataclass(frozen=True)
class Item:
    """One item of the list: its code, its words, a short name, and where it stands."""

    code: str
    zh: str
    en: str
    text: str
    clause: str


@dataclass(frozen=True)
class DustList:
    """The zone's own list of one version, and the working days that a rectification has."""

    code: str
    standard: str
    workdays: int
    items: dict[str, Item]


def parse_list(body: dict[str, Any]) -> DustList:
    """Read a ``dust_items`` rule set. Raises ValueError that names the list or the item."""
    rows = lists.entries("dust", body["list"])
    if not 1 <= body["workdays"] <= 30:
        raise ValueError("workdays: 1 to 30")
    items = {}
    for row in rows:
        code = row.fields["number"]
        short = body["short"].get(code)
        if short is None:
            raise ValueError(f"item {code} of {body['list']} has no short name")
        items[code] = Item(code, short["zh"], short["en"], row.zh, row.clause)
    return DustList(body["list"], rows[0].standard, body["workdays"], items)


@dataclass(frozen=True)
class Weights:
    """What each reason to go to a site weighs."""

    overdue: int
    open: int
    recent: int
    recent_days: int
    never: int
    weeks_since: int
    weeks_most: int


def parse_route(body: dict[str, Any]) -> Weights:
    """Read a ``patrol_route`` rule set. Raises ValueError for a weight that is none."""
    for name, value in body.items():
        if not isinstance(value, int) or not 0 <= value <= 1000:
            raise ValueError(f"{name}: a whole number of 0 to 1000")
    return Weights(**body)


@dataclass(frozen=True)
class SiteFacts:
    """What is known of a site on the day a route is planned."""

    open: int = 0
    overdue: int = 0
    recent: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class Risk:
    """How urgent a site is, and why: pairs of reason and number, the heaviest first."""

    score: int
    reasons: tuple[tuple[str, int], ...]


def risk_of(facts: SiteFacts, weights: Weights, today: date) -> Risk:
    """The sum of the weighed reasons."""
    weeks = min((today - facts.last_on).days // 7, weights.weeks_most) if facts.last_on else 0
    parts = (
        ("overdue", facts.overdue, weights.overdue * facts.overdue),
        ("open", facts.open, weights.open * facts.open),
        ("recent", facts.recent, weights.recent * facts.recent),
        ("never", 1, 0 if facts.last_on else weights.never),
        ("weeks", weeks, weights.weeks_since * weeks),
    )
    found = sorted((part for part in parts if part[2]), key=lambda part: -part[2])
    return Risk(sum(part[2] for part in found), tuple((name, n) for name, n, _weighed in found))


def fault_of_checks(
    items: Mapping[str, Item], given: Mapping[str, tuple[str, str]], recorded: frozenset[str]
) -> Fault | None:
    """What is wrong with the results of a stop: an unknown item, one recorded before, «n/a» without a reason."""
    if not given:
        return Fault("environment.nothing_checked", _("Say of at least one item how it is."))
    for code, (result, reason) in given.items():
        if code not in items or result not in RESULTS:
            return Fault("environment.item_unknown", _("Choose an item and a result from the list."))
        if code in recorded:
            return Fault(
                "environment.checked_already",
                _("Item %(item)s was already recorded at this stop. Open the stop again to see it."),
                params={"item": code},
            )
        if result == NOT_APPLICABLE and not reason.strip():
            return Fault(
                "environment.na_reason",
                _("«Not applicable» needs a reason. Write why item %(item)s does not apply here."),
                f"reason_{code}",
                {"item": code},
            )
        if len(reason) > 200:
            return Fault(
                "environment.reason_long",
                _("This is too long. Enter at most 200 characters."),
                f"reason_{code}",
            )
    return None


def fault_of_handing(how: str, name: str, witness: str, *, drawn: bool) -> Fault | None:
    """What is missing when the sheet is handed over: a signature, a name, or a witness of the refusal."""
    if how not in (DRAWN, TICKED, REFUSED):
        return Fault("environment.how", _("Choose how the sheet was taken."), "how")
    if how == DRAWN and not drawn:
        return Fault(
            "environment.no_signature", _("Nothing is drawn. Let the site manager sign, or tick."), "drawing"
        )
    if how == REFUSED and not witness.strip():
        return Fault(
            "environment.no_witness", _("A refusal needs a witness. Enter who was present."), "witness"
        )
    if how != REFUSED and not name.strip():
        return Fault("environment.no_name", _("Enter who took the sheet."), "name")
    return None
