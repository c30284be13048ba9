"""Places: registered, changed, closed."""

import json
from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.org import actions as org_actions
from banshi.core.org import queries as org_queries
from banshi.core.places import actions, queries
from banshi.core.places.models import Place
from support.zone import NOW, START

SQUARE = [[112.90, 27.80], [112.91, 27.80], [112.91, 27.81], [112.90, 27.81], [112.90, 27.80]]
AREA = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})
NAMES = {"kind": "site", "name_zh": "柏立产业园二期", "name_en": "Baili Park II"}


@pytest.fixture
def clerk(world):
    return world.actor("clerk")


def register(actor, **values):
    return actions.register_place(actor=actor, now=NOW, **(NAMES | {"starts_on": START} | values))


def refused(action, **values):
    before = (list(Place.objects.order_by("pk").values()), Subject.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal) as refusal:
        action(now=NOW, **values)
    assert (
        list(Place.objects.order_by("pk").values()),
        Subject.objects.count(),
        Entry.objects.count(),
    ) == before
    assert "%(" not in refusal.value.message
    return refusal.value.code


def test_a_place_is_registered_with_box_history_and_search(world, clerk):
    place = register(clerk, geometry=AREA, held_by=world.firm)
    place.refresh_from_db()
    assert (place.west, place.north) == (112.90, 27.81)
    entry = Entry.objects.get(subject=place.subject)
    assert json.loads(read(entry)["data"]["geometry"])["coordinates"] == [SQUARE]
    assert place.subject_id in org_queries.found_under(world.zone, "产业园")
    assert list(queries.touching(world.zone, 112.905, 27.80, 112.92, 27.85)) == [place]
    assert not list(queries.touching(world.zone, 112.92, 27.80, 112.93, 27.85))
    assert not list(walk(Tally()))


def test_a_place_is_entered_once_and_found_by_its_other_name(world, clerk):
    place = register(clerk)
    assert refused(
        actions.register_place, actor=clerk, starts_on=START, **(NAMES | {"name_zh": "柏立 产业园(二期)"})
    ) == ("places.same_name")
    register(clerk, within=place)
    org_actions.add_alias(actor=clerk, subject=place.subject, text="柏立二期", now=NOW)
    assert [found.pk for found in queries.same_place(world.zone, "柏立二期")] == [place.pk]
    assert refused(
        actions.register_place, actor=clerk, starts_on=START, **(NAMES | {"name_zh": "柏立二期"})
    ) == ("places.same_name")
    register(clerk, name_zh="柏立二期", despite="路对面另一处")


def test_bad_geometry_changes_nothing(world, clerk):
    values = NAMES | {"actor": clerk, "starts_on": START}
    assert refused(actions.register_place, geometry="{", **values) == "places.geometry_json"
    swapped = json.dumps({"type": "Point", "coordinates": [27.8, 112.9]})
    assert refused(actions.register_place, geometry=swapped, **values) == "places.geometry_swapped"
    place = register(clerk, geometry=AREA)
    values = NAMES | {"actor": clerk, "place": place, "effective_on": START}
    assert refused(actions.change_place, geometry='{"type": "Circle"}', **values) == "places.geometry_type"
    assert refused(actions.change_place, geometry=AREA, **values) == "org.nothing_changed"


def test_changing_keeps_the_old_outline_in_history(world, clerk):
    place = register(clerk, geometry=AREA)
    place = actions.change_place(
        actor=clerk,
        place=place,
        now=NOW,
        effective_on=date(2021, 5, 1),
        **(NAMES | {"name_zh": "柏立园二期"}),
    )
    assert (place.geometry, place.west, place.subject.caption) == (None, None, "柏立园二期")
    first, second = Entry.objects.filter(subject=place.subject).order_by("n")
    assert read(first)["data"]["geometry"]
    assert (read(second)["data"]["geometry"], second.effective_on) == (None, date(2021, 5, 1))


def test_places_do_not_lie_in_themselves_and_close_from_the_inside(world, clerk):
    outer = register(clerk)
    inner = register(clerk, name_zh="二期食堂", kind="sensitive", within=outer)
    values = NAMES | {"actor": clerk, "effective_on": START}
    assert refused(actions.change_place, place=outer, within=inner, **values) == "places.within_loop"
    last = date(2021, 5, 10)
    assert refused(actions.close_place, actor=clerk, place=outer, last_on=last) == "places.has_parts"
    actions.close_place(actor=clerk, place=inner, last_on=last, now=NOW)
    actions.close_place(actor=clerk, place=outer, last_on=last, now=NOW)
    assert refused(actions.close_place, actor=clerk, place=outer, last_on=last) == "org.ended_already"
    late = NAMES | {"actor": clerk, "starts_on": date(2021, 5, 11), "name_zh": "北门"}
    assert refused(actions.register_place, within=outer, **late) == "org.ended"


def test_who_may_not_edit_is_refused(world):
    with pytest.raises(Forbidden):
        register(world.actor("builder"))
    assert not Place.objects.filter(name_zh=NAMES["name_zh"]).exists()
