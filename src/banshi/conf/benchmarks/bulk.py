"""Many rows into a table, past the ORM: COPY on PostgreSQL, ``executemany`` on SQLite."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models


@lru_cache(maxsize=65536)
def _text(value: Any) -> str:
    return str(value)


def _instant(value: Any) -> str:
    return str(value.replace(tzinfo=None))


def _hex(value: UUID) -> str:
    return value.hex


SQLITE: dict[type[models.Field], Callable[[Any], Any]] = {
    models.DateTimeField: _instant,
    models.DateField: _text,
    models.UUIDField: _hex,
    models.JSONField: json.dumps,
}
POSTGRESQL: dict[type[models.Field], Callable[[Any], Any]] = {models.JSONField: json.dumps}


class Rows:
    """The rows of one model, collected and written together. Ids are given here, from the next free one."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        self.columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        self.defaults = {field.attname: field.get_default() for field in fields if field.has_default()}
        self.empty = {field.attname: "" for field in fields if not field.null and field.get_default() == ""}
        known = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
        self.prepare = [known.get(type(field)) for field in fields]
        self.last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
        self.held: list[tuple] = []

    def add(self, **values: Any) -> int:
        """Keep a row to be written; returns its id. Columns not named get their default, an empty text or NULL."""
        self.last += 1
        row = {**self.empty, **self.defaults, **values, "id": self.last}
        self.held.append(
            tuple(
                value if value is None or prepare is None else prepare(value)
                for value, prepare in zip(map(row.get, self.names), self.prepare, strict=True)
            )
        )
        return self.last

    def write(self) -> None:
        """Write what is held; call it in a transaction."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({self.columns}) FROM STDIN") as copy:
                    for row in self.held:
                        copy.write_row(row)
            else:
                marks = ", ".join("%s" for _name in self.names)
                cursor.executemany(f"INSERT INTO {table} ({self.columns}) VALUES ({marks})", self.held)  # noqa: S608
        self.held.clear()


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
