"""Indexes put off while a benchmark fills its tables, and the engine told afterwards where ids and rows stand."""

import contextlib
from collections.abc import Iterable, Iterator

from django.core.management.color import no_style
from django.db import connection, models

from banshi.base.engines.rows import Rows

__all__ = ["Rows", "indexes_later", "settle"]


@contextlib.contextmanager
def indexes_later(models_: Iterable[type[models.Model]]) -> Iterator[None]:
    """Without the indexes that hold no rule (unique ones stay) of these models; they are made when all is written."""
    tables = [model._meta.db_table for model in models_]
    marks = ", ".join(["%s"] * len(tables))
    asked = {
        "sqlite": f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({marks})",  # noqa: S608
        "postgresql": f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({marks})",  # noqa: S608
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, tables)
        found = [(name, sql) for name, sql in cursor.fetchall() if sql and " UNIQUE " not in sql]
        for name, _sql in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _name, sql in found:
            cursor.execute(sql)


def settle(tables: Iterable[Rows]) -> None:
    """Have the engine go on counting ids where the rows end, and look at how they are spread."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [rows.model for rows in tables]):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
