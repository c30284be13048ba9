"""A zone that is put back row by row leaves the database as the actions would have."""

import pytest
from django.db import connection

from support.matters import Walk

pytestmark = pytest.mark.django_db


def test_a_first_zone(world):
    assert world.zone.pk


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite numbers by the rows that are there")
def test_numbers_begin_anew():
    """As after a test that empties tables, or fills them with numbers of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")


def test_what_comes_after_it_has_numbers_of_its_own(world, now):
    assert Walk(world, now).receive().pk
