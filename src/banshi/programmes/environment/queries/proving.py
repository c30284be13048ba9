"""Are the values what the history says? Digests anew from the rows, and the root of each entry from the digests."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone
from banshi.programmes.environment.actions.air import DAYS
from banshi.programmes.environment.actions.kept import Series, root_of
from banshi.programmes.environment.actions.water import MONTHS
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.rules.air import day_digest
from banshi.programmes.environment.rules.water import month_digest

CHUNK = 2000


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

    Entries are shared out by their ids, each with its values, so that one station's many years are read by all.
    """

    listeners = ()

    def __init__(self) -> None:
        self.found: list[tuple[int, int, Finding]] = []

    def gather(self, part: Part, most: int | None) -> None:
        """Look at the entries of the part, each with its values."""
        self.found = list(islice(self._compared(part), most))

    def join(self, other: "Values") -> None:
        """Take in another part."""
        self.found += other.found

    def findings(self) -> Iterator[Finding]:
        """What does not fit: by series, then by entry."""
        for _series, _entry, finding in sorted(self.found, key=lambda one: one[:2]):
            yield finding

    def _compared(self, part: Part) -> Iterator[tuple[int, int, Finding]]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        for at, series in enumerate((DAYS, MONTHS)):
            entries = part.share(Entry.objects.filter(kind__in=(series.received, series.corrected)))
            roots = {entry.pk: (codes[entry.zone_id], read(entry)["data"]["root"]) for entry in entries}
            for entry, group in groupby(_rows(series, part), key=lambda row: row.entry_id):
                zone, root = roots.pop(entry, ("", ""))
                for finding in _of_entry(series, zone, root, entry, group):
                    yield at, entry, finding
            for entry, (zone, _root) in roots.items():
                yield at, entry, Finding(
                    "row_gone", zone, series.model._meta.db_table, f"entry={entry}",
                    _("The history has these values, the table has not."),
                )  # fmt: skip


def _rows(series: Series, part: Part) -> Iterable[Any]:
    rows = series.model.objects.select_related(f"{series.owner}__subject").order_by("entry_id", series.day)
    return part.share(rows, "entry_id").iterator(CHUNK)


def _of_entry(series: Series, zone: str, root: str, entry: int, rows: Iterable[Any]) -> Iterator[Finding]:
    digests, told = [], False
    table = series.model._meta.db_table
    for row in rows:
        digests.append(row.digest)
        if digest_of(series, row) != row.digest:
            told = True
            yield Finding("row_differs", zone, table, f"id={row.pk}",
                          _("The values stand otherwise than when they were recorded."))  # fmt: skip
    if not told and root_of(digests) != root:
        yield Finding("root_differs", zone, table, f"entry={entry}",
                      _("The values that came in together are not those that the history proves."))  # fmt: skip
