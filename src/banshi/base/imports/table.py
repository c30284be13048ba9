"""A run's sheet as rows of values: read from its file each time, never kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from banshi.base.files import blobs
from banshi.base.imports import refusals
from banshi.base.imports.cells import Reading, Unclear
from banshi.base.imports.models import Run, Taken
from banshi.base.imports.names import LEFT_OUT, Chosen, spelled, word_of
from banshi.base.imports.reader import Book, Header, Sheet, find, lines, read
from banshi.base.imports.reader.book import Cell
from banshi.base.imports.reader.header import Line, fold
from banshi.base.imports.reader.limits import Hostile
from banshi.base.imports.registry import Field, Given, Importer, Text
from banshi.base.vault import sealing
from banshi.base.zones.models import Zone

SAMPLE_ROWS = 400
KNOWN = 1 << 15


@dataclass(frozen=True)
class Why:
    """A sentence about a row, said when it is needed, in the language of whoever reads it."""

    code: str
    params: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return str(refusals.ROWS[self.code]) % {name: str(value) for name, value in self.params}


@dataclass(frozen=True)
class Parsed:
    """A row as it was read: its values, why it cannot be taken over, and the hashes by which it is known."""

    row: int
    values: dict[str, Any]
    why: tuple[Any, ...] = ()
    identity: str = ""
    digest: str = ""
    first: int = 0
    """The row that had the same key before; that row's number, not this one's."""
    meant: tuple[str, str] | None = None
    """Identity and digest under the names that its words were said to stand for, where there are such words."""

    def given(self, taken: Taken | None) -> Given:
        """As the importer gets it."""
        return Given(self.row, self.values, taken.subject if taken else None)


@dataclass
class Loaded:
    """A sheet with its header and its rows."""

    sheet: Sheet
    header: Header
    rows: list[Parsed] = field(default_factory=list)
    passed: list[Line] = field(default_factory=list)


def bytes_of(run: Run) -> bytes:
    """The run's file. Raises :class:`Refusal` when it was removed."""
    if run.file.erased_at is None:
        try:
            return blobs.path_of(run.zone.uid, run.file.sha256_stored).read_bytes()
        except FileNotFoundError:
            pass
    raise refusals.refuse("file_gone")


def book(run: Run, *, only: str | None = None, most: int | None = None) -> Book:
    """The run's workbook. Raises :class:`Refusal`."""
    try:
        return read(bytes_of(run), only=only, most=most)
    except Hostile as why:
        raise refusals.of_file(why.code) from why


def best_sheet(found: Book, importer: Importer) -> tuple[Sheet, Header | None]:
    """The sheet with the header that the importer knows most of; shown sheets before hidden ones."""
    best: tuple[int, Sheet, Header | None] | None = None
    for sheet in sorted(found.sheets, key=lambda one: one.hidden):
        header = find(sheet, importer.proposed) if sheet.rows else None
        score = sum(1 for name in header.names if importer.proposed(name)) if header else -1
        if best is None or score > best[0]:
            best = (score, sheet, header)
    assert best is not None
    return best[1], best[2]


def shape_of(header: Header) -> str:
    """What is the same for sheets of one shape: the digest of the folded header."""
    return sha256("\x1f".join(fold(name) for name in header.names).encode()).hexdigest()


def proposal(header: Header, importer: Importer, remembered: Mapping[str, str]) -> dict[int, str]:
    """Which field each column is proposed for: as it was mapped last, else by its name; each field once."""
    columns: dict[int, str] = {}
    known = {one.code for one in importer.fields}
    for at, name in enumerate(header.names):
        code = remembered.get(fold(name)) if fold(name) in remembered else importer.proposed(name)
        if code and code in known and code not in columns.values():
            columns[at] = code
    return columns


def load(run: Run, importer: Importer) -> Loaded:
    """All rows of the run's sheet under its mapping. Raises :class:`Refusal`."""
    sheet = book(run, only=run.sheet).sheet(run.sheet)
    header = find(sheet, importer.proposed, at=run.header_at) if sheet and sheet.rows else None
    if sheet is None or header is None:
        raise refusals.of_mapping("no_header")
    loaded = Loaded(sheet, header)
    columns = [(int(at), importer.field(code)) for at, code in run.columns.items()]
    parse = _Parser(run.zone, importer, columns, Reading(sheet.date_1904, run.year), run.meant)
    for one in lines(sheet, header):
        if not one.passed and parse.finds(one):
            loaded.rows.append(parse(one))
        else:
            loaded.passed.append(one)
    return _disputed(loaded) if importer.disputes else loaded


def _disputed(loaded: Loaded) -> Loaded:
    """Where two rows have one key and differ, the first is left out too, and each names the other."""
    said = {one.row: one.meant[1] if one.meant else one.digest for one in loaded.rows}
    others = {
        one.first: one.row for one in loaded.rows if one.first and said[one.row] != said.get(one.first, "")
    }
    loaded.rows = [_left_out(one, others) for one in loaded.rows]
    return loaded


def _left_out(one: Parsed, others: dict[int, int]) -> Parsed:
    if one.row in others:
        return replace(one, why=(Why("disputed", (("row", others[one.row]),)),), identity="")
    if one.first in others:
        return replace(one, why=(Why("disputed", (("row", one.first),)),))
    return one


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


