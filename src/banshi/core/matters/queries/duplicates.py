"""Likely duplicates: the same raiser, the same place, or much the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.org.models import OutsideOrganisation
from banshi.core.places.models import Place
from banshi.kernel.text import likeness_to

Like = Callable[[str], float]
AT_MOST = 5
LOOKED_AT = 120
DAYS_BACK = 60
ALIKE = 0.5
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
    like_title, like_words = likeness_to(title), likeness_to(words)
    for row in _candidates(actor, raiser_org, place, raised_on, apart_from):
        if row.pk not in judged:
            judged[row.pk] = _judge(row, raiser_org, place, like_title, like_words if words else None)
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


def _candidates(actor, raiser_org, place, raised_on: date, apart_from: int | None) -> list[Candidate]:
    near = _open(actor, raised_on).exclude(pk=apart_from)
    same = Q(pk__in=[])
    if raiser_org is not None:
        same |= Q(raiser_org=raiser_org)
    if place is not None:
        same |= Q(place=place)
    around = Q(
        raised_on__range=(raised_on - timedelta(days=DAYS_BACK), raised_on + timedelta(days=DAYS_BACK))
    )
    of_same = near.filter(same)[:LOOKED_AT] if raiser_org or place else []
    return [Candidate(*row) for row in (*of_same, *near.filter(around)[:LOOKED_AT])]


def _open(actor: Actor, day: date) -> QuerySet:
    states = presets.rules(actor.zone, "lifecycle", day).states_where(open_only=True)
    rows = Matter.objects.visible_to(actor).filter(state__in=states)
    return rows.order_by("-raised_on", "-pk").values_list(*COLUMNS)


def _judge(
    row: Candidate, raiser_org, place, like_title: Like, like_words: Like | None
) -> tuple[float, str, tuple[str, ...]]:
    """How little it is like the new one (the less, the likelier), its number, and why it may be the same."""
    alike = like_title(row.title)
    if like_words and alike < 1 and row.words_id is not None and row.subject_uid is not None:
        alike = max(alike, like_words(vault.unseal(row.wrapped, row.sealed, row.subject_uid)))
    why = []
    if raiser_org is not None and row.raiser_org_id == raiser_org.pk:
        why.append("raiser")
    if place is not None and row.place_id == place.pk:
        why.append("place")
    if alike >= ALIKE:
        why.append("words")
    return -(alike + len(why)), row.number, tuple(why)
