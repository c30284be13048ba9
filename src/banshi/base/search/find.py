"""Finding subjects by their text: every word must be there, anywhere in title or body.

    rows = find.narrow(Matter.objects.visible_to(actor), actor.zone, text)

Two Chinese characters are a word, so is one, so is a part of a number. The caller cuts the list
down to what the searcher may see; the index knows nothing of access.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from banshi.base.search import engines, terms
from banshi.base.search.models import SearchDoc
from banshi.base.zones.models import Zone

Expansion = Callable[[Zone, str], Iterable[str]]
MAX_WAYS = 6
HELPINGS = (300, 2400)
"""Newest hits looked at first; a department sees about one in twelve."""
_expansions: list[Expansion] = []


def on_expand(expansion: Expansion) -> None:
    """Register other ways of saying a word (a firm's former name); called by apps when ready."""
    _expansions.append(expansion)


def expand(zone: Zone, word: str) -> list[str]:
    """``word`` and the other ways of saying it in the zone, normalised; at most six."""
    ways = [word]
    for expansion in _expansions:
        ways.extend(terms.normalise(said) for said in expansion(zone, word))
    return [way for way in dict.fromkeys(ways) if terms.word_terms(way)][:MAX_WAYS]


def _said(zone: Zone, text: str) -> list[list[str]]:
    return [expand(zone, word) for word in terms.words(text)]


def _needs(said: list[list[str]]) -> engines.Needs:
    return [[terms.word_terms(way) for way in ways] for ways in said]


def documents(zone: Zone, text: str) -> QuerySet[SearchDoc]:
    """The zone's documents that hold every word of ``text``; none at all when it has no word."""
    return _documents(zone, _said(zone, text))


def _documents(
    zone: Zone, said: list[list[str]], kind: str | None = None, newest: int | None = None
) -> QuerySet[SearchDoc]:
    if not said:
        return SearchDoc.objects.none()
    docs = engines.holding(SearchDoc.objects.filter(zone=zone), _needs(said), kind, newest)
    return _containing(docs, [ways for ways in said if not all(terms.exact(way) for way in ways)])


def _containing(docs: QuerySet[SearchDoc], said: list[list[str]]) -> QuerySet[SearchDoc]:
    for ways in said:
        found = Q()
        for way in ways:
            found |= Q(text__contains=way)
        docs = docs.filter(found)
    return docs


def matching(zone: Zone, text: str) -> QuerySet:
    """The ids of the subjects found, for ``filter(subject_id__in=…)``."""
    return documents(zone, text).order_by().values("subject_id")


@dataclass(frozen=True)
class Finder:
    """One search over several lists: what is asked of the index once is not asked again for each."""

    zone: Zone
    text: str

    @cached_property
    def said(self) -> list[list[str]]:
        """Each word with the other ways of saying it."""
        return _said(self.zone, self.text)

    @cached_property
    def hits(self) -> int | None:
        """See :func:`.engines.hits`; one query on SQLite."""
        return engines.hits(_needs(self.said))

    @property
    def common(self) -> bool:
        """True when so much is found that SQLite had better look at the rows one by one."""
        return self.hits is not None and self.hits > engines.COMMON

    def narrow(self, rows: QuerySet, path: str = "subject", kind: str | None = None) -> QuerySet:
        """As :func:`narrow`; ``kind`` is the one kind of subject that stands behind the rows, where it is known."""
        if not self.said:
            return rows.none() if self.text.strip() else rows
        if self.common:
            doc = SearchDoc.objects.filter(zone=self.zone, subject_id=OuterRef(path))
            return rows.filter(Exists(_containing(doc, self.said)))
        return self._among(rows, path, _documents(self.zone, self.said, kind).order_by())

    def newest(self, rows: QuerySet, kind: str, helping: int | None, path: str = "subject") -> QuerySet:
        """``rows`` found among so many hits that came in last; among all when ``helping`` is None."""
        if helping is None or not self.said:
            return self.narrow(rows, path, kind)
        return self._among(rows, path, _documents(self.zone, self.said, kind, helping))

    def first(self, ask: Callable[[int | None], list[Any]], limit: int) -> list[Any]:
        """Up to ``limit`` things that are found, from those that came in last.

        ``ask(helping)`` gives them in their own order from the ``helping`` newest hits, ``ask(None)`` from all.
        On SQLite the newest hits are looked at in growing helpings, until enough of them may be seen: one query for
        who sees the zone or his share of it. How many hits there are is counted only where a helping is not enough.
        """
        if engines.in_helpings() and self.said:
            for helping in HELPINGS:
                found = ask(helping)
                if len(found) == limit or (self.hits or 0) <= helping:
                    return found
        return ask(None)

    def match(self, kind: str) -> str | None:
        """What :func:`matched` takes for things of ``kind``; None where the index alone does not decide.

        That is where a word is longer than the terms of the index, and on PostgreSQL where it may be said in two
        ways.
        """
        if not self.said or not all(terms.exact(way) for ways in self.said for way in ways):
            return None
        return engines.expression(_needs(self.said), kind)

    @staticmethod
    def _among(rows: QuerySet, path: str, docs: QuerySet[SearchDoc]) -> QuerySet:
        return rows.filter(**{f"{path}__in": docs.values("subject_id")})


def matched(
    rows: QuerySet, zone_id: int, kind: str, match: str, helping: int | None = None, path: str = "subject"
) -> QuerySet:
    """As :meth:`Finder.newest`, from what :meth:`Finder.match` gave: always the same words, for SQL that is kept."""
    docs = engines.matching(SearchDoc.objects.filter(zone_id=zone_id, kind=kind), match, helping)
    return Finder._among(rows, path, docs if helping else docs.order_by())


def narrow(rows: QuerySet, zone: Zone, text: str, path: str = "subject") -> QuerySet:
    """``rows`` whose subject (at ``path``) is found by ``text``; all when it is blank, none when it has no word.

    What a list should use: on SQLite it asks first (one query) whether the words are so common
    that the list's own order finds a page sooner than the index.
    """
    return Finder(zone, text).narrow(rows, path)
