"""Whatever comes as a drawing is a drawing or is named; nothing else happens."""

import json
from xml.dom import minidom

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.core.places.rules.geometry import TYPES, GeometryError, parse_position
from banshi.core.places.rules.maps import drawing_svg
from banshi.core.places.rules.plans import PlanError, parse_drawing

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
PAIRS = st.tuples(st.floats(112, 113), st.floats(27, 28))
FEATURE = st.fixed_dictionaries(
    {
        "geometry": st.fixed_dictionaries(
            {
                "type": st.sampled_from(sorted(TYPES)) | ANYTHING,
                "coordinates": ANYTHING
                | PAIRS
                | st.lists(PAIRS, max_size=5)
                | st.lists(st.lists(PAIRS, max_size=5), max_size=2),
            }
        ),
        "properties": ANYTHING
        | st.fixed_dictionaries({"name": st.text(max_size=50), "kind": st.text(max_size=5)}),
    }
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FEATURE | ANYTHING, max_size=3), st.sampled_from(["cgcs2000", "own"]), ANYTHING)
def test_a_drawing_is_a_picture_of_plain_xml_or_a_fault(features, system, crs):
    whole = {"type": "FeatureCollection", "features": features} | ({"crs": crs} if crs else {})
    try:
        found = parse_drawing(json.dumps(whole).encode(), system)
    except PlanError:
        return
    west, south, east, north = found.bounds
    assert west <= east
    assert south <= north
    minidom.parseString(drawing_svg(found.shapes, found.bounds, degrees=system != "own"))


@given(st.binary(max_size=200))
def test_bytes_are_a_drawing_or_a_fault(content):
    try:
        parse_drawing(content, "own")
    except PlanError:
        return


@given(st.text(max_size=60) | st.from_regex(r"[\d., ，\n-]{1,40}", fullmatch=True))
def test_what_is_typed_is_a_position_or_a_fault(text):
    try:
        parse_position(text, (0.0, 0.0, 800.0, 600.0))
    except GeometryError:
        return
