"""Are the matter and its period rows what its entries say? The tables against the history, row by row.

Each entry carries a hash over the list columns that were written with it. From the entries alone follow the
last row and every period row; they are kept as sums of hashes, so that a million entries cost little room,
and only where a sum differs are rows compared one by one. Entries from before the hash are compared by state.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.history.models import Entry
from banshi.base.history.periods import OPEN_DAY, OPEN_INSTANT
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone
from banshi.core.matters.queries.digested import SALT, TIMES_OF, Held, Rows
from banshi.core.matters.rules.columns import spelled

STATE = re.compile(rb'"state":"([a-z_]+)"')
ROW = re.compile(rb'"row":"([0-9a-f]{64})"')
FOREVER, EVER = spelled(OPEN_DAY), spelled(OPEN_INSTANT)
STATE_AT, ROW_AT = b'"state":"', b'"row":"'


class Spelling:
    """What stands around the times and before the hash in a period row as the engine at hand spells it."""

    def __init__(self) -> None:
        self.before, self.between, after = TIMES_OF[connection.vendor]
        self.after = after + SALT
        self.forever = f"{self.between}{FOREVER}{self.between}"
        self.ever = f"{self.between}{EVER}{self.after}"


@dataclass(slots=True)
class Story:
    """What the entries of one matter say so far. ``hashed`` is False once an entry had no hash.

    ``at`` and ``on`` are spelled as the engine keeps them in a column.
    """

    zone: int
    spelling: Spelling
    each: Callable[[Held], int] = hash
    """What each row is counted as in ``total``."""
    state: str = ""
    row: str = ""
    since: str = ""
    known: str = ""
    total: int = 0
    hashed: bool = True

    def go_on(self, on: str, at: str, state: str, row: str) -> None:
        """One more entry: counts the period rows that are final now, as :func:`write_period` writes them."""
        if self.state:
            known, since, before, by = self.known, self.since, self.row, self.spelling
            if known > at:
                at = known
            self.total += self.each(
                f"{by.before}{since}{by.forever}{known}{by.between}{at}{by.after}{before}"
            )
            if since < on:
                self.total += self.each(
                    f"{by.before}{since}{by.between}{on}{by.between}{at}{by.ever}{before}"
                )
        self.state, self.row, self.since, self.known = state, row, on, at
        if not row:  # the total is never looked at any more
            self.hashed = False

    def last(self) -> Held:
        """The row that is open."""
        by = self.spelling
        return f"{by.before}{self.since}{by.forever}{self.known}{by.ever}{self.row}"


class Projection:
    """Hears the entries of matters, then reads matters and period rows."""

    marker = b'"kind":"matters.'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.spelling = Spelling()
        self.stories: dict[int, Story] = {}
        self.found: list[tuple[bool, int, Finding]] = []

    def hear(self, many: Sequence[Told]) -> None:
        stories, look, spelling = self.stories, self.stories.get, self.spelling
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
                story = stories[subject] = Story(zone, spelling)
            begins = body.find(ROW_AT)
            story.go_on(on, at, state, row_in(body, begins) if begins >= 0 else "")

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

    def _compared(self, part: Part, rows: Rows) -> Iterator[tuple[bool, int, Finding]]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        sums = rows.sums(part)
        left = set(self.stories)
        # All matters are read before any finding is written out: nothing else may be asked in between.
        for pk, subject, number, zone, stands, periods in list(self._odd(part, rows, sums, left)):
            if not stands:
                row, said = f"id={pk} {number}", _("The matter stands otherwise than its history says.")
                yield False, pk, Finding("row_differs", codes[zone], "matters_matter", row, said)
            if not periods:
                for finding in _periods_of(rows, pk, subject, codes[zone]):
                    yield False, pk, finding
        for subject in sorted(left):
            zone, said = (
                codes.get(self.stories[subject].zone, ""),
                _("The history has this matter, the table has not."),
            )
            yield True, subject, Finding("row_gone", zone, "matters_matter", f"subject={subject}", said)

    def _odd(
        self, part: Part, rows: Rows, sums: dict[int, int], left: set[int]
    ) -> Iterator[tuple[int, int, str, int, bool, bool]]:
        """Matters that do not fit: id, subject, number, zone, does the matter stand so, do its period rows."""
        for pk, subject, number, zone, state, digest in rows.matters(part):
            story = self.stories.get(subject)
            left.discard(subject)
            hashed = story is not None and story.hashed
            stands = story is not None and story.state == state and (not hashed or SALT + story.row == digest)
            periods = not hashed or story.total + hash(story.last()) == sums.get(pk, 0)
            if not (stands and periods):
                yield pk, subject, number, zone, stands, periods


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


def _periods_of(table: Rows, pk: int, subject: int, zone: str) -> Iterator[Finding]:
    """Name the period rows of one matter that should not be there, and those that should and are not."""
    expected = Counter[Held]()
    story = Story(0, Spelling(), lambda held: expected.update([held]) or 0)
    rows = Entry.objects.filter(subject_id=subject).order_by("n")
    for body, on, at in rows.values_list("body", "effective_on", "recorded_at"):
        state, row = STATE.search(bytes(body)), ROW.search(bytes(body))
        if state and row:
            story.go_on(on.isoformat(), spelled(at), state[1].decode(), row[1].decode())
    expected.update([story.last()])
    for _matter, row_id, held in table.periods(f"matter_id = {pk:d}"):
        if expected[held]:
            expected[held] -= 1
        else:
            yield Finding("period_differs", zone, "matters_matterperiod", f"id={row_id} matter={pk}",
                          _("No entry of the history says what this period row says."))  # fmt: skip
    for held in expected.elements():
        since = held.removeprefix(story.spelling.before)[:10]
        yield Finding("period_gone", zone, "matters_matterperiod", f"matter={pk} from={since}",
                      _("A period row that the history calls for is gone."))  # fmt: skip
