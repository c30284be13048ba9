"""Personal data, kept where it can be erased without breaking any proof."""

from django.db import models

from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Subject, Zone


class VaultKey(models.Model):
    """The key of one subject's personal data, wrapped by the master key; destroyed when it is erased.

    Backups keep this table apart, with a short life, so that an erased key stays erased.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="vault_key")
    wrapped = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

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
