"""Plans of the small zone: a drawing of two features, pictures of any size."""

import io
import json
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from banshi.core.places import actions, receiving
from banshi.core.places.models import Plan
from support.zone import NOW, START, World

BOX = [[112.88, 27.78], [112.96, 27.78], [112.96, 27.86], [112.88, 27.86], [112.88, 27.78]]
SAID = {"title": "分区平面图", "source": "规划建设局", "drawn_on": START, "starts_on": START}


def collection(*features: Any, **more: Any) -> bytes:
    """A GeoJSON file of these features."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def feature(geometry: str, coordinates: Any, /, **properties: Any) -> dict[str, Any]:
    """One feature."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


DRAWING = collection(
    feature("Polygon", [BOX], 类别="边界", name="青屿<开发区>"),
    feature("LineString", [[112.88, 27.82], [112.96, 27.82]], kind="road", name="澄湖路"),
)


def upload(content: bytes, name: str = "plan.geojson") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, content)


def png(wide: int = 800, high: int = 600) -> bytes:
    """A white picture."""
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "white").save(out, "PNG")
    return out.getvalue()


def set_drawing(world: World, by: str = "clerk", **values: Any) -> Plan:
    """The drawing, set by somebody."""
    given = receiving.take(world.zone, upload(DRAWING), "cgcs2000")
    said = SAID | {"system": "cgcs2000", "given": given} | values
    return actions.set_plan(actor=world.actor(by), now=NOW, **said)


def set_picture(world: World, size: tuple[int, int] = (800, 600), by: str = "clerk", **values: Any) -> Plan:
    """A picture with a measure of its own."""
    given = receiving.take(world.zone, upload(png(*size), "plan.png"), "own")
    said = SAID | {"system": "own", "given": given, "starts_on": date(2021, 5, 1)} | values
    return actions.set_plan(actor=world.actor(by), now=NOW, **said)
