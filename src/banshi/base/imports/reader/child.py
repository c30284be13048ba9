"""The process that reads one workbook: bytes in on standard input, rows out on standard output, then it ends.

Its memory and time are bounded by the system, so a file that costs too much ends this process and nothing else.
Started by :func:`banshi.base.imports.reader.book.read`; imports neither Django nor anything that knows a zone.
"""

import codecs
import contextlib
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from banshi.base.imports.reader import guard, limits
from banshi.base.imports.reader.limits import Hostile

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NUMBER, DAY = "\x01n", "\x01d"
DATE_1904 = re.compile(rb"date1904\s*=\s*\"(?:1|true)\"")


def bounded() -> None:
    """Let the system hold this process to its ceilings, as far as it can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY, limits.CHILD_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.CHILD_SECONDS, limits.CHILD_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def sheets(data: bytes, only: str | None, most: int | None) -> Iterator[dict[str, Any]]:
    """The sheets of a file, known by its content: name, rows, merged ranges; ``only`` one of them."""
    if data.startswith(ZIP):
        guard.check(data)
        yield from _workbook(data, only, most, packed=True)
    elif data.startswith(COMPOUND):
        guard.check_compound(data)
        yield from _workbook(data, only, most, packed=False)
    else:
        yield {"name": "", "rows": _csv(data, most), "merged": [], "date_1904": False, "hidden": False}


def _workbook(data: bytes, only: str | None, most: int | None, *, packed: bool) -> Iterator[dict[str, Any]]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Hostile("password") from error
    except (CalamineError, OSError) as error:
        raise Hostile("unreadable") from error
    found = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet][: limits.MOST_SHEETS]
    since_1904 = packed and _is_1904(data)
    budget = Budget()
    for facts in found:
        shown = {
            "name": facts.name,
            "hidden": facts.visible != SheetVisibleEnum.Visible,
            "date_1904": since_1904,
        }
        if only is not None and facts.name != only:
            yield {**shown, "rows": None, "merged": []}
            continue
        try:
            sheet = book.get_sheet_by_name(facts.name)
            _check_size(sheet.total_height, sheet.total_width)
            rows = budget.rows(sheet.to_python(skip_empty_area=False, nrows=most))
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        except (CalamineError, OSError) as error:
            raise Hostile("unreadable") from error
        if packed:
            _lay_unusable(data, facts.name, rows)
        yield {**shown, "rows": rows, "merged": merged}


def _check_size(height: int, width: int) -> None:
    if height > limits.MOST_ROWS:
        raise Hostile("too_many_rows")
    if width > limits.MOST_COLUMNS:
        raise Hostile("too_many_columns")


def _is_1904(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return DATE_1904.search(packed.read("xl/workbook.xml")) is not None


def _lay_unusable(data: bytes, name: str, rows: list[list[Any]]) -> None:
    """Error values and formulas without a stored result, which the reader gives as empty, stand as text."""
    from banshi.base.filecheck import formulas

    for (row, place), text in formulas.unusable(io.BytesIO(data), name).items():
        if row < len(rows):
            rows[row] += [None] * (place + 1 - len(rows[row]))
            rows[row][place] = text


class Budget:
    """Counts cells and characters over all sheets, so that what leaves this process is bounded too."""

    def __init__(self) -> None:
        self.cells = self.text = 0

    def rows(self, given: list[list[Any]]) -> list[list[Any]]:
        """The cells as they travel; trailing empty ones are cut off."""
        found = [self._row(row) for row in given]
        while found and not found[-1]:
            found.pop()
        return found

    def _row(self, given: list[Any]) -> list[Any]:
        # Most cells are text without a mark, or empty: these go as they are.
        row = [(one or None) if type(one) is str and "\x01" not in one else _cell(one) for one in given]
        while row and row[-1] is None:
            row.pop()
        self.cells += len(row)
        self.text += sum([len(one) for one in row if type(one) is str])
        if self.cells > limits.MOST_CELLS or self.text > limits.MOST_TEXT:
            raise Hostile("too_large")
        return row


def _cell(value: Any) -> Any:
    if type(value) is str:
        return value.replace("\x01", "") or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return f"{NUMBER}{value:.15g}"
    if isinstance(value, datetime | date):
        return f"{DAY}{value.isoformat()}"
    return str(value)


def _csv(data: bytes, most: int | None) -> list[list[Any]]:
    text = _decoded(data)
    csv.field_size_limit(200_000)
    head = "\n".join(text.split("\n", 20)[:20])
    marks = [mark for mark in ",;\t" if mark in head]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(marks, key=head.count) if marks else ",")
    rows: list[list[Any]] = []
    try:
        for row in reader:
            _check_size(len(rows) + 1, len(row))
            rows.append(row)
            if most is not None and len(rows) >= most:
                break
    except csv.Error as error:
        raise Hostile("unreadable") from error
    return Budget().rows(rows)


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, or GB 18030; anything else is no table."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        data = data.decode("utf-16", errors="replace").encode()
    if b"\x00" in data[:65536]:
        raise Hostile("kind")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise Hostile("kind")


def main() -> int:
    """Read, write one line of JSON per sheet, or one with the reason why not."""
    bounded()
    only = json.loads(sys.argv[1]) if len(sys.argv) > 1 else None
    most = json.loads(sys.argv[2]) if len(sys.argv) > 2 else None
    out = sys.stdout
    try:
        for sheet in sheets(sys.stdin.buffer.read(), only, most):
            out.write(json.dumps(sheet, ensure_ascii=True, separators=(",", ":")))
            out.write("\n")
    except Hostile as why:
        out.write(json.dumps({"refused": why.code}) + "\n")
    except MemoryError:
        out.write(json.dumps({"refused": "too_large"}) + "\n")
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
