"""Are the matter and its period rows what its entries say? The tables against the history, row by row.

Each entry carries a hash over the list columns that were written with it. From the entries alone follow the
last row and every period row; they are kept as sums of hashes, so that a million entries cost little room,
and only where a sum differs are rows compared one by one. Entries from before the hash are compared by state.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from secrets import token_hex

from django.db import OperationalError, connection, models
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone
from banshi.core.matters.models import ListColumns, Matter, MatterPeriod
from banshi.core.matters.rules.columns import NOTHING, SEPARATOR, digest_of, spelled

STATE = re.compile(rb'"state":"([a-z_]+)"')
ROW = re.compile(rb'"row":"([0-9a-f]{64})"')
FOREVER, EVER = spelled(OPEN_DAY), spelled(OPEN_INSTANT)
COLUMNS = tuple(ListColumns._meta.get_fields())
TIMES = ("effective_from", "effective_to", "recorded_from", "recorded_to")
STATE_AT, ROW_AT = b'"state":"', b'"row":"'
CHUNK = 256  # what is compared stays in the processor's own memory
MOST_DIGESTS = 50_000

SALT = token_hex(16)
"""Another one in each process that begins, and the same in those that it forks."""
Held = str
"""One period row: its four times as SQLite keeps them in a JSON array, :data:`SALT`, the hash of its columns.

