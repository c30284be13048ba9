"""Tokens, the machines that use them, and how often each has asked."""

from typing import Self

from django.db import models
from django.db.models import Q

from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone

MANAGE = "api.manage"


class Machine(models.Model):
    """An account that no person signs in with: another system, which asks with tokens alone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, models.PROTECT, related_name="machine")
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "name"], name="machine_by_name")]

    def __str__(self) -> str:
        return self.name


class TokenQuerySet(models.QuerySet):
    """Tokens that an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and for who manages the API all of the zone."""
        rows = self.filter(zone=actor.zone)
        return rows if actor.holds(MANAGE) else rows.filter(account_id=actor.account_id)


class Token(models.Model):
    """A token: of the secret only a keyed digest is kept, and its first letters, by which it is told apart.

    ``scopes`` are words like ``matters:read``; it lasts until the end of ``expires_on``.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="api_token")
    account = models.ForeignKey(Account, models.PROTECT, related_name="api_tokens")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "account"], name="token_of_account"),
            models.Index(
                fields=["zone", "-made_at"], condition=Q(ended_at__isnull=True), name="token_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubscriptionQuerySet(models.QuerySet):
    """Subscriptions that an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the zone, for who manages the API."""
        return self.filter(zone=actor.zone) if actor.holds(MANAGE) else self.none()


class Subscription(models.Model):
    """Another system that is told of ``events`` (kinds of history entries) at the address of its channel."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="api_subscription")
    channel = models.OneToOneField("outbox.Channel", models.PROTECT, related_name="subscription")
    events = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["zone", "-made_at"], name="subscription_by_time")]

    def __str__(self) -> str:
        return self.channel.name


class Use(models.Model):
    """How often a token has asked in the minute that began at ``window_at``."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    token = models.OneToOneField(Token, models.PROTECT, related_name="use")
    window_at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.token_id} {self.asked}"
