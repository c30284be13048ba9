"""Single rows without the ORM's making of SQL: a statement is made once per table, values go as the ORM sends them.

An act writes a dozen rows, each by a statement that is always the same; making it anew took the ORM 0.1 to 0.3 ms
of 0.4. Called by use cases and by the helpers that write for them; constraints and fences of the engine hold as
ever, and errors come as Django's own.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class _Insert:
    """The statement of one table, the fields whose values it takes, and the attribute of the id it gives back."""

    sql: str
    fields: tuple[models.Field, ...]
    links: tuple[models.ForeignKey, ...]
    key: str


def insert_row(thing: M) -> M:
    """Write a new row as ``thing.save(force_insert=True)`` would, without asking signals; returns it with its id.

    Every value must be a plain one: no expression, and of a file or an automatic date only what stands in it.
    """
    made = _insert(type(thing), connection.vendor)
    for link in made.links:  # to a row that got its id after the two were put together
        if link.is_cached(thing) and getattr(thing, link.attname) is None:
            related = link.get_cached_value(thing)
            setattr(thing, link.attname, related.pk if related else None)
    values = [field.get_db_prep_save(field.pre_save(thing, True), connection) for field in made.fields]
    with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
        cursor.execute(made.sql, values)
        [key] = cursor.fetchone()
    setattr(thing, made.key, key)
    thing._state.adding, thing._state.db = False, connection.alias
    return thing


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
    return _Insert(sql, tuple(fields), links, meta.pk.attname)


def move(model: type[models.Model], pk: int, *, where: dict[str, Any] | None = None, **columns: Any) -> bool:
    """Set columns of one row, if its columns are still as ``where`` says; whether it was there.

    Values are ints, texts and instants, by name of the column.
    """
    where = where or {}
    sql = _update(model, tuple(columns), tuple(where), connection.vendor)
    values = [_sent(value) for value in (*columns.values(), pk, *where.values())]
    with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
        cursor.execute(sql, values)
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
