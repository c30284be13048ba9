"""Cells of an xlsx sheet that hold no usable value although they are not empty.

The reader gives an error value and a formula without a stored result as empty cells, and an empty cell is "not
measured". So the sheet itself is asked, and only if it has any of the two.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unusable(path: Path | IO[bytes], sheet: str) -> dict[tuple[int, int], str]:
    """(row, column), both from 0, of each such cell -> its error value (``#N/A``), or ``=`` and the formula."""
    with zipfile.ZipFile(path) as book:
        part = _part(book, sheet)
        data = book.read(part) if part in book.namelist() else b""
    if b't="e"' not in data and b"<f" not in data and b":f" not in data:
        return {}
    return dict(_found(data))


def _part(book: zipfile.ZipFile, sheet: str) -> str:
    """The file inside the workbook that holds a sheet; empty if it cannot be found."""
    targets = {one.get("Id"): one.get("Target", "") for one in _root(book, "xl/_rels/workbook.xml.rels")}
    for one in _root(book, "xl/workbook.xml").iter():
        if _plain(one.tag) == "sheet" and one.get("name") == sheet:
            relation = one.get(_RELATION) or next(
                (value for name, value in one.items() if name.endswith("}id")), None
            )
            target = targets.get(relation, "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return ""


def _root(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    data = book.read(part) if part in book.namelist() else b"<none/>"
    return ElementTree.fromstring(_without_entities(data))  # noqa: S314


def _without_entities(data: bytes) -> bytes:
    """A workbook declares no document type; one that does may hold entities that grow without end."""
    if b"<!DOCTYPE" in data:
        raise ValueError("a document type inside a workbook")
    return data


def _plain(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _found(data: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    row, column = -1, -1
    source = BytesIO(_without_entities(data))
    for event, one in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314
        name = _plain(one.tag)
        if name == "row" and event == "start":
            row, column = int(one.get("r", row + 2)) - 1, -1
        elif name == "row":
            one.clear()
        elif name == "c" and event == "end":
            column = _column(one.get("r"), column + 1)
            text = _text(one)
            if text:
                yield (row, column), text


def _column(reference: str | None, following: int) -> int:
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return following
    place = 0
    for letter in match.group(1):
        place = place * 26 + ord(letter) - 64
    return place - 1


def _text(cell: ElementTree.Element) -> str:
    parts = {_plain(part.tag): part.text or "" for part in cell}
    kind, value = cell.get("t"), parts.get("v", "")
    if kind == "e":
        return value or "#ERROR"
    # an empty text is a result; an empty number is none
    return f"={parts['f']}" if "f" in parts and not value and not (kind == "str" and "v" in parts) else ""
