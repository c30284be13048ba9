"""What the start page says to whoever screens: how many wait."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.ui.cards import Card, Count
from banshi.base.zones.access import Actor
from banshi.doors.portal import queries


def screening_card(actor: Actor) -> Card | None:
    """Reports held, and words said after closing; one question for those who screen, none for others."""
    if not actor.holds("portal.screen"):
        return None
    held, added = queries.waiting(actor)
    counts = []
    if held:
        counts.append(
            Count(str(held), _("public reports to be looked at"), f"{reverse('portal:screening')}?state=held")
        )
    if added:
        counts.append(Count(str(added), _("said after closing"), reverse("portal:additions")))
    return Card("portal", _("Screening"), tuple(counts)) if counts else None
