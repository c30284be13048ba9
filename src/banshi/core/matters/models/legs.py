"""The clocks of a matter."""

from django.db import models
from django.db.models import Q

from banshi.base.zones.models import Zone
from banshi.core.matters.models.choices import LegKind
from banshi.core.matters.models.matter import Matter
from banshi.core.org.models import Unit


class Leg(models.Model):
    """One clock: whose, since when, until when. Whether it was in time is written when it ends."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="legs")
    kind = models.CharField(max_length=20, choices=LegKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    limit = models.CharField(max_length=24)
    round_the_clock = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "matter", "kind"], condition=Q(ended_at__isnull=True), name="leg_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class LegPause(models.Model):
    """A stretch in which a leg's clock stood still because the matter was with somebody else."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    leg = models.ForeignKey(Leg, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.leg_id} {self.reason}"
