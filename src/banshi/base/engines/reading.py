"""Reading whole tables past the ORM, many rows at a time, as cheaply as each engine hands them over.

PostgreSQL spells each value as text and the driver reads it again, unless it is asked for less: numbers and bytes
come in binary from a cursor (:func:`chunks`); rows that are wanted as text all the same come from COPY
(:func:`copied`), of which no value becomes an object. Functions that a statement calls here are named with their
schema: one of the same name that somebody made elsewhere must not be what verifies. Call both inside a transaction.
"""

import re
from collections.abc import Generator
from itertools import count
from typing import Any

from django.db import connection, models

_numbers = count(1)


def chunks(sql: str, size: int) -> Generator[list[tuple[Any, ...]], None, None]:
    """The rows of a SELECT, at most ``size`` at a time: whole numbers, texts and bytes as they are.

    Let other types be spelled as text in the statement: in binary they come as the driver knows them.
    """
    if connection.vendor != "postgresql":
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            while chunk := cursor.fetchmany(size):
                yield chunk
        return
    named = f"banshi_read_{next(_numbers)}"
    _plainly()
    with connection.wrap_database_errors, connection.connection.cursor(named, binary=True) as cursor:
        cursor.execute(sql)
        while chunk := cursor.fetchmany(size):
            yield chunk


BETWEEN = b"\x1f"
"""Stands between two values of a line of COPY, and in no value."""


def copied(sql: str, size: int, nothing: str) -> Generator[tuple[list[bytes], bool], None, None]:
    """PostgreSQL's rows of a SELECT as lines of COPY, ``size`` at a time, with ``nothing`` in place of NULL.

    Beside them stands whether in any of them signs had to be escaped: texts are to be :func:`unescaped` then. Nothing
    else may be asked meanwhile, and all must be read: who stops before the end breaks the transaction off.
    """
    _plainly()
    written = f"DELIMITER {connection.literal(BETWEEN.decode())}, NULL {connection.literal(nothing)}"
    statement = f"COPY ({sql}) TO STDOUT WITH ({written})"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        lines = size * [b""]
        while len(lines) == size:
            lines = connection.lines(copy, size)
            chunk = b"".join(lines)
            if escaped := b"\\" in chunk:
                chunk = _ESCAPED.sub(lambda found: _HIDDEN if found[1] == BETWEEN else found[0], chunk)
            if chunk:
                yield chunk.split(b"\n")[:-1], escaped


_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_HIDDEN = rb"\u"  # PostgreSQL writes no such escape
_SIGNS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"u": BETWEEN}


def unescaped(value: bytes) -> bytes:
    """What COPY wrote as it is: a letter stands for one of six signs, any other sign for itself."""
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), value) if b"\\" in value else value


def _plainly() -> None:
    """Until the transaction ends days are spelled as SQLite keeps them, whatever the role or database prefers.

    And one process of the server reads: those that help it cost a third more than they spare, and the cores are
    taken by the processes that verify.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL max_parallel_workers_per_gather = 0")


def instant(column: str) -> str:
    """SQL that spells an instant of PostgreSQL in UTC as SQLite keeps it: six places after the point, or none.

    PostgreSQL leaves zeros at the end out, so what is no whole second and has such is filled up; ``to_char`` with an
    expression to take zeros away costs five times as much.
    """
    utc = text(f"pg_catalog.timezone('UTC', {column})")
    return (
        f"CASE WHEN {column} OPERATOR(pg_catalog.=) CAST({column} AS pg_catalog.timestamptz(5))"
        f" AND {column} OPERATOR(pg_catalog.<>) CAST({column} AS pg_catalog.timestamptz(0))"
        f" THEN pg_catalog.rpad({utc}, 26, '0') ELSE {utc} END"
    )


def text(column: str) -> str:
    """SQL that spells a day or a UUID of PostgreSQL for :func:`chunks`."""
    return f"CAST({column} AS pg_catalog.text)"


def in_copy(field: models.Field) -> str:
    """SQL for a column that COPY then writes as SQLite keeps it: booleans as 1 and 0, instants in UTC.

    Raises TypeError for a type of which nobody has shown that both engines spell it alike.
    """
    name = connection.ops.quote_name(field.column)
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.BooleanField):
        return f"CAST({name} AS pg_catalog.int4)"
    if isinstance(kind, models.DateTimeField):
        return instant(name)
    if isinstance(kind, models.CharField | models.TextField | models.IntegerField | models.DateField):
        return name
    raise TypeError(f"{field} is of a type whose spelling by PostgreSQL is not known to be SQLite's")
