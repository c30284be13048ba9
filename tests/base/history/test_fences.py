"""The fences around append-only tables, on both engines."""

import pytest
from django.db import Error, connection, transaction

from banshi.base.history import fences
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_INSTANT
from banshi.core.matters.models import MatterPeriod
from support.matters import Walk
from support.tampering import fences_down, settle

TABLES = ("history_entry", "matters_matterperiod")


@pytest.fixture
def rows(world, now):
    Walk(world, now).dispatch()


def refused(sql, *params):
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_declared_and_up(world):
    assert {fence.table._meta.db_table for fence in fences.declared()} >= set(TABLES)
    assert fences.missing() == []


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(rows, table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("model", [Entry, MatterPeriod])
def test_no_column_is_changed(rows, model):
    table = model._meta.db_table
    may = {"matters_matterperiod": {"recorded_to"}}.get(table, set())
    for column in (field.column for field in model._meta.concrete_fields):
        if column not in may and _has_value(model, column):
            other = '"id" + 1000000' if column == "id" else "NULL"
            refused(f'UPDATE {table} SET "{column}" = {other} WHERE "{column}" IS NOT NULL')


def _has_value(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT("{column}") FROM {model._meta.db_table}')
        return cursor.fetchone()[0]


def test_recorded_to_may_be_set(rows, now):
    pk = MatterPeriod.objects.filter(recorded_to=OPEN_INSTANT).first().pk
    assert MatterPeriod.objects.filter(pk=pk).update(recorded_to=now) == 1


def test_an_update_that_changes_nothing_is_no_harm(rows):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_entry SET kind = kind")


def test_replace_and_upsert(rows):
    columns = ", ".join(f'"{field.column}"' for field in Entry._meta.concrete_fields)
    changed = columns.replace('"kind"', "'test.other'")
    if connection.vendor == "sqlite":
        refused(
            f"INSERT OR REPLACE INTO history_entry ({columns}) SELECT {changed} FROM history_entry LIMIT 1"
        )
    refused(
        f"INSERT INTO history_entry ({columns}) SELECT {changed} FROM history_entry WHERE true "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind"
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", TABLES)
def test_truncate(rows, table):
    settle()
    refused(f"TRUNCATE {table} CASCADE")


def test_lifted_is_told_and_put_back(rows):
    with fences_down():
        assert set(fences.missing()) >= {"history_entry_no_update", "history_entry_no_delete"}
    fences.install()
    assert fences.missing() == []
