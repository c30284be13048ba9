"""Finding places."""

from banshi.base.zones.models import Zone
from banshi.core.org import queries as org
from banshi.core.places.models import Place


def same_place(zone: Zone, text: str, within: Place | None = None) -> list[Place]:
    """Places that ``text`` probably names already, inside the same larger place (or in none)."""
    subjects = org.same_name(zone, text, "place")
    rows = Place.objects.filter(zone=zone, subject__in=subjects, within=within)
    return list(rows.select_related("subject").order_by("pk"))


def touching(zone: Zone, west: float, south: float, east: float, north: float):
    """Places whose box touches the given one (degrees), by name: candidates, to be looked at closer."""
    rows = Place.objects.filter(zone=zone, west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    return rows.order_by("name_zh", "pk")
