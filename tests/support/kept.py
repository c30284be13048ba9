"""What is the same in hundreds of tests is laid down once by the actions, and then put back row by row.

Within a process the first test that asks for it has it made for good; the rows that it added are kept as the
database itself writes them, the objects that it gave as a pickle. Later tests get the same rows by a few statements.
Every constraint and every trigger of the database holds for them as for any rows.
"""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db import connection, transaction

T = TypeVar("T")
MOST_A_STATEMENT = 200
NUMBERED = '("id", '


@dataclass(frozen=True)
class Kept:
    """Rows of each table, in the order in which tables refer to each other, and what was given."""

    rows: list[tuple[str, list[str]]]
    given: bytes


_kept: dict[Hashable, Kept | None] = {}


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives and writes: made the first time, put back from then on.

    It is made each time where rows of its tables are there before it, or where it does more than add rows.
    """
    if key in _kept and _kept[key] is not None and not _taken():
        return _put_back(_kept[key])
    before = None if key in _kept else _all_rows()
    made = make()
    if before is not None:
        _kept[key] = _difference(before, _all_rows(), made)
    return made


def _taken() -> bool:
    """Whether somebody founded a zone already: numbers could be given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM zones_zone)")
        return bool(cursor.fetchone()[0])


def _tables() -> list[str]:
    """Every table of the models, those that are referred to first."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    done: dict[type, None] = {}

    def visit(model: type) -> None:
        if model in done:
            return
        done[model] = None
        for field in model._meta.local_concrete_fields:
            if field.remote_field is not None:
                visit(field.remote_field.model)
        done[model] = done.pop(model)

    for model in models:
        visit(model)
    return list(dict.fromkeys(model._meta.db_table for model in done if model._meta.managed))


def _columns(cursor, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _all_rows() -> dict[str, list[str]]:
    """Every row as the database writes it in a statement."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            quote = "quote(%s)" if connection.vendor == "sqlite" else "quote_nullable(%s)"
            columns = _columns(cursor, table)
            values = " || ', ' || ".join(quote.replace("%s", f'"{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            order = f'"{columns[0]}"'
            cursor.execute(f'SELECT {values} FROM "{table}" ORDER BY {order}')
            head = f'INSERT INTO "{table}" ({names})'
            found[table] = [head, *(row[0] for row in cursor.fetchall())]
    return found


def _difference(before: dict[str, list[str]], after: dict[str, list[str]], made: object) -> Kept | None:
    """What was added; nothing when zones were there before, or rows were changed or taken away."""
    if len(before["zones_zone"]) > 1:
        return None
    rows = []
    for table, (head, *now) in after.items():
        then = set(before[table][1:])
        if not then <= set(now):
            return None
        if added := [row for row in now if row not in then]:
            rows.append((head, added))
    return Kept(rows, pickle.dumps(made))


def _past(head: str) -> str:
    """Rows with given numbers move no sequence, and a test before may have set it back: the next number is free."""
    table = head.split('"')[1]
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    return f'setval({sequence}, greatest(nextval({sequence}), (SELECT max(id) FROM "{table}")))'


def _put_back(kept: Kept):
    with transaction.atomic(), connection.cursor() as cursor:
        for head, rows in kept.rows:
            for at in range(0, len(rows), MOST_A_STATEMENT):
                values = "), (".join(rows[at : at + MOST_A_STATEMENT])
                cursor.execute(f"{head} VALUES ({values})")
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT {', '.join(_past(head) for head, _rows in kept.rows if NUMBERED in head)}"
            )
    return pickle.loads(kept.given)
