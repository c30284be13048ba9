"""Planning the series ahead, by the clock: what people would otherwise have to remember."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from banshi.base.jobs import registry
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.occasions.actions import plan_ahead
from banshi.core.occasions.models import Series


def plan_all(*, actor: Actor) -> dict[str, int]:
    """The job of every night: each series that lasts, as far ahead as the rules say; how many were planned on."""
    today, done = clock.today(actor.zone), 0
    rows = Series.objects.filter(zone=actor.zone).exclude(ends_on__lte=today).order_by("pk")
    for row in rows:
        try:
            plan_ahead(actor=actor, series=row, now=clock.now(actor.zone))
            done += 1
        except Refusal:  # nothing falls into the days ahead that is not planned yet
            continue
    return {"series": done}


def register_jobs() -> None:
    """Declare it; called when the app is ready."""
    registry.register("occasions.plan_all", plan_all, title=_("Plan series ahead"))
    registry.recur("occasions.plan_all", at=time(2, 40))
