"""A workbook as rows of cells, read by a child process (see :mod:`.child`)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from banshi.base.imports.reader import limits
from banshi.base.imports.reader.limits import Hostile

Cell = str | Decimal | bool | date | datetime | None
NUMBER, DAY = "\x01n", "\x01d"


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows of cells from the first row on (ragged), and merged ranges (top, left, bottom, right).

    ``rows`` is None when the sheet was not asked for. ``date_1904`` says from where serial days count.
    """

    name: str
    rows: list[list[Cell]] | None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    date_1904: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """The sheets of a file, in their order; a csv file has one without a name."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name."""
        return next((one for one in self.sheets if one.name == name), None)


def read(data: bytes, *, only: str | None = None, most: int | None = None) -> Book:
    """The workbook in ``data``; ``only`` reads one sheet, ``most`` so many of its rows.

    Raises :class:`.limits.Hostile` with a code when it is not a table, is damaged, or costs too much.
    """
    if len(data) > limits.MOST_BYTES:
        raise Hostile("too_large")
    if not data:
        raise Hostile("empty")
    sheets = tuple(_sheet(one) for one in _child(data, only, most))
    if not any(sheet.rows for sheet in sheets):
        raise Hostile("empty")
    return Book(sheets)


def _child(data: bytes, only: str | None, most: int | None) -> Iterator[dict[str, Any]]:
    command = [
        sys.executable,
        "-P",
        "-m",
        "banshi.base.imports.reader.child",
        json.dumps(only),
        json.dumps(most),
    ]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=limits.WAIT_SECONDS,
            env={**kept, "PYTHONIOENCODING": "utf-8", "PYTHONMALLOC": "malloc"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Hostile("too_large") from error
    for line in done.stdout.splitlines():
        found = json.loads(line) if line.endswith(b"}") else {"refused": "too_large"}
        if "refused" in found:
            raise Hostile(found["refused"])
        yield found
    if done.returncode:
        raise Hostile("too_large")


def _sheet(found: dict[str, Any]) -> Sheet:
    rows = found["rows"]
    if rows is not None:
        rows = [
            [_cell(one) if type(one) is str and one[:1] == "\x01" else one for one in row] for row in rows
        ]
    merged = tuple((top, left, bottom, right) for top, left, bottom, right in found["merged"])
    return Sheet(found["name"], rows, merged, found["date_1904"], found["hidden"])


def _cell(value: str) -> Cell:
    """A number or a day on its way: both begin with a mark that no cell's text holds."""
    if value.startswith(NUMBER):
        return Decimal(value[2:])
    text = value[2:]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def shown(cell: Cell | time | timedelta) -> str:
    """A cell as one line of text, without what a spreadsheet adds."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)
