"""Many rows into a table, past the ORM: COPY on PostgreSQL, ``executemany`` on SQLite.

Called by use cases that make hundreds of things in one act, and by benchmarks. What the ORM would check or fill
in on saving is the caller's care; constraints of the engine hold as ever.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

BLOCK = 500


@lru_cache(maxsize=65536)
def _text(value: Any) -> str:
    return str(value)


@lru_cache(maxsize=4096)
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


class _Table:
    """A model's table: how its values go to the engine, and ids that nobody else gets.

    On SQLite ids go on from the last one, so a transaction that writes must be open; on PostgreSQL they are
    drawn from the table's sequence, so that two acts at once never give the same.
    """

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = model._meta.concrete_fields
        self.column = {field.attname: connection.ops.quote_name(field.column) for field in fields}
        self.defaults = {field.attname: field.get_default() for field in fields if field.has_default()}
        self.empty = {field.attname: "" for field in fields if not field.null and field.get_default() == ""}
        self.varying = {
            one.attname: one.get_default for one in fields if one.has_default() and callable(one.default)
        }
        self.postgres = connection.vendor == "postgresql"
        known = POSTGRESQL if self.postgres else SQLITE
        self.prepare = {field.attname: _prepared(field, known) for field in fields}
        self.drawn: list[int] = []
        self.last = 0
        if not self.postgres:
            self.last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0

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

    def _ready(self, name: str, value: Any) -> Any:
        prepare = self.prepare[name]
        return value if value is None or prepare is None else prepare(value)

    def _send(self, names: Iterable[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write rows of these columns; in the caller's transaction."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        columns = [self.column[name] for name in names]
        listed = ", ".join(columns)
        with connection.cursor() as cursor:
            if self.postgres:
                # Django wraps execute and not copy: a lost race must be an IntegrityError here too.
                statement = f"COPY {table} ({listed}) FROM STDIN"
                with connection.wrap_database_errors, cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("%s" for _column in columns)
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608


class Rows(_Table):
    """The rows of one model, collected and written together. Ids are given here."""

    def __init__(self, model: type[models.Model]):
        super().__init__(model)
        self.names = list(self.column)
        self.place = {name: at for at, name in enumerate(self.names)}
        self.template = [self._ready(name, {**self.empty, **self.defaults}.get(name)) for name in self.names]
        self.held: list[tuple] = []

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

    def write(self) -> None:
        """Write what is held; call it in a transaction."""
        if self.held:
            self._send(self.names, self.held)
            self.held.clear()


class Lines(_Table):
    """Rows that all give the same columns in the same order, which is half the work of :class:`Rows`.

        entries = Lines(Entry, "uid", "n", zone_id=zone.pk)     # zone_id is the same in all of them
        pk = entries.add(uuid7(), 1)
        entries.write()

    A column that is named nowhere gets its default, an empty text or NULL; one whose default is made anew for
    each row (a uid) has to be named. Raises TypeError for that, and for a row of another length.
    """

    def __init__(self, model: type[models.Model], *names: str, **same: Any):
        super().__init__(model)
        made = set(self.varying) - {*names, *same}
        if made:
            raise TypeError(f"{model.__name__}: {', '.join(sorted(made))} differ from row to row")
        given = {**self.empty, **self.defaults, **same}
        fixed = {
            name: self._ready(name, value) for name, value in given.items() if name not in ("id", *names)
        }
        fixed = {name: value for name, value in fixed.items() if value is not None}  # absent is NULL
        self.names = ("id", *names, *fixed)
        self.same = tuple(fixed.values())
        self.width = len(names)
        self.steps = tuple((at, self.prepare[name]) for at, name in enumerate(names, 1) if self.prepare[name])
        self.held: list[list[Any]] = []

    def add(self, *values: Any, pk: int | None = None) -> int:
        """Keep a row to be written; returns its id, drawn here unless it was drawn before (``pk``)."""
        if len(values) != self.width:
            raise TypeError(f"{self.model.__name__}: {len(values)} values for {self.width} columns")
        number = self.next_id() if pk is None else pk
        row = [number, *values, *self.same]
        for at, prepare in self.steps:
            value = row[at]
            if value is not None:
                row[at] = prepare(value)
        self.held.append(row)
        return number

    def write(self) -> None:
        """Write what is held; call it in a transaction."""
        if self.held:
            self._send(self.names, self.held)
            self.held.clear()
