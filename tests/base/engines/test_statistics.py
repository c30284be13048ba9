"""The engine learns how rows are spread, or a list sorts the whole ledger."""

import pytest
from django.db import connection

from banshi.base.engines import statistics
from banshi.base.zones.models import Zone


@pytest.mark.django_db
def test_sqlite_looks_at_the_rows():
    Zone.objects.create(code="east", name_zh="东区", name_en="East")
    statistics.refresh()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'zones_zone'")
            assert cursor.fetchone()[0] > 0
