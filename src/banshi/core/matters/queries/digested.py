"""Matters and period rows past the ORM, with the hash over their list columns: many at a time, on both engines.

PostgreSQL's COPY writes a row as :func:`~banshi.core.matters.rules.columns.digest_of` spells it. Of SQLite's JSON
that is made by replacing bytes of many rows at once.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import add
from secrets import token_hex
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Max, Min

from banshi.base.engines.parts import Part
from banshi.base.engines.reading import BETWEEN, chunks, copied, in_copy, unescaped
from banshi.core.matters.models import ListColumns, Matter, MatterPeriod
from banshi.core.matters.rules.columns import NOTHING, SEPARATOR, digest_of, spelled

COLUMNS = tuple(ListColumns._meta.get_fields())
TIMES = ("effective_from", "effective_to", "recorded_from", "recorded_to")
CHUNK = 256  # what is compared stays in the processor's own memory
MOST_DIGESTS = 50_000
WHOLE = (models.IntegerField, models.ForeignKey)

SALT = token_hex(16)
"""Another one in each process that begins, and the same in those that it forks."""


class Times(NamedTuple):
    """How an engine hands over several times in one text: what stands before, between and after them."""

    before: str
    between: str
    after: str


TIMES_OF = {"sqlite": Times('["', '","', '"]'), "postgresql": Times("", SEPARATOR, SEPARATOR)}
"""By engine; each time as SQLite keeps it."""
Held = str
"""One period row: its four times (:data:`TIMES_OF`), :data:`SALT`, the hash of its columns.

The sum of ``hash`` over a matter's rows says whether they are the same rows. With the salt it is another one in each
run, so that nobody can look for rows of the same sum beforehand; it is never kept, and what it lets pass by chance
(once in 2**64) the next run finds.
"""


@dataclass(frozen=True)
class Rows:
    """Matters and period rows past the ORM, for speed: what they are, and the hash over their list columns.

    SQLite hands the columns of a row over as one JSON text, which costs half of what single values do; PostgreSQL
    writes them as COPY does. ``plainly`` has SQLite hand over single values all the same.
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
            for matter, held in chunk:
                sums[matter] = look(matter, 0) + hash(held)
        return sums

    def matters(self, part: Part) -> Iterator[tuple[int, int, str, int, str, str]]:
        """Id, subject, number, zone, state and hash, by id."""
        first = ("id", "subject_id", "number", "zone_id", "state")
        for chunk in self._read(Matter, first, f"{part.where('subject_id')} ORDER BY id", ()):
            yield from chunk

    def periods(self, where: str) -> list[tuple[int, int, Held]]:
        """Matter, id, and what the row says: of few, for all are read before the first is looked at."""
        chunks = self._read(MatterPeriod, ("matter_id", "id"), where, TIMES)
        return [row for chunk in chunks for row in chunk]

    def _read(
        self, model: type[models.Model], first: tuple[str, ...], where: str, times: tuple[str, ...]
    ) -> Iterator[Iterable[tuple]]:
        """Many rows at a time: ``first``, then as one text the times if any, salt and hash over the list columns."""
        fields = {field.column: field for field in model._meta.concrete_fields}
        listed = [model._meta.get_field(field.name).column for field in COLUMNS]
        columns = [[fields[name] for name in names] for names in (first, times, listed)]
        rest = f"FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {where}"
        if connection.vendor == "postgresql":
            return _in_copy(columns, rest)
        return _one_by_one(columns, rest) if self.plainly else _in_json(columns, rest)


Columns = Sequence[Sequence[models.Field]]
"""Those that come first, the times, those that are hashed."""


def _in_json(columns: Columns, rest: str) -> Iterator[Iterable[tuple]]:
    first, times, listed = columns
    arrays = (_array(times) if times else "''", f"CAST({_array(listed)} AS BLOB)")
    digests = Digests()
    for chunk in chunks(f"SELECT {', '.join([*map(_plain, first), *arrays])} {rest}", CHUNK):
        *front, dated, texts = zip(*chunk, strict=True)
        yield zip(*front, map(add, dated, digests.of(texts)), strict=True)


