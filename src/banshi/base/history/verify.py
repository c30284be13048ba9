"""Walking all chains in one pass over the entries, and naming the first bad row of each broken chain.

The pass goes by row id through all zones at once and holds of each subject only its last number and leaf.
It compares bytes, not parsed JSON: a body is canonical, so its head and its tail can only be spelled in one
way. Whatever does not fit makes its subject suspicious, and only suspicious chains are walked exactly.
"""

import json
from array import array
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from django.db import connection
from django.db.models import Max, Min

from banshi.base.engines import reading
from banshi.base.engines.parts import Part, parts, snapshot
from banshi.base.history.models import Entry
from banshi.base.zones.models import Subject
from banshi.kernel.proof import chain, merkle

CHUNK = 256  # what is compared stays in the processor's own memory
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
_BYTES, _USUAL = {bytes}, {1}
KIND = b'"kind":"'


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


Told = tuple[int, int, int, str, str, str, bytes]
"""An entry as a listener gets it: zone, subject, n, kind, recorded at, effective on (as SQLite keeps them), body."""


Hear = Callable[[Sequence[Told]], None]


class Listener(Protocol):
    """Hears every entry whose body contains ``marker``, many at a time and in the order of their ids.

    A marker that begins with :data:`KIND` is looked up in the column where that is what the bytes say.
    """

    marker: bytes

    def hear(self, many: Sequence[Told]) -> None: ...


@dataclass
class Tally:
    """How much was walked."""

    subjects: int = 0
    entries: int = 0

    def join(self, other: "Tally") -> None:
        """Take in what was walked in another part."""
        self.subjects += other.subjects
        self.entries += other.entries


class Places:
    """What the bytes of entries hash to, by zone: places in its log, and as many hashes one after the other."""

    def __init__(self) -> None:
        self.zones: dict[int, tuple[array, bytearray]] = {}

    def take(self, zones: Sequence[int], seqs: Sequence[int | None], leaves: Sequence[bytes]) -> None:
        """Keep those that have a place."""
        if len(set(zones)) == 1 and None not in seqs:  # as nearly always, and then at once
            own = self._of(zones[0])
            own[0].extend(seqs)
            own[1].extend(b"".join(leaves))
            return
        for zone, seq, leaf in zip(zones, seqs, leaves, strict=True):
            if seq is not None:
                own = self._of(zone)
                own[0].append(seq)
                own[1].extend(leaf)

    def join(self, other: "Places") -> None:
        """Take in those of another part."""
        for zone, (seqs, leaves) in other.zones.items():
            own = self._of(zone)
            own[0].extend(seqs)
            own[1].extend(leaves)

    def _of(self, zone: int) -> tuple[array, bytearray]:
        return self.zones.setdefault(zone, (array("q"), bytearray()))


def walk(
    tally: Tally, listeners: Sequence[Listener] = (), part: Part | None = None, places: Places | None = None
) -> Generator[BadRow, None, None]:
    """Check every subject of every zone (or of a part of them); yield one row per broken chain.

    A subject without entries is broken when its head says otherwise; so are entries whose subject is gone,
    and an entry whose columns (by which lists and figures find it) say other than its bytes. ``places`` is told of
    what the bytes of each entry hash to, and of its place in the log.
    """
    part = part or Part()
    with snapshot():
        pass_ = _Pass(tally, listeners, places)
        with closing(_chunks(part)) as chunks:
            for chunk in chunks:
                pass_.take(chunk)
        yield from pass_.subjects(part)


