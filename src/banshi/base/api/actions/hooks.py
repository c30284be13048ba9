"""Other systems that are told of events: subscribed, given a new secret, told again, ended."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.api.events import event
from banshi.base.api.models import MANAGE, Subscription
from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.outbox import channels
from banshi.base.outbox.actions.keeping import keep_channel, set_enabled
from banshi.base.outbox.actions.putting import put_event
from banshi.base.outbox.models import Delivery
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Conflict, Refusal

KIND = "webhook"
PREFIX = "whs_"


@dataclass(frozen=True)
class Subscribed:
    """A subscription with the secret of its signature, which is shown once."""

    subscription: Subscription
    secret: str = field(repr=False)


@use_case("api.subscribe")
def subscribe(*, actor: Actor, name: str, url: str, events: Collection[str], now: datetime) -> Subscribed:
    """Tell the programme at ``url`` of these events from now on. Verbs ``api.manage`` and ``outbox.keep``."""
    access.require(actor, MANAGE)
    if not events or any(event(code) is None for code in events):
        raise Refusal("api.events_missing", _("Choose at least one event."), field="events")
    secret = PREFIX + secrets.token_urlsafe(32)
    channel = keep_channel(
        actor=actor, kind=KIND, name=name, values={"url": url.strip(), "secret": secret}, now=now
    )
    row = Subscription.objects.create(
        zone=actor.zone,
        subject=subjects.open_subject(actor.zone, "api_subscription", channel.name),
        channel=channel,
        events=sorted(events),
        made_at=now,
    )
    data = {"channel": str(channel.uid), "events": sorted(events)}
    record(actor=actor, subject=row.subject, kind="api.subscribed", data=data)
    return Subscribed(row, secret)


@use_case("api.rotate_secret")
def rotate_secret(*, actor: Actor, subscription: Subscription, now: datetime) -> Subscribed:
    """A new secret; the one before signs beside it until the next change, so that the receiver can take its time."""
    row = _locked(actor, subscription)
    secret = PREFIX + secrets.token_urlsafe(32)
    before = channels.secrets_of(row.channel).get("secret", "")
    values = {"url": row.channel.settings["url"], "secret": secret, "former": before}
    keep_channel(actor=actor, kind=KIND, name=row.channel.name, values=values, channel=row.channel, now=now)
    record(actor=actor, subject=row.subject, kind="api.secret_rotated", data={})
    return Subscribed(row, secret)


@use_case("api.end_subscription")
def end_subscription(*, actor: Actor, subscription: Subscription, now: datetime) -> Subscription:
    """Nothing is told from now on; what waits stays where it is."""
    row = _locked(actor, subscription)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    set_enabled(actor=actor, channel=row.channel, enabled=False, now=now)
    record(actor=actor, subject=row.subject, kind="api.unsubscribed", data={})
    return row


@use_case("api.send_again")
def send_again(
    *, actor: Actor, subscription: Subscription, delivery: Delivery, now: datetime
) -> Subscription:
    """Tell once more what was told, in the same words, as a letter of its own."""
    row = _locked(actor, subscription)
    found = Delivery.objects.filter(zone=actor.zone, pk=delivery.pk, lane__channel=row.channel)
    told = found.select_related("message__subject").first()
    if told is None:
        raise access.unknown()
    message = told.message
    put_event(
        actor=actor,
        channel=row.channel,
        kind=message.kind,
        subject=message.subject,
        number=message.number,
        body=message.body or {},
    )
    record(actor=actor, subject=row.subject, kind="api.sent_again", data={"message": str(message.uid)})
    return row


def _locked(actor: Actor, subscription: Subscription) -> Subscription:
    access.require(actor, MANAGE)
    rows = Subscription.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.select_related("subject", "channel").filter(pk=subscription.pk).first()
    if row is None:
        raise access.unknown()
    if row.ended_at is not None:
        raise Conflict("api.subscription_ended", _("This system is not told of anything any more."))
    return row
