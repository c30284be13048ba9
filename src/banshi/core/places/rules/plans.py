"""What can be a plan of the zone: a picture with its corners, or a GeoJSON drawing; hostile ones are named.

Coordinates are never converted silently. Degrees are CGCS2000 or WGS 84, which agree here to well under a metre;
what a web map shows (GCJ-02, BD-09) lies some hundred metres beside them and is refused; a plan may have a measure
of its own, the pixels of the picture or the metres of a survey.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry import mapping

from banshi.core.places.rules.geometry import (
    DECIMALS,
    METRES_PER_DEGREE,
    TYPES,
    Bounds,
    GeometryError,
    GeometryFault,
    check_degrees,
    load,
    shaped,
)

CGCS2000, WGS84, OWN = "cgcs2000", "wgs84", "own"
IN_DEGREES = (CGCS2000, WGS84)
SHIFTED = {"gcj02": "GCJ-02", "bd09": "BD-09"}
"""Systems of web maps, offered in the form so that they can be refused by name."""

MOST_BYTES = 2_000_000
MOST_FEATURES = 2_000
MOST_POINTS = 40_000
MOST_DEGREES = 2.0
"""Wider than any zone, and narrower than a province."""
MOST_OWN = 10_000_000.0
LEAST_SIDE = 200
"""Pixels. What is smaller cannot be read."""
MOST_STRETCH = 1.5
"""How far the ground between the corners may differ in shape from the picture before the corners are doubted."""
MOST_NAME = 40
ROOM = 0.03
"""Room around a drawing, so that names and lines at its edge are not cut."""

KNOWN_CRS = ("crs84", "epsg::4326", "epsg:4326", "epsg::4490", "epsg:4490")
ROLES = {
    "boundary": "boundary", "边界": "boundary", "区界": "boundary", "范围": "boundary",
    "road": "road", "道路": "road", "路": "road",
    "water": "water", "水系": "water", "水域": "water", "河流": "water",
    "green": "green", "绿地": "green",
    "building": "building", "建筑": "building", "厂房": "building",
    "parcel": "parcel", "地块": "parcel", "用地": "parcel",
}  # fmt: skip
"""What a feature is (its property ``kind`` or 类别): decides how it is drawn, nothing else."""


class PlanFault(StrEnum):
    """What is wrong with a drawing or with corners; stable, for messages and tests."""

    SIZE = "size"
    JSON = "json"
    COLLECTION = "collection"
    SYSTEM = "system"
    MANY = "many"
    POINTS = "points"
    TYPE = "type"
    COORDINATES = "coordinates"
    EMPTY = "empty"
    RANGE = "range"
    SWAPPED = "swapped"
    WIDE = "wide"
    SMALL = "small"
    CORNERS = "corners"
    STRETCH = "stretch"


class PlanError(ValueError):
    """A fault with what its sentence needs."""

    def __init__(self, fault: PlanFault, **params: Any) -> None:
        super().__init__(f"{fault.value} {params}")
        self.fault, self.params = fault, params


@dataclass(frozen=True)
class Drawing:
    """A checked drawing: shapes of role, name and two-dimensional geometry, in the order of the file."""

    system: str
    sha256: str
    name: str
    bounds: Bounds
    shapes: tuple[dict[str, Any], ...] = field(repr=False)
    points: int


def parse_drawing(content: bytes, system: str, *, sha256: str = "", name: str = "") -> Drawing:
    """Check a GeoJSON file of features. Raises :class:`PlanError` with the first fault."""
    if len(content) > MOST_BYTES:
        raise PlanError(PlanFault.SIZE, most=MOST_BYTES // 1_000_000)
    features = _features(_read(content))
    shapes: list[dict[str, Any]] = []
    boxes: list[Bounds] = []
    points = 0
    for number, feature in enumerate(features, 1):
        drawn = _drawn(feature, number)
        points += int(shapely.get_num_coordinates(drawn))
        if points > MOST_POINTS:
            raise PlanError(PlanFault.POINTS, most=MOST_POINTS)
        if drawn.is_empty:
            continue
        shapes.append(_shape_of(feature, drawn))
        boxes.append(drawn.bounds)
    if not shapes:
        raise PlanError(PlanFault.EMPTY)
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    _check_extent((west, south, east, north), system)
    room = ROOM * max(east - west, north - south)
    bounds = tuple(round(one, DECIMALS) for one in (west - room, south - room, east + room, north + room))
    return Drawing(system, sha256, name, bounds, tuple(shapes), points)  # type: ignore[arg-type]


def _read(content: bytes) -> Any:
    try:
        return load(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlanError(PlanFault.JSON, where="1:1") from error
    except GeometryError as error:
        if error.fault == GeometryFault.COORDINATES:
            raise PlanError(PlanFault.COORDINATES, n=1) from error
        raise PlanError(PlanFault.JSON, where=error.why or "1:1") from error


def _features(found: Any) -> list[Any]:
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise PlanError(PlanFault.COLLECTION)
    crs = found.get("crs")
    if crs is not None:
        named = crs.get("properties") if isinstance(crs, dict) else None
        said = str(named.get("name") if isinstance(named, dict) else crs)[:60]
        if not said.lower().endswith(KNOWN_CRS):
            raise PlanError(PlanFault.SYSTEM, name=plain(said))
    features = found.get("features")
    if not isinstance(features, list):
        raise PlanError(PlanFault.COLLECTION)
    if len(features) > MOST_FEATURES:
        raise PlanError(PlanFault.MANY, most=MOST_FEATURES)
    return features


def _drawn(feature: Any, number: int) -> Any:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or str(geometry.get("type")) not in TYPES:
        raise PlanError(PlanFault.TYPE, n=number)
    try:
        drawn = shapely.force_2d(shaped(geometry))
    except GeometryError as error:
        raise PlanError(PlanFault.COORDINATES, n=number) from error
    if not drawn.is_empty and not math.isfinite(sum(drawn.bounds)):
        raise PlanError(PlanFault.COORDINATES, n=number)
    return shapely.transform(drawn, lambda points: points.round(DECIMALS))


def _shape_of(feature: dict[str, Any], drawn: Any) -> dict[str, Any]:
    told = feature.get("properties")
    told = told if isinstance(told, dict) else {}
    role = next((str(told[key]) for key in ("kind", "role", "类别", "类型") if key in told), "")
    name = next((told[key] for key in ("name", "名称", "NAME", "Name") if isinstance(told.get(key), str)), "")
    return {
        "role": ROLES.get(role.strip().lower(), ""),
        "name": plain(name)[:MOST_NAME],
        "geometry": json.loads(json.dumps(mapping(drawn))),
    }


def plain(text: str) -> str:
    """A text without what no page, no database and no drawing can hold: controls, halves of characters."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())


