"""What a matter's page shows of the occasion it came out of, and a place's page of what was held there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.occasions.models import Occasion
from banshi.core.org.panels import Line, Panel
from banshi.core.places.models import Place

MOST = 20


def of_matter(actor: Actor, matter: Matter) -> Panel:
    """The occasion that a matter came out of; one query, none where there is no origin."""
    if matter.origin_id is None or not actor.holds("occasions.view"):
        return Panel("", ())
    rows = Occasion.objects.visible_to(actor).filter(subject=matter.origin_id).select_related("subject")
    return Panel(_("Came out of"), tuple(_line(row) for row in rows))


def of_place(actor: Actor, place: Place) -> Panel:
    """What was held or is planned at a place, the newest first; one query."""
    if not actor.holds("occasions.view"):
        return Panel("", ())
    rows = Occasion.objects.visible_to(actor).filter(place=place).select_related("subject")
    return Panel(_("Occasions"), tuple(_line(row) for row in rows.order_by("-planned_on", "-pk")[:MOST]))


def _line(row: Occasion) -> Line:
    day = row.held_on or row.planned_on
    return Line(row.title, reverse("occasions:occasion", args=[row.subject.uid]), f"{day:%m-%d}")