def _array(columns: Sequence[models.Field]) -> str:
    return f"json_array({', '.join(connection.ops.quote_name(one.column) for one in columns)})"


def _one_by_one(columns: Columns, rest: str) -> Iterator[Iterable[tuple]]:
    first, times, listed = columns
    names = ", ".join(map(_plain, (*first, *times, *listed)))
    for chunk in chunks(f"SELECT {names} {rest}", CHUNK):
        yield [_digested(row, len(first), len(times)) for row in chunk]


def _in_copy(columns: Columns, rest: str) -> Iterator[Iterable[tuple]]:
    """PostgreSQL's lines, which stand there as they are hashed, save those in which a sign is escaped."""
    first, times, listed = columns
    names = ", ".join([*map(in_copy, (*first, *times)), f"'{END.decode()}'", *map(in_copy, listed)])
    values = [int if isinstance(field, WHOLE) else _text for field in first]
    for lines, escaped in copied(f"SELECT {names} {rest}", CHUNK, NOTHING):
        *early, rests = zip(*[line.split(BETWEEN, len(first)) for line in lines], strict=True)
        dated, _end, texts = zip(*[rest.partition(END + BETWEEN) for rest in rests], strict=True)
        whole = map(unescaped, texts) if escaped else texts
        together = b"\n".join(dated).decode().split("\n")
        yield zip(
            *(map(value, column) for value, column in zip(values, early, strict=True)),
            [f"{times}{SALT}{sha256(text).hexdigest()}" for times, text in zip(together, whole, strict=True)],
            strict=True,
        )


END = b"|"
"""Stands after the times in a line, and in none of them."""


def _text(value: bytes) -> str:
    return unescaped(value).decode()


def _digested(row: tuple, first: int, times: int) -> tuple:
    before, between, after = TIMES_OF["sqlite"]
    dated = between.join(map(spelled, row[first : first + times]))
    digest = SALT + digest_of(row[first + times :])
    return *row[:first], f"{before}{dated}{after}{digest}" if times else digest


class Digests:
    """:func:`digest_of` the values of JSON arrays, after the salt. What is written again comes again soon after."""

    def __init__(self) -> None:
        self.known: dict[bytes, str] = {}

    def of(self, texts: Sequence[bytes]) -> Iterator[str]:
        """Of each text."""
        known = self.known
        if len(known) > MOST_DIGESTS:
            known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            hashes = [SALT + sha256(one).hexdigest() for one in from_json(new)]
            known.update(zip(new, hashes, strict=True))
        return map(known.__getitem__, texts)


def from_json(texts: list[bytes]) -> list[bytes]:
    """SQLite's arrays, as they are hashed.

    Without a backslash in it, a quotation mark in such a text is always the beginning or the end of a string; what
    stands between two strings is commas, numbers, nulls, and where one array ends and the next begins; of those
    there are few kinds. So many arrays are spelled anew at once, cut at each quotation mark.
    """
    together = b"\n".join(texts)
    if b"\\" in together or b',","' in together or b'[","' in together:
        return [
            SEPARATOR.join(map(spelled, json.loads(text))).encode(errors="surrogatepass") for text in texts
        ]
    # Between two strings stands one comma; no string is a comma and nothing else, that was looked at.
    pieces = together.replace(b'","', SEPARATOR.encode()).split(b'"')
    pieces[::2] = map(_between.__getitem__, pieces[::2])
    return b"".join(pieces).split(b"\n")


class Between(dict[bytes, bytes]):
    """What stands between two strings, as :func:`digest_of` spells it."""

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= MOST_DIGESTS:
            self.clear()
        text = piece.decode().replace("[", "").replace("]", "")
        found = self[piece] = text.replace("null", NOTHING).replace(",", SEPARATOR).encode()
        return found


_between = Between()


def _plain(field: models.Field) -> str:
    """The column so that SQLite's module does not parse days and instants; the spelling is what is wanted."""
    name = connection.ops.quote_name(field.column)
    days = connection.vendor == "sqlite" and isinstance(field, models.DateField)
    return f"{name} || ''" if days else name
