"""What recurs by itself: the sweep of what has run out, every hour in every zone."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.jobs import registry
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.doors.portal.actions.sweeping import sweep

SWEEP = "portal.sweep"


def run(*, actor: Actor) -> dict[str, int]:
    """Sweep one zone."""
    return sweep(actor=actor, now=clock.now(actor.zone))


def register() -> None:
    """Declare the sweep; called when the app is ready."""
    registry.register(SWEEP, run, title=_("Sweep of the public page"))
    registry.recur(SWEEP, every=timedelta(hours=1))
