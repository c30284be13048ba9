"""What came in by Open311."""

from django.db import models

from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Zone
from banshi.core.matters.models import Matter


class Report(models.Model):
    """A matter that came in by Open311: which service was asked for, and whose key brought it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="open311_report")
    service_code = models.CharField(max_length=24)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "-received_at", "-id"], name="open311_by_time")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.service_code}"
