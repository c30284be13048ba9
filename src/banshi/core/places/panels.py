"""What an organisation's page shows of its places."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.zones.access import Actor
from banshi.core.org.models import OutsideOrganisation
from banshi.core.org.panels import Line, Panel
from banshi.core.places.models import Place

MOST = 50


def places_of(actor: Actor, row: OutsideOrganisation) -> Panel:
    """The places that an organisation holds, by name; the first 50."""
    rows = Place.objects.visible_to(actor).filter(held_by=row).select_related("subject")
    return Panel(
        _("Places"),
        tuple(
            Line(place.name, reverse("places:place", args=[place.subject.uid]), place.get_kind_display())
            for place in rows.order_by("name_zh", "pk")[:MOST]
        ),
    )
