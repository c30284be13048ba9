"""Official numbers: per zone, series and year, without gaps and without doubles."""

from django.db import connection

from banshi.base.zones.models import Counter, Zone

_TABLE = Counter._meta.db_table
_NEXT = (
    f"INSERT INTO {_TABLE} (zone_id, series, year, last) VALUES (%s, %s, %s, 1) "  # noqa: S608 - our own name
    f"ON CONFLICT (zone_id, series, year) DO UPDATE SET last = {_TABLE}.last + 1 RETURNING last"
)


def next_number(zone: Zone, series: str, year: int) -> int:
    """The next number of the series; call it inside the transaction that uses it.

    One statement that makes the counter's row, or moves it and holds its lock until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [zone.pk, series, year])
        return cursor.fetchone()[0]
