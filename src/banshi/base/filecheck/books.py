"""Tables in and out: csv (UTF-8 or GB 18030) and xlsx."""

import codecs
import csv
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from banshi.base.filecheck import formulas
from banshi.base.filecheck.cells import Cell, shown
from banshi.base.filecheck.messages import say


class FileProblem(Exception):
    """The file as a whole cannot be used; the text is for people."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: header names as written, and rows of cells as long as the header. ``first_row`` is the number
    beside the first data row; ``long_rows`` the numbers of rows with more cells than the header;
    ``sheet`` the sheet of a workbook that was read and ``other_sheets`` those that were not."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int
    long_rows: frozenset[int]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


#: rows below which no header is looked for, and all that a sheet of a workbook holds
_HEADER_WITHIN = 30
_SHEET_ROWS = 1_048_576


def read(
    path: Path,
    english: bool = False,
    sheet: str | None = None,
    known: Callable[[str], object] | None = None,
) -> Table:
    """Read the first sheet (or ``sheet``). The header is the first row with two names that ``known``
    recognises, else the first with two filled cells, so lines above it do no harm; where it is empty, the name
    merged down from the line above holds. Raises :class:`FileProblem`."""
    if not path.is_file():
        raise FileProblem(say("no_file", english, name=path))
    kind = path.suffix.lower()
    sheets: tuple[str, ...] = ("",)
    try:
        if kind in (".csv", ".txt"):
            raw = _read_csv(path)
        elif kind in (".xlsx", ".xlsm", ".xls", ".ods"):
            raw, sheets = _read_workbook(path, sheet, english)
        else:
            raise FileProblem(say("unknown_format", english, name=path))
    except FileProblem:
        raise
    except Exception as why:  # a damaged file may fail anywhere inside the reader
        raise FileProblem(say("unreadable", english, name=path, why=why)) from why
    return replace(_table(raw, path, english, known), sheet=sheets[0], other_sheets=sheets[1:])


def _filled(row: list[Cell]) -> int:
    return sum(1 for cell in row if shown(cell).strip())


def _header_at(raw: list[list[Cell]], known: Callable[[str], object] | None) -> int | None:
    filled = [place for place, row in enumerate(raw) if _filled(row) > 1]
    for place in filled:
        if known is None or place > _HEADER_WITHIN:
            break
        if sum(1 for cell in raw[place] if isinstance(cell, str) and known(cell.strip())) > 1:
            return place
    return filled[0] if filled else None


def _names(raw: list[list[Cell]], start: int) -> list[str]:
    names = [shown(cell).strip() for cell in raw[start]]
    above = raw[start - 1] if start else []
    if _filled(above) > 1:
        names = [
            name or (shown(above[at]).strip() if at < len(above) else "") for at, name in enumerate(names)
        ]
    while names and not names[-1]:
        names.pop()
    return names


def _table(raw: list[list[Cell]], path: Path, english: bool, known: Callable[[str], object] | None) -> Table:
    start = _header_at(raw, known)
    if start is None or len(raw) <= start + 1:
        raise FileProblem(say("empty", english, name=path))
    names = _names(raw, start)
    width = len(names)
    rows, long_rows = [], set()
    for number, cells in enumerate(raw[start + 1 :], start=start + 2):
        if any(shown(cell).strip() for cell in cells[width:]):
            long_rows.add(number)
        rows.append(tuple((list(cells) + [None] * width)[:width]))
    while rows and not any(shown(cell).strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise FileProblem(say("empty", english, name=path))
    return Table(tuple(names), tuple(rows), start + 2, frozenset(long_rows))


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark ("Unicode text" of a spreadsheet), or GB 18030."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _read_csv(path: Path) -> list[list[Cell]]:
    text = _decoded(path.read_bytes())
    head = "\n".join(text.split("\n", 20)[:20])
    delimiter = max(",;\t", key=head.count) if any(mark in head for mark in ",;\t") else ","
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _read_workbook(path: Path, sheet: str | None, english: bool) -> tuple[list[list[Cell]], tuple[str, ...]]:
    """The cells of one sheet; its name, and those of the sheets that were not read."""
    from python_calamine import CalamineWorkbook  # only workbooks need it

    book = CalamineWorkbook.from_path(str(path))
    if sheet is not None and sheet not in book.sheet_names:
        raise FileProblem(say("no_sheet", english, name=sheet, found=", ".join(book.sheet_names)))
    name = book.sheet_names[0] if sheet is None else sheet
    rows = [
        [_cell(value) for value in row]
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    ]
    if not any(_filled(row) > 1 for row in rows) and len(book.sheet_names) > 1:
        raise FileProblem(say("empty_sheet", english, name=name, found=", ".join(book.sheet_names)))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        for (row, place), text in formulas.unusable(path, name).items():
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [None] * (place + 1 - len(rows[row]))
            rows[row][place] = text
    return rows, (name, *(other for other in book.sheet_names if other != name))


def _cell(value: object) -> Cell:
    """A workbook cell. Numbers are stored in binary; like the spreadsheet itself, 15 significant digits are
    taken, so 0.1+0.2 is 0.3."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    return None if value == "" else value  # type: ignore[return-value]


def write(
    path: Path | None,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    notes: Sequence[str],
    english: bool = False,
) -> None:
    """Write a table to ``path`` (csv or xlsx), or as csv to standard output. Notes go on a second sheet of a
    workbook. Raises :class:`FileProblem` where it cannot be written."""
    try:
        if path is None:
            sys.stdout.write(_csv_text(header, rows))
        elif path.suffix.lower() == ".xlsx":
            _write_workbook(path, header, rows, notes, english)
        else:
            path.write_text(_csv_text(header, rows), encoding="utf-8-sig", newline="")
    except OSError as why:
        name = "stdout" if path is None else path
        raise FileProblem(say("unwritable", english, name=name, why=why.strerror or why)) from why


def _csv_text(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([shown(cell) for cell in row] for row in rows)
    return out.getvalue()


def _write_workbook(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[Cell]], notes: Sequence[str], english: bool
) -> None:
    import xlsxwriter  # type: ignore[import-untyped]  # only workbooks need it

    if len(rows) >= _SHEET_ROWS:
        raise FileProblem(say("too_many_rows", english, name=path, rows=len(rows)))
    path.open("ab").close()  # the writer would fail only at its end, and not with an OSError
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet("Results" if english else "结果")
        page.freeze_panes(1, 0)
        page.write_row(0, 0, list(header), bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write_cell(page, number, place, cell, days)
        said = book.add_worksheet("Notes" if english else "说明")
        said.set_column(0, 0, 110)
        for number, line in enumerate(notes):
            said.write_string(number, 0, line)


def _write_cell(page: Any, row: int, place: int, cell: Cell, days: Any) -> None:
    """Numbers and days as such where the workbook can hold them, everything else as the text it shows."""
    if isinstance(cell, Decimal) and abs(cell.adjusted()) < 15:
        page.write_number(row, place, float(cell))
    elif isinstance(cell, datetime | date) and cell.year >= 1901:
        page.write_datetime(row, place, cell, days)
    elif cell is not None:
        page.write_string(row, place, shown(cell))