The sum of ``hash`` over a matter's rows says whether they are the same rows. With the salt it is another one in each
run, so that nobody can look for rows of the same sum beforehand; it is never kept, and what it lets pass by chance
(once in 2**64) the next run finds.
"""


@dataclass
class Story:
    """What the entries of one matter say so far. ``hashed`` is False once an entry had no hash.

    ``at`` and ``on`` are spelled as the engine keeps them in a column.
    """

    zone: int
    state: str = ""
    row: str = ""
    since: str = ""
    known: str = ""
    total: int = 0
    hashed: bool = True

    def go_on(self, on: str, at: str, state: str, row: str) -> list[Held]:
        """One more entry: the period rows that are final now, as :func:`write_period` writes them."""
        final: list[Held] = []
        if self.state:
            at = max(at, self.known)
            final.append(f'["{self.since}","{FOREVER}","{self.known}","{at}"]{SALT}{self.row}')
            if self.since < on:
                final.append(f'["{self.since}","{on}","{at}","{EVER}"]{SALT}{self.row}')
        self.state, self.row, self.since, self.known = state, row, on, at
        self.hashed = self.hashed and bool(row)
        return final

    def last(self) -> Held:
        """The row that is open."""
        return f'["{self.since}","{FOREVER}","{self.known}","{EVER}"]{SALT}{self.row}'


class Projection:
    """Hears the entries of matters, then reads matters and period rows."""

    marker = b'"kind":"matters.'  # near the end of a body, from where it is looked for

    def __init__(self) -> None:
        self.listeners = (self,)
        self.stories: dict[int, Story] = {}
        self.found: list[tuple[bool, int, Finding]] = []

    def hear(self, many: Sequence[Told]) -> None:
        stories, look = self.stories, self.stories.get
        for zone, subject, _n, _kind, at, on, body in many:
            begins = body.find(STATE_AT)
            if begins < 0:
                continue
            word = body[begins + 9 : body.find(b'"', begins + 9)]
            state = _states.get(word) or state_in(body)
            if not state:
                continue
            story = look(subject)
            if story is None:
                story = stories[subject] = Story(zone)
            begins = body.find(ROW_AT)
            final = story.go_on(on, at, state, row_in(body, begins) if begins >= 0 else "")
            if final and story.hashed:  # once an entry had no hash the sum is never looked at
                story.total += sum(map(hash, final))

    def gather(self, part: Part, most: int | None) -> None:
        """Compare the part; what is found stands by matter, then what is gone by subject."""
        try:
            self.found = list(islice(self._compared(part, Rows()), most))
        except OperationalError:  # SQLite makes no JSON of bytes that somebody wrote where a text should be
            self.found = list(islice(self._compared(part, Rows(plainly=True)), most))
        self.stories = {}

    def join(self, other: "Projection") -> None:
        """Take in another part."""
        self.found += other.found

    def findings(self) -> Iterator[Finding]:
        for _gone, _pk, finding in sorted(self.found, key=lambda one: one[:2]):
            yield finding

    def _compared(self, part: Part, rows: "Rows") -> Iterator[tuple[bool, int, Finding]]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        sums = rows.sums(part)
        left = set(self.stories)
        for pk, subject, number, zone, state, digest in rows.matters(part):
            story = self.stories.get(subject)
            left.discard(subject)
            if story is None or story.state != state or (story.hashed and SALT + story.row != digest):
                row, said = f"id={pk} {number}", _("The matter stands otherwise than its history says.")
                yield False, pk, Finding("row_differs", codes[zone], "matters_matter", row, said)
            if story is not None and story.hashed and story.total + hash(story.last()) != sums.get(pk, 0):
                for finding in _periods_of(rows, pk, subject, codes[zone]):
                    yield False, pk, finding
        for subject in sorted(left):
            zone, said = (
                codes.get(self.stories[subject].zone, ""),
                _("The history has this matter, the table has not."),
            )
            yield True, subject, Finding("row_gone", zone, "matters_matter", f"subject={subject}", said)


def state_in(body: bytes) -> str:
    """What :data:`STATE` finds first; empty when it finds nothing."""
    found = STATE.search(body)
    if found and found.start() == body.find(STATE_AT):
        _states[found[1]] = found[1].decode()  # there are few; what is no such word is looked for each time
    return found[1].decode() if found else ""


_states: dict[bytes, str] = {}


def row_in(body: bytes, begins: int) -> str:
    """The hash that stands there, or what no row can hash to; of another length, what :data:`ROW` finds."""
    if body[begins + 71 : begins + 72] == b'"':
        return body[begins + 7 : begins + 71].decode("latin-1")
    found = ROW.search(body, begins)
    return found[1].decode() if found else ""


def _periods_of(table: "Rows", pk: int, subject: int, zone: str) -> Iterator[Finding]:
    """Name the period rows of one matter that should not be there, and those that should and are not."""
    story, expected = Story(0), Counter()
    rows = Entry.objects.filter(subject_id=subject).order_by("n")
    for body, on, at in rows.values_list("body", "effective_on", "recorded_at"):
        state, row = STATE.search(bytes(body)), ROW.search(bytes(body))
        if state and row:
            expected.update(story.go_on(on.isoformat(), spelled(at), state[1].decode(), row[1].decode()))
    expected.update([story.last()])
    for _matter, row_id, held in table.periods(f"matter_id = {pk:d}"):
        if expected[held]:
            expected[held] -= 1
        else:
            yield Finding("period_differs", zone, "matters_matterperiod", f"id={row_id} matter={pk}",
                          _("No entry of the history says what this period row says."))  # fmt: skip
    for held in expected.elements():
        yield Finding("period_gone", zone, "matters_matterperiod", f"matter={pk} from={held[2:12]}",
                      _("A period row that the history calls for is gone."))  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Matters and period rows past the ORM, for speed: what they are, and the hash over their list columns.

    SQLite hands the columns of a row over as one JSON text, which costs half of what single values do. ``plainly``
    has it hand over single values all the same.
    """

    plainly: bool = False

    def sums(self, part: Part) -> dict[int, int]:
        """By id of the matter, over a range of ids that holds all matters of the part, and maybe others."""
        rows = part.subjects(Matter.objects.order_by(), "subject_id")
        ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
        sums: dict[int, int] = {}
        first, last = ends["first"] or 0, ends["last"] or 0
        where, look = f"+matter_id >= {first:d} AND +matter_id <= {last:d}", sums.get
        for chunk in self._read(MatterPeriod, ("matter_id",), where, TIMES):
            for matter, times, digest in chunk:
                sums[matter] = look(matter, 0) + hash(times + digest)
        return sums

    def matters(self, part: Part) -> Iterator[tuple[int, int, str, int, str, str]]:
        """Id, subject, number, zone, state and hash, by id."""
        first = ("id", "subject_id", "number", "zone_id", "state")
        for chunk in self._read(Matter, first, f"{part.where('subject_id')} ORDER BY id", ()):
            for *row, _times, digest in chunk:
                yield (*row, digest)

    def periods(self, where: str) -> Iterator[tuple[int, int, Held]]:
        """Matter, id, and what the row says."""
        for chunk in self._read(MatterPeriod, ("matter_id", "id"), where, TIMES):
            for matter, pk, times, digest in chunk:
                yield matter, pk, times + digest

    def _read(
        self, model: type[models.Model], first: tuple[str, ...], where: str, times: tuple[str, ...]
    ) -> Iterator[Iterable[tuple]]:
        """Many rows at a time: ``first``, ``times`` as a JSON array, salt and hash over the list columns."""
        fields = {field.column: field for field in model._meta.concrete_fields}
        listed = [model._meta.get_field(field.name).column for field in COLUMNS]
        in_json, digests = connection.vendor == "sqlite" and not self.plainly, Digests()
        wanted = [_plain(fields[name]) for name in first]
        for names, array in ((times, "json_array({})"), (listed, "CAST(json_array({}) AS BLOB)")):
            columns = ", ".join(connection.ops.quote_name(name) for name in names)
            wanted += [array.format(columns)] if in_json else [_plain(fields[n]) for n in names]
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(wanted)} FROM {table} WHERE {where}")  # noqa: S608
            while chunk := cursor.fetchmany(CHUNK):
                if in_json:
                    *front, texts = zip(*chunk, strict=True)
                    yield zip(*front, digests.of(texts), strict=True)
                else:
                    yield [_digested(row, len(first), len(times)) for row in chunk]


