"""What is a usable geometry, typed or as GeoJSON, and how it is drawn."""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity

MOST_BYTES = 100_000
DECIMALS = 7
"""Of a degree: about a centimetre."""

TYPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
METRES_PER_DEGREE = 111_320.0
Bounds = tuple[float, float, float, float]
"""West, south, east, north: degrees, or the plan's own measure."""

MOST_LINES = 2000
_PAIR = re.compile(r"([-+]?\d{1,9}(?:\.\d{1,12})?)\s*[,，;；\s]\s*([-+]?\d{1,9}(?:\.\d{1,12})?)")


class GeometryFault(StrEnum):
    """What is wrong with a geometry; stable, for messages and tests."""

    SIZE = "size"
    JSON = "json"
    TYPE = "type"
    COORDINATES = "coordinates"
    EMPTY = "empty"
    RANGE = "range"
    SWAPPED = "swapped"
    INVALID = "invalid"
    LINE = "line"
    OUTSIDE = "outside"


class GeometryError(ValueError):
    """A text that is no usable geometry: ``fault``, and ``why`` in the words of the checker where it has any."""

    def __init__(self, fault: GeometryFault, why: str = "") -> None:
        super().__init__(f"{fault.value} {why}".strip())
        self.fault, self.why = fault, why


@dataclass(frozen=True)
class Geometry:
    """A checked geometry: GeoJSON in degrees (longitude, latitude), two-dimensional, and its bounds."""

    geojson: dict[str, Any]
    west: float
    south: float
    east: float
    north: float

    @property
    def text(self) -> str:
        """The GeoJSON as compact text."""
        return as_text(self.geojson)


def as_text(geojson: dict[str, Any]) -> str:
    """A geometry as compact text, the same for the same geometry."""
    return json.dumps(geojson, separators=(",", ":"), sort_keys=True)


def parse_position(text: str, within: Bounds | None = None) -> Geometry:
    """A position as typed: one point a line (``112.5010, 27.5010``), or GeoJSON.

    One line is a point, two a line, three and more an outline that closes itself. See :func:`parse_geometry`.
    """
    return parse_geometry(text if text.lstrip().startswith("{") else _from_lines(text), within)


