"""Where the table stands in a sheet: its header of one to three lines, its rows, and what is passed over.

Above a clerk's table stand title rows, inside it totals and repeated headers, under it notes and signatures.
Pure: cells in, rows out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from banshi.base.imports.reader.book import Cell, Sheet, shown

WITHIN = 30
TALLEST = 3
BRACKETS = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
CAPTION = re.compile(r"[:：]\s*\S|\d{4}\s*[年/.-]\s*\d{1,2}")
"""What stands above a table and names no column: «填报单位：党政办», «截至2020年12月31日»."""
SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
"""How a heading between rows begins: «一、水电气类»."""
MARKS = re.compile(r"[\s\W_]+")
TOTALS = ("合计", "小计", "总计", "累计", "共计", "本页合计", "本页小计", "total", "subtotal", "sum")
NOTES = (
    "注",
    "备注",
    "说明",
    "填表",
    "制表",
    "审核",
    "填报",
    "负责人",
    "单位负责人",
    "联系人",
    "note",
    "remark",
)


@dataclass(frozen=True)
class Header:
    """``top`` to ``bottom`` are the header's rows, from 0. ``names`` are the columns' names, each level joined
    by « / »; empty where a column has none."""

    top: int
    bottom: int
    names: tuple[str, ...]

    @property
    def first(self) -> int:
        """The first row below."""
        return self.bottom + 1


@dataclass(frozen=True)
class Line:
    """One row of the table: ``number`` as the spreadsheet counts (from 1), its cells, and why it is passed
    over (``total``, ``note``, ``header``), if it is."""

    number: int
    cells: tuple[Cell, ...]
    passed: str = ""


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """A column's name as names are compared: no brackets, spaces or marks, half-width, lower case."""
    half = unicodedata.normalize("NFKC", text)
    return MARKS.sub("", BRACKETS.sub("", half)).lower() or MARKS.sub("", half).lower()


def filled(sheet: Sheet) -> list[list[Cell]]:
    """The rows with merged cells written out, as a person reads them."""
    rows = [list(row) for row in sheet.rows or ()]
    for top, left, bottom, right in sheet.merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for at in range(top, min(bottom + 1, len(rows))):
            row = rows[at]
            row += [None] * (right + 1 - len(row))
            for place in range(left, right + 1):
                if row[place] is None:
                    row[place] = value
    return rows


def find(sheet: Sheet, known: Callable[[str], object], at: int | None = None) -> Header | None:
    """The header of a sheet: the lines whose names ``known`` recognises most of; None for an empty sheet.

    ``at`` is the last row of the header where somebody has said so.
    """
    rows = filled(sheet)
    wide = {top for top, left, _bottom, right in sheet.merged if right - left > 0}
    best: tuple[int, int, int] | None = None
    chosen: Header | None = None
    for bottom in range(min(len(rows), WITHIN)) if at is None else (at,):
        if bottom >= len(rows) or len(_distinct(rows[bottom])) < 2:
            continue
        for height in range(1, min(TALLEST, bottom + 1) + 1):
            top = bottom - height + 1
            if height > 1 and not _is_level(rows, top, bottom, wide):
                break
            header = Header(top, bottom, _names(rows, top, bottom, bool(sheet.merged)))
            score = sum(1 for name in header.names if name and known(name))
            rank = (score, height if _has_parts(header) else -height, -bottom)
            if best is None or rank > best:
                best, chosen = rank, header
    return chosen


def _distinct(row: Sequence[Cell]) -> set[str]:
    return {text for cell in row if (text := shown(cell).strip())}


def _is_level(rows: list[list[Cell]], top: int, bottom: int, wide: set[int]) -> bool:
    """Is ``top`` an upper line of the header, rather than a title or a row of the table?"""
    words = [cell for cell in rows[top] if cell is not None and shown(cell).strip()]
    if len(_distinct(rows[top])) < 2 or any(not isinstance(cell, str) for cell in words):
        return False
    if any(CAPTION.search(BRACKETS.sub("", cell)) for cell in words):
        return False
    return top in wide or len(words) < len([c for c in rows[bottom] if c is not None and shown(c).strip()])


def _has_parts(header: Header) -> bool:
    return any(" / " in name for name in header.names)


def _names(rows: list[list[Cell]], top: int, bottom: int, merged: bool) -> tuple[str, ...]:
    width = max(len(row) for row in rows[top : bottom + 1])
    levels = []
    for at in range(top, bottom + 1):
        texts = [" ".join(shown(cell).split()) for cell in rows[at]] + [""] * (width - len(rows[at]))
        if at < bottom and not merged:
            texts = _carried(texts, rows[at + 1])
        levels.append(texts)
    names = []
    for place in range(width):
        parts: list[str] = []
        for level in levels:
            if level[place] and (not parts or parts[-1] != level[place]):
                parts.append(level[place])
        names.append(" / ".join(parts))
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _carried(texts: list[str], below: Sequence[Cell]) -> list[str]:
    """A group's name over all its columns where the file (csv) cannot say what was merged."""
    found, last = [], ""
    for place, text in enumerate(texts):
        under = shown(below[place]).strip() if place < len(below) else ""
        last = text or (last if under else "")
        found.append(last if under or text else "")
    return found


def lines(sheet: Sheet, header: Header) -> Iterator[Line]:
    """The rows below the header that hold anything."""
    rows = filled(sheet)
    spread = _spread(sheet)
    width = len(header.names)
    last_names = [name.rsplit(" / ", 1)[-1] for name in header.names]
    for at in range(header.first, len(rows)):
        cells = tuple((rows[at] + [None] * width)[:width])
        texts = [cell.strip() if type(cell) is str else shown(cell).strip() for cell in cells]
        if any(texts):
            yield Line(at + 1, cells, _passed(texts, last_names, at in spread))


def _spread(sheet: Sheet) -> set[int]:
    """Rows in which one cell spreads over three columns or more: a note, a heading between rows."""
    return {top for top, left, bottom, right in sheet.merged if right - left >= 2 and top == bottom}


def _passed(texts: list[str], names: list[str], spread: bool) -> str:
    found = [text for text in texts if text]
    first = fold(found[0])
    if first in TOTALS or (len(set(found)) <= 3 and first.startswith(TOTALS[:6])):
        return "total"
    same = sum(1 for one, name in zip(texts, names, strict=False) if one and one == name)
    if same >= max(2, len(found) // 2):
        return "header"
    if len(set(found)) <= 2 and SECTION.match(found[0]):
        return "note"
    if len(set(found)) == 1 and (spread or found[0].lstrip("【[(（").startswith(NOTES)):
        return "note"
    return ""
