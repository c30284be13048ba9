"""The map part: what it draws, what it never draws, and its pages."""

import json
import re
from datetime import date
from uuid import uuid4
from xml.dom import minidom

import pytest
from django.urls import reverse

from banshi.base.ui import formkey
from banshi.base.zones.models import Account
from banshi.core.places import actions, maps
from banshi.core.places.models import Plan
from banshi.core.places.rules import maps as rules
from banshi.core.places.rules.geometry import as_lines, parse_position
from support.plans import DRAWING, SAID, png, set_drawing, set_picture, upload
from support.zone import NOW, START

POINT = {"type": "Point", "coordinates": [112.9, 27.8]}
RING = [[112.90, 27.80], [112.91, 27.80], [112.91, 27.81], [112.90, 27.80]]
AREA = {"type": "Polygon", "coordinates": [RING]}


def mark(name, geometry, **more):
    return maps.Mark(name=name, url=f"/{name}", kind="工地", geometry=geometry, **more)


def test_marks_are_numbered_in_their_order_and_the_rest_is_listed():
    shown = maps.build(None, [mark("甲", POINT), mark("乙", None), mark("丙", AREA, tone="overdue")])
    assert [(one.number, one.mark.name) for one in shown.placed] == [(1, "甲"), (2, "丙")]
    assert [one.name for one in shown.unplaced] == ["乙"]
    told = json.loads(shown.data)
    assert told["ground"] is None
    # The larger outline is drawn first, so that what is small lies above it.
    assert [("outline" in one, one["tone"]) for one in told["marks"]] == [(True, "overdue"), (False, "")]
    assert maps.build(None, []).shown is False


def test_more_than_a_thousand_are_said_to_be_more():
    shown = maps.build(None, [mark(str(n), POINT) for n in range(1001)])
    assert (len(shown.placed), shown.more) == (1000, True)


@pytest.mark.parametrize(
    "text", ["112.5, 27.5", "112.5, 27.5\n112.6, 27.5", "112.5, 27.5\n112.6, 27.5\n112.6, 27.6"]
)
def test_what_was_typed_is_shown_as_it_was_typed(text):
    assert as_lines(parse_position(text).geojson) == text


def test_what_cannot_be_typed_in_lines_is_shown_as_geojson():
    many = {"type": "MultiPoint", "coordinates": [[112.5, 27.5], [112.6, 27.5]]}
    assert json.loads(as_lines(many)) == many


def test_a_mark_stands_inside_its_outline_and_an_outline_of_many_points_is_made_light():
    hook = [[0, 0], [10, 0], [10, 10], [9, 10], [9, 1], [0, 1], [0, 0]]
    x, y = rules.centre({"type": "Polygon", "coordinates": [hook]})
    assert y <= 1 or x >= 9
    line = {"type": "LineString", "coordinates": [[112 + n / 10_000, 27.5] for n in range(500)]}
    assert len(rules.light(line, 0.00001)["coordinates"]) == 2
    assert rules.light(AREA, 0.00001) is AREA


