"""Documents of the ladder with their receipts and answers, samples looked back at, and what a supervisor decided."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Label, Subject, Zone
from banshi.core.matters.models import Matter
from banshi.core.org.models import Person, Post, Unit

NOTICE = "notice"
"""The kind of a supervisor's own reminder sheet (监督提醒单); every other kind is a rung of the ladder."""


class DocumentQuerySet(models.QuerySet):
    """Documents that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Documents under the actor's label, none of which names a matter since raised above it."""
        rows = access.visible(actor, self, "supervision.view")
        hidden = Line.objects.filter(document=OuterRef("pk"), matter__label__gt=Label.INTERNAL)
        seen = Matter.objects.visible_to(actor).filter(pk=OuterRef("matter_id"))
        return rows.exclude(Exists(hidden.exclude(Exists(seen))))


class Document(models.Model):
    """One document as it was issued; it is never changed, only recalled with a reason.

    ``kind`` is the code of a rung or :data:`NOTICE`; ``title_zh`` and ``title_en`` are what the rules of
    the day called it. ``reason`` says why it was issued although the ladder did not ask for it.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=80)
    light = models.CharField(max_length=8, blank=True)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issuer_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    demand = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    answer_by = models.DateField()
    rules_version = models.PositiveIntegerField(null=True)
    anomaly = models.ForeignKey("Anomaly", models.PROTECT, null=True, related_name="documents")
    recalled_on = models.DateField(null=True)
    recalled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recall_reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="supervision_number_once")]
        indexes = [models.Index(fields=["zone", "-issued_on", "-id"], name="supervision_by_day")]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """A matter as the document named it: frozen, whatever becomes of the matter."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="lines")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="supervision_lines")
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    requirement = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    workdays = models.IntegerField()
    life = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "document", "matter"], name="supervision_line_once")
        ]
        indexes = [models.Index(fields=["zone", "matter"], name="supervision_of_matter")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class Addressee(models.Model):
    """A unit or a post that a document goes to, its receipt, and the day of its first answer."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="addressees")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, post__isnull=False) | Q(unit__isnull=False, post__isnull=True),
                name="addressee_unit_or_post",
            ),
            models.UniqueConstraint(
                fields=["zone", "document", "unit"],
                condition=Q(unit__isnull=False),
                name="addressee_unit_once",
            ),
            models.UniqueConstraint(
                fields=["zone", "document", "post"],
                condition=Q(post__isnull=False),
                name="addressee_post_once",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "unit", "answered_at"], name="addressee_of_unit"),
            models.Index(fields=["zone", "post", "answered_at"], name="addressee_of_post"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.unit_id or self.post_id}"

    @property
    def named(self) -> Unit | Post:
        """The unit or the post."""
        return self.unit or self.post


class Reply(models.Model):
    """What an addressee answered: its words, the day, and the date it promises, if any."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="replies")
    words = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    answered_on = models.DateField()
    promised_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.answered_on}"


class Sample(models.Model):
    """One drawing: out of whom, how many, by which seed, under which rules."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    seed = models.CharField(max_length=64)
    seed_given = models.BooleanField(default=False)
    closed_until = models.DateField()
    population = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    rules_version = models.PositiveIntegerField()
    drawn_on = models.DateField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="sample_number_once")]

    def __str__(self) -> str:
        return self.number


class Candidate(models.Model):
    """A close-out that could be drawn; each close-out stands in one sample only."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="candidates")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    closed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "matter", "closed_on"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.number}"


class Result(models.TextChoices):
    """What a look back found."""

    WAITING = "", _("To be looked at")
    HOLDS = "holds", _("Holds")
    FAILS = "fails", _("Does not hold")


class LookBackQuerySet(models.QuerySet):
    """Look-backs that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Those of matters that the actor may see, for who may see samples at all."""
        if not actor.holds("supervision.samples"):
            return self.none()
        return access.visible(actor, self, "matters.view", "matter__subject", "matter__label")


class LookBack(models.Model):
    """A closed matter drawn for a second look, the unit that looks, and what it found."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="tasks")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="look_backs")
    closed_on = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result.choices, blank=True)
    looked_on = models.DateField(null=True)
    entered_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = LookBackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "matter", "closed_on"], name="look_back_once")]
        indexes = [models.Index(fields=["zone", "result", "due_on", "id"], name="look_back_waiting")]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.matter_id}"


class Decision(models.TextChoices):
    """What the supervisor did with an anomaly."""

    DISMISSED = "dismissed", _("Dismissed")
    FOLLOWED = "followed", _("Followed up")


class Anomaly(models.Model):
    """An anomaly that the supervisor has decided on; the others are found anew each time, from the records."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    detector = models.CharField(max_length=32)
    key = models.CharField(max_length=120)
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "detector", "key"], name="anomaly_decided_once")
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.key}"
