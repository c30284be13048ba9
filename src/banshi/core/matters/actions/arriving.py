"""What comes in, one by one or hundreds at once: what it must have, and what history and search say of it.

Shared by :mod:`.intake` (one) and :mod:`.many`. Nothing is read or written here but the rules in force.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones.models import Label, Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.desk import iso, short
from banshi.core.matters.models import Matter, RaiserKind
from banshi.core.matters.rules import dispatching
from banshi.core.matters.rules.faults import refuse_first
from banshi.core.matters.rules.kinds import Kinds
from banshi.core.matters.rules.routing import Routing
from banshi.core.org.models import OutsideOrganisation, Post, Unit
from banshi.core.places.models import Place
from banshi.kernel.text import masked_numbers

OLDEST = timedelta(days=731)
OLDEST_CLAIM = timedelta(days=36_525)
CLAIMED = "claimed"
LABELS, RAISER_KINDS = frozenset(Label.values), frozenset(RaiserKind.values)
LEAST_DIGITS, MOST_DIGITS = 5, 20


@dataclass(frozen=True)
class Raiser:
    """Who raised it. A resident's or contact's name and phone go to the vault."""

    kind: str
    org: OutsideOrganisation | None = None
    unit: Unit | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Foreign:
    """The number and the deadline of a system outside."""

    system: str
    number: str
    due_on: date | None = None


@dataclass(frozen=True)
class Handed:
    """A dispatch that comes with the matter: who leads, who handles, until when, and what must be true then."""

    lead_leader: Post
    responsible_unit: Unit
    due_on: date
    requirement: str
    on: date


@dataclass(frozen=True)
class Claimed:
    """A close-out from before: on which day, by which unit, in which words."""

    closed_on: date
    unit: Unit | None = None
    words: str = ""


@dataclass(frozen=True)
class Arrival:
    """One matter that comes in: to intake, straight to dispatched, or as claimed closed out."""

    title: str
    words: str
    kind: str
    category: str
    source_kind: str
    raiser: Raiser
    raised_on: date
    place: Place | None = None
    collector: Unit | None = None
    label: int = Label.INTERNAL
    foreign: Foreign | None = None
    handed: Handed | None = None
    claimed: Claimed | None = None


@dataclass
class InForce:
    """The rules by which arrivals of one day are judged, each asked for once."""

    zone: Zone
    today: date
    known: dict[date, Kinds] = field(default_factory=dict)

    def kinds(self, raised_on: date) -> Kinds:
        """The kinds in force on the day on which it was raised."""
        found = self.known.get(raised_on)
        if found is None:
            found = self.known[raised_on] = presets.rules(self.zone, "kinds", raised_on)
        return found

    @cached_property
    def routing(self) -> Routing:
        """The routing in force today."""
        return presets.rules(self.zone, "routing", self.today)

    @cached_property
    def lifecycle(self) -> presets.Version:
        """The life cycle in force today, with its number."""
        return presets.in_force(self.zone, "lifecycle", self.today)


# What it must have


def check_arrival(rules: InForce, one: Arrival) -> None:
    """Raise the first :class:`Refusal` of what stands in the way of an arrival; reads no row."""
    oldest = OLDEST_CLAIM if one.claimed else OLDEST
    kinds = rules.kinds(one.raised_on)
    check_intake(one.title, one.kind, one.category, one.raiser, one.raised_on, rules.today, kinds, oldest)
    check_codes(one.source_kind, one.label, rules.routing)
    if one.handed is not None:
        _check_handed(one, one.handed, rules.today)
    if one.claimed is not None:
        _check_claimed(rules, one, one.claimed)


def _check_handed(one: Arrival, handed: Handed, today: date) -> None:
    if not one.raised_on <= handed.on <= today:
        raise Refusal(
            "matters.handed_when",
            _("The day of dispatch lies before the matter was raised, or ahead. Check both days."),
            field="dispatched_on",
        )
    facts = dispatching.DispatchFacts(
        lead_leader_rank=handed.lead_leader.rank, responsible_unit=handed.responsible_unit.pk,
        due_on=handed.due_on, due_at=None, requirement=handed.requirement, co_units=(), co_due=(),
        today=handed.on, now=datetime.min, urgent=False,
    )  # fmt: skip
    refuse_first(dispatching.faults(facts))


def _check_claimed(rules: InForce, one: Arrival, claimed: Claimed) -> None:
    if CLAIMED not in rules.lifecycle.rules.states:
        raise Refusal(
            "matters.no_claimed_state",
            _(
                "The life cycle in force knows no «claimed» close-outs. Have the administrator adopt its present "
                "version under Rules, then choose the file again."
            ),
        )
    if not one.raised_on <= claimed.closed_on <= rules.today:
        raise Refusal(
            "matters.claimed_when",
            _("The day of the close-out lies before the matter was raised, or ahead. Check both days."),
            field="closed_on",
        )


def check_intake(
    title: str,
    kind: str,
    category: str,
    raiser: Raiser,
    raised_on: date,
    today: date,
    kinds: Kinds,
    oldest: timedelta = OLDEST,
) -> None:
    """Raise the first thing that is missing or wrong in what comes in."""
    if not title.strip():
        raise Refusal(
            "matters.title_missing", _("Write in one line what it is about, without names."), field="title"
        )
    short(title, 120, "title")
    if kind not in kinds.kinds or category not in kinds.categories:
        raise Refusal("matters.kind_unknown", _("Choose a kind and a category from the lists."), field="kind")
    if raised_on > today:
        raise Refusal(
            "matters.future_day",
            _("That day has not come yet. Enter the day on which it was raised."),
            field="raised_on",
        )
    if raised_on < today - oldest:
        raise Refusal(
            "matters.raised_long_ago",
            _("That day lies more than two years back. Check the year."),
            field="raised_on",
        )
    _check_raiser(raiser)


def _check_raiser(raiser: Raiser) -> None:
    if raiser.phone.strip() and not LEAST_DIGITS <= len(vault.normal_phone(raiser.phone)) <= MOST_DIGITS:
        raise Refusal("matters.phone_wrong", _("Enter the telephone number in digits."), field="phone")
    if raiser.kind not in RAISER_KINDS:
        raise Refusal("matters.raiser_missing", _("Choose who raised it."), field="raiser_kind")
    if raiser.kind == RaiserKind.ENTERPRISE and raiser.org is None:
        raise Refusal(
            "matters.raiser_missing",
            _("Choose the enterprise; enter it first if it is new."),
            field="raiser_org",
        )
    if raiser.kind == RaiserKind.OFFICE and raiser.unit is None:
        raise Refusal("matters.raiser_missing", _("Choose the office that raised it."), field="raiser_unit")


def check_codes(source_kind: str, label: int, routing: Routing) -> None:
    """Raise unless the source and the label are known."""
    if source_kind not in routing.sources:
        raise Refusal("matters.source_unknown", _("Choose a source from the list."), field="source_kind")
    check_label(label)


def check_label(label: int) -> None:
    """Raise unless the label is known."""
    if label not in LABELS:
        raise Refusal("matters.label_unknown", _("Choose a label from the list."), field="label")


# What is said of it


def sealed_texts(words: str, raiser: Raiser, claim: str = "") -> list[tuple[str, str, bool]]:
    """What goes to the vault, as far as there is any: field, text, and whether it is found again by its digest."""
    texts = (
        ("words", words.strip(), False),
        ("name", raiser.name.strip(), False),
        ("phone", raiser.phone.strip(), True),
        ("claim", claim.strip(), False),
    )
    return [one for one in texts if one[1]]


def searched(words: str, org: Any, place: Any, *foreign: str) -> str:
    """The text by which a matter is found besides its number and title: no number of a person stands in it."""
    named = (masked_numbers(words), org.name_zh if org else "", place.name_zh if place else "", *foreign)
    return "\n".join(filter(None, named))


def received_facts(
    matter: Matter, raiser: Raiser, words: dict[str, str] | None, place: Place | None, **links: str | None
) -> dict[str, Any]:
    """What history says of a matter that came in; ``links``: the origin, what it hangs on, what it is a part of."""
    return {
        "number": matter.number,
        "title": matter.title,
        "kind": matter.kind,
        "category": matter.category,
        "source": matter.source_kind,
        "raiser": raiser.kind,
        "raiser_org": str(raiser.org.subject.uid) if raiser.org else None,
        "collector": matter.collector.code,
        "words": words,
        "place": str(place.subject.uid) if place else None,
        "origin": links.get("origin"),
        "about": links.get("about"),
        "parent": links.get("parent"),
    }


def foreign_facts(foreign: Foreign) -> dict[str, str | None]:
    """What history says of a foreign number."""
    return {
        "foreign_system": foreign.system,
        "foreign_number": foreign.number,
        "foreign_due_on": iso(foreign.due_on),
    }
