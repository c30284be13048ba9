"""What a packed workbook is, judged by its directory and by counting what comes out of it.

Nothing is parsed here. Every part is inflated once in small pieces, so that a bomb is noticed while it is counted
and never held. Figures: ``limits``.
"""

import io
import re
import zipfile
import zlib
from functools import lru_cache

from banshi.base.imports.reader import limits
from banshi.base.imports.reader.limits import Hostile

PIECE = 64 * 1024
XML = (".xml", ".rels", ".vml")
PACKED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".7z", ".rar", ".gz", ".jar")
EXTERNAL = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)
#: a cell that holds something: its column letters and its row
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*(?<!/)>")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)


def check(data: bytes) -> None:
    """Raise :class:`Hostile` unless the zip ``data`` is a plain workbook of a bearable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(packed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise Hostile("unreadable") from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > limits.MOST_ENTRIES:
        raise Hostile("too_large")
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise Hostile("unreadable")
    if sum(part.file_size for part in parts) > limits.MOST_UNPACKED:
        raise Hostile("too_large")
    total = 0
    for part in parts:
        _check_name(part.filename)
        if part.flag_bits & 1:
            raise Hostile("password")
        total = _inflate(packed, part, total)
    if "xl/workbook.xml" not in names:
        raise Hostile("kind")


def _check_name(name: str) -> None:
    lower = name.lower().replace("\\", "/")
    if lower.startswith("/") or ".." in lower.split("/") or ":" in lower:
        raise Hostile("unreadable")
    if lower.endswith("vbaproject.bin") or "/macrosheets/" in lower:
        raise Hostile("macro")
    if "/externallinks/" in lower:
        raise Hostile("external")
    if lower.endswith(PACKED) or ("/embeddings/" in lower and lower.endswith(".bin")):
        raise Hostile("nested")


def _inflate(packed: zipfile.ZipFile, part: zipfile.ZipInfo, total: int) -> int:
    """Count what the part really unpacks to, and look at it piece by piece; the new total."""
    text = part.filename.lower().endswith(XML)
    sheet = SHEET.fullmatch(part.filename) is not None
    size, tail = 0, b""
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            if not size and not text and piece.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                raise Hostile("nested")
            size += len(piece)
            total += len(piece)
            grown = size > limits.RATIO_FROM and size > limits.MOST_RATIO * max(part.compress_size, 1)
            if total > limits.MOST_UNPACKED or grown:
                raise Hostile("too_large")
            if text:
                _look(tail + piece, sheet)
                tail = piece[-400:]
    return total


def _look(piece: bytes, sheet: bool) -> None:
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise Hostile("entities")
    if b"External" in piece and any(not LINK.search(one) for one in EXTERNAL.findall(piece)):
        raise Hostile("external")
    if b"macroEnabled" in piece:
        raise Hostile("macro")
    if sheet:
        for letters, row in CELL.findall(piece):
            if int(row) > limits.MOST_ROWS:
                raise Hostile("too_many_rows")
            if _column(letters) > limits.MOST_COLUMNS:
                raise Hostile("too_many_columns")


@lru_cache(maxsize=limits.MOST_COLUMNS)
def _column(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - 64
    return number


def check_compound(data: bytes) -> None:
    """The same for an OLE workbook (xls, and what WPS writes as et): no macros, no password."""

    def named(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if named("EncryptedPackage"):
        raise Hostile("password")
    if named("_VBA_PROJECT"):
        raise Hostile("macro")
    if not (named("Workbook") or named("Book")):
        raise Hostile("kind")