def _from_lines(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise GeometryError(GeometryFault.SIZE)
    points = []
    for number, line in enumerate(lines, 1):
        found = _PAIR.fullmatch(line.strip())
        if found is None:
            raise GeometryError(GeometryFault.LINE, str(number))
        points.append([float(found[1]), float(found[2])])
    if len(points) == 1:
        return json.dumps({"type": "Point", "coordinates": points[0]})
    if len(points) == 2:
        return json.dumps({"type": "LineString", "coordinates": points})
    ring = points if points[:1] == points[-1:] else [*points, *points[:1]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def as_lines(geojson: dict[str, Any]) -> str:
    """A geometry as it would be typed; what is no point, line or plain outline as GeoJSON."""
    kind, coordinates = geojson["type"], geojson["coordinates"]
    if kind == "Polygon" and len(coordinates) == 1:
        points = coordinates[0][:-1]
    elif kind in ("Point", "LineString"):
        points = [coordinates] if kind == "Point" else coordinates
    else:
        return as_text(geojson)
    return "\n".join(f"{x:.12g}, {y:.12g}" for x, y in points)


def parse_geometry(text: str, within: Bounds | None = None) -> Geometry:
    """Check a GeoJSON geometry (or a single feature) and bring it to two dimensions and seven decimals.

    In degrees; or, with ``within``, in a plan's own measure and inside these bounds. Raises
    :class:`GeometryError` with the first fault.
    """
    if len(text.encode()) > MOST_BYTES:
        raise GeometryError(GeometryFault.SIZE)
    drawn = shaped(_geometry_of(load(text)))
    if drawn.is_empty:
        raise GeometryError(GeometryFault.EMPTY)
    if not math.isfinite(sum(drawn.bounds)):
        raise GeometryError(GeometryFault.COORDINATES)
    drawn = shapely.transform(shapely.force_2d(drawn), lambda points: points.round(DECIMALS))
    west, south, east, north = drawn.bounds
    if within is None:
        check_degrees(west, south, east, north)
    elif not (within[0] <= west and within[1] <= south and east <= within[2] and north <= within[3]):
        raise GeometryError(GeometryFault.OUTSIDE)
    if not drawn.is_valid:
        raise GeometryError(GeometryFault.INVALID, explain_validity(drawn))
    return Geometry(json.loads(json.dumps(mapping(drawn))), west, south, east, north)


def load(text: str) -> Any:
    """The JSON value of a text; raises :class:`GeometryError` where it is none, or holds NaN."""

    def no_number(_word: str) -> None:
        raise GeometryError(GeometryFault.COORDINATES)

    try:
        return json.loads(text, parse_constant=no_number)
    except (RecursionError, ValueError) as error:  # too deep, or a number of thousands of digits
        if isinstance(error, GeometryError):
            raise
        if isinstance(error, json.JSONDecodeError):
            raise GeometryError(GeometryFault.JSON, f"{error.lineno}:{error.colno}") from error
        raise GeometryError(GeometryFault.JSON, "1:1") from error


def _geometry_of(found: Any) -> dict[str, Any]:
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise GeometryError(GeometryFault.TYPE)
        found = features[0]
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or str(found.get("type")) not in TYPES:
        raise GeometryError(GeometryFault.TYPE)
    return found


def shaped(geojson: dict[str, Any]) -> Any:
    """The shape of a geometry of one of :data:`TYPES`."""
    try:
        return shape({"type": geojson["type"], "coordinates": geojson["coordinates"]})
    except (ShapelyError, ArithmeticError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise GeometryError(GeometryFault.COORDINATES) from error


def check_degrees(west: float, south: float, east: float, north: float) -> None:
    """Raise where bounds are no degrees, or latitude came first."""
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        swapped = west >= -90 and east <= 90 and south >= -180 and north <= 180
        raise GeometryError(GeometryFault.SWAPPED if swapped else GeometryFault.RANGE)
    if west >= 3 and east <= 54 and south >= 73:  # China with latitude first would lie in the Arctic
        raise GeometryError(GeometryFault.SWAPPED)


@dataclass(frozen=True)
class Outline:
    """A drawing of a geometry in a box of ``width`` × ``height``: filled areas, lines, dots, and a scale.

    ``areas`` and ``lines`` are SVG path data. The bar of ``bar`` units is ``metres`` long on the
    ground. North is up.
    """

    width: int
    height: int
    areas: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    bar: str
    metres: int


def outline(geojson: dict[str, Any], *, width: int = 320, height: int = 220, margin: int = 16) -> Outline:
    """Draw a checked geometry, east–west shortened by its latitude."""
    drawn = shape(geojson)
    west, south, east, north = drawn.bounds
    shorten = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shorten, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * margin) / across, (height - 2 * margin) / up)
    middle = ((west + east) / 2, (south + north) / 2)

    def at(point: Iterable[float]) -> tuple[str, str]:
        x, y = list(point)[:2]
        left = width / 2 + (x - middle[0]) * shorten * scale
        return f"{left:.1f}", f"{height / 2 - (y - middle[1]) * scale:.1f}"

    parts = list(getattr(drawn, "geoms", [drawn]))
    metres = round_length((width / 3) / scale * METRES_PER_DEGREE)
    return Outline(
        width,
        height,
        tuple(
            "".join(_path(ring.coords, at) + "Z" for ring in (part.exterior, *part.interiors))
            for part in parts
            if part.geom_type == "Polygon"
        ),
        tuple(_path(part.coords, at) for part in parts if part.geom_type == "LineString"),
        tuple(at(part.coords[0]) for part in parts if part.geom_type == "Point"),
        f"{metres / METRES_PER_DEGREE * scale:.1f}",
        metres,
    )


def _path(points: Iterable[Iterable[float]], at: Any) -> str:
    return "M" + "L".join(" ".join(at(point)) for point in points)


def round_length(metres: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not longer; at least 1."""
    if metres < 1:
        return 1
    power = 10 ** math.floor(math.log10(metres))
    return max(int(step * power) for step in (1, 2, 5) if step * power <= metres)
