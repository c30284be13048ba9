"""Carrying deliveries outside: at least once by us, once where the receiver knows our key, in order for everybody.

A lane is leased, and what goes out next is given its key, in one short transaction. Then it is sent, outside of
any transaction. Then it is marked. A worker that dies in between leaves a lease that runs out; the next one sends
the same letters under the same key. While a channel is down, one recipient in turn tries it, and nobody else.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils.translation import override

from banshi.base.calendars.queries import load_calendar
from banshi.base.outbox import channels, kinds, rules, texts
from banshi.base.outbox.channels import Failed, Letter, Reach
from banshi.base.outbox.models import Channel, Delivery, Lane, Message, State
from banshi.base.outbox.queries import rules_of
from banshi.base.vault import store as vault
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Zone

LEASE = timedelta(seconds=60)
LANES = 50
TOGETHER = 200
SAID_EVERY = timedelta(minutes=1)
log_of_machine = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A lane under lease, and what goes out now: the deliveries of one sending.

    ``until`` is when the lease ends and by which it is known: who was slower than his lease finds another end there,
    and gives nothing back that is somebody else's by now.
    """

    lane: Lane
    deliveries: list[Delivery]
    until: datetime


def deliver(zone: Zone, worker: str, stopped: Callable[[], bool] = lambda: False) -> int:
    """Work off the lanes of a zone that have something to do now; how many deliveries were settled."""
    now, settled = clock.now(zone), 0
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=clock.process_now())
    awake = Q(channel__paused_until__isnull=True) | Q(channel__paused_until__lte=now)
    due = Lane.objects.filter(free, awake, zone=zone, next_at__lte=now, channel__enabled=True)
    resting: set[int] = set()
    for lane in list(due.select_related("channel", "item__key__subject").order_by("next_at", "pk")[:LANES]):
        if stopped():
            break
        if lane.channel_id not in resting:
            count, works = _work_off(zone, lane, worker)
            settled += count
            if not works:
                resting.add(lane.channel_id)
    return settled


def _work_off(zone: Zone, lane: Lane, worker: str) -> tuple[int, bool]:
    """One sending of one lane; how many were settled, and whether the channel works."""
    taken = _take(zone, lane, worker)
    if taken is None:
        return 0, True
    if not taken.deliveries:
        _release(zone, taken)
        return 0, True
    try:
        with override("zh-hans"):
            send(zone, lane, taken.deliveries)
    except Failed as failed:
        return _failed(zone, taken, failed), not failed.down
    except Exception:
        log_of_machine.exception("channel %s met trouble", lane.channel.kind)
        return _failed(zone, taken, Failed("error", down=True)), False
    return _sent(zone, taken), True


def _take(zone: Zone, lane: Lane, worker: str) -> Taken | None:
    """Lease the lane and give what goes out now its key; None when somebody else was first."""
    until, now = clock.process_now() + LEASE, clock.now(zone)
    with transaction.atomic():
        free = (
            {"lease_until__isnull": True} if lane.lease_until is None else {"lease_until": lane.lease_until}
        )
        if not Lane.objects.filter(pk=lane.pk, next_at=lane.next_at, **free).update(
            lease_until=until, worker=worker
        ):
            return None
        lane.worker = worker
        waiting = list(
            Delivery.objects.filter(zone=zone, lane=lane, state=State.WAITING)
            .select_related("message__subject", "notice")
            .order_by("message_id")[:TOGETHER]
        )
        waiting = _without_seen(waiting, now)
        together = _together(zone, lane, waiting, now)
        if together and together[0].sending is None:
            key = uuid7()
            Delivery.objects.filter(pk__in=[one.pk for one in together]).update(sending=key)
            for one in together:
                one.sending = key
    return Taken(lane, together, until)


