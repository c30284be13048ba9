"""What each does for himself: reading marks, and over which way he is told."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels, kinds
from banshi.base.outbox.channels import Reach
from banshi.base.outbox.models import Address, Channel, Notice, Preference
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

MOST_ADDRESS = 200


def read(*, actor: Actor, now: datetime, uids: Collection[UUID] | None = None) -> int:
    """Mark own notices read: those named with all of the same things, or every one; how many were unread."""
    rows = Notice.objects.visible_to(actor).filter(read_at__isnull=True)
    if uids is not None:
        mine = Notice.objects.visible_to(actor).filter(uid__in=list(uids))
        rows = rows.filter(message__subject__in=mine.values("message__subject"))
    ids = list(rows.values_list("pk", flat=True))
    return Notice.objects.filter(pk__in=ids).update(read_at=now)


def choose(
    *, actor: Actor, channel: Channel | None, address: str, muted: Collection[str], now: datetime
) -> Preference:
    """Over which one channel the actor is told besides the system (None: over none), and of which kinds he is not.

    ``address`` is kept sealed; empty keeps the one that is there. What is binding cannot be switched off.
    """
    if actor.account_id is None:
        raise access.unknown()
    bound = [code for code in muted if (kind := kinds.kind(code)) is None or kind.binding]
    if bound:
        raise Refusal(
            "outbox.binding",
            _("Documents of supervision are always told within the system. Leave them switched on."),
            field="muted",
        )
    with transaction.atomic():
        if channel is not None:
            _check_channel(actor, channel, address.strip(), now)
        row, _new = Preference.objects.update_or_create(
            zone=actor.zone,
            account_id=actor.account_id,
            defaults={"channel": channel, "muted": sorted(muted), "changed_at": now},
        )
    return row


def _check_channel(actor: Actor, channel: Channel, address: str, now: datetime) -> None:
    kind = channels.kind(channel.kind)
    if channel.zone_id != actor.zone.pk or kind is None or kind.reach != Reach.PERSON or not channel.enabled:
        raise access.unknown()
    if len(address) > MOST_ADDRESS or any(not char.isprintable() for char in address):
        raise Refusal("outbox.address_wrong", _("This is no address. Enter it anew."), field="address")
    if address:
        keep_address(actor=actor, account_id=actor.account_id, kind=kind.code, text=address, now=now)
    elif kind.address and not channels.address_of(actor.zone, actor.account_id, kind.code):
        raise Refusal(
            "outbox.address_missing",
            _("Enter your address for this channel, or choose another one."),
            field="address",
        )


def keep_address(*, actor: Actor, account_id: int | None, kind: str, text: str, now: datetime) -> None:
    """Keep an account's address on a kind of channel, sealed; an empty text takes it away."""
    row, _new = Address.objects.get_or_create(
        zone=actor.zone, account_id=account_id, kind=kind, defaults={"changed_at": now}
    )
    row.sealed, row.changed_at = channels.seal_address(row, text) if text else None, now
    row.save(update_fields=["sealed", "changed_at"])
