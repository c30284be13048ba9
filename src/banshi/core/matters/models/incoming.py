"""What a matter brought along: the number another system knows it by, and a close-out that is only claimed."""

from django.db import models

from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Subject, Zone
from banshi.core.matters.models.matter import Matter
from banshi.core.org.models import Unit


class ForeignNumber(models.Model):
    """The number and the deadline that a system outside gave a matter (12345, a supervision system).

    ``system`` is a code of the topic ``foreign_systems``; a number is used once within its system.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="foreign_numbers")
    system = models.CharField(max_length=32)
    number = models.CharField(max_length=64)
    due_on = models.DateField(null=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "system", "number"], name="foreign_number_once"),
            models.UniqueConstraint(fields=["zone", "matter", "system"], name="foreign_system_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"


class Claim(models.Model):
    """A close-out from before Banshi, as a workbook tells it. Nobody here has verified it.

    ``taken_up_on`` is the day on which it was handed to verification; from then on it goes the normal way.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="claimed")
    closed_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    taken_up_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.closed_on}"