def _digested(row: tuple, first: int, times: int) -> tuple:
    dated = ",".join(f'"{spelled(value)}"' for value in row[first : first + times])
    return *row[:first], f"[{dated}]", SALT + digest_of(row[first + times :])


class Digests:
    """:func:`digest_of` the values of JSON arrays, after the salt. What is written again comes again soon after.

    Without a backslash in it, a quotation mark in such a text is always the beginning or the end of a string; what
    stands between two strings is commas, numbers, nulls, and where one array ends and the next begins; of those
    there are few kinds. So many arrays are spelled anew at once, cut at each quotation mark.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, str] = {}
        self.between = Between().__getitem__

    def of(self, texts: Sequence[bytes]) -> Iterator[str]:
        """Of each text."""
        known = self.known
        if len(known) > MOST_DIGESTS:
            known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(
                zip(new, [SALT + sha256(one).hexdigest() for one in self._spelled(new)], strict=True)
            )
        return map(known.__getitem__, texts)

    def _spelled(self, texts: list[bytes]) -> list[bytes]:
        together = b"\n".join(texts)
        if b"\\" in together or b',","' in together or b'[","' in together:
            return [
                SEPARATOR.join(map(spelled, json.loads(text))).encode(errors="surrogatepass")
                for text in texts
            ]
        # Between two strings stands one comma; no string is a comma and nothing else, that was looked at.
        pieces = together.replace(b'","', SEPARATOR.encode()).split(b'"')
        pieces[::2] = map(self.between, pieces[::2])
        return b"".join(pieces).split(b"\n")


class Between(dict[bytes, bytes]):
    """What stands between two strings, as :func:`digest_of` spells it."""

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= MOST_DIGESTS:
            self.clear()
        text = piece.decode().replace("[", "").replace("]", "")
        found = self[piece] = text.replace("null", NOTHING).replace(",", SEPARATOR).encode()
        return found


def _plain(field: models.Field) -> str:
    """The column so that SQLite's module does not parse days and instants; the spelling is what is wanted."""
    name = connection.ops.quote_name(field.column)
    days = connection.vendor == "sqlite" and isinstance(field, models.DateField)
    return f"{name} || ''" if days else name
