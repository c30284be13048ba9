"""Messages as acts leave them, what each person was told of, and what is still to be carried outside.

A ``Message`` is written by the act itself. A worker routes it: into a ``Notice`` for each person, and into a
``Delivery`` for each way out. Deliveries to one recipient over one channel stand in one ``Lane``, which is worked
off in order by one worker at a time. Times are those of the zone; leases alone are the process's.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone


class ChannelQuerySet(models.QuerySet):
    """Ways out that an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the zone, for whoever keeps them."""
        return self.filter(zone=actor.zone) if actor.holds("outbox.keep") else self.none()


class Channel(models.Model):
    """A way out of one zone: a mail server, a work chat, a gateway, a group's robot, somebody's address.

    ``settings`` are shown, ``sealed`` are secrets under a key outside the database and never shown again.
    While the other end does not answer, the channel rests until ``paused_until`` and one recipient then tries.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    enabled = models.BooleanField(default=True)
    tries = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    last_ok_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    objects = ChannelQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="channel_name_once")]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """What an act has to tell: of which thing, to whom. It holds a number and codes, never content or names.

    ``audience`` are ids of units, posts and accounts; ``phone`` is where the raiser is reached; ``channel`` and
    ``body`` are a program's that is told over a channel of its own; without a channel ``body`` names the entries that
    are meant. ``account`` acted and is not told himself.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=48)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40)
    day = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    audience = models.JSONField(default=dict)
    phone = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")
    body = models.JSONField(null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["zone", "id"], condition=Q(routed_at__isnull=True), name="message_unrouted")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class NoticeQuerySet(models.QuerySet):
    """Notices that an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """His own, and nobody else's, whatever his posts."""
        return self.filter(zone=actor.zone, account_id=actor.account_id or 0)


class Notice(models.Model):
    """What one person was told of within the system. ``read_at`` also when something newer took its place."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="notices")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "account", "message"], name="notice_once")]
        indexes = [
            models.Index(fields=["zone", "account", "-at", "-id"], name="notice_of_account"),
            models.Index(fields=["zone", "account"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.message_id}"


class Lane(models.Model):
    """One recipient over one channel: an account, a phone in the vault, or the channel's own address.

    ``next_at`` is when there is something to do (None: nothing waits). Whoever has the lease works the lane off.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="lanes")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, blank=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "channel", "account"],
                condition=Q(account__isnull=False),
                name="lane_of_account",
            ),
            models.UniqueConstraint(
                fields=["zone", "channel", "item"], condition=Q(item__isnull=False), name="lane_of_item"
            ),
            models.UniqueConstraint(
                fields=["zone", "channel"],
                condition=Q(account__isnull=True, item__isnull=True),
                name="lane_of_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "next_at"], condition=Q(next_at__isnull=False), name="lane_due")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.account_id or self.item_id or ''}"


class State(models.TextChoices):
    """How a delivery stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Delivered")
    SEEN = "seen", _("Read before it was sent")
    DEAD = "dead", _("Undeliverable")
    GIVEN_UP = "given_up", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")


class DeliveryQuerySet(models.QuerySet):
    """Deliveries that an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the zone up to the actor's label, for whoever keeps the channels."""
        rows = self.filter(zone=actor.zone) if actor.holds("outbox.keep") else self.none()
        seen = Q(message__subject=None) | Q(message__subject__label__lte=actor.clearance)
        return rows.filter(seen)


class Delivery(models.Model):
    """One message on its way to one recipient over one channel.

    ``sending`` is given before the first try and kept through all of them: those that went out together, and the
    key by which a receiver may know a repeated one.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    lane = models.ForeignKey(Lane, models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="deliveries")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    sending = models.UUIDField(null=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "lane", "message"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["zone", "lane", "message"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["zone", "state", "-id"], name="delivery_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Address(models.Model):
    """Where somebody is reached over a kind of channel: sealed, and gone once it is taken back."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    sealed = models.BinaryField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "account", "kind"], name="address_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id}"


class Preference(models.Model):
    """Over which one channel somebody is told besides the system itself, and of which kinds he wants nothing.

    One channel at most, so that nobody is told the same twice.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")
    muted = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "account"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.channel_id}"
