"""The zone's own plan: set, refused, kept by version; positions on it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from banshi.base.files.models import FileLink, StoredFile
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.access import Unknown
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.places import actions, queries, receiving
from banshi.core.places.models import Place, Plan, Spot
from support.plans import SAID, collection, feature, png, set_drawing, set_picture, upload
from support.zone import NOW, START, build

EDGES = (112.90, 27.80, 112.9081, 27.8054)
"""Some 800 m by 600 m, as the picture of 800 by 600."""


def rows():
    return [model.objects.count() for model in (Plan, Spot, Subject, Entry, FileLink)]


def refused(function, *args, **values):
    before = rows()
    with pytest.raises(Refusal) as refusal:
        function(*args, **values)
    assert rows() == before
    assert "%(" not in refusal.value.message
    return refusal.value.code


def test_a_drawing_is_set_with_history_and_is_the_plan_of_its_days(world):
    plan = set_drawing(world, starts_on=date(2021, 5, 10))
    assert (plan.bounds, plan.in_degrees, len(plan.shapes)) == (
        [112.8776, 27.7776, 112.9624, 27.8624],
        True,
        2,
    )
    assert [one["role"] for one in plan.shapes] == ["boundary", "road"]
    data = read(Entry.objects.get(subject=plan.subject))["data"]
    assert (data["features"], data["points"], data["system"]) == (2, 7, "cgcs2000")
    assert len(data["sha256_received"]) == 64
    clerk = world.actor("clerk")
    assert queries.plan_on(clerk, date(2021, 5, 9)) is None
    assert queries.plan_on(clerk, date(2021, 5, 10)) == plan
    again = set_drawing(world, starts_on=date(2021, 5, 10), title="更正后的分区平面图")
    assert queries.plan_on(clerk, date(2021, 5, 17)) == again, "of two from one day the later set holds"


def test_a_picture_is_stored_as_a_file_that_opens_to_whoever_sees_places(world, client):
    given = receiving.take(world.zone, upload(png(), "图.png"), "wgs84")
    said = SAID | {"system": "wgs84", "given": given, "corners": EDGES}
    plan = actions.set_plan(actor=world.actor("clerk"), now=NOW, **said)
    assert (plan.bounds, plan.shapes, plan.file.media_type) == (list(EDGES), None, "image/png")
    data = read(Entry.objects.get(subject=plan.subject))["data"]
    assert data["bounds"] == ["112.9", "27.8", "112.9081", "27.8054"]
    assert data["sha256_stored"] == plan.file.sha256_stored
    for name, status in (("builder", 200), ("idle", 404)):
        client.force_login(world.accounts[name])
        assert client.get(reverse("files:download", args=[plan.file.uid])).status_code == status


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plan.svg", "places.plan_kind"),
        (b"%PDF-1.4\n%%EOF", "plan.pdf", "places.plan_kind"),
        (b"AC1032 dwg", "plan.dwg", "places.plan_kind"),
        (b"", "plan.png", "files.empty"),
        (png()[:200], "plan.png", "files.broken"),
        (png(), "plan.jpg", "files.wrong_ending"),
        (b"{", "plan.geojson", "places.plan_json"),
        (b"[" * 100_000, "plan.geojson", "places.plan_json"),
        (b'{"type": "FeatureCollection", "features": [' + b"9" * 5000 + b"]}", "a.json", "places.plan_json"),
        (b"{\xff}", "a.json", "places.plan_json"),
        (b'{"type": "Topology"}', "a.json", "places.plan_collection"),
        (collection(crs={"properties": {"name": "EPSG:3857"}}), "a.json", "places.plan_system"),
        (collection(crs="x"), "a.json", "places.plan_system"),
        (collection(), "a.json", "places.plan_empty"),
        (collection(*[None] * 2001), "a.json", "places.plan_many"),
        (collection(None), "a.json", "places.plan_type"),
        (collection({"geometry": {"type": ["Point"]}}), "a.json", "places.plan_type"),
        (collection(feature("GeometryCollection", [])), "a.json", "places.plan_type"),
        (collection(feature("Polygon", [[[1, "a"]]])), "a.json", "places.plan_coordinates"),
        (collection(feature("Point", [10**400, 1])), "a.json", "places.plan_coordinates"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "a.json", "places.plan_coordinates"),
        (collection(feature("LineString", [[112.9, 27.8]] * 40_001)), "a.json", "places.plan_points"),
        (collection(feature("Point", [3_877_000.0, 2_800_000.0])), "a.json", "places.plan_range"),
        (collection(feature("Point", [27.8, 112.9])), "a.json", "places.plan_swapped"),
        (collection(feature("LineString", [[112.9, 27.8], [116, 27.8]])), "a.json", "places.plan_wide"),
        (collection(note="x" * 2_000_001), "a.json", "places.plan_size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_or_useless_file_is_told_and_leaves_nothing(world, content, name, code):
    assert refused(receiving.take, world.zone, upload(content, name), "cgcs2000") == code
    assert not StoredFile.objects.exists()


def test_what_a_drawing_says_is_plain_text(world):
    content = collection(
        feature("Point", [112.9, 27.8], name="a\u0000b\ud800c<script>" + "长" * 80, kind=["road"])
    )
    found = receiving.take(world.zone, upload(content), "cgcs2000").shapes[0]
    assert found["name"].startswith("abc<script>")
    assert (len(found["name"]), found["role"]) == (40, "")
    actions.set_plan(
        actor=world.actor("clerk"), now=NOW, **SAID, system="cgcs2000",
        given=receiving.take(world.zone, upload(content), "cgcs2000"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "places.plan_unsaid"),
        ({"source": ""}, "places.plan_unsaid"),
        ({"title": "图" * 101}, "org.text_long"),
        ({"given": None}, "places.plan_missing"),
        ({"system": "gcj02"}, "places.plan_shifted"),
        ({"system": "bd09"}, "places.plan_shifted"),
        ({"system": "utm"}, "org.kind_unknown"),
        ({"drawn_on": date(2021, 5, 18)}, "places.plan_drawn_later"),
        ({"drawn_on": date(2021, 5, 10)}, "places.plan_before_drawn"),
        ({"corners": (112.9, 27.8, None, 27.8054)}, "places.plan_corners"),
        ({"corners": (112.9081, 27.8, 112.90, 27.8054)}, "places.plan_corners"),
        ({"corners": (27.8, 112.9, 27.8081, 112.9054)}, "places.plan_swapped"),
        ({"corners": (112.90, 27.80, 112.9081, 27.82)}, "places.plan_stretch"),
        ({"corners": (112.0, 27.0, 115.0, 29.0)}, "places.plan_wide"),
        ({"continues": True}, "places.plan_no_measure"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_and_nothing_changes(world, values, code):
    given = receiving.take(world.zone, upload(png(), "plan.png"), "cgcs2000")
    said = SAID | {"system": "cgcs2000", "given": given, "corners": EDGES} | values
    assert refused(actions.set_plan, actor=world.actor("clerk"), now=NOW, **said) == code


def test_a_small_picture_cannot_be_read(world):
    assert refused(set_picture, world, (120, 120)) == "places.plan_small"


def test_who_may_not_keep_places_sets_no_plan(world):
    for name, error in (("builder", Forbidden), ("idle", Unknown)):
        with pytest.raises(error):
            set_drawing(world, by=name)
    assert not Plan.objects.exists()


def test_a_plan_is_never_changed(world):
    from django.db import DatabaseError, transaction

    plan = set_drawing(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(title="另一张")


def position(world, text, **values):
    by = {"actor": world.actor("clerk"), "effective_on": START, "now": NOW}
    return actions.set_position(**by | {"place": world.place, "geometry": text} | values)


def test_a_position_in_degrees_is_that_of_the_place(world):
    set_drawing(world)
    place = position(world, "112.9010, 27.8010")
    assert place.geometry == {"type": "Point", "coordinates": [112.901, 27.801]}
    assert (place.west, place.north) == (112.901, 27.801)
    place = position(world, "112.90，27.80\n112.91 27.80\n112.91;27.81\n")
    assert place.geometry["coordinates"][0][0] == place.geometry["coordinates"][0][-1]
    last = Entry.objects.filter(subject=place.subject).order_by("-n")[0]
    assert (last.kind, json.loads(read(last)["data"]["geometry"])["type"]) == ("places.positioned", "Polygon")
    place = position(world, "")
    assert (place.geometry, place.west) == (None, None)
    assert refused(position, world, "") == "org.nothing_changed"
    assert refused(position, world, "27.80, 112.90") == "places.geometry_swapped"
    assert refused(position, world, "112.90, 27.80\nhier") == "places.geometry_line"
    with pytest.raises(Forbidden):
        position(world, "112.9, 27.8", actor=world.actor("builder"))


def test_a_position_on_a_plan_with_its_own_measure_belongs_to_that_plan(world):
    plan = set_picture(world)
    position(world, "420, 310", plan=plan)
    clerk = world.actor("clerk")
    assert queries.positions(plan, [world.place]) == {
        world.place.pk: {"type": "Point", "coordinates": [420.0, 310.0]}
    }
    assert Place.objects.get(pk=world.place.pk).geometry is None
    last = Entry.objects.filter(subject=world.place.subject).order_by("-n")[0]
    assert read(last)["data"]["plan"] == str(plan.subject.uid)
    assert refused(position, world, "420, 310", plan=plan) == "org.nothing_changed"
    assert refused(position, world, "801, 310", plan=plan) == "places.geometry_outside"
    other = set_picture(world, (1000, 600), starts_on=date(2021, 5, 12))
    assert queries.positions(other, [world.place]) == {}
    assert (
        refused(set_picture, world, starts_on=date(2021, 5, 13), continues=True)
        == "places.plan_other_measure"
    )
    same = set_picture(world, (1000, 600), starts_on=date(2021, 5, 14), continues=True)
    position(world, "10, 20\n30, 20\n30, 40", plan=other)
    assert list(queries.positions(same, [world.place])) == [world.place.pk], "what was placed stays placed"
    assert queries.plan_on(clerk, date(2021, 5, 17)) == same
    position(world, "", plan=same)
    assert queries.positions(other, [world.place]) == {}


def test_a_plan_of_another_zone_is_unknown(world):
    other = build("donghu")
    plan = set_picture(other)
    with pytest.raises(Unknown):
        position(world, "420, 310", plan=plan)
    assert queries.plan_on(world.actor("clerk"), date(2021, 5, 17)) is None


def test_areas_hold_what_lies_in_them(world):
    set_drawing(world)
    by = {"actor": world.actor("clerk"), "now": NOW, "starts_on": START, "name_en": "x"}
    outline = "112.90, 27.80\n112.92, 27.80\n112.92, 27.82\n112.90, 27.82"
    area = actions.register_place(**by, kind="parcel", name_zh="东片", geometry=outline)
    actions.register_place(**by, kind="parcel", name_zh="空地", geometry=outline.replace("112.9", "112.8"))
    place = position(world, "112.91, 27.81")
    plan = queries.plan_on(world.actor("clerk"), date(2021, 5, 17))
    found = queries.positions(plan, [place])
    assert [(one.place, one.holds) for one in queries.areas_of(plan, found, world.actor("clerk"))] == [
        (area, {place.pk})
    ]
    assert queries.areas_of(plan, found, world.actor("idle")) == []
