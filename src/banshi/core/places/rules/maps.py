"""How a map is drawn without a script: the same plan and the same marks, for paper and for plain browsers."""

import html
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

from banshi.core.places.rules.geometry import METRES_PER_DEGREE, Bounds, round_length
from banshi.core.places.rules.plans import rings

WIDE = 1000.0
LEAST_HIGH, MOST_HIGH = 420.0, 900.0
MARGIN = 0.06
LEAST_SPAN = 0.004
"""Degrees around a single point: some four hundred metres."""
SHEET = 2000.0

Project = Callable[[float, float], tuple[float, float]]


def centre(geojson: dict[str, Any]) -> tuple[float, float]:
    """A point inside a geometry where its mark stands."""
    drawn = shape(geojson)
    west, south, east, north = drawn.bounds
    if drawn.geom_type == "LineString" and drawn.length:
        half = drawn.interpolate(0.5, normalized=True)
        return round(half.x, 7), round(half.y, 7)
    x, y = (west + east) / 2, (south + north) / 2
    if drawn.is_valid and drawn.geom_type != "Point":
        point = drawn.centroid if drawn.contains(drawn.centroid) else drawn.representative_point()
        x, y = point.x, point.y
    return round(x, 7), round(y, 7)


def light(geojson: dict[str, Any], tolerance: float) -> dict[str, Any]:
    """The geometry with fewer points, where it has very many: a mark is no survey."""
    drawn = shape(geojson)
    if sum(len(ring) for _kind, part in rings(geojson) for ring in part) <= 200:
        return geojson
    simple = drawn.simplify(tolerance)
    return dict(simple.__geo_interface__) if not simple.is_empty else geojson


def around(geometries: Iterable[dict[str, Any]], *, degrees: bool) -> Bounds | None:
    """The box that holds all, with some room around; None when there is none."""
    boxes = [shape(one).bounds for one in geometries]
    if not boxes:
        return None
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    least = LEAST_SPAN if degrees else 10.0
    across, up = max((least - (east - west)) / 2, 0.0), max((least - (north - south)) / 2, 0.0)
    room = MARGIN * max(east - west, north - south, least)
    return west - across - room, south - up - room, east + across + room, north + up + room


@dataclass(frozen=True)
class Frame:
    """The sheet on which a map is drawn: its size, and where a point of the ground comes to stand on it."""

    width: float
    height: float
    at: Project
    ground: tuple[str, str, str, str]
    bar: str
    metres: int


def frame(shown: Bounds, ground: Bounds | None, *, degrees: bool) -> Frame:
    """Fit ``shown`` into the sheet; ``ground`` is where the plan lies (x, y, width, height on the sheet)."""
    west, south, east, north = shown
    shorten = math.cos(math.radians((south + north) / 2)) if degrees else 1.0
    across, up = max((east - west) * shorten, 1e-9), max(north - south, 1e-9)
    high = min(max(WIDE * up / across, LEAST_HIGH), MOST_HIGH)
    scale = min(WIDE / across, high / up)
    middle = ((west + east) / 2, (south + north) / 2)

    def at(x: float, y: float) -> tuple[float, float]:
        return WIDE / 2 + (x - middle[0]) * shorten * scale, high / 2 - (y - middle[1]) * scale

    box = ("0", "0", "0", "0")
    if ground is not None:
        left, top = at(ground[0], ground[3])
        right, bottom = at(ground[2], ground[1])
        box = (_n(left), _n(top), _n(right - left), _n(bottom - top))
    length = round_length(WIDE / 5 / scale * METRES_PER_DEGREE) if degrees else 0
    return Frame(WIDE, high, at, box, _n(length / METRES_PER_DEGREE * scale), length)


def path(geojson: dict[str, Any], at: Project) -> tuple[str, bool]:
    """SVG path data of a geometry, and whether it is filled; a bare point gives none."""
    pieces, filled = [], False
    for kind, part in rings(geojson):
        filled = filled or kind == "area"
        for points in part if kind != "dot" else ():
            drawn = "L".join(" ".join(_n(one) for one in at(*point[:2])) for point in points)
            pieces.append(f"M{drawn}{'Z' if kind == 'area' else ''}")
    return "".join(pieces), filled


PAINT = {
    "boundary": ("none", "#8b939d", 6, "24 12"),
    "road": ("#ffffff", "#c3c9d1", 3, ""),
    "water": ("#d7e6f2", "#a9c6dd", 3, ""),
    "green": ("#e4efe2", "#c3d9bf", 2, ""),
    "building": ("#e3e1dc", "#b9b5ac", 2, ""),
    "parcel": ("#f4f3ef", "#cfcbc0", 2, ""),
    "": ("#f2f2f2", "#b5b9be", 2, ""),
}
"""Fill, line, its width on a sheet of 2,000 units, dashes; a plan is a ground and stays pale."""


def drawing_svg(shapes: Sequence[dict[str, Any]], bounds: Bounds, *, degrees: bool) -> str:
    """A drawing as an SVG picture that fills ``bounds`` exactly. It holds no script, no style, no address."""
    west, south, east, north = bounds
    shorten = math.cos(math.radians((south + north) / 2)) if degrees else 1.0
    across, up = max((east - west) * shorten, 1e-9), max(north - south, 1e-9)
    scale = SHEET / max(across, up)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - west) * shorten * scale, (north - y) * scale

    wide, high = max(across * scale, 1.0), max(up * scale, 1.0)
    body = [_painted(one, at) for one in shapes] + [_named(one, at) for one in shapes if one["name"]]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(wide)} {_n(high)}" width="{_n(wide)}"'
        f' height="{_n(high)}" preserveAspectRatio="none">{"".join(body)}</svg>'
    )


def _painted(one: dict[str, Any], at: Project) -> str:
    fill, line, width, dashes = PAINT.get(one["role"], PAINT[""])
    drawn, filled = path(one["geometry"], at)
    if not drawn:
        x, y = at(*centre(one["geometry"]))
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="8" fill="{line}"/>'
    if one["role"] == "road" and not filled:
        casing = f'<path d="{drawn}" fill="none" stroke="{line}" stroke-width="22" stroke-linecap="round"/>'
        return f'{casing}<path d="{drawn}" fill="none" stroke="{fill}" stroke-width="16" stroke-linecap="round"/>'
    if one["role"] == "water" and not filled:
        return f'<path d="{drawn}" fill="none" stroke="{line}" stroke-width="18" stroke-linejoin="round"/>'
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{drawn}" fill="{fill if filled else "none"}" fill-rule="evenodd" stroke="{line}"'
        f' stroke-width="{width}"{dashed}/>'
    )


def _named(one: dict[str, Any], at: Project) -> str:
    x, y = at(*centre(one["geometry"]))
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="sans-serif" font-size="30" text-anchor="middle"'
        f' fill="#59616b" stroke="#ffffff" stroke-width="6" paint-order="stroke">{html.escape(one["name"])}</text>'
    )


def _n(value: float) -> str:
    return f"{value:.1f}"
