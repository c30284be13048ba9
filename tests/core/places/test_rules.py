"""Geometries: checked, brought to one form, drawn."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.core.places.rules.geometry import GeometryError, GeometryFault, outline, parse_geometry

SQUARE = [[112.90, 27.80], [112.91, 27.80], [112.91, 27.81], [112.90, 27.81], [112.90, 27.80]]


def text(kind, coordinates, **more):
    return json.dumps({"type": kind, "coordinates": coordinates, **more})


def test_an_area_is_kept_with_its_bounds():
    found = parse_geometry(text("Polygon", [SQUARE]))
    assert (found.west, found.south, found.east, found.north) == (112.90, 27.80, 112.91, 27.81)
    assert found.geojson == {"type": "Polygon", "coordinates": [SQUARE]}
    assert parse_geometry(found.text) == found


def test_a_feature_is_unwrapped_and_heights_are_dropped():
    point = {"type": "Point", "coordinates": [112.123456789, 27.5, 44.0]}
    feature = {"type": "Feature", "properties": {"name": "x"}, "geometry": point}
    for whole in (feature, {"type": "FeatureCollection", "features": [feature]}):
        assert parse_geometry(json.dumps(whole)).geojson == {
            "type": "Point",
            "coordinates": [112.1234568, 27.5],
        }


BOW_TIE = [[112.90, 27.80], [112.91, 27.81], [112.91, 27.80], [112.90, 27.81], [112.90, 27.80]]


@pytest.mark.parametrize(
    ("given_text", "fault"),
    [
        ("{", "json"),
        ("[" * 5000, "json"),
        ("3", "type"),
        ('{"type": "Circle"}', "type"),
        ('{"type": "GeometryCollection", "geometries": []}', "type"),
        ('{"type": "FeatureCollection", "features": []}', "type"),
        ('{"type": "Feature", "geometry": null}', "type"),
        ('{"type": "Point"}', "coordinates"),
        (text("Point", ["a", "b"]), "coordinates"),
        (text("Point", [112.9]), "coordinates"),
        (text("Polygon", [SQUARE[:2]]), "coordinates"),
        (text("Polygon", 5), "coordinates"),
        ('{"type": "Point", "coordinates": [NaN, 27]}', "coordinates"),
        ('{"type": "Point", "coordinates": [1e999, 27]}', "coordinates"),
        (text("Polygon", []), "empty"),
        (text("Point", [3_877_000.0, 2_800_000.0]), "range"),
        (text("Point", [27.8, 112.9]), "swapped"),
        (text("Point", [27.8, 85.2]), "swapped"),
        (text("Polygon", [BOW_TIE]), "invalid"),
        (text("Point", [112.9, 27.8], note="x" * 100_000), "size"),
    ],
)
def test_what_is_no_geometry_is_named(given_text, fault):
    with pytest.raises(GeometryError) as error:
        parse_geometry(given_text)
    assert error.value.fault == GeometryFault(fault)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon"]),
    st.recursive(
        st.none() | st.text(max_size=3) | st.floats() | st.integers(-400, 400),
        lambda inner: st.lists(inner, max_size=5),
    ),
)
def test_anything_else_is_a_fault_and_never_a_crash(kind, coordinates):
    try:
        found = parse_geometry(json.dumps({"type": kind, "coordinates": coordinates}))
    except GeometryError:
        return
    assert -180 <= found.west <= found.east <= 180
    assert parse_geometry(found.text) == found


@given(st.floats(73, 135), st.floats(18, 53), st.floats(1e-5, 0.5), st.floats(1e-5, 0.5))
def test_a_drawing_stays_in_its_box_and_says_its_scale(west, south, wide, high):
    ring = [
        [west, south],
        [west + wide, south],
        [west + wide, south + high],
        [west, south + high],
        [west, south],
    ]
    try:
        found = parse_geometry(text("Polygon", [ring]))
    except GeometryError:
        return
    drawn = outline(found.geojson)
    numbers = [float(n) for n in drawn.areas[0].strip("MZ").replace("L", " ").split()]
    assert all(0 <= x <= drawn.width for x in numbers[::2])
    assert all(0 <= y <= drawn.height for y in numbers[1::2])
    assert 0 < float(drawn.bar) <= drawn.width / 3 + 0.1 or drawn.metres == 1


def test_points_and_lines_are_drawn_as_such():
    assert outline(json.loads(text("Point", [112.9, 27.8]))).dots == (("160.0", "110.0"),)
    line = outline(json.loads(text("LineString", [[112.9, 27.8], [112.95, 27.8]])))
    assert line.lines == ("M16.0 110.0L304.0 110.0",)
    assert line.metres == 1000
