"""Dated tables: comma-separated text kept inside Python modules, so the kernel opens no file."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

Row = dict[str, str]


def rows(text: str) -> list[Row]:
    """Parse one table. Every row must fill every column (a column may be empty, never absent)."""
    reader = csv.DictReader(StringIO(text.strip()))
    found = list(reader)
    for number, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise ValueError(f"table row {number} does not have {len(reader.fieldnames or ())} cells: {row}")
    return found


def day(text: str) -> date | None:
    """An ISO date, or ``None`` for an open end."""
    return date.fromisoformat(text) if text else None


def in_force(table: list[Row], on: date) -> Iterator[Row]:
    """The rows of ``table`` whose effective period holds ``on``."""
    for row in table:
        start, end = day(row["effective_from"]), day(row["effective_to"])
        if (start is None or start <= on) and (end is None or on <= end):
            yield row
