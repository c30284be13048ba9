"""Walking all chains in one pass over the entries, and naming the first bad row of each broken chain.

The pass goes by row id through all zones at once and holds of each subject only its last number and leaf.
It compares bytes, not parsed JSON: a body is canonical, so its head and its tail can only be spelled in one
way. Whatever does not fit makes its subject suspicious, and only suspicious chains are walked exactly.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.models import Max, Min

from banshi.base.engines.parts import Part, parts, snapshot
from banshi.base.history.models import Entry
from banshi.base.zones.models import Subject
from banshi.kernel.proof import chain, merkle

CHUNK = 2000
SAMPLE = 1000
COLUMNS = (
    "n",
    "body",
    "leaf",
    "suite",
    "schema",
    "kind",
    "recorded_at",
    "effective_on",
    "act_key",
    "zone_id",
)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class BadRow:
    """A subject whose chain breaks: at entry ``n`` (0 = its head), for ``reason``."""

    zone: str
    subject: str
    kind: str
    caption: str
    n: int
    reason: str
    place: int = field(default=0, compare=False, repr=False)
    """The subject's id, by which they stand in order."""


class Told(NamedTuple):
    """One entry as a listener gets it: times as SQLite keeps them in a column."""

    zone: int
    subject: int
    n: int
    kind: str
    at: str
    on: str
    body: bytes


class Listener(Protocol):
    """Hears every entry whose body contains ``marker``; what the app makes of it is its own."""

    marker: bytes

    def hear(self, told: Told) -> None: ...


@dataclass
class Leaves:
    """The re-hashed entries of one zone by their place in its log; ``odd`` holds what came out of order."""

    row: list[bytes] = field(default_factory=list)
    odd: dict[int, bytes] = field(default_factory=dict)
    waiting: int = 0

    def put(self, seq: int | None, leaf: bytes) -> None:
        """Keep one; without a place it waits."""
        if seq is None:
            self.waiting += 1
        elif seq == len(self.row):
            self.row.append(leaf)
        else:
            self.odd[seq] = leaf

    def join(self, other: "Leaves") -> None:
        """Take in those of another part."""
        for place, leaf in enumerate(other.row):
            self.put(place, leaf)
        self.odd |= other.odd
        self.waiting += other.waiting

    def settled(self) -> tuple[list[bytes | None], list[int]]:
        """All leaves in order of place, and the places that have none."""
        found: list[bytes | None] = list(self.row)
        size = max([len(found), *(place + 1 for place in self.odd)])
        found += [None] * (size - len(found))
        for place, leaf in self.odd.items():
            if place >= 0:
                found[place] = leaf
        return found, [place for place, leaf in enumerate(found) if leaf is None]


@dataclass
class Tally:
    """How much was walked; and beside the figures, by id of the zone, the leaves for the log."""

    subjects: int = 0
    entries: int = 0

    def __post_init__(self) -> None:
        self.leaves: dict[int, Leaves] = {}

    def join(self, other: "Tally") -> None:
        """Take in what was walked in another part."""
        self.subjects += other.subjects
        self.entries += other.entries
        for zone, leaves in other.leaves.items():
            self.leaves.setdefault(zone, Leaves()).join(leaves)


def walk(
    tally: Tally, listeners: Sequence[Listener] = (), part: Part | None = None
) -> Generator[BadRow, None, None]:
    """Check every subject of every zone (or of a part of them); yield one row per broken chain.

    A subject without entries is broken when its head says otherwise; so are entries whose subject is gone,
    and an entry whose columns (by which lists and figures find it) say other than its bytes.
    """
    part = part or Part()
    with snapshot():
        pass_ = _Pass(tally, listeners)
        with closing(_rows(part)) as rows:
            for row in rows:
                pass_.entry(row)
        yield from pass_.subjects(part)


class _Pass:
    """The state of the pass: per subject the last number, the last leaf, and the subject that bodies name."""

    def __init__(self, tally: Tally, listeners: Sequence[Listener]):
        self.tally = tally
        self.listeners = [(listener.marker, listener.hear) for listener in listeners]
        self.heads: dict[int, tuple[int, str, bytes, int]] = {}
        self.bad: set[int] = set()

    def entry(self, row: Row) -> None:
        """One entry: is it its bytes' leaf, does it follow the one before, do the columns say the same?"""
        zone, subject, n, kind, schema, body, leaf, suite, at, on, key, seq = row
        if type(body) is not bytes:
            body = _bytes(body)
        tally = self.tally
        tally.entries += 1
        digest = sha256(b"\x00" + body).digest() if suite == 1 else _digest(body, suite)
        try:
            tally.leaves[zone].put(seq, digest)
        except KeyError:
            tally.leaves[zone] = Leaves()
            tally.leaves[zone].put(seq, digest)
        before = self.heads.get(subject)
        last, prev, named, zone_before = before or (0, "", _subject_in(body), zone)
        self.heads[subject] = (n, leaf, named, zone)
        quoted = f'"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"' if key else "null"
        middle = f',"key":{quoted},"kind":"{kind}","n":{n},"on":"{on}","posts":['.encode()
        end = b',"prev":"%b","subject":"%b","v":%d}' % (prev.encode(), named, schema)
        if (
            n != last + 1
            or zone != zone_before
            or digest.hex() != leaf
            or not body.endswith(end)
            or not _stands(body, middle, quoted)
            or not body.startswith(f"{at[:10]}T{at[11:]}+00:00".encode(), body.find(b',"at":"') + 7)
        ):
            self.bad.add(subject)
        for marker, hear in self.listeners:
            if marker in body:
                hear(Told(zone, subject, n, kind, at, on, body))

    def subjects(self, part: Part) -> Iterator[BadRow]:
        """Compare with the heads; walk what is suspicious exactly."""
        columns = ("pk", "uid", "head_n", "head_leaf", "zone_id")
        rows = part.subjects(Subject.objects.order_by("pk")).values_list(*columns)
        suspicious = []
        for pk, uid, head_n, head_leaf, zone in rows.iterator(CHUNK):
            self.tally.subjects += 1
            n, leaf, named, zone_said = self.heads.pop(pk, (0, "", b"", zone))
            fits = (n, leaf, zone_said) == (head_n, head_leaf, zone) and (not n or named == str(uid).encode())
            if pk in self.bad or not fits:
                suspicious.append(pk)
        for pk in suspicious:
            yield from exact(pk)
        for pk in sorted(self.heads):
            first = Entry.objects.filter(subject_id=pk).order_by("n").values_list("n", flat=True).first()
            yield BadRow("", str(pk), "", "", first or 0, "subject_gone", pk)


