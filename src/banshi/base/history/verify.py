"""Walking all chains and naming the first bad row."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from banshi.base.history.models import Entry
from banshi.base.zones.models import Subject
from banshi.kernel.proof import chain

CHUNK = 2000


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


def walk(tally: Tally) -> Iterator[BadRow]:
    """Check every subject of every zone in order of its id; yield one row per broken chain.

    Reads in one pass over the entries, ordered by subject and number. A subject without
    entries is broken when its head says otherwise.
    """
    subjects = Subject.objects.order_by("pk").select_related("zone").iterator(CHUNK)
    chains = _chains()
    upcoming = next(chains, None)
    for subject in subjects:
        links: list[chain.Link] = []
        if upcoming is not None and upcoming[0] == subject.pk:
            links = upcoming[1]
            upcoming = next(chains, None)
        tally.subjects += 1
        tally.entries += len(links)
        found = chain.check_chain(
            links, subject=str(subject.uid), head_n=subject.head_n, head_leaf=subject.head_leaf
        )
        if found and (found := _recheck(subject.pk)):
            yield BadRow(
                subject.zone.code, str(subject.uid), subject.kind, subject.caption, found.n, found.reason
            )


def _recheck(subject_id: int) -> chain.Break | None:
    """Look again inside one transaction: somebody may have written while we were reading."""
    with transaction.atomic():
        subject = Subject.objects.select_for_update().get(pk=subject_id)
        rows = subject.entries.order_by("n").values_list("n", "body", "leaf", "suite")
        links = [chain.Link(n, bytes(body), leaf, suite) for n, body, leaf, suite in rows]
        return chain.check_chain(
            links, subject=str(subject.uid), head_n=subject.head_n, head_leaf=subject.head_leaf
        )


def _chains() -> Iterator[tuple[int, list[chain.Link]]]:
    rows = Entry.objects.order_by("subject_id", "n").values_list("subject_id", "n", "body", "leaf", "suite")
    for subject_id, group in groupby(rows.iterator(CHUNK), key=lambda row: row[0]):
        yield subject_id, [chain.Link(n, bytes(body), leaf, suite) for _id, n, body, leaf, suite in group]
