"""What the engine knows of how rows are spread; without it SQLite sorts a whole ledger for a page of fifty."""

from django.db import connection

LOOKED_AT = 1000
"""Rows of an index that SQLite looks at: a third of a second for a hundred thousand matters."""


def refresh() -> None:
    """Have SQLite look anew; PostgreSQL does so by itself (autovacuum). Outside a transaction."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