class _Parser:
    """Reads the lines of one sheet. What stands in many rows of a column (a firm, a unit, a day) is read once."""

    def __init__(
        self, zone: Zone, importer: Importer, columns: list[tuple[int, Field]], reading: Reading,
        meant: Mapping[str, Mapping[str, list[str]]] | None = None,
    ):  # fmt: skip
        self.importer, self.columns, self.reading = importer, columns, reading
        self.zone, self.meant = zone, meant or {}
        self.required = importer.required
        self.of_key, self.of_row = (
            f"import\x1f{zone.uid}\x1f{importer.code}\x1f{what}" for what in ("key", "row")
        )
        self.by_name = sorted(range(len(columns)), key=lambda at: columns[at][1].code)
        self.seen: dict[str, int] = {}
        self.known: dict[tuple[int, str], tuple[Any, str]] = {}

    def finds(self, one: Line) -> bool:
        """Does the line hold anything in a column that was named?"""
        return any(at < len(one.cells) and not _empty(one.cells[at]) for at, _field in self.columns)

    def __call__(self, one: Line) -> Parsed:
        """The line's values, or why they cannot be taken over."""
        values: dict[str, Any] = {}
        why: list[Text | Why] = []
        parts: list[str] = []
        for at, wanted in self.columns:
            cell = one.cells[at] if at < len(one.cells) else None
            try:
                value, part = self._read(at, cell, wanted)
            except Unclear as error:
                why.append(Why("unclear", (("field", wanted.label), ("why", error.message))))
                continue
            values[wanted.code] = value
            parts.append(part)
            if type(value) is Chosen and value.key == LEFT_OUT:
                why.append(Why("left_out", (("field", wanted.label),)))
            if wanted.most and isinstance(value, str) and len(value) > wanted.most:
                why.append(Why("long", (("field", wanted.label), ("most", wanted.most))))
        for made in self.required:
            if made.made and values.get(made.made_of) and not values.get(made.code):
                values[made.code] = made.made(values)
        why += _missing(values, why, self.importer, self.required)
        if why:
            return Parsed(one.number, values, tuple(why))
        identity = _blind(self.of_key, self.importer.identity(values))
        meant = self._as_meant(values, parts) if self.meant else None
        first = self.seen.setdefault(meant[0] if meant else identity, one.number)
        digest = _blind(self.of_row, [parts[at] for at in self.by_name])
        if first != one.number:
            why = (Why("twice", (("row", first),)),)
            return Parsed(one.number, values, why, digest=digest, first=first, meant=meant)
        return Parsed(one.number, values, (), identity, digest, meant=meant)

    def _read(self, at: int, cell: Cell, wanted: Field) -> tuple[Any, str]:
        """A cell's value, and how it stands in the row's digest. Raises :class:`Unclear`."""
        if type(cell) is not str:  # True, 1 and 1.0 would find each other
            return self._parsed(cell, wanted)
        found = self.known.get((at, cell))
        if found is None:
            found = self._parsed(cell, wanted)
            if len(self.known) < KNOWN:
                self.known[at, cell] = found
        return found

    def _parsed(self, cell: Cell, wanted: Field) -> tuple[Any, str]:
        value = wanted.parse(cell, self.reading)
        part = f"{wanted.code}={spelled(value)}"
        meant = self.meant.get(wanted.code)
        if meant and value and isinstance(value, str):
            found = meant.get(word_of(self.zone, self.importer.code, wanted.code, value))
            value = Chosen(value, *found) if found else value
        return value, part

    def _as_meant(self, values: dict[str, Any], parts: list[str]) -> tuple[str, str] | None:
        """Identity and digest as if the names stood there that its words stand for: two words for one thing make
        one row, and a row that came in under the name itself is known again. None where no word was chosen for."""
        chosen = {code: one.name for code, one in values.items() if type(one) is Chosen}
        if not chosen:
            return None
        spelt = [
            f"{wanted.code}={spelled(chosen[wanted.code])}" if wanted.code in chosen else part
            for (_at, wanted), part in zip(self.columns, parts, strict=True)
        ]
        identity = _blind(self.of_key, self.importer.identity({**values, **chosen}))
        return identity, _blind(self.of_row, [spelt[at] for at in self.by_name])


def _missing(
    values: dict[str, Any], told: list, importer: Importer, required: tuple[Field, ...]
) -> list[Why]:
    unclear = len(told)
    found = [
        Why("missing", (("field", one.label),))
        for one in required
        if not values.get(one.code) and not unclear
    ]
    if importer.any_of and not any(values.get(code) for code in importer.any_of):
        names = " / ".join(str(importer.field(code).label) for code in importer.any_of)
        found.append(Why("any_of", (("field", names),)))
    return found


def _blind(head: str, parts: Iterable[str]) -> str:
    """A keyed hash of some of a row's values: the same for the same row, and no use without the key."""
    return sealing.blind("\x1f".join((head, *parts)))[:40]


def chunks(rows: list[Parsed], size: int) -> Iterator[list[Parsed]]:
    """The rows in parts of ``size``."""
    for at in range(0, len(rows), size):
        yield rows[at : at + size]
