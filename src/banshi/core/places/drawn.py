"""The drawing of the demonstration zone: a boundary, roads, two rivers, parcels and halls that exist nowhere.

Made by code with a fixed seed, so that the zone looks the same each time. Degrees, rounded to a metre.
"""

import json
from random import Random
from typing import Any

COLUMNS = (112.5010, 112.5060, 112.5110, 112.5160)
ROWS = (27.5010, 27.5060, 27.5110)
SIDE = 0.004
QINGXI = [
    (112.4975, 27.4985), (112.4982, 27.5030), (112.4978, 27.5075), (112.4990, 27.5115), (112.5000, 27.5140),
    (112.4982, 27.5153), (112.4960, 27.5160), (112.4940, 27.5172),
]  # fmt: skip
YUNXI = [
    (112.5240, 27.5040), (112.5226, 27.5070), (112.5212, 27.5100), (112.5200, 27.5120), (112.5196, 27.5152),
    (112.5160, 27.5172), (112.5110, 27.5176), (112.5050, 27.5168), (112.5000, 27.5172), (112.4960, 27.5160),
]  # fmt: skip
BOUNDARY = [
    (112.4996, 27.4992), (112.5222, 27.4992), (112.5216, 27.5040), (112.5208, 27.5090), (112.5192, 27.5120),
    (112.5186, 27.5148), (112.5156, 27.5162), (112.5050, 27.5160), (112.5012, 27.5158), (112.4998, 27.5110),
    (112.4990, 27.5070),
]  # fmt: skip
ROADS = (
    ("澄湖路", [(112.4986, 27.5055), (112.5235, 27.5055)]),
    ("云汀大道", [(112.4986, 27.5105), (112.5215, 27.5105)]),
    ("创业一路", [(112.5055, 27.4985), (112.5055, 27.5168)]),
    ("创业二路", [(112.5105, 27.4985), (112.5105, 27.5172)]),
    ("创业三路", [(112.5155, 27.4985), (112.5155, 27.5170)]),
)
AREAS = (
    (
        "west",
        "云汀开发区西片(虚构)",
        "West part of the zone (fictional)",
        (112.4994, 27.4995, 112.5104, 27.5158),
    ),
    (
        "east",
        "云汀开发区东片(虚构)",
        "East part of the zone (fictional)",
        (112.5106, 27.4995, 112.5206, 27.5158),
    ),
)
"""Code, names, and box of the parts by which maps are narrowed."""


def drawing() -> bytes:
    """The GeoJSON file."""
    chance = Random(2021)  # noqa: S311 a drawing, no secret
    cells = [(east, north) for east in COLUMNS for north in ROWS]
    shapes = [_feature("Polygon", [_closed(BOUNDARY)], "边界", "")]
    shapes += [_feature("Polygon", [_box(*cell, SIDE, SIDE)], "地块", "") for cell in cells]
    shapes.append(_feature("Polygon", [_box(112.5110, 27.5112, 0.0038, 0.0034)], "绿地", "澄湖公园"))
    shapes.append(_feature("Polygon", [_closed(_pond())], "水系", ""))
    shapes += [_hall(chance, *cell) for cell in cells if cell[1] != ROWS[2] for _ in range(3)]
    shapes.append(_feature("LineString", QINGXI, "水系", "晴溪"))
    shapes.append(_feature("LineString", YUNXI, "水系", "云溪河"))
    shapes += [_feature("LineString", line, "道路", name) for name, line in ROADS]
    return json.dumps({"type": "FeatureCollection", "features": shapes}, ensure_ascii=False).encode()


def square(west: float, south: float, east: float, north: float) -> str:
    """A box as GeoJSON text."""
    ring = _box(west, south, east - west, north - south)
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _hall(chance: Random, east: float, north: float) -> dict[str, Any]:
    wide, high = chance.uniform(0.0007, 0.0013), chance.uniform(0.0005, 0.0010)
    left = east + chance.uniform(0.0002, SIDE - wide - 0.0002)
    low = north + chance.uniform(0.0002, SIDE - high - 0.0002)
    return _feature("Polygon", [_box(left, low, wide, high)], "建筑", "")


def _pond() -> list[tuple[float, float]]:
    return [
        (112.5118, 27.5122), (112.5126, 27.5118), (112.5138, 27.5121), (112.5144, 27.5129), (112.5138, 27.5137),
        (112.5126, 27.5140), (112.5117, 27.5133),
    ]  # fmt: skip


def _closed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*points, points[0]]


def _box(east: float, north: float, wide: float, high: float) -> list[list[float]]:
    left, right, low, up = (round(one, 5) for one in (east, east + wide, north, north + high))
    return [[left, low], [right, low], [right, up], [left, up], [left, low]]


def _feature(kind: str, coordinates: Any, role: str, name: str) -> dict[str, Any]:
    told = {"类别": role} | ({"name": name} if name else {})
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": coordinates}}
