"""Telling whoever holds a matter that its day comes near; once for each deadline, on working days."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from banshi.base.calendars.queries import load_calendar
from banshi.base.history.acts import use_case
from banshi.base.outbox import actions as outbox
from banshi.base.outbox.models import Message
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.queries.lists import moment

KIND = "matters.due_soon"
BATCH = 200


@use_case("matters.tell_due")
def tell_due(*, actor: Actor, now: datetime) -> int:
    """Tell the holders of up to 200 matters whose blue light has come on and who were not told of this day yet.

    The machine's own act: it changes no matter, and leaves no entry but the messages themselves.
    """
    if not actor.system:
        access.require(actor, "matters.dispatch")
    at = moment(actor.zone)
    told = Message.objects.filter(
        zone=actor.zone, kind=KIND, subject=OuterRef("subject"), day=OuterRef("clock_due_on")
    )
    near = Matter.objects.filter(
        zone=actor.zone, state__in=at.open_states, clock_due_on__gte=at.day, clock_due_on__lte=at.near_until
    )
    rows = near.exclude(Exists(told)).select_related("subject").order_by("clock_due_on", "pk")[:BATCH]
    found = list(rows)
    for row in found:
        outbox.put(
            actor=actor,
            kind=KIND,
            subject=row.subject,
            number=row.number,
            day=row.clock_due_on,
            units=[row.holder_unit_id or row.responsible_unit_id],
            posts=[row.holder_post_id],
        )
    return len(found)


def tell_all_due(*, actor: Actor) -> None:
    """The job of every working day."""
    zone = actor.zone
    if not load_calendar(zone).is_workday(clock.today(zone)):
        return
    while tell_due(actor=actor, now=clock.now(zone)) == BATCH:
        pass
