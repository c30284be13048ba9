"""What a close-out rests on: evidence, verification, the raiser's answers."""

from django.db import models

from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Zone
from banshi.core.matters.models.choices import Channel, EvidenceKind, Satisfaction, Solved
from banshi.core.matters.models.matter import Matter
from banshi.core.org.models import Person


class Evidence(models.Model):
    """A file, or the raiser's own words, with the day it speaks of."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    dated_on = models.DateField()
    reused_from = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    reuse_reason = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class Verification(models.Model):
    """Somebody outside looked: it holds, or it goes back."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="verifications")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit_ids = models.JSONField(default=list)
    passed = models.BooleanField()
    verified_at = models.DateTimeField()
    verified_on = models.DateField()
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.passed}"


class Answer(models.Model):
    """What the raiser said, written down by somebody who had no hand in it. Every answer is kept."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="answers")
    solved = models.CharField(max_length=12, choices=Solved.choices)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    answered_on = models.DateField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_unit_ids = models.JSONField(default=list)
    entered_at = models.DateTimeField()
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=12, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decision_words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["zone", "matter", "entered_at"], name="answer_of_matter")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.solved}"
