"""Erasing by time: every night the machine does what the page *Due to be erased* offers a person."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.jobs import actions as jobs
from banshi.base.jobs import registry
from banshi.base.vault import actions, queries
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

AT = time(3, 20)
SILENT = timedelta(days=30)
"""After so long without any entry the clock is doubted: what a clock that has jumped calls due cannot be had back."""


def run(*, actor: Actor) -> dict[str, int]:
    """Erase what is due today, some records in each act; how many. Begun anew it goes on where it stopped."""
    done = 0
    while queries.due(actor, clock.today(actor.zone)).exists():
        now = clock.now(actor.zone)
        if not done:
            _trust_the_clock(actor, now)
        done += actions.erase_due(actor=actor, now=now)
        jobs.progress(done)
    return {"erased": done}


def _trust_the_clock(actor: Actor, now: datetime) -> None:
    last = Entry.objects.filter(zone=actor.zone).order_by("-pk").values_list("recorded_at", flat=True).first()
    if last is None or now - last > SILENT:
        raise Refusal(
            "vault.clock_doubted",
            _(
                "Nothing was recorded in the zone for a month, so the machine erases nothing: its clock may be wrong."
                " Check the clock, then erase on the page."
            ),
        )


def register() -> None:
    """Declare the job; called when the app is ready."""
    registry.register(queries.BY_TIME, run, title=_("Erasing what is due"))
    registry.recur(queries.BY_TIME, at=AT)
