"""The index of before 0002 knew no kinds: the migration writes what is there again, with its kind."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from banshi.base.search import engines, find
from banshi.base.search.index import Text, index_new
from banshi.base.search.models import SearchDoc
from banshi.base.zones.models import Subject, Zone

pytestmark = pytest.mark.django_db


class Editor:
    """What the migration asks of a schema editor."""

    def __init__(self):
        self.connection = connection


def test_documents_of_before_are_found_by_kind():
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    kinds = ("matter", "unit", "matter")
    things = [Subject.objects.create(zone=zone, kind=kind, caption="排水") for kind in kinds]
    index_new((Text(thing, "门前排水不畅") for thing in things), at=datetime(2021, 5, 31, tzinfo=UTC))
    needs = [[["排水"]]]
    if connection.vendor == "sqlite":
        old = " ".join(engines._encoded(term) for term in ("排", "排水", "水"))
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {engines.TABLE} SET terms = %s", [old])
        assert not engines.holding(SearchDoc.objects.all(), needs, "matter").exists()
    import_module("banshi.base.search.migrations." + "0002_kind_as_term").write_again(apps, Editor())
    for kind in ("matter", "unit"):
        found = engines.holding(SearchDoc.objects.filter(zone=zone), needs, kind)
        assert {doc.subject_id for doc in found} == {thing.pk for thing in things if thing.kind == kind}
    assert find.documents(zone, "不畅").count() == 3


def test_the_newest_are_found_in_helpings(monkeypatch):
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    things = [Subject.objects.create(zone=zone, kind="matter", caption=f"{n}") for n in range(30)]
    index_new((Text(thing, "门前排水") for thing in things), at=datetime(2021, 5, 31, tzinfo=UTC))
    monkeypatch.setattr(find, "HELPINGS", (4, 12))
    finder = find.Finder(zone, "排水")
    rows = Subject.objects.filter(zone=zone).order_by("-pk")
    newest = [thing.pk for thing in reversed(things)]

    def first(rows, limit, kind="matter"):
        found = finder.first(lambda helping: list(finder.newest(rows, kind, helping, "pk")[:limit]), limit)
        return [row.pk for row in found]

    assert first(rows, 3) == newest[:3]
    assert first(rows.filter(pk__lt=things[10].pk), 3) == newest[20:23]
    assert len(first(rows, 100)) == 30
    assert first(rows, 3, "unit") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs it itself")
def test_hits_are_counted_only_where_a_helping_is_not_enough(monkeypatch, django_assert_num_queries):
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    things = [Subject.objects.create(zone=zone, kind="matter", caption=f"{n}") for n in range(30)]
    index_new((Text(thing, "门前排水") for thing in things), at=datetime(2021, 5, 31, tzinfo=UTC))
    monkeypatch.setattr(find, "HELPINGS", (4, 12))
    rows = Subject.objects.filter(zone=zone).order_by("-pk")

    def first(rows, limit):
        finder = find.Finder(zone, "排水")
        assert finder.said
        given = finder.match("matter")

        def ask(helping):
            return list(find.matched(rows, zone.pk, "matter", given, helping, "pk")[:limit])

        return finder, ask, limit

    for seen, limit, asked, found in (
        (rows, 4, 1, 4),  # the first helping is enough
        (rows, 12, 3, 12),  # how many, and the second
        (rows, 20, 4, 20),  # and all
        (rows.filter(pk__lt=things[3].pk), 4, 4, 3),
    ):
        finder, ask, limit = first(seen, limit)
        with django_assert_num_queries(asked):
            assert len(finder.first(ask, limit)) == found
    monkeypatch.setattr(find, "HELPINGS", (30, 50))
    finder, ask, limit = first(rows, 40)
    with django_assert_num_queries(2):  # no more than 30 are there
        assert len(finder.first(ask, limit)) == 30


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL weighs it itself")
def test_an_expression_finds_what_the_words_find():
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    texts = ("门前排水", "路灯不亮", "路灯排水")
    things = [Subject.objects.create(zone=zone, kind="matter", caption=text) for text in texts]
    index_new((Text(thing, "") for thing in things), at=datetime(2021, 5, 31, tzinfo=UTC))
    rows = Subject.objects.filter(zone=zone).order_by("-pk")
    for text in ("排水", "路灯 排水", "路灯", "不亮"):
        finder = find.Finder(zone, text)
        given = finder.match("matter")
        for helping in (None, 2):
            asked = find.matched(rows, zone.pk, "matter", given, helping, "pk")
            assert list(asked) == list(finder.newest(rows, "matter", helping, "pk")), text
        assert not find.matched(rows, zone.pk, "unit", given, None, "pk")
    assert (
        find.Finder(zone, "门前排水").match("matter") is None
    )  # a pair of a word may stand apart from its other
    assert find.Finder(zone, "、").match("matter") is None


def test_one_expression_finds_what_the_words_find():
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    things = [Subject.objects.create(zone=zone, kind="matter", caption=f"{n}") for n in range(3)]
    said = ("门前排水", "排水与路灯", "路灯 n u null")
    texts = [Text(thing, text) for thing, text in zip(things, said, strict=True)]
    index_new(texts, at=datetime(2021, 5, 31, tzinfo=UTC))
    rows = Subject.objects.filter(zone=zone).order_by("pk")
    for text, found in {"排水": [0, 1], "排水 路灯": [1], "路灯": [1, 2], "nu": [2], "泵站": []}.items():
        match = find.Finder(zone, text).match("matter")
        assert list(find.matched(rows, zone.pk, "matter", match, path="pk")) == [things[n] for n in found]
        assert not find.matched(rows, zone.pk, "unit", match, path="pk").exists()
    assert find.Finder(zone, "门前排水").match("matter") is None


def test_a_word_said_in_two_ways(monkeypatch):
    zone = Zone.objects.create(code="east", name_zh="东区", name_en="East")
    monkeypatch.setattr(find, "_expansions", [lambda _zone, _word: ["路灯"]])
    match = find.Finder(zone, "排水").match("matter")
    assert (match is None) is (connection.vendor == "postgresql")