class _Pass:
    """The state of the pass: per subject the last number, the last leaf, the subject that bodies name, the zone.

    It takes a chunk at a time, so that hashing and comparing run in C over the whole of it. Only where a chunk does
    not fit is each of its entries looked at, to know whose chain is to be walked exactly.
    """

    def __init__(self, tally: Tally, listeners: Sequence[Listener], places: Places | None):
        self.tally = tally
        self.hearers: dict[bytes, list[Hear]] = {}
        for listener in listeners:
            self.hearers.setdefault(listener.marker, []).append(listener.hear)
        self.places = places
        self.heads: dict[int, tuple[int, str, str, int]] = {}
        self.bad: set[int] = set()

    def take(self, chunk: Sequence[Row]) -> None:
        """Are they their bytes' leaves, does each follow the one before, do the columns say the same?"""
        zones, subjects, ns, kinds, schemas, bodies, leaves, suites, ats, ons, keys, seqs = zip(
            *chunk, strict=True
        )
        if set(map(type, bodies)) != _BYTES:
            bodies = tuple(map(_bytes, bodies))
        self.tally.entries += len(bodies)
        hashed = self._hashed(subjects, bodies, leaves, suites)
        if self.places is not None:
            self.places.take(zones, seqs, hashed)
        ends = self._ends(zones, subjects, ns, schemas, bodies, leaves)
        quoted = ["null" if key is None else f'"{key}"' for key in keys]
        middles = [
            f',"key":{key},"kind":"{kind}","n":{n},"on":"{on}","posts":['
            for key, kind, n, on in zip(quoted, kinds, ns, ons, strict=True)
        ]
        instants = "+00:00\n".join((*ats, "")).replace(" ", "T").split("\n")[:-1]
        fits = self._compare(subjects, bodies, keys, ends, middles, instants)
        told = list(zip(zones, subjects, ns, kinds, ats, ons, bodies, strict=True))
        self._tell(told, kinds if fits else [], bodies)

    def _hashed(
        self, subjects: Sequence[int], bodies: Sequence[bytes], leaves: Sequence[str], suites: Sequence[int]
    ) -> list[bytes]:
        """What the bytes hash to; whose leaf says other is suspicious."""
        usual = set(suites) == _USUAL
        if usual:
            found = [sha256(b"\x00" + body).digest() for body in bodies]
        else:
            found = [_digest(body, suite) for body, suite in zip(bodies, suites, strict=True)]
        if not usual or list(map(bytes.hex, found)) != list(leaves):
            for subject, leaf, said, suite in zip(subjects, found, leaves, suites, strict=True):
                if leaf.hex() != said or suite not in chain.SUITES:
                    self.bad.add(subject)
        return found

    def _ends(
        self,
        zones: Sequence[int],
        subjects: Sequence[int],
        ns: Sequence[int],
        schemas: Sequence[int],
        bodies: Sequence[bytes],
        leaves: Sequence[str],
    ) -> list[str]:
        """How each body must end, to follow the one before; the heads go on."""
        heads, ends = self.heads, []
        look, add = heads.get, ends.append
        for zone, subject, n, schema, body, leaf in zip(
            zones, subjects, ns, schemas, bodies, leaves, strict=True
        ):
            before = look(subject)
            if before is None:
                last, prev, named, zone_before = 0, "", _subject_in(body), zone
            else:
                last, prev, named, zone_before = before
            heads[subject] = (n, leaf, named, zone)
            add(f'],"prev":"{prev}","subject":"{named}","v":{schema}}}')
            if n != last + 1 or zone != zone_before:
                self.bad.add(subject)
        return ends

    def _compare(
        self,
        subjects: Sequence[int],
        bodies: Sequence[bytes],
        keys: Sequence[str | None],
        ends: list[str],
        middles: list[str],
        instants: list[str],
    ) -> bool:
        """Whether all of them say what the columns say; what does not is suspicious."""
        ends_, middles_, instants_ = _encoded(ends), _encoded(middles), _encoded(instants)
        at = [body.find(b',"at":"') + 7 for body in bodies]
        key = [body.rfind(b',"key":') for body in bodies]
        if (
            all(map(bytes.endswith, bodies, ends_))
            and all(map(bytes.startswith, bodies, middles_, key))
            and all(map(bytes.startswith, bodies, instants_, at))
        ):
            return True
        for subject, body, said, end, middle, instant, begins in zip(
            subjects, bodies, keys, ends_, middles_, instants_, at, strict=True
        ):
            fits = body.endswith(end) and body.startswith(instant, begins) and _stands(body, middle, said)
            if not fits:
                self.bad.add(subject)
        return False

    def _tell(self, told: list[Told], kinds: Sequence[str], bodies: Sequence[bytes]) -> None:
        """``kinds`` are those of the columns, or none where these may say other than the bytes."""
        for marker, hearers in self.hearers.items():
            if kinds and marker.startswith(KIND):
                meant = _of_kind(marker.removeprefix(KIND).decode(), told, kinds)
            else:
                meant = [one for one, body in zip(told, bodies, strict=True) if marker in body]
            if meant:
                for hear in hearers:
                    hear(meant)

    def subjects(self, part: Part) -> Iterator[BadRow]:
        """Compare with the heads; walk what is suspicious exactly."""
        suspicious, take = [], self.heads.pop
        for pk, uid, *head in _subjects(part):
            self.tally.subjects += 1
            n, leaf, named, zone = take(pk, (0, "", "", head[2]))
            if pk in self.bad or [n, leaf, zone] != head or (n and named != uid):
                suspicious.append(pk)
        for pk in suspicious:
            yield from exact(pk)
        for pk in sorted(self.heads):
            first = Entry.objects.filter(subject_id=pk).order_by("n").values_list("n", flat=True).first()
            yield BadRow("", str(pk), "", "", first or 0, "subject_gone", pk)


