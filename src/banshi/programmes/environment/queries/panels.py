"""What other pages show of patrols: a matter its finding, an occasion its route, a place its site page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.occasions.models import Occasion
from banshi.core.org.panels import Line, Panel
from banshi.core.places.models import Place
from banshi.programmes.environment.models import Patrol, Site

NOTHING = Panel("", ())


def of_matter(actor: Actor, matter: Matter) -> Panel:
    """The finding behind a rectification."""
    if matter.nature != "rectification" or matter.origin_id is None or not actor.holds("environment.view"):
        return NOTHING
    if not Patrol.objects.filter(zone=actor.zone, occasion__subject=matter.origin_id).exists():
        return NOTHING
    url = reverse("environment:finding", args=[matter.subject.uid])
    return Panel(_("Site patrol"), (Line(_("Photos, sheet and recheck"), url),))


def of_occasion(actor: Actor, row: Occasion) -> Panel:
    """The route of a patrol."""
    if row.kind != "patrol" or not actor.holds("environment.view"):
        return NOTHING
    if not Patrol.objects.filter(zone=actor.zone, occasion=row).exists():
        return NOTHING
    url = reverse("environment:patrol", args=[row.subject.uid])
    return Panel(_("Site patrol"), (Line(_("Route, checks and findings"), url),))


def of_place(actor: Actor, place: Place) -> Panel:
    """The site behind a place; who may enter the first parties finds the way here."""
    if place.kind != "site" or not actor.holds("environment.view"):
        return NOTHING
    known = Site.objects.filter(zone=actor.zone, place=place).select_related("contractor").first()
    url = reverse("environment:site", args=[place.subject.uid])
    return Panel(
        _("Site patrol"), (Line(_("Items and pairs of photos"), url, known.contractor.name if known else ""),)
    )
