"""Rows written past the ORM's making of SQL are the rows that the ORM would have written."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction

from banshi.base.engines.writing import insert_row, insert_rows, move, update_row
from banshi.base.history.models import Entry
from banshi.base.vault.models import VaultKey
from banshi.base.zones.models import Label, Subject
from banshi.core.matters.models import Matter, MatterPeriod
from support.matters import Walk

pytestmark = pytest.mark.django_db


def again(thing, **changed):
    """A copy of a row, to be written as another."""
    values = {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}
    values.pop(thing._meta.pk.attname)
    return type(thing)(**values | changed)


def columns(thing):
    row = type(thing).objects.filter(pk=thing.pk).values().get()
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def test_a_row_is_as_save_writes_it(world, now):
    """Period rows have every kind of column: texts, days, instants, truth values, links, and empty ones."""
    walk = Walk(world, now)
    walk.close()
    for row in MatterPeriod.objects.order_by("pk"):
        saved, inserted = again(row), insert_row(again(row))
        saved.save()
        assert inserted.pk
        assert not inserted._state.adding
        assert {**columns(saved), "id": 0} == {**columns(inserted), "id": 0}
    matter = walk.again()
    key = VaultKey.objects.get(subject=matter.subject)
    subject = insert_row(Subject(zone=world.zone, kind="matter", caption="X", label=Label.INTERNAL))
    copied = insert_row(VaultKey(zone=world.zone, subject=subject, wrapped=key.wrapped))
    assert bytes(VaultKey.objects.get(pk=copied.pk).wrapped) == bytes(key.wrapped)
    assert Subject.objects.get(uid=subject.uid).head_n == 0


def test_several_rows_in_one_statement(world, now, django_assert_num_queries):
    Walk(world, now).close()
    rows = list(MatterPeriod.objects.order_by("pk"))
    assert len(rows) > 2
    with django_assert_num_queries(1):
        copies = insert_rows([again(row) for row in rows])
    ids = [row.pk for row in copies]
    assert ids == sorted(set(ids))
    for row, copy in zip(rows, copies, strict=True):
        assert columns(row) | {"id": 0} == columns(copy) | {"id": 0}
    with django_assert_num_queries(0):
        assert insert_rows([]) == []


def test_some_columns_of_a_row(world, now, django_assert_num_queries):
    walk = Walk(world, now)
    walk.close()
    found = Matter.objects.get(pk=walk.matter.pk)
    before = columns(found)
    found.holder_unit, found.title, found.due_at, found.immediate = None, "甲's 100%", now, True
    with django_assert_num_queries(1):
        update_row(found, ["holder_unit_id", "title", "due_at", "immediate"])
    changed = {"holder_unit_id": None, "title": "甲's 100%", "due_at": now, "immediate": True}
    assert columns(found) == before | changed
    found.pk = 0
    with pytest.raises(Matter.DoesNotExist):
        update_row(found, ["title"])


def test_a_link_to_a_row_that_came_later_is_followed(world):
    subject = Subject(zone=world.zone, kind="matter", caption="X", label=Label.INTERNAL)
    key = VaultKey(zone=world.zone, subject=subject, wrapped=b"k")
    insert_row(subject)
    assert insert_row(key).subject_id == subject.pk


def test_the_engine_refuses_as_ever(world, now):
    entry = Entry.objects.filter(zone=world.zone).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(again(entry))
    assert Entry.objects.filter(uid=entry.uid).count() == 1


def test_a_row_is_moved_if_it_still_is_as_it_was(world, now):
    row = again(world.zone.subject, uid="018f0000-0000-7000-8000-000000000001", head_n=3, head_leaf="a")
    insert_row(row)
    assert not move(Subject, row.pk, where={"head_n": 2, "head_leaf": "a"}, head_n=4, head_leaf="b")
    assert move(Subject, row.pk, where={"head_n": 3, "head_leaf": "a"}, head_n=4, head_leaf="b")
    row.refresh_from_db()
    assert (row.head_n, row.head_leaf) == (4, "b")
    assert not move(Subject, 0, head_n=1)
    with pytest.raises(FieldDoesNotExist):
        move(Matter, 1, nothing=1)


def test_instants_are_moved(world, now):
    walk = Walk(world, now)
    walk.register()
    row = MatterPeriod.objects.filter(matter=walk.matter).order_by("pk").last()
    first = MatterPeriod.objects.filter(matter=walk.matter).order_by("pk").first()
    at = datetime(2021, 5, 1, 4, 30, 0, 125, tzinfo=UTC)
    copy = insert_row(again(row, recorded_from=at))
    assert move(MatterPeriod, copy.pk, recorded_to=at)
    copy.refresh_from_db()
    assert (copy.recorded_from, copy.recorded_to) == (at, at)
    assert first.recorded_to != at
