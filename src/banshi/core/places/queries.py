"""Finding places."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry import Point, shape

from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org import queries as org
from banshi.core.places.models import Place, PlaceKind, Plan, Spot
from banshi.core.places.rules import maps

MOST_AREAS = 200


@dataclass(frozen=True)
class Area:
    """A place that holds others: their ids."""

    place: Place
    holds: frozenset[int]


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


def plan_on(actor: Actor, day: date) -> Plan | None:
    """The zone's own plan of a day, of those that the actor may see; one query."""
    return Plan.objects.visible_to(actor).on(day).select_related("file", "subject").first()


def positions(plan: Plan | None, places: Iterable[Place]) -> dict[int, dict[str, Any]]:
    """Place id → where it lies on the plan, of those that lie on it; at most one query."""
    if plan is None or plan.in_degrees:
        return {place.pk: place.geometry for place in places if place.geometry}
    spots = Spot.objects.filter(zone_id=plan.zone_id, plan_id=plan.measure_id, geometry__isnull=False)
    return dict(spots.filter(place__in=[place.pk for place in places]).values_list("place", "geometry"))


def areas_of(plan: Plan | None, found: dict[int, dict[str, Any]], actor: Actor) -> list[Area]:
    """Parcels and village areas with what of ``found`` lies in them by its middle; one or two queries.

    ``found`` are positions as :func:`positions` gives them. Areas in which nothing lies are left out.
    """
    kinds = (PlaceKind.PARCEL, PlaceKind.VILLAGE)
    rows = Place.objects.visible_to(actor).filter(kind__in=kinds, ends_on=None).select_related("subject")
    rows = list(rows.order_by("name_zh", "pk")[:MOST_AREAS])
    outlines = positions(plan, rows)
    middles = {pk: Point(*maps.centre(geometry)) for pk, geometry in found.items()}
    areas = []
    for row in rows:
        outline = shape(outlines[row.pk]) if row.pk in outlines else None
        if outline is None or outline.geom_type not in ("Polygon", "MultiPolygon"):
            continue
        held = frozenset(pk for pk, point in middles.items() if pk != row.pk and outline.covers(point))
        if held:
            areas.append(Area(row, held))
    return areas
