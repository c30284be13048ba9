"""The engine learns how rows are spread, or a list sorts the whole ledger."""

import pytest
from django.db import connection

from banshi.base.engines import statistics
from banshi.base.zones.models import Zone

pytestmark = pytest.mark.django_db
ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks by itself")
TABLE = Zone._meta.db_table


def zones(*codes):
    for code in codes:
        Zone.objects.create(code=code, name_zh=code, name_en=code)


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def test_the_tables_that_hold_rows_are_looked_at():
    zones("east")
    looked = statistics.refresh()
    assert (TABLE in looked) == (connection.vendor == "sqlite")


@ONLY_SQLITE
def test_what_was_looked_at_is_looked_at_again_when_it_has_grown():
    zones("east", "west", "north", "south")
    statistics.refresh()
    assert TABLE not in statistics.refresh()
    zones("first", "second")
    assert TABLE not in statistics.refresh()
    zones("third")
    assert TABLE in statistics.refresh()
    assert TABLE not in statistics.refresh()


@ONLY_SQLITE
def test_rows_that_were_there_once_do_not_count():
    zones(*(f"gone{number}" for number in range(40)))
    Zone.objects.all().delete()
    zones("east", "west")
    assert TABLE in statistics.refresh()
    assert TABLE not in statistics.refresh()


@ONLY_SQLITE
def test_a_new_index_is_looked_at_and_an_empty_one_only_when_it_holds_something():
    zones("east", "west")
    statistics.refresh()
    asked(f"CREATE INDEX zone_by_name ON {TABLE} (name_en)")
    assert TABLE in statistics.refresh()
    asked(f"CREATE INDEX zone_none ON {TABLE} (name_en) WHERE code = 'nowhere'")
    assert TABLE not in statistics.refresh()
    asked(f"UPDATE {TABLE} SET code = 'nowhere' WHERE code = 'west'")
    assert TABLE in statistics.refresh()
    assert TABLE not in statistics.refresh()


@ONLY_SQLITE
def test_all_rows_are_looked_at():
    """A limit would be taken for how many rows a zone has."""
    zones(*(f"zone{number}" for number in range(50)))
    asked("PRAGMA analysis_limit = 10")
    statistics.refresh()
    assert asked(f"SELECT MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = '{TABLE}'") == (50,)
