"""What hangs on a matter while it is handled: co-handlers, words, objections, extensions, the key list."""

from django.db import models
from django.db.models import Q

from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Zone
from banshi.core.matters.models.choices import NoteKind
from banshi.core.matters.models.matter import Matter
from banshi.core.org.models import Person, Unit


class CoHandler(models.Model):
    """A co-handling unit with its own day."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="co_handlers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due_on = models.DateField()
    signed_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "matter", "unit"], name="co_handler_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id}"


class Note(models.Model):
    """Words about a matter: by whom, when, told to the raiser when, and the next date they name."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    effective_on = models.DateField()
    told_on = models.DateField(null=True)
    next_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "matter", "noted_at"], name="note_of_matter")]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class Objection(models.Model):
    """«Not mine»: said by the lead within the limit, settled once, then final."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "matter"], condition=Q(settled_at__isnull=True), name="objection_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id}"


class Extension(models.Model):
    """More time, asked before the deadline, decided by the lead leader, told to the raiser."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extensions")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved = models.BooleanField(null=True)
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "matter"], condition=Q(decided_at__isnull=True), name="extension_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.until_on}"


class KeyListing(models.Model):
    """A matter's place on the key list, from a day to a day."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="key_listings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "matter"], condition=Q(ends_on__isnull=True), name="key_listing_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.starts_on}"
