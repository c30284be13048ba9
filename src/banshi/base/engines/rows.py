"""Many rows into a table, past the ORM: COPY on PostgreSQL, ``executemany`` on SQLite.

Called by use cases that make hundreds of things in one act, and by benchmarks. What the ORM would check or fill
in on saving is the caller's care; constraints of the engine hold as ever.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

BLOCK = 500


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


def _prepared(field: models.Field, known: dict[type[models.Field], Callable]) -> Callable[[Any], Any] | None:
    """How a value of the field goes to the engine; a field of our own knows itself."""
    if type(field).__module__.startswith("banshi."):
        return lambda value: field.get_db_prep_value(value, connection)
    return known.get(type(field))


class Rows:
    """The rows of one model, collected and written together. Ids are given here.

    On SQLite they go on from the last one, so a transaction that writes must be open; on PostgreSQL they are
    drawn from the table's sequence, so that two acts at once never give the same.
    """

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        self.columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        self.defaults = {field.attname: field.get_default() for field in fields if field.has_default()}
        self.empty = {field.attname: "" for field in fields if not field.null and field.get_default() == ""}
        known = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
        self.prepare = {field.attname: _prepared(field, known) for field in fields}
        self.place = {name: at for at, name in enumerate(self.names)}
        self.template = [self._ready(name, {**self.empty, **self.defaults}.get(name)) for name in self.names]
        self.varying = {name: make.get_default for name, make in zip(self.names, fields, strict=True)
                        if callable(make.default)}  # fmt: skip
        self.postgres = connection.vendor == "postgresql"
        self.drawn: list[int] = []
        self.last = 0
        if not self.postgres:
            self.last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
        self.held: list[tuple] = []

    def next_id(self) -> int:
        """An id that nobody else gets."""
        if not self.postgres:
            self.last += 1
            return self.last
        if not self.drawn:
            table = self.model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [table, BLOCK],
                )
                self.drawn = [row[0] for row in reversed(cursor.fetchall())]
        return self.drawn.pop()

    def add(self, **values: Any) -> int:
        """Keep a row to be written; returns its id. Columns not named get their default, an empty text or NULL."""
        pk = values.get("id") or self.next_id()
        row = self.template.copy()
        for name, make in self.varying.items():
            if name not in values:
                row[self.place[name]] = self._ready(name, make())
        for name, value in values.items():
            prepare = self.prepare[name]
            row[self.place[name]] = value if value is None or prepare is None else prepare(value)
        row[self.place["id"]] = pk
        self.held.append(tuple(row))
        return pk

    def _ready(self, name: str, value: Any) -> Any:
        prepare = self.prepare[name]
        return value if value is None or prepare is None else prepare(value)

    def write(self) -> None:
        """Write what is held; call it in a transaction."""
        if not self.held:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if self.postgres:
                # Django wraps execute and not copy: a lost race must be an IntegrityError here too.
                statement = f"COPY {table} ({self.columns}) FROM STDIN"
                with connection.wrap_database_errors, cursor.copy(statement) as copy:
                    for row in self.held:
                        copy.write_row(row)
            else:
                marks = ", ".join("%s" for _name in self.names)
                cursor.executemany(f"INSERT INTO {table} ({self.columns}) VALUES ({marks})", self.held)  # noqa: S608
        self.held.clear()
