"""Finding places."""

import math

from banshi.base.zones.access import Actor
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


NEAR_M = 5000
METRES_A_DEGREE = 111_320.0


def nearest(actor: Actor, latitude: float, longitude: float) -> tuple[Place, int] | None:
    """The place that lies nearest to a point (degrees), and how many metres from its box; within it 0.

    Of several that hold the point the smallest is named. None when none lies within five kilometres. One query; good
    to a few metres over such distances, and away from the poles.
    """
    along = METRES_A_DEGREE * max(math.cos(math.radians(latitude)), 0.01)
    wide, high = NEAR_M / along, NEAR_M / METRES_A_DEGREE
    box = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    rows = touching(actor.zone, *box).visible_to(actor).filter(ends_on=None).select_related("subject")

    def distance(place: Place) -> tuple[int, float]:
        across = max(place.west - longitude, 0.0, longitude - place.east) * along
        upwards = max(place.south - latitude, 0.0, latitude - place.north) * METRES_A_DEGREE
        area = (place.east - place.west) * (place.north - place.south)
        return round(math.hypot(across, upwards)), area

    found = min(((*distance(row), row.pk, row) for row in rows), default=None)
    return (found[3], found[0]) if found is not None and found[0] <= NEAR_M else None
