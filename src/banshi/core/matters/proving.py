"""Are the matter and its period rows what its entries say? The tables against the history, row by row.

Each entry carries a hash over the list columns that were written with it. From the entries alone follow the
last row and every period row; they are kept as sums of hashes, so that a million entries cost little room,
and only where a sum differs are rows compared one by one. Entries from before the hash are compared by state.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone
from banshi.core.matters.models import ListColumns, Matter, MatterPeriod
from banshi.core.matters.rules.columns import NOTHING, SEPARATOR, digest_of

STATE = re.compile(rb'"state":"([a-z_]+)"')
ROW = re.compile(rb'"row":"([0-9a-f]{64})"')
FOREVER, EVER = OPEN_DAY.isoformat(), OPEN_INSTANT.isoformat()
COLUMNS = tuple(ListColumns._meta.get_fields())
TIMES = ("effective_from", "effective_to", "recorded_from", "recorded_to")
CHUNK = 2000

Held = tuple[str, str, str, str, str]
"""One period row: its four times as ISO text, and the hash of its columns."""


@dataclass
class Story:
    """What the entries of one matter say so far. ``hashed`` is False once an entry had no hash."""

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
            final.append((self.since, FOREVER, self.known, at, self.row))
            if self.since < on:
                final.append((self.since, on, at, EVER, self.row))
        self.state, self.row, self.since, self.known = state, row, on, at
        self.hashed = self.hashed and bool(row)
        return final

    def last(self) -> Held:
        """The row that is open."""
        return (self.since, FOREVER, self.known, EVER, self.row)


def weight(held: Held) -> int:
    """A number for a row; the sum over a matter's rows says whether they are the same rows."""
    return int.from_bytes(sha256("|".join(held).encode()).digest()[:16], "big")


class Projection:
    """Hears the entries of matters, then reads matters and period rows."""

    marker = b'"kind":"matters.'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.stories: dict[int, Story] = {}

    def hear(self, told: Told) -> None:
        state = STATE.search(told.body)
        if state is None:
            return
        row = ROW.search(told.body)
        story = self.stories.setdefault(told.subject, Story(told.zone))
        final = story.go_on(told.on, told.at, state[1].decode(), row[1].decode() if row else "")
        if story.hashed:  # once an entry had no hash the sum is never looked at
            story.total += sum(map(weight, final))

    def findings(self) -> Iterator[Finding]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        sums = self._sums()
        left = set(self.stories)
        for pk, subject, number, zone, state, digest in _matters():
            story = self.stories.get(subject)
            left.discard(subject)
            if story is None or story.state != state or (story.hashed and story.row != digest):
                yield Finding("row_differs", codes[zone], "matters_matter", f"id={pk} {number}",
                              _("The matter stands otherwise than its history says."))  # fmt: skip
            if story is not None and story.hashed and story.total + weight(story.last()) != sums.get(pk, 0):
                yield from _periods_of(pk, subject, codes[zone])
        for subject in sorted(left):
            yield Finding("row_gone", codes.get(self.stories[subject].zone, ""), "matters_matter",
                          f"subject={subject}", _("The history has this matter, the table has not."))  # fmt: skip

    def _sums(self) -> dict[int, int]:
        sums: dict[int, int] = {}
        for matter, _pk, held in _period_rows():
            sums[matter] = sums.get(matter, 0) + weight(held)
        return sums


def _periods_of(pk: int, subject: int, zone: str) -> Iterator[Finding]:
    """Name the period rows of one matter that should not be there, and those that should and are not."""
    story, expected = Story(0), Counter()
    rows = Entry.objects.filter(subject_id=subject).order_by("n")
    for body, on, at in rows.values_list("body", "effective_on", "recorded_at"):
        state, row = STATE.search(bytes(body)), ROW.search(bytes(body))
        if state and row:
            expected.update(story.go_on(on.isoformat(), at.isoformat(), state[1].decode(), row[1].decode()))
    expected.update([story.last()])
    for _matter, row_id, held in _period_rows("WHERE matter_id = %s", [pk]):
        if expected[held]:
            expected[held] -= 1
        else:
            yield Finding("period_differs", zone, "matters_matterperiod", f"id={row_id} matter={pk}",
                          _("No entry of the history says what this period row says."))  # fmt: skip
    for held in expected.elements():
        yield Finding("period_gone", zone, "matters_matterperiod", f"matter={pk} from={held[0]}",
                      _("A period row that the history calls for is gone."))  # fmt: skip


def _matters() -> Iterator[tuple[int, int, str, int, str, str]]:
    for row, digest in _read(Matter, ("id", "subject_id", "number", "zone_id", "state")):
        yield (*row, digest)


def _period_rows(narrow: str = "", params: Iterable[Any] = ()) -> Iterator[tuple[int, int, Held]]:
    for (matter, pk, *times), digest in _read(MatterPeriod, ("matter_id", "id", *TIMES), narrow, params):
        first, last, since, until = map(_iso, times)
        yield matter, pk, (first, last, since, until, digest)


def _iso(value: Any) -> str:
    """A day or an instant, as the engine gave it, as ISO text."""
    if not isinstance(value, str):
        return value.isoformat()
    return value if len(value) == 10 else f"{value[:10]}T{value[11:]}+00:00"


def _read(
    model: type[models.Model], first: tuple[str, ...], narrow: str = "", params: Iterable[Any] = ()
) -> Iterator[tuple[tuple, str]]:
    """The columns ``first`` and the hash over the list columns, of all rows; past the ORM, for speed."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    sqlite = connection.vendor == "sqlite"
    names = ", ".join(_plain(fields[column]) for column in first)
    columns = [fields[model._meta.get_field(field.name).column] for field in COLUMNS]
    rest = _spelled(columns) if sqlite else ", ".join(map(_plain, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names}, {rest} FROM {table} {narrow}", list(params))  # noqa: S608
        while chunk := cursor.fetchmany(CHUNK):
            for row in chunk:
                values = row[len(first) :]
                digest = sha256((values[0] or "").encode()).hexdigest() if sqlite else digest_of(values)
                yield row[: len(first)], digest


def _spelled(fields: Iterable[models.Field]) -> str:
    """SQLite spells the whole row itself, as :func:`digest_of` does; only columns that may be empty are asked."""
    parts = (
        f"coalesce({name}, char({ord(NOTHING)}))" if field.null else name
        for field in fields
        for name in (connection.ops.quote_name(field.column),)
    )
    return f" || char({ord(SEPARATOR)}) || ".join(parts)


def _plain(field: models.Field) -> str:
    """The column so that SQLite's module does not parse days and instants; the spelling is what is wanted."""
    name = connection.ops.quote_name(field.column)
    days = connection.vendor == "sqlite" and isinstance(field, models.DateField)
    return f"{name} || ''" if days else name
