"""What recurs by itself: workbooks that have rested long enough are removed, every night in every zone."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from banshi.base.imports import actions
from banshi.base.jobs import registry
from banshi.base.zones import clock
from banshi.base.zones.access import Actor

SWEEP = "imports.sweep"


def run(*, actor: Actor) -> dict[str, int]:
    """Sweep one zone, some hundreds in an act."""
    removed = 0
    while found := actions.sweep_files(actor=actor, now=clock.now(actor.zone)):
        removed += found
    return {"removed": removed}


def register() -> None:
    """Declare the sweep; called when the app is ready."""
    registry.register(SWEEP, run, title=_("Workbooks taken in whose days are over"))
    registry.recur(SWEEP, at=time(2, 20))
