"""The list of places."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.search import find
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.core.places.models import PlaceKind

LASTING = (("current", _("Current")), ("ended", _("Ended")))
DRAWN = (("yes", _("With outline")), ("no", _("Without outline")))


def _state(row) -> Mark:
    return Mark(_("Current"), "done") if row.ends_on is None else Mark(_("Ended"), "ended")


PLACES = Table(
    code="places",
    title=_("Places"),
    unit=_("%(n)s places"),
    columns=(
        Column("name", _("Name"), "name", phone="title", order_by=("name_zh",), wide=True),
        Column("kind", _("Kind"), "get_kind_display", order_by=("kind",)),
        Column("within", _("Lies in"), "within.name"),
        Column("held_by", _("Held by"), "held_by.name", phone="foot"),
        Column("aliases", _("Other names"), "other_names", kind="tags", phone="hidden"),
        Column("starts_on", _("From"), "starts_on", kind="date", order_by=("starts_on",), phone="hidden"),
        Column("state", _("State"), _state, kind="state"),
    ),
    filters=(
        Filter("kind", _("Kind"), PlaceKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter(
            "state", _("State"), LASTING, lambda rows, value: rows.filter(ends_on__isnull=value == "current")
        ),
        Filter("drawn", _("Outline"), DRAWN, lambda rows, value: rows.filter(geometry__isnull=value == "no")),
    ),
    search=lambda rows, zone, text: find.narrow(rows, zone, text),
    order=("name_zh",),
    row_url=lambda row: reverse("places:place", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None,
    empty=_(
        "Sites, roads, buildings, monitoring points and sensitive places stand here once they are registered."
    ),
    first_step=lambda actor: (
        (_("Register the first one"), reverse("places:register")) if actor.holds("places.edit") else None
    ),
)
