"""Putting subjects into the search index and taking them out. Called by use cases only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from banshi.base.engines.rows import Lines
from banshi.base.engines.writing import insert_row
from banshi.base.history import acts
from banshi.base.search import engines
from banshi.base.search.models import SearchDoc
from banshi.base.search.terms import document_terms, folded
from banshi.base.zones.models import Subject

CHUNK = 1000


@dataclass(frozen=True)
class Text:
    """What a subject is found by. Nothing of a person belongs here unless it is meant to be found."""

    subject: Subject
    title: str
    body: str = ""


def index(subject: Subject, *, title: str, body: str = "", fresh: bool = False) -> SearchDoc:
    """Make ``subject`` findable by ``title`` and ``body``, in place of what it was found by before.

    ``fresh`` says that the subject was made in this transaction, so that there is nothing to look for.
    """
    text = folded(title, body)
    terms = document_terms(text)
    said = {
        "zone_id": subject.zone_id,
        "kind": subject.kind,
        "title": title,
        "text": text,
        "terms": terms,
        "updated_at": acts.current().recorded_at,
    }
    if fresh:
        doc = insert_row(SearchDoc(subject=subject, **said))
    else:
        doc, _made = SearchDoc.objects.update_or_create(subject=subject, defaults=said)
    engines.write_rows([(doc.pk, doc.kind, terms)])
    return doc


def index_new(texts: Iterable[Text], *, at: datetime) -> int:
    """Make many subjects findable that were not before, 1,000 at a time (loading, benchmarks).

    Returns how many. Use it inside a transaction of the caller.
    """
    count, batch = 0, []
    for text in texts:
        batch.append(text)
        if len(batch) == CHUNK:
            count += _insert(batch, at)
            batch = []
    return count + (_insert(batch, at) if batch else 0)


def _insert(texts: list[Text], at: datetime) -> int:
    docs = Lines(SearchDoc, "zone_id", "subject_id", "kind", "title", "text", "terms", updated_at=at)
    found = []
    for one in texts:
        subject, text = one.subject, folded(one.title, one.body)
        terms = document_terms(text)
        pk = docs.add(subject.zone_id, subject.pk, subject.kind, one.title, text, terms)
        found.append((pk, subject.kind, terms))
    docs.write()
    engines.write_rows(found)
    return len(found)


def forget(subject: Subject) -> None:
    """Take ``subject`` out of the index: it is no longer found, and its text is gone from the row."""
    doc = SearchDoc.objects.filter(subject=subject).first()
    if doc is None:
        return
    doc.title = doc.text = ""
    doc.terms = []
    doc.save(update_fields=["title", "text", "terms"])
    engines.remove_row(doc.pk)


def rebuild() -> int:
    """Write the index anew from the documents' texts (terms changed, or a repair); returns how many."""
    count = 0
    batch: list[SearchDoc] = []
    for doc in SearchDoc.objects.order_by("pk").iterator(CHUNK):
        doc.terms = document_terms(doc.text)
        batch.append(doc)
        if len(batch) == CHUNK:
            count += _rewrite(batch)
            batch = []
    return count + _rewrite(batch)


def _rewrite(docs: list[SearchDoc]) -> int:
    engines.write_rows((doc.pk, doc.kind, doc.terms) for doc in docs)
    SearchDoc.objects.bulk_update(docs, ["terms"])
    return len(docs)


def tidy() -> None:
    """Merge the index's segments, so that nothing of a forgotten text stays in the file."""
    engines.merge()
