"""The list of measures."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Choices, Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.programmes.environment.actions.measures import kinds_of
from banshi.programmes.environment.models.measures import Measure, MeasureState
from banshi.programmes.environment.tables.series import between

REMOVED, STANDING = "removed", "standing"
TONES = {MeasureState.ENTERED: "waiting", MeasureState.VERIFIED: "done", MeasureState.NOT_FOUND: "open"}
STATES = (
    (MeasureState.ENTERED.value, MeasureState.ENTERED.label),
    (STANDING, _("Verified, stands there")),
    (REMOVED, _("Taken away")),
    (MeasureState.NOT_FOUND.value, MeasureState.NOT_FOUND.label),
)


def _english() -> bool:
    return (get_language() or "").startswith("en")


def kind_name(row: Measure) -> str:
    """What the kind was called when it was entered."""
    return row.kind_en if _english() else row.kind_zh


def unit_name(row: Measure) -> str:
    """The unit of its kind when it was entered."""
    return row.unit_en if _english() else row.unit_zh


def amount_said(row: Measure) -> str:
    """The quantity with qualifier and unit."""
    amount, english = row.amount, _english()
    unit = f" {unit_name(row)}" if english else unit_name(row)
    return amount.text(f"{amount.value:,}{unit}", english)


def state_mark(row: Measure) -> Mark:
    """Where it stands; what was taken away says so."""
    if row.removed_on is not None:
        return Mark(_("Taken away"), "ended")
    return Mark(row.get_state_display(), TONES[MeasureState(row.state)])


def by_whom(row: Measure) -> str:
    """The contractor or the unit that put it up."""
    return (row.organisation or row.by_unit).name


def _in_state(rows: QuerySet, value: str) -> QuerySet:
    if value in (REMOVED, STANDING):
        return rows.filter(state=MeasureState.VERIFIED, removed_on__isnull=value == STANDING)
    return rows.filter(state=value)


def _kinds(actor: Actor) -> Choices:
    return [(kind.code, kind.name) for kind in kinds_of(actor.zone, clock.today(actor.zone)).kinds]


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    found: Any = Q(spot__icontains=text)
    for path in ("place", "organisation", "by_unit"):
        found |= Q(**{f"{path}__name_zh__icontains": text}) | Q(**{f"{path}__name_en__icontains": text})
    return rows.filter(found)


MEASURES = Table(
    code="environment_measures",
    title=_("Measures on sites"),
    unit=_("%(n)s measures"),
    columns=(
        Column("place", _("Site"), "place.name", phone="title", order_by=("place__name_zh",), wide=True),
        Column("kind", _("Kind"), kind_name, order_by=("kind",)),
        Column("amount", _("Quantity"), amount_said),
        Column("by", _("Put up by"), by_whom, phone="foot"),
        Column("spot", _("Where on the site"), "spot", phone="hidden"),
        Column("installed_on", _("Put up on"), "installed_on", "date", order_by=("installed_on",)),
        Column("verified_on", _("Verified on"), "verified_on", "date", "hidden", ("verified_on",)),
        Column("removed_on", _("Stood there until"), "removed_on", "date", "hidden"),
        Column("state", _("State"), state_mark, "state"),
    ),
    order=("-installed_on",),
    filters=(
        Filter("kind", _("Kind"), _kinds, lambda rows, value: rows.filter(kind=value)),
        Filter("state", _("State"), STATES, _in_state),
        *between("installed_on"),
    ),
    search=_search,
    search_label=_("Site or contractor"),
    row_url=lambda row: reverse("environment:measure", args=[row.subject.uid]),
    row_past=lambda row: row.removed_on is not None,
    empty=_("What contractors put up on sites stands here, each kind in its own unit, once it is entered."),
    first_step=lambda actor: (
        (_("Enter the first measure"), reverse("environment:enter_measure"))
        if actor.holds("environment.enter_measure")
        else None
    ),
)