def _without_seen(waiting: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """What its reader has read within the system meanwhile is not sent after him."""
    seen = [one for one in waiting if one.sending is None and one.notice is not None and one.notice.read_at]
    if seen:
        Delivery.objects.filter(pk__in=[one.pk for one in seen]).update(state=State.SEEN, settled_at=now)
    return [one for one in waiting if one not in seen]


def _together(zone: Zone, lane: Lane, waiting: list[Delivery], now: datetime) -> list[Delivery]:
    """The first that wait, as far as one is due: what is on its way again goes as it went the first time."""
    if not waiting:
        return []
    kind = channels.kind(lane.channel.kind)
    if waiting[0].sending is not None:
        return [one for one in waiting if one.sending == waiting[0].sending]
    if kind is None or not kind.digest:
        return waiting[:1] if waiting[0].due_at <= now else []
    last = max((n for n, one in enumerate(waiting) if one.due_at <= now), default=-1)
    found = waiting[: last + 1]
    return found if kind.reach == Reach.PROGRAM or _may_now(zone, found, now) else []


def _may_now(zone: Zone, found: list[Delivery], now: datetime) -> bool:
    """Whether the hour allows it: what was held up for an hour does not arrive at midnight."""
    if not found or any(_urgent(zone, one.message, now) for one in found):
        return bool(found)
    return rules.open_from(now, rules_of(zone, clock.on_date(zone, now)), load_calendar(zone)) <= now


def _urgent(zone: Zone, message: Message, now: datetime) -> bool:
    kind = kinds.kind(message.kind)
    named = message.kind in rules_of(zone, clock.on_date(zone, now)).urgent
    return message.urgent or named or (kind is not None and kind.urgent)


def send(zone: Zone, lane: Lane, deliveries: Sequence[Delivery]) -> None:
    """One letter for these deliveries. Raises :class:`Failed`."""
    kind = channels.kind(lane.channel.kind)
    if kind is None:
        raise Failed("kind_unknown", down=True)
    messages = [one.message for one in deliveries]
    if kind.reach == Reach.PHONE:
        text, link = texts.for_raiser(zone, messages[-1])
    else:
        text, link = texts.digest(zone, messages)
    first = messages[0]
    letter = Letter(
        to=_address(zone, lane, kind),
        key=deliveries[0].sending,
        zone=zone.name,
        subject=f"{zone.name} {first.number}",
        text=text,
        link=link,
        number=first.number,
        kind=first.kind,
        body=first.body,
    )
    kind.send(channels.opened(lane.channel), letter)


def _address(zone: Zone, lane: Lane, kind: channels.Kind) -> str:
    if lane.item_id is not None:
        text = vault.read(lane.item)
        if text == vault.ERASED or not text:
            raise Failed("erased", final=True)
        return vault.normal_phone(text)
    if lane.account_id is None:
        return ""
    found = channels.address_of(zone, lane.account_id, kind.code)
    if not found:
        raise Failed("no_address", final=True)
    return found


def _sent(zone: Zone, taken: Taken) -> int:
    now = clock.now(zone)
    with transaction.atomic():
        Lane.objects.select_for_update().get(pk=taken.lane.pk)
        ids = [one.pk for one in taken.deliveries]
        waiting = Delivery.objects.filter(pk__in=ids, state=State.WAITING)
        count = waiting.update(state=State.SENT, settled_at=now, tries=F("tries") + 1, error="")
        _works(taken.lane.channel, now)
        _free(zone, taken, now, tries=0)
    return count


def _works(channel: Channel, now: datetime) -> None:
    """Said once a minute, so that workers do not queue up for the channel's row."""
    if channel.failing_since or channel.last_ok_at is None or now - channel.last_ok_at > SAID_EVERY:
        Channel.objects.filter(pk=channel.pk).update(
            tries=0, failing_since=None, paused_until=None, last_ok_at=now, last_error=""
        )


def _failed(zone: Zone, taken: Taken, failed: Failed) -> int:
    """Back into the lane until later, or aside for good; how many were put aside.

    Nothing when the lease has run out meanwhile: whoever has the lane now is trying the same letters.
    """
    now, lane = clock.now(zone), taken.lane
    old = now - rules_of(zone, clock.on_date(zone, now)).give_up
    dead = 0
    with transaction.atomic():
        if not Lane.objects.select_for_update().filter(pk=lane.pk, lease_until=taken.until).exists():
            return 0
        waiting = Delivery.objects.filter(pk__in=[one.pk for one in taken.deliveries], state=State.WAITING)
        waiting.update(tries=F("tries") + 1, error=failed.code)
        aside = waiting if failed.final else waiting.filter(message__created_at__lt=old)
        dead = Delivery.objects.filter(pk__in=list(aside.values_list("pk", flat=True))).update(
            state=State.DEAD, settled_at=now
        )
        if failed.down:
            _rest(lane.channel_id, failed.code, now)
        tries = 0 if failed.final else lane.tries + 1
        _free(zone, taken, now, tries=tries, wait=not failed.final)
    return dead


def _rest(channel_id: int, code: str, now: datetime) -> None:
    row = Channel.objects.select_for_update().get(pk=channel_id)
    row.tries += 1
    row.failing_since, row.last_error = row.failing_since or now, code
    row.paused_until = now + rules.pause(row.tries, random.random)
    row.save(update_fields=["tries", "failing_since", "paused_until", "last_error"])


def _free(zone: Zone, taken: Taken, now: datetime, *, tries: int, wait: bool = False) -> None:
    """Give the lease back, and say when there is something to do again; under the lane's lock."""
    waiting = Delivery.objects.filter(zone=zone, lane=taken.lane, state=State.WAITING)
    soonest = waiting.aggregate(at=Min("due_at"))["at"]
    if soonest is not None and wait:
        soonest = max(soonest, now + rules.pause(tries, random.random))
    mine = Lane.objects.filter(pk=taken.lane.pk, lease_until=taken.until)
    mine.update(next_at=soonest, lease_until=None, worker="", tries=tries)


def _release(zone: Zone, taken: Taken) -> None:
    """Nothing goes out now: the lane waits for its next message, or for an hour that is not quiet."""
    now, lane = clock.now(zone), taken.lane
    with transaction.atomic():
        Lane.objects.select_for_update().get(pk=lane.pk)
        _free(zone, taken, now, tries=lane.tries)
        opens = rules.open_from(now, rules_of(zone, clock.on_date(zone, now)), load_calendar(zone))
        Lane.objects.filter(pk=lane.pk, next_at__lte=now).update(
            next_at=max(opens, now + timedelta(seconds=1))
        )
