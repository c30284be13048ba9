"""Who sees how a raiser rated the handling: whoever asks, verifies, decides or supervises, never the handler.

The rating says what the raiser thinks of the department; if the department can read it answer by answer,
nobody who needs its help again will say what he thinks. What it does to the matter (it goes back) stays told.
"""

from django.db.models import Q

from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter, MatterPeriod

VERB = "matters.ratings"
LEAST = 5
"""Fewer answers than these are told to no handler, not even as a count."""


def sees(actor: Actor, row: Matter | MatterPeriod) -> bool:
    """Whether the actor sees the rating of this matter: not that of work of his own unit."""
    return actor.system or (actor.holds(VERB) and row.responsible_unit_id not in actor.unit_ids)


def seen(actor: Actor) -> Q:
    """The same as a condition on rows, for filters and figures: what is hidden cannot be counted out either."""
    if actor.system:
        return Q()
    if not actor.holds(VERB):
        return Q(pk__in=[])
    own = Q(responsible_unit__in=actor.unit_ids)
    return ~own | Q(responsible_unit__isnull=True)
