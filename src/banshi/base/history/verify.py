"""Walking all chains and naming the first bad row."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from banshi.base.history.models import Entry
from banshi.base.zones.models import Subject
from banshi.kernel.proof import chain

CHUNK = 2000
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


@dataclass(frozen=True)
class BadRow:
    """A subject whose chain breaks: at entry ``n`` (0 = its head), for ``reason``."""

    zone: str
    subject: str
    kind: str
    caption: str
    n: int
    reason: str


@dataclass
class Tally:
    """How much was walked."""

    subjects: int = 0
    entries: int = 0


def walk(tally: Tally) -> Generator[BadRow, None, None]:
    """Check every subject of every zone in order of its id; yield one row per broken chain.

    Reads in one pass over the entries, ordered by subject and number. A subject without
    entries is broken when its head says otherwise; so are entries whose subject is gone, and an
    entry whose columns (by which lists and figures find it) say other than its bytes.
    """
    subjects = Subject.objects.order_by("pk").select_related("zone").iterator(CHUNK)
    # Closed by hand: a cursor that lingers on the server would end somebody else's transaction.
    with closing(subjects), closing(_chains()) as chains:
        yield from _walk(tally, subjects, chains)


def _walk(
    tally: Tally, subjects: Iterator[Subject], chains: Iterator[tuple[int, list[Row]]]
) -> Iterator[BadRow]:
    upcoming = next(chains, None)
    for subject in subjects:
        while upcoming is not None and upcoming[0] < subject.pk:
            yield _orphans(*upcoming)
            upcoming = next(chains, None)
        rows: list[Row] = []
        if upcoming is not None and upcoming[0] == subject.pk:
            rows = upcoming[1]
            upcoming = next(chains, None)
        tally.subjects += 1
        tally.entries += len(rows)
        if _check(subject, rows) and (found := _recheck(subject.pk)):
            yield BadRow(
                subject.zone.code, str(subject.uid), subject.kind, subject.caption, found.n, found.reason
            )
    while upcoming is not None:
        yield _orphans(*upcoming)
        upcoming = next(chains, None)


def _orphans(subject_id: int, rows: list[Row]) -> BadRow:
    return BadRow("", str(subject_id), "", "", rows[0][0], "subject_gone")


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


def _recheck(subject_id: int) -> chain.Break | None:
    """Look again inside one transaction: somebody may have written while we were reading."""
    with transaction.atomic():
        subject = Subject.objects.select_for_update().get(pk=subject_id)
        return _check(subject, list(subject.entries.order_by("n").values_list(*COLUMNS)))


def _chains() -> Generator[tuple[int, list[Row]], None, None]:
    rows = Entry.objects.order_by("subject_id", "n").values_list("subject_id", *COLUMNS)
    with closing(rows.iterator(CHUNK)) as found:
        for subject_id, group in groupby(found, key=lambda row: row[0]):
            yield subject_id, [row[1:] for row in group]
