"""From a message to the people: who holds the posts today, and over which ways each is told, and when.

One router a zone at a time, so that everybody's messages keep their order; should two meet after all, the mark on
the message lets one of them through.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, When

from banshi.base.calendars.queries import load_calendar
from banshi.base.engines.turns import only_one
from banshi.base.outbox import audience, channels, kinds, rules
from banshi.base.outbox.audience import Asked
from banshi.base.outbox.channels import Reach
from banshi.base.outbox.models import Channel, Delivery, Lane, Message, Notice
from banshi.base.outbox.queries import preferences, rules_of
from banshi.base.zones import clock
from banshi.base.zones.models import Zone

BATCH = 50


@dataclass(frozen=True)
class Way:
    """Over which channel, to whom, and when. ``account`` and ``item`` are ids; both None: the channel itself."""

    channel: Channel
    due_at: datetime
    account: int | None = None
    item: int | None = None


def route(zone: Zone, limit: int = BATCH) -> int:
    """Route what waits in the zone, oldest first; how many messages.

    A demonstration is written app by app, each through all its days: what lies ahead of the clock waits for it.
    """
    now = clock.now(zone)
    if not Message.objects.filter(zone=zone, routed_at__isnull=True, created_at__lte=now).exists():
        return 0
    with only_one("outbox", zone.pk) as mine:
        if not mine:
            return 0
        waiting = Message.objects.filter(
            zone=zone, routed_at__isnull=True, created_at__lte=now
        ).select_related("subject", "channel")
        router = Router(zone)
        return sum(router.route(message) for message in waiting.order_by("pk")[:limit])


class Router:
    """Knows the zone's channels, rules and calendar for one batch."""

    def __init__(self, zone: Zone):
        self.zone, self.now = zone, clock.now(zone)
        self.today = clock.on_date(zone, self.now)
        self.rules, self.calendar = rules_of(zone, self.today), load_calendar(zone)
        self.channels = {row.pk: row for row in Channel.objects.filter(zone=zone, enabled=True)}

    def route(self, message: Message) -> bool:
        """Notices and deliveries of one message, in one short transaction; whether it was this router's."""
        kind = kinds.kind(message.kind)
        people = self._people(message, kind) if kind else set()
        wishes = preferences(self.zone, people)
        if kind and not kind.binding:
            people = {one for one in people if one not in wishes or kind.code not in wishes[one].muted}
        ways = self._ways(message, people, wishes)
        with transaction.atomic():
            mine = Message.objects.filter(pk=message.pk, routed_at__isnull=True).update(routed_at=self.now)
            if mine:
                self._keep(message, people, ways)
        return bool(mine)

    def _people(self, message: Message, kind: kinds.Kind) -> set[int]:
        if not message.audience:
            return set()
        asked = Asked(**message.audience, verb=kind.verb, view=kind.view)
        found = audience.accounts(self.zone, asked, message.subject, self.today)
        return found - {message.account_id}

    def _ways(self, message: Message, people: set[int], wishes: dict) -> list[Way]:
        urgent = message.urgent or message.kind in self.rules.urgent or self._urgent_kind(message)
        due = rules.due(message.created_at, self.rules, self.calendar, urgent=urgent)
        ways = []
        for account in sorted(people):
            channel = self.channels.get(wishes[account].channel_id) if account in wishes else None
            if channel is not None:
                ways.append(Way(channel, due, account=account))
        if message.phone_id is not None:
            ways += [Way(one, due, item=message.phone_id) for one in self._gateways(message)]
        if message.channel_id in self.channels:
            ways.append(Way(self.channels[message.channel_id], message.created_at))
        if people:
            ways += [Way(one, due) for one in self._reaching(Reach.GROUP) if self._follows(one, message)]
        return ways

    def _gateways(self, message: Message) -> list[Channel]:
        """The gateway over which the raiser is told; none where he does not want it, or the zone does not."""
        found = self._reaching(Reach.PHONE)[:1]
        if not found or self.rules.raisers == rules.NOBODY:
            return []
        follows = kinds.raiser_of(message.subject) if message.subject else None
        told = follows.agreed if follows else self.rules.raisers == rules.ANYBODY
        return found if told else []

    def _urgent_kind(self, message: Message) -> bool:
        kind = kinds.kind(message.kind)
        return kind is not None and kind.urgent

    def _reaching(self, reach: Reach) -> list[Channel]:
        found = sorted(self.channels.values(), key=lambda row: row.pk)
        return [row for row in found if (kind := channels.kind(row.kind)) and kind.reach == reach]

    def _follows(self, channel: Channel, message: Message) -> bool:
        """A group's robot follows the units whose codes its settings name; all of them where they name none."""
        wanted = set(channel.settings.get("units", "").split())
        told = set(message.audience.get("units", []))
        return not wanted or any(
            unit.id in told for unit in audience.units(self.zone, self.today) if unit.code in wanted
        )

    def _keep(self, message: Message, people: set[int], ways: list[Way]) -> None:
        notices = {
            account: Notice(zone=self.zone, account_id=account, message=message, at=message.created_at)
            for account in sorted(people)
        }
        Notice.objects.bulk_create(notices.values())
        for way in ways:
            lane, _new = Lane.objects.get_or_create(
                zone=self.zone, channel=way.channel, account_id=way.account, item_id=way.item
            )
            Delivery.objects.create(
                zone=self.zone,
                lane=lane,
                message=message,
                notice=notices.get(way.account) if way.account else None,
                due_at=way.due_at,
            )
            # Last in the transaction: whoever works the lane off looks for what waits under this row's lock.
            Lane.objects.filter(pk=lane.pk).update(
                next_at=Case(
                    When(Q(next_at__isnull=True) | Q(next_at__gt=way.due_at), then=way.due_at),
                    default=F("next_at"),
                )
            )
