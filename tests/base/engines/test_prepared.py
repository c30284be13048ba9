"""PostgreSQL keeps prepared what is always asked in the same words, and nothing else."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections

from banshi.base.engines.kept import Kept
from banshi.base.engines.writing import insert_row, move
from banshi.base.zones.models import Counter, Subject, Zone
from banshi.conf.environment import postgres_database

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has a cache of its own")


@contextmanager
def alone(**options):
    """A connection of its own, outside the test's transaction."""
    other = connection.copy()
    other.settings_dict["OPTIONS"] |= options
    ours, connections["default"] = connections["default"], other
    try:
        yield other
    finally:
        connections["default"] = ours
        other.close()


def prepared(other):
    with other.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        return cursor.fetchall()


def of_series():
    return Kept(
        lambda year, series: Counter.objects.filter(year=year, series=series, last__gte=3).values_list(
            "last"
        ),
        year=int,
        series=str,
    )


@pytest.mark.django_db(transaction=True)
def test_prepared_once_and_planned_once_whatever_the_values():
    ask = of_series()
    with alone() as other:
        for year, series in ((7, "a"), (2021, "b"), (31_000, "c%s"), (7, "'"), (8, "d")):
            assert ask(year=year, series=series) == []
        with other.cursor() as cursor:
            cursor.execute("SELECT %s", ["not kept"])
        [(statement, generic, custom)] = prepared(other)
        assert (generic, custom) == (5, 0)
        assert '"last" >= 3' in statement  # what is always the same stands in the words
        assert "$2" in statement
        assert "$3" not in statement


@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_goes_with_a_transaction_that_is_undone():
    ask = of_series()
    with alone() as other:
        ask(year=7, series="a")
        other.set_autocommit(False)
        assert len(prepared(other)) == 1
        other.rollback()
        other.set_autocommit(True)
        assert prepared(other) == []
        assert ask(year=7, series="a") == []


@pytest.mark.django_db(transaction=True)
def test_a_row_is_written_by_one_statement_whatever_is_empty():
    zone = Zone.objects.create(code="east", name_zh="e", name_en="e")
    with alone() as other:
        for n, caption in ((1, ""), (300, "'%s'"), (70_000, "甲" * 40)):
            row = insert_row(Subject(zone=zone, kind="thing", caption=caption, head_n=n - 1))
            assert move(Subject, row.pk, head_n=n)
        statements = [(words.split()[0], generic) for words, generic, _custom in prepared(other)]
        assert sorted(statements) == [("INSERT", 3), ("UPDATE", 3)]
        assert list(Subject.objects.order_by("pk").values_list("head_n", flat=True)) == [1, 300, 70_000]


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hung_up_is_noticed_without_asking():
    ours = connections["default"]
    with alone() as other:
        assert other.is_usable() is False  # nobody has connected yet
        other.ensure_connection()
        sent = []
        with other.execute_wrapper(lambda execute, *what: sent.append(what) or execute(*what)):
            assert other.is_usable()
        assert sent == []
        backend = other.connection.info.backend_pid
        with ours.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        assert not other.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_pooler_that_knows_nothing_of_it():
    ask = of_series()
    with alone(prepare_threshold=None) as other:
        for _turn in range(3):
            assert ask(year=7, series="a%") == []
        assert prepared(other) == []


def words(other):
    with other.kept() as cursor:
        cursor.execute("SELECT words FROM prepared_thing WHERE id = %s", [other.whole_number(1)])
        return cursor.fetchall()


@pytest.fixture
def things(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE prepared_thing (id bigint PRIMARY KEY, words varchar(3))")
        cursor.execute("INSERT INTO prepared_thing VALUES (1, '7')")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE prepared_thing")


@pytest.fixture
def migrated(things):
    """Changes the column through the connection that stood before."""
    ours = connections["default"]

    def change():
        with ours.cursor() as cursor:
            cursor.execute("ALTER TABLE prepared_thing ALTER words TYPE int USING words::int")

    return change


def test_a_migration_under_a_running_server(migrated):
    with alone() as other:
        assert words(other) == [("7",)]
        migrated()
        assert words(other) == [(7,)]


def test_a_migration_under_a_running_act(migrated):
    with alone() as other:
        assert words(other) == [("7",)]
        migrated()
        other.set_autocommit(False)
        with pytest.raises(DatabaseError):
            words(other)
        other.rollback()
        assert words(other) == [(7,)]
        other.rollback()
        other.set_autocommit(True)


@pytest.mark.django_db
def test_a_literal_with_marks_of_its_own():
    zone = Zone.objects.create(code="east", name_zh="e", name_en="e")
    subject = insert_row(Subject(zone=zone, kind="thing", caption="100% of '%s'"))
    ask = Kept(
        lambda zone: Subject.objects.filter(zone_id=zone, caption="100% of '%s'").values_list("pk"), zone=int
    )
    assert ask(zone=zone.pk) == [(subject.pk,)]
    assert ask(zone=zone.pk + 1) == []


def test_switched_off_by_its_setting():
    assert postgres_database("postgresql://a@b/c", prepared=False)["OPTIONS"]["prepare_threshold"] is None
    assert postgres_database("postgresql://a@b/c")["OPTIONS"]["prepare_threshold"] == 0
