"""Are the values what the history says? Digests anew from the rows, and the root of each entry from the digests."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

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
    """The check of ``verify``: every value under the root of its entry, and every entry with all its values."""

    listeners = ()

    def findings(self) -> Iterator[Finding]:
        """What does not fit, row by row."""
        codes = dict(Zone.objects.values_list("pk", "code"))
        for series in (DAYS, MONTHS):
            roots = {
                entry.pk: (codes[entry.zone_id], read(entry)["data"]["root"])
                for entry in Entry.objects.filter(kind__in=(series.received, series.corrected))
            }
            for entry, group in groupby(_rows(series), key=lambda row: row.entry_id):
                zone, root = roots.pop(entry, ("", ""))
                yield from _of_entry(series, zone, root, entry, group)
            for entry, (zone, _root) in sorted(roots.items()):
                yield Finding("row_gone", zone, series.model._meta.db_table, f"entry={entry}",
                              _("The history has these values, the table has not."))  # fmt: skip


def _rows(series: Series) -> Iterable[Any]:
    rows = series.model.objects.select_related(f"{series.owner}__subject").order_by("entry_id", series.day)
    return rows.iterator(CHUNK)


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
