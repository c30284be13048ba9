"""Several matters, each with what stands in the way of an act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from banshi.base.presets import queries as presets
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.rules.offering import verb_of


@dataclass(frozen=True)
class Result:
    """How it stands or went for one matter; ``refused`` is the sentence, None where nothing stands in the way."""

    matter: Matter
    refused: str | None = None


def ticked(actor: Actor, uids: Iterable[UUID]) -> list[Matter]:
    """Those of ``uids`` that the actor sees, by number; the unseen and the unknown are alike left out."""
    mine = Matter.objects.visible_to(actor).filter(subject__uid__in=list(uids))
    found = list(mine.select_related("subject").order_by("number"))
    for matter in found:
        matter.zone = matter.subject.zone = actor.zone
    return found


def standing(
    actor: Actor, matters: list[Matter], act: str, already: Callable[[Matter], bool]
) -> list[Result]:
    """By permission and state alone, for all in one query: None for those that may be done.

    ``already`` tells whether it is so with a matter already.
    """
    mine = access.visible(actor, Matter.objects.filter(pk__in=[m.pk for m in matters]), verb_of(act))
    may = set(mine.values_list("pk", flat=True))
    return [Result(matter, _in_the_way(actor, matter, act, matter.pk in may, already)) for matter in matters]


def _in_the_way(
    actor: Actor, matter: Matter, act: str, may: bool, already: Callable[[Matter], bool]
) -> str | None:
    if not may:
        return _("Your posts do not allow this on it.")
    if already(matter):
        return _("It is so already.")
    lifecycle = presets.numbered(actor.zone, "lifecycle", matter.lifecycle_version).rules
    fault = lifecycle.fault(act, matter.state)
    return str(fault.refusal().message) if fault else None
