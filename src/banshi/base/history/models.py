"""What happened: one append-only entry per act and subject, and the period rows that lists read."""

from django.db import models
from django.db.models import Q

from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone


class Entry(models.Model):
    """One link of a subject's chain. ``body`` is the exact bytes that were hashed and never changes.

    ``seq`` is its place in the zone's log (from 0), given once by the sequencer; NULL while it waits.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="entries")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField(default=1)
    body = models.BinaryField()
    leaf = models.CharField(max_length=64)
    suite = models.PositiveSmallIntegerField(default=1)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    act_key = models.UUIDField(null=True)
    act_digest = models.CharField(max_length=64, default="")
    seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "subject", "n"], name="entry_once"),
            models.UniqueConstraint(
                fields=["zone", "act_key"], condition=Q(act_key__isnull=False), name="entry_act_key_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "seq"], condition=Q(seq__isnull=False), name="entry_seq_once"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "recorded_at"], name="entry_zone_recorded"),
            models.Index(fields=["zone", "id"], condition=Q(seq__isnull=True), name="entry_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"
