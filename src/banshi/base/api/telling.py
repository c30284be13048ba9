"""Telling other systems of what was done: a number, a kind, a uid and a link; never what was said.

Written in the act's own transaction and carried by the outbox: signed, in order, once, again after an outage.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from banshi.base.api.events import event
from banshi.base.api.models import Subscription
from banshi.base.history.models import Entry
from banshi.base.outbox.actions.putting import put_event
from banshi.base.outbox.models import Channel
from banshi.base.zones import subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label


def tell(actor: Actor, entry: Entry) -> None:
    """Put the event of ``entry`` before those who follow it. What is sensitive is told to nobody."""
    found = event(entry.kind)
    if found is None or entry.subject.label > Label.INTERNAL:
        return
    for channel, kinds in following(actor.zone.pk, actor.zone.standing_mark):
        if entry.kind in kinds:
            number = found.number(entry.subject)
            put_event(
                actor=actor,
                channel=channel,
                kind=entry.kind,
                subject=entry.subject,
                number=number,
                body=body_of(entry, number),
            )


def body_of(entry: Entry, number: str) -> dict[str, Any]:
    """All that leaves the house."""
    return {
        "event": entry.kind,
        "number": number,
        "uid": str(entry.subject.uid),
        "entry": entry.n,
        "recorded_at": entry.recorded_at.isoformat(),
        "page": subjects.page_of(entry.subject) or "",
    }


@lru_cache(maxsize=64)
def following(zone_id: int, _mark: UUID) -> tuple[tuple[Channel, frozenset[str]], ...]:
    """Who follows what in a zone. Read once per process: each act on a subscription moves the zone's mark."""
    rows = Subscription.objects.filter(zone_id=zone_id, ended_at__isnull=True).select_related("channel")
    return tuple((row.channel, frozenset(row.events)) for row in rows.order_by("pk"))
