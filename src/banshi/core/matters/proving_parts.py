"""Do number, title and raiser of a matter, evidence, verifications and answers stand as the entries tell them?

And the label by which access is decided.

Both sides are spelled as one text per row and summed by their hashes; only where the sums of a part differ is each
text looked for. Who wrote a row down is not compared: the entry names an account, the row a person.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.engines.reading import chunks
from banshi.base.engines.reading import text as as_text
from banshi.base.history.models import Entry
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone

EVIDENCE = re.compile(rb'"data":\{"dated_on":"([0-9-]{10})","file":"([0-9a-f-]{36})","kind":"([a-z_]+)"')
WORDS = re.compile(rb'"words":\{"commitment":"[0-9a-f]{64}","item":"([0-9a-f-]{36})"\}')
FACE = re.compile(
    rb'"number":"([^"]*)"(?:,"\w+":[^,]*)*?,"raiser_org":(?:null|"([0-9a-f-]{36})")'
    rb'(?:,"\w+":[^,]*)*?,"title":"([^"]*)",'
    rb'"words":(?:null|\{"commitment":"[0-9a-f]{64}","item":"([0-9a-f-]{36})"\})'
)
ANSWER = re.compile(rb'"channel":"([a-z_]+)".*"satisfaction":"([a-z_]+)","solved":"([a-z_]+)"', re.DOTALL)
CHUNK = 2000
Spelling = Callable[[int, str, bytes], bytes]
"""How the row must be spelled: by the id of its subject, the day and the body of an entry; empty if it has none."""


def _item(body: bytes) -> bytes:
    found = WORDS.search(body)
    return found[1].replace(b"-", b"") if found else b"-"


def _evidence(subject: int, _on: str, body: bytes) -> bytes:
    """Evidence with a file; the raiser's own confirmation has none, and its answer stands for it."""
    found = EVIDENCE.search(body)
    return b"%d %b %b %b" % (subject, found[3], found[2].replace(b"-", b""), found[1]) if found else b""


def _passed(subject: int, on: str, body: bytes) -> bytes:
    return b"%d 1 %b %b" % (subject, on.encode(), _item(body))


def _failed(subject: int, on: str, body: bytes) -> bytes:
    return b"%d 0 %b %b" % (subject, on.encode(), _item(body))


def _answer(subject: int, on: str, body: bytes) -> bytes:
    found = ANSWER.search(body)
    said = found.groups() if found else (b"", b"", b"")
    return b"%d %b %b %b %b %b" % (subject, *said, on.encode(), _item(body))


def _received(subject: int, _on: str, body: bytes) -> bytes:
    """Number, words and raiser: what never changes once a matter has come in."""
    number, org, _title, item = _face(body)
    return b"%d %b %b %b" % (subject, number, org or b"-", item or b"-")


def _named(subject: int, _on: str, body: bytes) -> bytes:
    return b"%d %b" % (subject, _face(body)[2])


