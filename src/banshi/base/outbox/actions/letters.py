"""What could not be delivered: try it again, or give it up with a reason."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.outbox.actions.keeping import zone_subject
from banshi.base.outbox.models import Delivery, Lane, State
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

NONE_DEAD = Refusal("outbox.none_dead", _("There is nothing undeliverable among these. Open the page again."))


def _dead(actor: Actor, deliveries: Collection[Delivery]) -> list[Delivery]:
    keys = [one.pk for one in deliveries]
    rows = Delivery.objects.select_for_update(of=("self",)).filter(
        zone=actor.zone, state=State.DEAD, pk__in=keys
    )
    found = list(rows.select_related("lane").order_by("pk"))
    if not found:
        raise NONE_DEAD
    return found


@use_case("outbox.try_again")
def try_again(*, actor: Actor, deliveries: Collection[Delivery], now: datetime) -> int:
    """Put undeliverable letters back into their lanes, as new sendings; how many."""
    subject = zone_subject(actor)
    access.require(actor, "outbox.keep")
    found = _dead(actor, deliveries)
    for one in found:
        one.state, one.sending, one.due_at, one.settled_at, one.error = State.WAITING, None, now, None, ""
        one.save(update_fields=["state", "sending", "due_at", "settled_at", "error"])
        Lane.objects.filter(pk=one.lane_id).update(next_at=now, tries=0)
    data = {"deliveries": [str(one.uid) for one in found]}
    record(actor=actor, subject=subject, kind="outbox.tried_again", data=data)
    return len(found)


@use_case("outbox.give_up")
def give_up(*, actor: Actor, deliveries: Collection[Delivery], reason: str, now: datetime) -> int:
    """Leave undeliverable letters be, with a reason; they stay on record."""
    subject = zone_subject(actor)
    access.require(actor, "outbox.keep")
    if not reason.strip():
        raise Refusal(
            "outbox.reason_missing", _("Say why it is given up, and how it was told instead."), field="reason"
        )
    found = _dead(actor, deliveries)
    words = vault.put(subject, "given_up", reason.strip())
    for one in found:
        one.state, one.reason, one.settled_at = State.GIVEN_UP, words, now
        one.save(update_fields=["state", "reason", "settled_at"])
    data = {
        "deliveries": [str(one.uid) for one in found],
        "reason": {"item": str(words.uid), "commitment": words.commitment},
    }
    record(actor=actor, subject=subject, kind="outbox.given_up", data=data)
    return len(found)


def forget(subject: Subject) -> None:
    """Its personal data were erased, or its raiser wants no more: nothing that waits goes to its phones."""
    now = clock.now(subject.zone)
    waiting = Delivery.objects.filter(
        zone_id=subject.zone_id, lane__item__key__subject=subject, state=State.WAITING
    )
    ids = list(waiting.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(state=State.CANCELLED, settled_at=now)