def _of_kind(begins: str, told: list[Told], kinds: Sequence[str]) -> list[Told]:
    different = set(kinds)
    own = {kind for kind in different if kind.startswith(begins)}
    if len(own) in (0, len(different)):
        return told if own else []
    return [one for one, kind in zip(told, kinds, strict=True) if kind in own]


def _encoded(texts: list[str]) -> list[bytes]:
    """Each as bytes; all at once, unless one of them holds the sign that parts them here."""
    together = "\n".join(texts).encode(errors="surrogatepass").split(b"\n")
    return together if len(together) == len(texts) else [one.encode(errors="surrogatepass") for one in texts]


def _subject_in(body: bytes) -> str:
    """The subject that a first body names; nothing when it names none."""
    at = body.rfind(b'","subject":"')
    return body[at + 13 : at + 49].decode("latin-1") if at >= 0 else ""


def _stands(body: bytes, middle: bytes, key: str | None) -> bool:
    """Whether the middle of the body is as the columns say; an entry that does not carry the key may name it."""
    at = body.rfind(b',"key":')
    if body.startswith(middle, at):
        return True
    if key is not None or body[at + 7 : at + 8] != b'"':
        return False
    rest = middle[len(b',"key":null') :]
    return body.startswith(rest, at + 7 + 38)


def _digest(body: bytes, suite: int) -> bytes:
    return merkle.leaf_hash(body, suite) if suite in chain.SUITES else bytes(merkle.HASH_BYTES)


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


def _subjects(part: Part) -> Iterator[tuple[int, str, int, str, int]]:
    """Id, uid, number and leaf of the head, zone, by id."""
    uid = UID[connection.vendor].format("uid")
    statement = (
        f"SELECT id, {uid}, head_n, head_leaf, zone_id FROM zones_subject"  # noqa: S608
        f" WHERE {part.where('id')} ORDER BY id"
    )
    for chunk in reading.chunks(statement, CHUNK):
        yield from chunk


UID = {
    "sqlite": "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4) || '-'"
    " || substr({0}, 17, 4) || '-' || substr({0}, 21)",
    "postgresql": reading.text("{0}"),
}
"""A uid as it is printed."""
SPELLED = {
    # The empty text after a column keeps SQLite's module from parsing it: the spelling is what is wanted.
    "sqlite": "recorded_at || '', effective_on || ''",
    "postgresql": f"{reading.instant('recorded_at')}, {reading.text('effective_on')}",
}
"""Times as SQLite keeps them in a column."""


def _chunks(part: Part) -> Generator[list[Row], None, None]:
    """All entries of the part by id."""
    times, uid = SPELLED[connection.vendor], UID[connection.vendor].format("act_key")
    return reading.chunks(
        f"SELECT zone_id, subject_id, n, kind, schema, body, leaf, suite, {times}, {uid}, seq"  # noqa: S608
        f" FROM history_entry WHERE {part.where('subject_id')} ORDER BY id",
        CHUNK,
    )
