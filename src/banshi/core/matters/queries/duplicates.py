"""Likely duplicates: the same raiser, the same place, or much the same words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.presets import queries as presets
from banshi.base.vault import store as vault
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.org.models import OutsideOrganisation
from banshi.core.places.models import Place
from banshi.kernel.text import similarity

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

    Two queries: those of the same raiser or place, and those raised within 60 days. ``apart_from``
    is the id of the matter itself, when it exists already.
    """
    seen: dict[int, tuple[float, Likely]] = {}
    for matter in _candidates(actor, raiser_org, place, raised_on, apart_from):
        if matter.pk not in seen:
            score, likely = _judge(matter, raiser_org, place, title, words)
            if likely.why:
                seen[matter.pk] = (score, likely)
    ranked = sorted(seen.values(), key=lambda found: (-found[0], found[1].matter.number))
    return [likely for _score, likely in ranked[:AT_MOST]]


def _candidates(actor, raiser_org, place, raised_on: date, apart_from: int | None) -> list[Matter]:
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
    return [*of_same, *near.filter(around)[:LOOKED_AT]]


def _open(actor: Actor, day: date) -> QuerySet[Matter]:
    states = presets.rules(actor.zone, "lifecycle", day).states_where(open_only=True)
    rows = Matter.objects.visible_to(actor).filter(state__in=states)
    return rows.select_related("subject", "words__key__subject", "place", "raiser_org").order_by(
        "-raised_on", "-pk"
    )


def _judge(matter: Matter, raiser_org, place, title: str, words: str) -> tuple[float, Likely]:
    alike = max(
        similarity(matter.title, title), similarity(vault.read(matter.words), words) if words else 0.0
    )
    why = []
    if raiser_org is not None and matter.raiser_org_id == raiser_org.pk:
        why.append("raiser")
    if place is not None and matter.place_id == place.pk:
        why.append("place")
    if alike >= ALIKE:
        why.append("words")
    return alike + len(why), Likely(matter, tuple(why))