@lru_cache(maxsize=1)  # asked twice in turn
def _face(body: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    found = FACE.search(body)
    if found and b"\\" not in found[0]:
        number, org, title, item = found.groups(b"")
    else:  # a quotation mark in a title
        data = _data(body)
        words = data.get("words") or {}
        texts = (data.get("number"), data.get("raiser_org"), data.get("title"), words.get("item"))
        number, org, title, item = [str(text or "").encode(errors="surrogatepass") for text in texts]
    return number, org.replace(b"-", b""), title, item.replace(b"-", b"")


def _data(body: bytes) -> dict[str, Any]:
    """What an entry says; nothing where it is no JSON any more, which the walk of its chain names."""
    try:
        return json.loads(body)["data"]
    except (ValueError, KeyError, TypeError):
        return {}


def _amended(when: str) -> Spelling:
    def spelling(subject: int, _on: str, body: bytes) -> bytes:
        title = _data(body).get(when, {}).get("title", "")
        return b"%d %b" % (subject, title.encode(errors="surrogatepass"))

    return spelling


MATTERS = "matters_matter"


@dataclass(frozen=True)
class Table:
    """A table of parts (``r``) with its matter (``m``), or of matters themselves: of what a row is spelled."""

    name: str
    columns: tuple[str, ...]
    joins: str = ""

    def named(self) -> str:
        """Columns that name a row: its id, its zone, the number of its matter."""
        row = "m" if self.name == MATTERS else "r"
        return f"{row}.id, {row}.zone_id, m.number,"

    def sql(self, part: Part, columns: str = "") -> str:
        """The spelling of each row of the part, after ``columns``."""
        spelled = ("m.subject_id", *map(_spelled, self.columns))
        if connection.vendor == "sqlite":  # so that bytes in a column of text are compared and not decoded
            text = "CAST(" + " || ' ' || ".join(spelled) + " AS BLOB)"
        else:
            text = f"pg_catalog.concat_ws(' ', {', '.join(spelled)})"
        own = self.name == MATTERS
        of = f"{MATTERS} m" if own else f"{self.name} r JOIN {MATTERS} m ON m.id = r.matter_id"
        return f"SELECT {columns} {text} FROM {of} {self.joins} WHERE {part.where('m.subject_id')}"  # noqa: S608


def _spelled(column: str) -> str:
    """A column as entries spell it: a uid without strokes or a stroke alone, a day, a yes as 1."""
    plain = connection.vendor == "sqlite"
    if column.endswith(".uid"):
        uid = column if plain else f"pg_catalog.replace({as_text(column)}, '-', '')"
        return f"COALESCE({uid}, '-')"
    if column.endswith(".passed"):
        return f"CASE WHEN {column} THEN '1' ELSE '0' END"
    return as_text(column) if column.endswith("_on") and not plain else column


FILE = "JOIN files_storedfile f ON f.id = r.file_id"
ITEM = "LEFT JOIN vault_vaultitem w ON w.id = r.words_id"
ORG = "LEFT JOIN org_outsideorganisation o ON o.id = m.raiser_org_id LEFT JOIN zones_subject u ON u.id = o.subject_id"
ANSWERED = ("r.channel", "r.satisfaction", "r.solved", "r.answered_on", "w.uid")
TABLES = (
    Table("matters_evidence", ("r.kind", "f.uid", "r.dated_on"), FILE),
    Table(MATTERS, ("m.number", "u.uid", "w.uid"), f"{ORG} {ITEM.replace('r.', 'm.')}"),
    Table(MATTERS, ("m.title",)),
    Table("matters_verification", ("r.passed", "r.verified_on", "w.uid"), ITEM),
    Table("matters_answer", ANSWERED, ITEM),
)
EVIDENCES, FACES, TITLES, VERIFICATIONS, ANSWERS = range(len(TABLES))
TOLD: dict[str, tuple[tuple[int, int, Spelling], ...]] = {
    "matters.received": ((FACES, 1, _received), (TITLES, 1, _named)),
    "matters.amended": ((TITLES, -1, _amended("before")), (TITLES, 1, _amended("after"))),
    "matters.evidence_added": ((EVIDENCES, 1, _evidence),),
    "matters.verified": ((VERIFICATIONS, 1, _passed),),
    "matters.sent_back": ((VERIFICATIONS, 1, _failed),),
    "matters.answered": ((ANSWERS, 1, _answer),),
}
"""By kind of entry: the table it tells of, whether a row came (1) or went (-1), and which."""


class Parts:
    """Hears what was added to matters, then reads the rows."""

    marker = b'"kind":"matters.'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.sums = [0] * len(TABLES)
        self.found: list[tuple[int, int, str, Finding]] = []

    def hear(self, many: Sequence[Told]) -> None:
        for _zone, subject, _n, kind, _at, on, body in many:
            if kind in TOLD:  # one in three
                for at, sign, spelling in TOLD[kind]:
                    text = spelling(subject, on, body)
                    self.sums[at] += sign * hash(text) if text else 0

    def gather(self, part: Part, most: int | None) -> None:
        """Compare the part: sums first, rows where they differ."""
        self.found += _labels(part)
        for at, table in enumerate(TABLES):
            if _sum(table.sql(part)) != self.sums[at]:
                self.found += _differing(at, table, part)

    def join(self, other: "Parts") -> None:
        """Take in another part."""
        self.found += other.found

    def findings(self) -> Iterator[Finding]:
        for *_order, finding in sorted(self.found, key=lambda one: one[:3]):
            yield finding


def _rows(sql: str) -> Iterator[tuple]:
    for chunk in chunks(sql, CHUNK):
        yield from chunk


def _sum(sql: str) -> int:
    """Of the hashes of the only column."""
    total = 0
    for chunk in chunks(sql, CHUNK):
        [texts] = zip(*chunk, strict=True)
        total += sum(map(hash, texts if connection.vendor == "sqlite" else map(str.encode, texts)))
    return total


def _bytes(text: str | bytes | memoryview | None) -> bytes:
    return text.encode() if isinstance(text, str) else bytes(text or b"")


def _labels(part: Part) -> Iterator[tuple[int, int, str, Finding]]:
    """Access is decided by the label of the subject; what is proven is that of the matter."""
    codes, said = dict(Zone.objects.values_list("pk", "code")), _("Its label is not the one of its matter.")
    sql = (
        "SELECT s.zone_id, s.id, m.number FROM matters_matter m JOIN zones_subject s ON s.id = m.subject_id"  # noqa: S608
        f" WHERE s.label <> m.label AND {part.where('m.subject_id')} ORDER BY s.id"
    )
    for zone, pk, number in list(_rows(sql)):
        yield -1, pk, "", Finding("label_differs", codes[zone], "zones_subject", f"id={pk} {number}", said)


def _differing(at: int, table: Table, part: Part) -> Iterator[tuple[int, int, str, Finding]]:
    """Each row that no entry tells of, and each that an entry tells of and that is not there."""
    codes = dict(Zone.objects.values_list("pk", "code"))
    left, zones = Counter[bytes](), {}
    kinds = [kind for kind, told in TOLD.items() if any(one[0] == at for one in told)]
    entries = part.subjects(Entry.objects.filter(kind__in=kinds).order_by("pk"), "subject_id")
    for zone, subject, kind, on, body in entries.values_list(
        "zone_id", "subject_id", "kind", "effective_on", "body"
    ).iterator(CHUNK):
        for table_at, sign, spelling in TOLD[kind]:
            text = spelling(subject, str(on), bytes(body)) if table_at == at else b""
            if text:
                left[text] += sign
                zones[text] = zone
    otherwise, gone = (
        _("It stands otherwise than the history says."),
        _("An entry tells of it, and it is gone."),
    )
    for pk, zone, number, said in sorted(_rows(f"{table.sql(part, table.named())}")):
        text = _bytes(said)
        if left[text] > 0:
            left[text] -= 1
        else:
            row = Finding("part_differs", codes[zone], table.name, f"id={pk} {number}", otherwise)
            yield at, pk, "", row
    for text in sorted(+left):
        subject, _sep, rest = text.decode().partition(" ")
        row = Finding("part_gone", codes[zones[text]], table.name, f"subject={subject} {rest}", gone)
        yield at, 1 << 62, text.decode(), row
