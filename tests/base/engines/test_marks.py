"""Marks for values are put into a statement once; what is sent is what Django would send."""

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has Django's own backend"),
]


@pytest.mark.parametrize(
    ("sql", "values", "found"),
    [
        ("SELECT %s, %s", [1, "a%sb"], (1, "a%sb")),
        ("SELECT 7 %% %s", [4], (3,)),
        ("SELECT '%%s', %s", ["x"], ("%s", "x")),
        ("SELECT 7 % 4", None, (3,)),
        ("SELECT %(b)s, %(a)s", {"a": 1, "b": 2}, (2, 1)),
    ],
)
def test_statements_as_django_sends_them(sql, values, found):
    for _turn in range(2):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert cursor.fetchone() == found


def test_many_at_once():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE marks (a, b)")
        for turn in range(2):
            cursor.executemany("INSERT INTO marks VALUES (%s, %s)", [(turn, "a"), (turn, "b")])
        cursor.execute("SELECT count(*) FROM marks WHERE b = %s", ["a"])
        assert cursor.fetchone() == (2,)
        cursor.execute("DROP TABLE marks")
