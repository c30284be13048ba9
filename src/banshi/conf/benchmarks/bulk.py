"""Indexes put off while a benchmark fills its tables, and the engine told afterwards where ids and rows stand."""

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, models

from banshi.base.engines.rows import Lines, Rows

__all__ = ["Rows", "in_haste", "indexes_later", "settle"]

HASTE = {
    "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000", "PRAGMA wal_autocheckpoint=20000"),
    "postgresql": (
        "SET synchronous_commit=off",
        "SET maintenance_work_mem='512MB'",
        "SET statement_timeout=0",
    ),
}


@contextlib.contextmanager
def in_haste() -> Iterator[None]:
    """Without waiting for the disk: what is filled may be lost with the machine, not with the process."""
    with connection.cursor() as cursor:
        for statement in HASTE[connection.vendor]:
            cursor.execute(statement)
    try:
        yield
    finally:
        connection.close()  # the next one has the engine's usual care


@contextlib.contextmanager
def indexes_later(models_: Iterable[type[models.Model]], kept: Path | None = None) -> Iterator[None]:
    """Without the indexes that hold no rule (unique ones stay) of these models; they are made when all is written.

    In the file ``kept`` stands what is to be made, for a run that goes on after one that was cut off.
    """
    tables = [model._meta.db_table for model in models_]
    waiting = json.loads(kept.read_text()) if kept and kept.exists() else {}
    waiting |= {name: sql for name, sql in _indexes(tables).items() if " UNIQUE " not in sql}
    if kept:
        kept.write_text(json.dumps(waiting, indent=1))
    with connection.cursor() as cursor:
        for name in waiting:
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for sql in waiting.values():
            cursor.execute(sql)
    if kept:
        kept.unlink()


def _indexes(tables: list[str]) -> dict[str, str]:
    marks = ", ".join(["%s"] * len(tables))
    asked = {
        "sqlite": f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({marks})",  # noqa: S608
        "postgresql": f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({marks})",  # noqa: S608
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, tables)
        return {name: sql for name, sql in cursor.fetchall() if sql}


def settle(tables: Iterable[Rows | Lines]) -> None:
    """Have the engine go on counting ids where the rows end, and look at how they are spread."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [rows.model for rows in tables]):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout=0")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