def _subject_in(body: bytes) -> bytes:
    """The subject that a first body names; nothing when it names none."""
    at = body.rfind(b'","subject":"')
    return body[at + 13 : at + 49] if at >= 0 else b""


def _stands(body: bytes, middle: bytes, key: str) -> bool:
    """Whether the middle of the body is as the columns say; an entry that does not carry the key may name it."""
    at = body.rfind(b',"key":')
    if body.startswith(middle, at):
        return True
    if key != "null" or body[at + 7 : at + 8] != b'"':
        return False
    rest = middle[len(b',"key":null') :]
    return body.startswith(rest, at + 7 + 38)


def _digest(body: bytes, suite: int) -> bytes:
    return merkle.leaf_hash(body, suite) if suite in chain.SUITES else b""


def exact(subject_id: int) -> Iterator[BadRow]:
    """Walk one chain entry by entry."""
    subject = Subject.objects.select_related("zone").get(pk=subject_id)
    broken = _check(subject, list(subject.entries.order_by("n").values_list(*COLUMNS)))
    if broken:
        yield BadRow(
            subject.zone.code,
            str(subject.uid),
            subject.kind,
            subject.caption,
            broken.n,
            broken.reason,
            subject_id,
        )


def _check(subject: Subject, rows: list[Row]) -> chain.Break | None:
    links = [chain.Link(n, _bytes(body), leaf, suite) for n, body, leaf, suite, *_columns in rows]
    found = chain.check_chain(
        links, subject=str(subject.uid), head_n=subject.head_n, head_leaf=subject.head_leaf
    )
    return found or next(
        (chain.Break(row[0], "columns_differ") for row in rows if _differ(row, subject)), None
    )


def _differ(row: Row, subject: Subject) -> bool:
    """Do the columns say other than the bytes?"""
    _n, body, _leaf, _suite, schema, kind, recorded_at, effective_on, key, zone_id = row
    columns = (schema, kind, recorded_at, str(effective_on), zone_id)
    try:
        stated = json.loads(_bytes(body))
        at, zone = datetime.fromisoformat(stated["at"]), subject.zone_id
        said = (stated["v"], stated["kind"], at, stated["on"], zone)
        return columns != said or (key is not None and str(key) != stated["key"])
    except (ValueError, KeyError, TypeError):
        return True


def _bytes(value: Any) -> bytes:
    """What a column holds as bytes; SQLite gives text where somebody wrote text over them."""
    return value.encode(errors="surrogatepass") if isinstance(value, str) else bytes(value)


def sample(jobs: int) -> list[Part]:
    """Parts with about as many entries in each, judged by a thousand entries from everywhere."""
    if jobs == 1:
        return [Part()]
    ends = Entry.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"] or 0, ends["last"] or 0
    some = range(first, last + 1, max(1, (last - first) // SAMPLE))
    return parts(Entry.objects.filter(pk__in=some).values_list("subject_id", flat=True), jobs)


def _rows(part: Part) -> Generator[Row, None, None]:
    """All entries of the part by id; times and keys as SQLite keeps them."""
    # The empty text after a column keeps SQLite's module from parsing it: the spelling is what is wanted.
    sqlite = connection.vendor == "sqlite"
    times = "recorded_at || '', effective_on || ''" if sqlite else "recorded_at, effective_on"
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT zone_id, subject_id, n, kind, schema, body, leaf, suite, {times}, act_key, seq"  # noqa: S608
            f" FROM history_entry WHERE {part.where('subject_id')} ORDER BY id"
        )
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk if sqlite else map(_as_sqlite, chunk)


def _as_sqlite(row: Row) -> Row:
    *front, body, leaf, suite, at, on, key, seq = row
    instant = str(at.astimezone(UTC).replace(tzinfo=None))
    return (*front, bytes(body), leaf, suite, instant, on.isoformat(), key.hex if key else None, seq)
