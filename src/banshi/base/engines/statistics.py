"""What the engine knows of how rows are spread; without it SQLite sorts a whole ledger for a page of fifty."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

GROWN = 1.5
"""A table that is so many times as long as when it was looked at is looked at again."""


def refresh() -> list[str]:
    """Have SQLite look at the tables that have grown or have a new index since; their names.

    It looks at all of their rows, half a minute for a million matters: under ``analysis_limit`` SQLite takes the
    limit for the number of rows of any zone, and then walks through all rows of a zone. PostgreSQL looks by itself
    (autovacuum). Outside a transaction.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 0")
        found = list(_outgrown(cursor))
        for table in found:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return found


def _outgrown(cursor: Any) -> Iterator[str]:
    known, indexes = _known(cursor), _indexes(cursor)
    for table in sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)}):
        seen = known.get(table, {})
        rows = _about(cursor, connection.ops.quote_name(table))
        if rows > GROWN * max(seen.values(), default=0) or any(
            _holds(cursor, table, condition)
            for name, condition in indexes.get(table, {}).items()
            if name not in seen
        ):
            yield table


def _about(cursor: Any, table: str) -> int:
    """How many rows there may be, without counting them: the old ones go first where rows go at all."""
    cursor.execute(f"SELECT MAX(rowid) FROM {table}")  # noqa: S608
    last = cursor.fetchone()[0]
    cursor.execute(f"SELECT MIN(rowid) FROM {table}")  # noqa: S608
    first = cursor.fetchone()[0]
    return 0 if last is None else last - first + 1


def _holds(cursor: Any, table: str, condition: str) -> bool:
    """Has an index a row? Of an empty one SQLite keeps nothing, however often it looks."""
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE {condition} LIMIT 1")  # noqa: S608
    return cursor.fetchone() is not None


def _known(cursor: Any) -> dict[str, dict[str, int]]:
    """By table and index: how many rows there were."""
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone() is None:
        return {}
    found: dict[str, dict[str, int]] = {}
    cursor.execute("SELECT tbl, idx, CAST(stat AS INTEGER) FROM sqlite_stat1")
    for table, index, rows in cursor.fetchall():
        found.setdefault(table, {})[index] = rows
    return found


def _indexes(cursor: Any) -> dict[str, dict[str, str]]:
    """By table and index: which rows it holds."""
    found: dict[str, dict[str, str]] = {}
    cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index'")
    for table, index, sql in cursor.fetchall():
        found.setdefault(table, {})[index] = (sql or "").partition(" WHERE ")[2] or "TRUE"
    return found
