"""Personal data, kept where it can be erased without breaking any proof."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.zones import access
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone


class VaultKeyQuerySet(models.QuerySet):
    """Keys of records that an actor may see as keeper of personal data."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Keys of records up to the actor's label."""
        return access.visible(actor, self, "vault.view", "subject", "subject__label")


class VaultKey(models.Model):
    """The key of one subject's personal data, wrapped by the master key; destroyed when it is erased.

    Backups keep this table apart, with a short life, so that an erased key stays erased.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="vault_key")
    wrapped = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = VaultKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.subject_id)


class VaultItem(models.Model):
    """One piece of text under a subject's key. ``commitment`` is what history holds in its place."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    key = models.ForeignKey(VaultKey, models.PROTECT, related_name="items")
    field = models.CharField(max_length=32)
    sealed = models.BinaryField(null=True)
    commitment = models.CharField(max_length=64)
    blind = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "field", "blind"], condition=~models.Q(blind=""), name="vault_blind")
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.uid}"


class LookQuerySet(models.QuerySet):
    """Looks that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Looks at records up to the actor's label, and searches by phone, which have no record."""
        own = self.filter(zone=actor.zone)
        seen = access.visible(actor, own, "vault.view", "subject", "subject__label")
        return own.filter(models.Q(subject=None) | models.Q(pk__in=seen.values("pk")))


class What(models.TextChoices):
    """What somebody did with personal data."""

    REVEALED = "revealed", _("Name and phone looked at")
    POSITION = "position", _("Where photos were taken looked at")
    SHOWN = "shown", _("Everything held was shown")
    SEARCHED = "searched", _("Searched what is held")
    ERASED = "erased", _("Erased")


class Look(models.Model):
    """Somebody looked at personal data, or erased them. Rows are added and never changed.

    ``posts`` are the codes of the posts under which he looked; ``found`` how many records a search
    found. The phone that was searched for is not kept.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    detail = models.CharField(max_length=24, blank=True)
    found = models.PositiveIntegerField(null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    posts = models.JSONField(default=list)
    at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["zone", "-at", "-id"], name="look_by_time")]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_id}"
