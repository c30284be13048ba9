"""Likely duplicates: the same raiser, the same place, or much the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.engines.kept import KeptFor
from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor, Sight
from banshi.core.matters.models import Matter
from banshi.core.org.models import OutsideOrganisation
from banshi.core.places.models import Place
from banshi.kernel.text import grams, likeness_to, shared

Marks = frozenset[int]
"""What stands for the grams of a text in this process; nobody reads the text out of it."""
AT_MOST = 5
LOOKED_AT = 120
DAYS_BACK = 60
ALIKE = 0.5
MOST_KNOWN = 2000
WHY = {
    "raiser": gettext_lazy("same raiser"),
    "place": gettext_lazy("same place"),
    "words": gettext_lazy("similar words"),
}


@dataclass(frozen=True)
class Likely:
    """A matter that may be the same, and why: ``raiser``, ``place``, ``words``."""

    matter: Matter
    why: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """Why, in words."""
        return _(", ").join(str(WHY[reason]) for reason in self.why)


def likely_duplicates(
    actor: Actor,
    *,
    raiser_org: OutsideOrganisation | None,
    place: Place | None,
    title: str,
    words: str,
    raised_on: date,
    apart_from: int | None = None,
) -> list[Likely]:
    """At most five open matters that the actor sees and that may be the same, the likeliest first.

    Two queries, and one for those found: the same raiser or place, and those raised within 60 days. ``apart_from``
    is the id of the matter itself, when it exists already.
    """
    judged: dict[int, tuple[float, str, tuple[str, ...]]] = {}
    of_title, of_words = Sought(title), Sought(words) if words else None
    for row in _candidates(actor, raiser_org, place, raised_on, apart_from):
        if row.pk not in judged:
            judged[row.pk] = _judge(row, raiser_org, place, of_title, of_words)
    ranked = sorted(
        (pk for pk, (_score, _number, why) in judged.items() if why), key=lambda pk: judged[pk][:2]
    )
    best = ranked[:AT_MOST]
    matters = _whole(actor, best) if best else {}
    return [Likely(matters[pk], judged[pk][2]) for pk in best]


def _whole(actor: Actor, ids: list[int]) -> dict[int, Matter]:
    rows = Matter.objects.filter(zone=actor.zone)
    return rows.select_related("subject", "raiser_org", "place").in_bulk(ids)


class Candidate(NamedTuple):
    """The columns that are compared, and those in which the raiser's words lie sealed."""

    pk: int
    number: str
    title: str
    raiser_org_id: int | None
    place_id: int | None
    words_id: int | None
    wrapped: bytes | None
    sealed: bytes | None
    subject_uid: UUID | None


COLUMNS = (
    "pk",
    "number",
    "title",
    "raiser_org_id",
    "place_id",
    "words_id",
    "words__key__wrapped",
    "words__sealed",
    "words__key__subject__uid",
)


NOBODY = 0
"""Stands for a raiser or a place that was not given: no row has this id."""


def _open(decides: tuple[Sight, tuple[str, ...]]) -> QuerySet:
    sight, states = decides
    return Matter.objects.visible_to(sight.actor).filter(state__in=states)


def _newest(rows: QuerySet) -> QuerySet:
    """Which are the newest comes first, what is compared of them afterwards: PostgreSQL takes a span of days for rare
    and would join the sealed words to all that lies in it."""
    ids = rows.order_by("-raised_on", "-pk").values("pk")[:LOOKED_AT]
    return Matter.objects.filter(pk__in=ids).order_by("-raised_on", "-pk").values_list(*COLUMNS)


SAME = KeptFor(
    lambda decides, org, place, but: (
        _newest(_open(decides).exclude(pk=but).filter(Q(raiser_org=org) | Q(place=place)))
    ),
    org=int, place=int, but=int,
)  # fmt: skip
AROUND = KeptFor(
    lambda decides, first, last, but: (
        _newest(_open(decides).exclude(pk=but).filter(raised_on__range=(first, last)))
    ),
    first=date, last=date, but=int,
)  # fmt: skip


def _candidates(
    actor: Actor,
    raiser_org: OutsideOrganisation | None,
    place: Place | None,
    raised_on: date,
    apart_from: int | None,
) -> list[Candidate]:
    states = presets.rules(actor.zone, "lifecycle", raised_on).states_where(open_only=True)
    decides, but = (access.sight(actor, "matters.view"), states), apart_from or NOBODY
    of_same = []
    if raiser_org or place:
        org_id, place_id = (thing.pk if thing else NOBODY for thing in (raiser_org, place))
        of_same = SAME(decides, org=org_id, place=place_id, but=but)
    reach = timedelta(days=DAYS_BACK)
    around = AROUND(decides, first=raised_on - reach, last=raised_on + reach, but=but)
    return [Candidate(*row) for row in (*of_same, *around)]


class Sought:
    """The title or the words of the new one, held against those of many."""

    def __init__(self, text: str) -> None:
        self.marks, self.plainly = _marks(text), likeness_to(text)

    def like(self, marks: Marks, text: Callable[[], str]) -> float:
        """As :func:`.likeness_to`; the text is asked for where one of the two has no grams."""
        return shared(self.marks, marks) if self.marks and marks else self.plainly(text())


def _marks(text: str) -> Marks:
    return frozenset(map(hash, grams(text)))


_of_title = lru_cache(MOST_KNOWN)(_marks)
_known: dict[bytes, Marks] = {}


def _of_words(row: Candidate) -> Marks:
    """The marks of what lies sealed, opened once: whoever enters many is shown the same open matters each time.

    They stand under the sealed bytes alone, without the key, so that nothing here outlives an erasure.
    """
    if row.wrapped is None or row.sealed is None:
        return frozenset()
    sealed = bytes(row.sealed)
    found = _known.get(sealed)
    if found is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        found = _known[sealed] = _marks(_unsealed(row))
    return found


def _unsealed(row: Candidate) -> str:
    assert row.subject_uid is not None
    return vault.unseal(row.wrapped, row.sealed, row.subject_uid)


def _judge(
    row: Candidate, raiser_org, place, title: "Sought", words: "Sought | None"
) -> tuple[float, str, tuple[str, ...]]:
    """How little it is like the new one (the less, the likelier), its number, and why it may be the same."""
    alike = title.like(_of_title(row.title), lambda: row.title)
    if words and alike < 1 and row.words_id is not None and row.subject_uid is not None:
        alike = max(alike, words.like(_of_words(row), lambda: _unsealed(row)))
    why = []
    if raiser_org is not None and row.raiser_org_id == raiser_org.pk:
        why.append("raiser")
    if place is not None and row.place_id == place.pk:
        why.append("place")
    if alike >= ALIKE:
        why.append("words")
    return -(alike + len(why)), row.number, tuple(why)
