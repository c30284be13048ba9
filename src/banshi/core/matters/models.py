"""Matters: what is owed to someone by a date, with everything that was done about it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.history.periods import Period, PeriodQuerySet
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Label, Subject, Zone
from banshi.core.org.models import OutsideOrganisation, Person, Post, Unit
from banshi.core.places.models import Place


class RaiserKind(models.TextChoices):
    """Who raised it."""

    ENTERPRISE = "enterprise", _("Enterprise")
    RESIDENT = "resident", _("Resident")
    OFFICE = "office", _("Office")


class HolderKind(models.TextChoices):
    """Whose turn it is."""

    UNIT = "unit", _("Unit")
    POST = "post", _("Leader")
    OUTSIDE = "outside", _("Someone outside")
    NOBODY = "nobody", _("Nobody")


class Outcome(models.TextChoices):
    """What came of it."""

    NONE = "", _("None yet")
    SOLVED = "solved", _("Solved")
    EASED = "eased", _("Eased")
    EXPLAINED = "explained", _("Explained")


class Solved(models.TextChoices):
    """The raiser's first answer: is it solved?"""

    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    NOT_SOLVED = "not_solved", _("Not solved")
    NO_ANSWER = "no_answer", _("No answer")


class Satisfaction(models.TextChoices):
    """The raiser's second answer: is he satisfied with how it was handled?"""

    SATISFIED = "satisfied", _("Satisfied")
    FAIRLY = "fairly", _("Fairly satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    NO_ANSWER = "no_answer", _("No answer")


class ListColumns(models.Model):
    """The columns that lists and figures show: today's in the matter, every day's in its periods.

    ``due_on`` is the department's deadline, ``turn_due_on`` the day by which the holder must act, and
    ``clock_due_on`` the one of the two whose clock runs: lights and overdue counts go by it, since a
    department's clock stands still while somebody else has the matter.
    """

    state = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    nature = models.CharField(max_length=16)
    category = models.CharField(max_length=24)
    source_kind = models.CharField(max_length=24)
    raiser_kind = models.CharField(max_length=12, choices=RaiserKind.choices)
    label = models.PositiveSmallIntegerField(choices=Label.choices, default=Label.INTERNAL)
    collector = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    raised_on = models.DateField()
    immediate = models.BooleanField(default=False)
    key_listed = models.BooleanField(default=False)
    lead_leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    requirement = models.TextField(blank=True)
    dispatched_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    next_reply_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    holder_kind = models.CharField(max_length=8, choices=HolderKind.choices)
    holder_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    holder_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    turn_due_on = models.DateField(null=True)
    clock_due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    submitted_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verifier = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    solved = models.CharField(max_length=12, choices=Solved.choices, blank=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices, blank=True)
    in_time = models.BooleanField(null=True)
    closed_on = models.DateField(null=True)
    returned = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class MatterQuerySet(models.QuerySet):
    """Matters that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Matters of the actor's zone that the actor may see."""
        return access.visible(actor, self, "matters.view", "subject", "label")


class Matter(ListColumns):
    """A matter as it stands now.

    ``title`` is the clerk's own short wording without personal data; the raiser's words, name and
    phone lie in the vault. ``number`` is the official number within the zone.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    raiser_org = models.ForeignKey(OutsideOrganisation, models.PROTECT, null=True, related_name="matters")
    raiser_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    raiser_name = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    raiser_phone = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="matters")
    origin = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    holder_outside = models.CharField(max_length=100, blank=True)
    remaining = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_on = models.DateField()
    lifecycle_version = models.PositiveIntegerField()

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="matter_number_once"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="matter_closed_has_day"
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on__isnull=True)
                | (
                    Q(lead_leader__isnull=False, responsible_unit__isnull=False, due_on__isnull=False)
                    & ~Q(requirement="")
                ),
                name="matter_dispatched_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "-raised_on", "-id"], name="matter_by_day"),
            models.Index(fields=["zone", "state", "turn_due_on", "id"], name="matter_by_state"),
            models.Index(fields=["zone", "responsible_unit", "state", "due_on"], name="matter_of_unit"),
            models.Index(fields=["zone", "holder_unit", "turn_due_on", "id"], name="matter_of_holder"),
            models.Index(fields=["zone", "raiser_org", "-raised_on"], name="matter_of_raiser"),
            models.Index(fields=["zone", "clock_due_on", "id"], name="matter_by_clock"),
            models.Index(fields=["zone", "-raised_on"], condition=Q(key_listed=True), name="matter_key_list"),
            models.Index(
                fields=["zone", "-closed_on", "-id"],
                condition=Q(closed_on__isnull=False),
                name="matter_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class MatterPeriodQuerySet(PeriodQuerySet):
    """Period rows that an actor may see; access is judged as of today."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Period rows of matters that the actor may see today."""
        return access.visible(actor, self, "matters.view", "matter__subject", "matter__label")


class MatterPeriod(ListColumns, Period):
    """What a matter's list columns were in a stretch of time, and when we knew it."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="periods")

    objects = MatterPeriodQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "matter", "recorded_to"], name="period_of_matter"),
            models.Index(fields=["zone", "recorded_to", "-raised_on"], name="period_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.effective_from}"


class LegKind(models.TextChoices):
    """The legs of a matter's way, each with its own clock."""

    DISPATCH = "receipt_to_dispatch", _("Receipt to dispatch")
    SIGNING = "signing", _("Signing")
    HANDLING = "handling", _("Handling")
    VERIFICATION = "verification", _("Verification")


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


class NoteKind(models.TextChoices):
    """What a note says."""

    SIGNED = "signed", _("Signed for")
    PROGRESS = "progress", _("Progress")
    WAITING = "waiting", _("Waiting for someone outside")
    REPLY = "reply", _("Interim reply")
    EXPLANATION = "explanation", _("Explanation")
    CO_REPLY = "co_reply", _("Co-handler's part")
    SUBMISSION = "submission", _("Submission")
    SENT_BACK = "sent_back", _("Sent back")
    REASON = "reason", _("Reason")
    TRY = "try", _("Try to reach the raiser")


HANDLING_NOTES = (
    NoteKind.SIGNED,
    NoteKind.PROGRESS,
    NoteKind.WAITING,
    NoteKind.REPLY,
    NoteKind.EXPLANATION,
    NoteKind.CO_REPLY,
    NoteKind.SUBMISSION,
)


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


class EvidenceKind(models.TextChoices):
    """What sort of evidence."""

    PHOTO_BEFORE = "photo_before", _("Photo before")
    PHOTO_AFTER = "photo_after", _("Photo after")
    PAPER = "paper", _("Paper")
    RAISER = "raiser", _("The raiser's own confirmation")


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


class Channel(models.TextChoices):
    """How the raiser was asked."""

    PHONE = "phone", _("By telephone")
    VISIT = "visit", _("In person")
    LINK = "link", _("By link")
    PAPER = "paper", _("On paper")


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
