"""Are the matter and its period rows what its entries say? The tables against the history, row by row.

Each entry carries a hash over the list columns that were written with it. From the entries alone follow the
last row and every period row; they are kept as sums of hashes, so that a million entries cost little room,
and only where a sum differs are rows compared one by one. Entries from before the hash are compared by state.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from secrets import token_hex
from typing import Any

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
STATE_AT, ROW_AT = b'"state":"', b'"row":"'
FOREVER, EVER = spelled(OPEN_DAY), spelled(OPEN_INSTANT)
COLUMNS = tuple(ListColumns._meta.get_fields())
TIMES = ("effective_from", "effective_to", "recorded_from", "recorded_to")
CHUNK = 2000

Held = str
"""One period row: its four times as SQLite keeps them, as a JSON array, and behind it the hash of its columns."""


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
            final.append(f'["{self.since}","{FOREVER}","{self.known}","{at}"]{self.row}')
            if self.since < on:
                final.append(f'["{self.since}","{on}","{at}","{EVER}"]{self.row}')
        self.state, self.row, self.since, self.known = state, row, on, at
        self.hashed = self.hashed and bool(row)
        return final

    def last(self) -> Held:
        """The row that is open."""
        return f'["{self.since}","{FOREVER}","{self.known}","{EVER}"]{self.row}'


SALT = token_hex(16)


def weight(held: Held) -> int:
    """A number for a row; the sum over a matter's rows says whether they are the same rows.

    A keyed hash that is another one in each run, so that nobody can look for rows of the same sum beforehand; it is
    never kept, and what it lets pass by chance (once in 2**64) the next run finds.
    """
    return hash(SALT + held)


class Projection:
    """Hears the entries of matters, then reads matters and period rows."""

    marker = b'"kind":"matters.'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.stories: dict[int, Story] = {}
        self.found: list[tuple[bool, int, Finding]] = []

    def hear(self, told: Told) -> None:
        body = told.body
        state = _word(body, STATE, STATE_AT)
        if not state:
            return
        story = self.stories.get(told.subject)
        if story is None:
            story = self.stories[told.subject] = Story(told.zone)
        final = story.go_on(told.on, told.at, state, _word(body, ROW, ROW_AT))
        if story.hashed:  # once an entry had no hash the sum is never looked at
            for held in final:
                story.total += weight(held)

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
            if story is None or story.state != state or (story.hashed and story.row != digest):
                row, said = f"id={pk} {number}", _("The matter stands otherwise than its history says.")
                yield False, pk, Finding("row_differs", codes[zone], "matters_matter", row, said)
            if story is not None and story.hashed and story.total + weight(story.last()) != sums.get(pk, 0):
                for finding in _periods_of(rows, pk, subject, codes[zone]):
                    yield False, pk, finding
        for subject in sorted(left):
            zone, said = (
                codes.get(self.stories[subject].zone, ""),
                _("The history has this matter, the table has not."),
            )
            yield True, subject, Finding("row_gone", zone, "matters_matter", f"subject={subject}", said)


def _word(body: bytes, pattern: re.Pattern[bytes], key: bytes) -> str:
    """What the pattern finds first, which begins with ``key``; empty when it finds nothing."""
    at = body.find(key)
    found = (pattern.match(body, at) or pattern.search(body, at)) if at >= 0 else None
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
        for matter, _pk, held in self.periods(f"+matter_id >= {first:d} AND +matter_id <= {last:d}"):
            sums[matter] = sums.get(matter, 0) + weight(held)
        return sums

    def matters(self, part: Part) -> Iterator[tuple[int, int, str, int, str, str]]:
        """Id, subject, number, zone, state and hash, by id."""
        first = ("id", "subject_id", "number", "zone_id", "state")
        for *row, _times, digest in self._read(Matter, first, f"{part.where('subject_id')} ORDER BY id", ()):
            yield (*row, digest)

    def periods(self, where: str) -> Iterator[tuple[int, int, Held]]:
        """Matter, id, and what the row says."""
        for matter, pk, times, digest in self._read(MatterPeriod, ("matter_id", "id"), where, TIMES):
            yield matter, pk, times + digest

    def _read(
        self, model: type[models.Model], first: tuple[str, ...], where: str, times: tuple[str, ...]
    ) -> Iterator[Iterable[Any]]:
        """The columns ``first``, then ``times`` as a JSON array, and the hash over the list columns."""
        fields = {field.column: field for field in model._meta.concrete_fields}
        listed = [model._meta.get_field(field.name).column for field in COLUMNS]
        in_json = connection.vendor == "sqlite" and not self.plainly
        wanted = [_plain(fields[name]) for name in first]
        for names in (times, listed):
            columns = [connection.ops.quote_name(name) for name in names]
            wanted += [f"json_array({', '.join(columns)})"] if in_json else [_plain(fields[n]) for n in names]
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(wanted)} FROM {table} WHERE {where}")  # noqa: S608
            while chunk := cursor.fetchmany(CHUNK):
                if in_json:
                    yield from ((*row[:-1], _digest_of_json(row[-1])) for row in chunk)
                else:
                    yield from (_digested(row, len(first), len(times)) for row in chunk)


def _digested(row: tuple, first: int, times: int) -> tuple:
    dated = ",".join(f'"{spelled(value)}"' for value in row[first : first + times])
    return *row[:first], f"[{dated}]", digest_of(row[first + times :])


@lru_cache(maxsize=50_000)
def _digest_of_json(text: str) -> str:
    """:func:`digest_of` the values of a JSON array. What is written again with other times comes again soon after."""
    return sha256(_spelled_json(text).encode(errors="surrogatepass")).hexdigest()


def _spelled_json(text: str) -> str:
    """The values as :func:`digest_of` joins them.

    Without a backslash in it, a quotation mark in the text is always the beginning or the end of a string; what
    stands between two strings is commas, numbers and nulls, and of those there are few kinds.
    """
    if "\\" in text:
        return SEPARATOR.join(map(spelled, json.loads(text)))
    pieces = text.split('"')
    pieces[::2] = map(_between, pieces[::2])
    return "".join(pieces)


@lru_cache(maxsize=50_000)
def _between(piece: str) -> str:
    return piece.strip("[]").replace("null", NOTHING).replace(",", SEPARATOR)


def _plain(field: models.Field) -> str:
    """The column so that SQLite's module does not parse days and instants; the spelling is what is wanted."""
    name = connection.ops.quote_name(field.column)
    days = connection.vendor == "sqlite" and isinstance(field, models.DateField)
    return f"{name} || ''" if days else name
