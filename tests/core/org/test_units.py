"""Units: opened, changed, closed; in protocol order on any day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.zones.actions import found_zone
from banshi.base.zones.refusals import Refusal
from banshi.core.org import actions, queries
from banshi.core.org.models import Unit, UnitPeriod

from .conftest import NOW, START

TODAY = date(2021, 5, 31)


def codes(org, on=TODAY):
    return [(line.code, line.depth) for line in queries.unit_tree(org.zone, on)]


def refused(org, action, **values):
    before = (Unit.objects.count(), UnitPeriod.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal) as refusal:
        org.do(action, **values)
    assert (Unit.objects.count(), UnitPeriod.objects.count(), Entry.objects.count()) == before
    assert refusal.value.message
    return refusal.value.code


def test_a_unit_is_opened_with_history_and_found(bureau):
    unit = bureau.units["construction_bureau"]
    entry = Entry.objects.get(subject=unit.subject)
    assert entry.kind == "org.unit_opened"
    assert read(entry)["data"]["parent"] == str(bureau.units["party_committee"].subject.uid)
    assert unit.subject.pk in queries.found_under(bureau.zone, "管理局")
    assert not list(walk(Tally()))


def test_the_tree_is_in_protocol_order_with_one_query(bureau, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = codes(bureau)
    assert found == [
        ("party_committee", 0),
        ("economic_development_bureau", 1),
        ("construction_bureau", 1),
        ("competition_office", 1),
    ]
    rows = Unit.objects.filter(zone=bureau.zone).order_by(*queries.protocol_order())
    assert [row.code for row in rows] == [code for code, _depth in found]


def test_a_unit_renamed_and_moved_keeps_its_past(bureau):
    unit = bureau.units["construction_bureau"]
    bureau.do(
        actions.change_unit,
        unit=unit,
        effective_on=date(2021, 3, 1),
        name_zh="住房建设局",
        parent=bureau.units["economic_development_bureau"],
    )
    before = {line.code: line for line in queries.unit_tree(bureau.zone, date(2021, 2, 28))}
    after = {line.code: line for line in queries.unit_tree(bureau.zone, date(2021, 3, 1))}
    assert (before["construction_bureau"].name_zh, before["construction_bureau"].depth) == ("建设管理局", 1)
    assert (after["construction_bureau"].name_zh, after["construction_bureau"].depth) == ("住房建设局", 2)
    unit.refresh_from_db()
    assert unit.subject.caption == "住房建设局"
    assert Entry.objects.filter(subject=unit.subject).count() == 2


def test_reordering_moves_a_unit_and_what_is_below_it(bureau):
    bureau.unit("quality_station", "质安站", parent=bureau.units["construction_bureau"])
    bureau.do(actions.change_unit, unit=bureau.units["construction_bureau"], effective_on=TODAY, order=0)
    assert [code for code, _depth in codes(bureau)][:3] == [
        "party_committee",
        "construction_bureau",
        "quality_station",
    ]
    rows = Unit.objects.filter(zone=bureau.zone).order_by(*queries.protocol_order())
    assert [row.code for row in rows] == [code for code, _depth in codes(bureau)]


def test_what_cannot_be_opened_is_refused(bureau):
    values = {"code": "new", "name_zh": "新局", "name_en": "New", "kind": "department", "starts_on": START}
    for changes, code in (
        ({"code": "construction_bureau"}, "org.code_used"),
        ({"code": "新局"}, "org.code_wrong"),
        ({"code": "n" * 49}, "org.text_long"),
        ({"name_zh": " "}, "org.name_missing"),
        ({"name_en": ""}, "org.name_missing"),
        ({"kind": "ministry"}, "org.kind_unknown"),
        ({"order": -1}, "org.order_wrong"),
        ({"parent": bureau.units["party_committee"], "starts_on": START - timedelta(1)}, "org.not_yet"),
        ({"short_zh": "很长" * 11}, "org.text_long"),
    ):
        assert refused(bureau, actions.open_unit, **(values | changes)) == code


def test_what_cannot_be_changed_is_refused(bureau):
    unit = bureau.units["party_committee"]
    economy, office = bureau.units["economic_development_bureau"], bureau.units["competition_office"]
    for changed, changes, code in (
        (unit, {}, "org.nothing_changed"),
        (unit, {"name_zh": "党工委"}, "org.nothing_changed"),
        (unit, {"parent": economy}, "org.parent_loop"),
        (unit, {"parent": unit}, "org.parent_loop"),
        (economy, {"co_located_with": office}, "org.host_loop"),
        (unit, {"name_zh": "工委", "effective_on": TODAY + timedelta(1)}, "org.change_ahead"),
        (unit, {"name_zh": "工委", "effective_on": START - timedelta(1)}, "org.not_yet"),
    ):
        assert (
            refused(bureau, actions.change_unit, unit=changed, **({"effective_on": TODAY} | changes)) == code
        )


def test_events_of_a_unit_keep_their_order(bureau):
    unit = bureau.units["construction_bureau"]
    bureau.do(actions.change_unit, unit=unit, effective_on=date(2021, 3, 1), name_zh="住建局")
    code = refused(bureau, actions.change_unit, unit=unit, effective_on=date(2021, 2, 1), name_zh="规建局")
    assert code == "history.out_of_order"


def test_a_unit_in_use_is_not_closed(bureau):
    economy, office = bureau.units["economic_development_bureau"], bureau.units["competition_office"]
    committee = bureau.units["party_committee"]
    assert refused(bureau, actions.close_unit, unit=committee, last_on=TODAY) == "org.unit_in_use"
    assert refused(bureau, actions.close_unit, unit=economy, last_on=TODAY) == "org.unit_in_use"
    bureau.do(actions.close_unit, unit=office, last_on=date(2021, 5, 20))
    post = bureau.post("head", economy, rank="head")
    assert refused(bureau, actions.close_unit, unit=economy, last_on=TODAY) == "org.unit_in_use"
    bureau.do(actions.close_post, post=post, last_on=date(2021, 5, 20))
    bureau.do(actions.close_unit, unit=economy, last_on=date(2021, 5, 21))
    assert ("economic_development_bureau", 1) in codes(bureau, date(2021, 5, 21))
    assert ("economic_development_bureau", 1) not in codes(bureau, date(2021, 5, 22))
    assert refused(bureau, actions.close_unit, unit=economy, last_on=TODAY) == "org.ended_already"


def test_units_of_another_zone_are_unknown(bureau):
    other = found_zone(code="other", name_zh="他区", name_en="Other", now=NOW)
    actor = bureau.actor
    bureau.actor = type(actor)(**{**actor.__dict__, "zone": other})
    assert refused(bureau, actions.change_unit, unit=bureau.units["party_committee"], effective_on=TODAY) == (
        "access.unknown"
    )
    assert queries.unit_tree(other, TODAY) == []


def test_periods_are_fenced(bureau):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.filter(zone=bureau.zone).update(name_zh="别名")
