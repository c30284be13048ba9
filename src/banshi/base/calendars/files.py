"""Reading a holiday notice from a CSV file or a workbook into plain rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

from python_calamine import CalamineError, load_workbook

from banshi.base.calendars.refusals import refuse

HEADINGS = ("日期", "类型", "名称", "来源")
MOST_BYTES = 512 * 1024
MOST_UNPACKED = 8 * 1024 * 1024
MOST_ROWS = 1000


def read_rows(data: bytes, name: str) -> list[tuple[int, Sequence[object]]]:
    """Row numbers and cells (日期, 类型, 名称, 来源) below the heading, in any column order.

    Raises Refusal when the file is too big, cannot be read, or lacks a heading.
    """
    if len(data) > MOST_BYTES:
        raise refuse("file_too_big", "file")
    table = _workbook(data) if data[:2] == b"PK" else _csv(data)
    if len(table) > MOST_ROWS:
        raise refuse("file_too_big", "file")
    heading = [str(cell).strip() for cell in table[0]] if table else []
    if any(heading.count(wanted) != 1 for wanted in HEADINGS):
        raise refuse("columns_missing", "file")
    order = [heading.index(wanted) for wanted in HEADINGS]
    return [(number, _cells(row, order)) for number, row in enumerate(table[1:], 2)]


def _cells(row: Sequence[object], order: Sequence[int]) -> list[object]:
    return [row[at] if at < len(row) else "" for at in order]


def _workbook(data: bytes) -> list[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise refuse("file_too_big", "file")
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError) as error:
        raise refuse("file_unreadable", "file") from error


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return list(csv.reader(io.StringIO(text)))
    raise refuse("file_unreadable", "file")