def test_the_drawing_is_a_picture_that_can_do_nothing(world, client):
    plan = set_drawing(world)
    client.force_login(Account.objects.get(pk=world.accounts["builder"].pk))
    where = reverse("places:plan_drawing", args=[plan.subject.uid])
    answer = client.get(where)
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    minidom.parseString(text)
    assert "青屿&lt;开发区&gt;" in text
    assert not re.search(r"<script|<style|style=|href|https?://(?!www\.w3\.org/2000/svg)", text)
    again = client.get(where, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    picture = set_picture(world)
    assert client.get(reverse("places:plan_drawing", args=[picture.subject.uid])).status_code == 404
    client.force_login(Account.objects.get(pk=world.accounts["idle"].pk))
    assert client.get(where).status_code == 404


@pytest.fixture
def clerk(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    return client


def send(client, act, *args, **fields):
    return client.post(reverse(act, args=args), {formkey.NAME: str(formkey.new())} | fields)


def fields(**more):
    said = SAID | {"drawn_on": START.isoformat(), "starts_on": START.isoformat(), "system": "cgcs2000"}
    return said | more


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_plan(world, clerk, language):
    clerk.cookies["language"] = language
    empty = clerk.get(reverse("places:plan")).content.decode()
    assert reverse("places:set_plan") in empty
    assert send(clerk, "places:set_plan", **fields(upload=upload(DRAWING))).status_code == 302
    plan = Plan.objects.get()
    for where in (reverse("places:plan"), reverse("places:plan_version", args=[plan.subject.uid])):
        shown = clerk.get(where).content.decode()
        assert reverse("places:plan_drawing", args=[plan.subject.uid]) in shown
        assert "style=" not in shown
    before = clerk.get(reverse("places:plan"), {"as_of": "2020-01-01"}).content.decode()
    assert "map-room" not in before
    assert clerk.get(reverse("places:plan_version", args=[uuid4()])).status_code == 404


def test_a_refused_plan_comes_back_with_its_sentence(world, clerk):
    for more, said in (
        ({"upload": upload(b"<svg/>", "a.svg")}, "SVG、PDF、CAD"),
        ({"upload": upload(DRAWING), "system": "gcj02"}, "GCJ-02坐标与真实位置相差数百米"),
        ({"upload": upload(png(), "a.png"), "west": "112.9", "south": "27.8", "east": "112.9"}, "图片四边"),
        ({"upload": upload(png(), "a.png"), "west": "nan"}, "id_west"),
        ({}, "id_upload"),
    ):
        answer = send(clerk, "places:set_plan", **fields(**more))
        assert answer.status_code == 422, said
        assert said in answer.content.decode()
    assert not Plan.objects.exists()


def test_the_same_form_sent_twice_sets_one_plan(world, clerk):
    key = str(formkey.new())
    for _ in range(2):
        sent = fields(upload=upload(DRAWING)) | {formkey.NAME: key}
        assert clerk.post(reverse("places:set_plan"), sent).status_code == 302
    assert Plan.objects.count() == 1


def test_a_place_is_put_on_the_map_by_its_form(world, clerk):
    set_drawing(world)
    uid = world.place.subject.uid
    page = clerk.get(reverse("places:map")).content.decode()
    assert reverse("places:position", args=[uid]) in page
    assert 'data-edits="#id_geometry"' in clerk.get(reverse("places:position", args=[uid])).content.decode()
    sent = {"geometry": "112.90, 27.80", "effective_on": START.isoformat()}
    assert send(clerk, "places:position", uid, **sent).status_code == 302
    page = clerk.get(reverse("places:map")).content.decode()
    assert reverse("places:position", args=[uid]) not in page
    assert 'data-mark="1"' in page
    assert "map-still" in clerk.get(reverse("places:place", args=[uid])).content.decode()
    wrong = send(clerk, "places:position", uid, **(sent | {"geometry": "1, 2, 3"}))
    assert (wrong.status_code, "第1行" in wrong.content.decode()) == (422, True)


def test_a_form_on_a_plan_with_its_own_measure(world, clerk):
    set_picture(world)
    uid = world.place.subject.uid
    sent = {"geometry": "420, 310", "effective_on": START.isoformat()}
    assert send(clerk, "places:position", uid, **sent).status_code == 302
    assert world.place.spots.get().geometry["coordinates"] == [420.0, 310.0]
    assert "420, 310" in clerk.get(reverse("places:position", args=[uid])).content.decode()
    page = clerk.get(reverse("places:set_plan")).content.decode()
    assert 'name="continues"' in page


def test_who_reads_sees_no_act_and_who_sees_no_places_sees_no_map(world, client):
    set_drawing(world)
    client.force_login(Account.objects.get(pk=world.accounts["builder"].pk))
    page = client.get(reverse("places:map")).content.decode()
    assert reverse("places:position", args=[world.place.subject.uid]) not in page
    assert world.place.name_zh in page
    assert client.get(reverse("places:set_plan")).status_code == 403
    client.force_login(Account.objects.get(pk=world.accounts["idle"].pk))
    for name in ("map", "plan", "set_plan"):
        assert client.get(reverse(f"places:{name}")).status_code == 403


def test_a_map_shows_the_places_of_its_day_and_kind(world, clerk):
    by = {"actor": world.actor("clerk"), "now": NOW, "name_en": "x", "geometry": "112.90, 27.80"}
    late = actions.register_place(**by, kind="sensitive", name_zh="新学校", starts_on=date(2021, 5, 15))
    assert late.name_zh in clerk.get(reverse("places:map")).content.decode()
    assert late.name_zh not in clerk.get(reverse("places:map"), {"as_of": "2021-05-14"}).content.decode()
    assert late.name_zh not in clerk.get(reverse("places:map"), {"kind": "road"}).content.decode()
    assert late.name_zh in clerk.get(reverse("places:map"), {"kind": "sensitive"}).content.decode()
