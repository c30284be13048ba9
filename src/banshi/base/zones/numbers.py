"""Official numbers: per zone, series and year, without gaps and without doubles."""

from django.db import connection

from banshi.base.zones.models import Counter, Zone

_TABLE = Counter._meta.db_table
_NEXT = (
    f"INSERT INTO {_TABLE} (zone_id, series, year, last) VALUES (%s, %s, %s, %s) "  # noqa: S608 - our own name
    f"ON CONFLICT (zone_id, series, year) DO UPDATE SET last = {_TABLE}.last + excluded.last RETURNING last"
)


def next_number(zone: Zone, series: str, year: int) -> int:
    """The next number of the series; call it inside the transaction that uses it.

    One statement that makes the counter's row, or moves it and holds its lock until the transaction ends.
    """
    return next_numbers(zone, series, year, 1)


def next_numbers(zone: Zone, series: str, year: int, count: int) -> int:
    """The first of the next ``count`` numbers of the series, all of them taken at once."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [zone.pk, series, year, count])
        return cursor.fetchone()[0] - count + 1
