"""Are the values what the history says? Digests anew from the rows, and the root of each entry from the digests."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone
from banshi.programmes.environment.actions.air import DAYS
from banshi.programmes.environment.actions.kept import Series, root_of
from banshi.programmes.environment.actions.water import MONTHS
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.rules.air import day_digest
from banshi.programmes.environment.rules.water import month_digest

CHUNK = 2000
SERIES = (DAYS, MONTHS)
SERIES_OF = {kind: at for at, series in enumerate(SERIES) for kind in (series.received, series.corrected)}
"""By kind of entry, the number of its series."""
ROOT = re.compile(rb'"root":"([0-9a-f]{64})"')
Place = tuple[int, int]
"""Number of the series, id of the entry."""
Kept = tuple[str, list[int]]
"""The ids of an entry's rows that differ from their digest; where none does, before them the root over all rows."""


def digest_of(series: Series, row: Any) -> str:
    """A row's digest, made anew from what stands in it."""
    if series is DAYS:
        amounts = tuple(getattr(row, column) for column in COLUMNS.values())
        return day_digest(str(row.station.subject.uid), row.on.isoformat(), amounts, row.invalid_why)
    return month_digest(str(row.section.subject.uid), row.month.isoformat(), row.amounts)


def proved(series: Series, row: Any) -> bool:
    """Is the row what its entry says? Its digest anew, and the root over all rows of its entry."""
    siblings = series.model.objects.filter(zone=row.zone_id, entry=row.entry_id).order_by(series.day)
    root = root_of(siblings.values_list("digest", flat=True))
    return digest_of(series, row) == row.digest and read(row.entry)["data"]["root"] == root


class Values:
    """The check of ``verify``: every value under the root of its entry, and every entry with all its values.

    What entries say is heard in the walk. Values are shared out by the ids of their entries, so that one station's
    many years are read by all parts; when these are together the two are compared.
    """

    marker = b'"kind":"environment.'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.heard: dict[tuple[int, int], str] = {}
        self.said: dict[Place, tuple[str, str]] = {}
        self.held: dict[Place, Kept] = {}

    def hear(self, many: Sequence[Told]) -> None:
        for _zone, subject, n, kind, _at, _on, body in many:
            if kind in SERIES_OF:
                found = ROOT.search(body)
                self.heard[subject, n] = found[1].decode() if found else ""

    def gather(self, part: Part, most: int | None) -> None:
        """Make digests anew from the values of the part, and learn the ids of the entries that were heard."""
        codes = dict(Zone.objects.values_list("pk", "code"))
        subjects = {subject for subject, _n in self.heard}
        if subjects:
            rows = Entry.objects.filter(subject_id__in=subjects, kind__in=SERIES_OF)
            for pk, zone, kind, *place in rows.values_list("pk", "zone_id", "kind", "subject_id", "n"):
                self.said[SERIES_OF[kind], pk] = codes[zone], self.heard.get(tuple(place), "")
        self.heard = {}
        for at, series in enumerate(SERIES):
            for entry, group in groupby(_rows(series, part), key=lambda row: row.entry_id):
                self.held[at, entry] = _kept(series, group)

    def join(self, other: "Values") -> None:
        """Take in another part."""
        self.said |= other.said
        self.held |= other.held

    def findings(self) -> Iterator[Finding]:
        """What does not fit: by series, then by entry."""
        for place in sorted(self.said | self.held):
            at, entry = place
            table = SERIES[at].model._meta.db_table
            zone, root = self.said.get(place, ("", ""))
            if place not in self.held:
                yield Finding("row_gone", zone, table, f"entry={entry}",
                              _("The history has these values, the table has not."))  # fmt: skip
                continue
            of_rows, differing = self.held[place]
            for pk in differing:
                yield Finding("row_differs", zone, table, f"id={pk}",
                              _("The values stand otherwise than when they were recorded."))  # fmt: skip
            if not differing and of_rows != root:
                said = _("The values that came in together are not those that the history proves.")
                yield Finding("root_differs", zone, table, f"entry={entry}", said)


def _rows(series: Series, part: Part) -> Iterable[Any]:
    rows = series.model.objects.select_related(f"{series.owner}__subject").order_by("entry_id", series.day)
    return part.share(rows, "entry_id").iterator(CHUNK)


def _kept(series: Series, rows: Iterable[Any]) -> Kept:
    digests, differing = [], []
    for row in rows:
        digests.append(row.digest)
        if digest_of(series, row) != row.digest:
            differing.append(row.pk)
    return "" if differing else root_of(digests), differing