def _check_extent(bounds: Bounds, system: str) -> None:
    if system == OWN:
        if max(abs(one) for one in bounds) > MOST_OWN:
            raise PlanError(PlanFault.RANGE)
        return
    try:
        check_degrees(*bounds)
    except GeometryError as error:
        raise PlanError(PlanFault(error.fault.value)) from error
    if max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > MOST_DEGREES:
        raise PlanError(PlanFault.WIDE, most=int(MOST_DEGREES))


def picture_bounds(size: tuple[int, int], system: str, corners: tuple[float | None, ...]) -> Bounds:
    """Where a picture of ``size`` pixels lies: its corners in degrees, or its own pixels from the lower left.

    Raises :class:`PlanError`.
    """
    wide, high = size
    if min(size) < LEAST_SIDE:
        raise PlanError(PlanFault.SMALL, least=LEAST_SIDE)
    if system == OWN:
        return (0.0, 0.0, float(wide), float(high))
    west, south, east, north = corners
    if west is None or south is None or east is None or north is None:
        raise PlanError(PlanFault.CORNERS)
    if not math.isfinite(west + south + east + north) or west >= east or south >= north:
        raise PlanError(PlanFault.CORNERS)
    _check_extent((west, south, east, north), system)
    across, up = metres(west, south, east, north)
    stretch = (across / up) / (wide / high)
    if not 1 / MOST_STRETCH <= stretch <= MOST_STRETCH:
        raise PlanError(PlanFault.STRETCH, across=round(across), up=round(up), wide=wide, high=high)
    return (west, south, east, north)


def metres(west: float, south: float, east: float, north: float) -> tuple[float, float]:
    """How long a box in degrees is on the ground, east–west in its middle and south–north."""
    shorten = math.cos(math.radians((south + north) / 2))
    return (east - west) * METRES_PER_DEGREE * shorten, (north - south) * METRES_PER_DEGREE


def rings(geojson: dict[str, Any]) -> Iterator[tuple[str, list[list[list[float]]]]]:
    """The parts of a geometry: ``("area", rings)``, ``("line", [points])`` or ``("dot", [[point]])``."""
    kind, found = geojson["type"], geojson["coordinates"]
    several = found if kind.startswith("Multi") else [found]
    for one in several:
        if kind.endswith("Polygon"):
            yield "area", one
        elif kind.endswith("LineString"):
            yield "line", [one]
        else:
            yield "dot", [[one]]
