"""Single rows without the ORM's making of SQL: a statement is made once per table, values go as the ORM sends them.

An act writes a dozen rows, each by a statement that is always the same; making it anew took the ORM 0.1 to 0.3 ms
of 0.4. Called by use cases and by the helpers that write for them; constraints and fences of the engine hold as
ever, and errors come as Django's own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class _Insert:
    """The statement of one table up to its rows, one row, what it gives back; the fields whose values it takes, and
    the attribute of the id."""

    sql: str
    row: str
    back: str
    fields: tuple[models.Field, ...]
    links: tuple[models.ForeignKey, ...]
    key: str

    def values(self, things: Sequence[models.Model]) -> list[Any]:
        """What is sent, row after row."""
        found = []
        for thing in things:
            for link in self.links:  # to a row that got its id after the two were put together
                if link.is_cached(thing) and getattr(thing, link.attname) is None:
                    related = link.get_cached_value(thing)
                    setattr(thing, link.attname, related.pk if related else None)
            found += [
                field.get_db_prep_save(field.pre_save(thing, True), connection) for field in self.fields
            ]
        return found


def insert_row(thing: M) -> M:
    """Write a new row as ``thing.save(force_insert=True)`` would, without asking signals; returns it with its id.

    Every value must be a plain one: no expression, and of a file or an automatic date only what stands in it.
    """
    return insert_rows([thing])[0]


def insert_rows(things: Sequence[M]) -> Sequence[M]:
    """As :func:`insert_row` for a few rows of one table, in one statement; returns them with their ids."""
    if not things:
        return things
    made = _insert(type(things[0]), connection.vendor)
    rows = ", ".join([made.row] * len(things))
    with _writing(f"{made.sql} {rows} {made.back}", made.values(things)) as cursor:
        keys = cursor.fetchall()
    for thing, (key,) in zip(things, keys, strict=True):
        setattr(thing, made.key, key)
        thing._state.adding, thing._state.db = False, connection.alias
    return things


def update_row(thing: models.Model, names: Sequence[str]) -> None:
    """Write these columns of a row that is there, named as attributes of the model (``unit_id``)."""
    fields = [type(thing)._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(thing, field.attname), connection) for field in fields]
    columns = tuple(field.column for field in fields)
    with _writing(_update(type(thing), columns, (), connection.vendor), [*values, thing.pk]) as cursor:
        if not cursor.rowcount:
            raise type(thing).DoesNotExist(f"no row {thing.pk} to write")


@contextmanager
def _writing(sql: str, values: list[Any]) -> Iterator[Any]:
    """The statement sent; on PostgreSQL it stays prepared, since it is always the same one."""
    with transaction.mark_for_rollback_on_error():
        if connection.vendor == "postgresql":
            with connection.kept() as cursor:
                cursor.execute(sql, list(map(connection.as_text, values)))
                yield cursor
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                yield cursor


@lru_cache(maxsize=256)
def _insert(model: type[models.Model], _vendor: str) -> _Insert:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [meta.pk]
    [(sql, _values)] = compiler.as_sql()
    links = tuple(field for field in fields if isinstance(field, models.ForeignKey))
    into, _values, rest = sql.partition("VALUES")
    row, _returning, back = rest.partition("RETURNING")
    if row.count("%s") != len(fields) or not back:
        raise TypeError(f"{model.__name__}: its row is not one of plain values")
    return _Insert(f"{into}VALUES", row.strip(), f"RETURNING{back}", tuple(fields), links, meta.pk.attname)


def move(model: type[models.Model], pk: int, *, where: dict[str, Any] | None = None, **columns: Any) -> bool:
    """Set columns of one row, if its columns are still as ``where`` says; whether it was there.

    Values are ints, texts and instants, by name of the column.
    """
    where = where or {}
    sql = _update(model, tuple(columns), tuple(where), connection.vendor)
    values = [_sent(value) for value in (*columns.values(), pk, *where.values())]
    with _writing(sql, values) as cursor:
        return cursor.rowcount > 0


@lru_cache(maxsize=256)
def _update(model: type[models.Model], columns: tuple[str, ...], where: tuple[str, ...], _vendor: str) -> str:
    quoted = connection.ops.quote_name
    for name in (*columns, *where):
        model._meta.get_field(name)  # raises for a column that is none
    given = ", ".join(f"{quoted(name)} = %s" for name in columns)
    still = "".join(f" AND {quoted(name)} = %s" for name in where)
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {given} WHERE {key} = %s{still}"  # noqa: S608 - names of columns alone


def _sent(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
