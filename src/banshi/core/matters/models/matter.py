"""The matter as it stands, and its period rows."""

from typing import Self

from django.db import models
from django.db.models import Q

from banshi.base.history.periods import Period, PeriodQuerySet
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Label, Subject, Zone
from banshi.core.matters.models.choices import HolderKind, Outcome, RaiserKind, Satisfaction, Solved
from banshi.core.org.models import OutsideOrganisation, Person, Post, Unit
from banshi.core.places.models import Place


class ListColumns(models.Model):
    """The columns that lists and figures show: today's in the matter, every day's in its periods.

    No link has an index of its own but those by which somebody asks: each would be written with every act.

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
    collector = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    raised_on = models.DateField()
    immediate = models.BooleanField(default=False)
    key_listed = models.BooleanField(default=False)
    lead_leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    requirement = models.TextField(blank=True)
    dispatched_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    next_reply_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    holder_kind = models.CharField(max_length=8, choices=HolderKind.choices)
    holder_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    holder_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    turn_due_on = models.DateField(null=True)
    clock_due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    submitted_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verifier = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
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
    phone lie in the vault. ``number`` is the official number within the zone. ``recategorised_on`` is the day since
    which its category is another than before; without one it had that of today on every day.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+", db_index=False)
    raiser_org = models.ForeignKey(
        OutsideOrganisation, models.PROTECT, null=True, related_name="matters", db_index=False
    )
    raiser_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    raiser_name = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+", db_index=False)
    raiser_phone = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="matters")
    origin = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    holder_outside = models.CharField(max_length=100, blank=True)
    remaining = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    recorded_on = models.DateField()
    lifecycle_version = models.PositiveIntegerField()
    recategorised_on = models.DateField(null=True)

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
            # A department's count ends at its thousandth: most are its own, and these are judged in this index alone.
            models.Index(
                fields=[
                    "zone",
                    "responsible_unit",
                    "state",
                    "due_on",
                    "nature",
                    "kind",
                    "category",
                    "label",
                    "subject",
                ],
                name="matter_of_unit",
            ),
            # Of one category, the newest first: walked by a page, and judged by a count in this index alone.
            models.Index(
                fields=[
                    "zone",
                    "category",
                    "-raised_on",
                    "-id",
                    "kind",
                    "state",
                    "nature",
                    "label",
                    "subject",
                ],
                name="matter_of_category",
            ),
            models.Index(
                fields=["zone"],
                condition=Q(recategorised_on__isnull=False),
                name="matter_recategorised",
            ),
            models.Index(fields=["zone", "holder_unit", "turn_due_on", "id"], name="matter_of_holder"),
            models.Index(
                fields=["zone", "holder_post"], condition=Q(holder_post__isnull=False), name="matter_of_post"
            ),
            models.Index(fields=["zone", "raiser_org", "-raised_on"], name="matter_of_raiser"),
            models.Index(fields=["zone", "clock_due_on", "id"], name="matter_by_clock"),
            models.Index(fields=["zone", "reopened"], name="matter_reopened"),
            # A department's count goes through all that it takes part in: it is judged in the index, not in the rows.
            models.Index(
                fields=[
                    "subject",
                    "zone",
                    "label",
                    "state",
                    "nature",
                    "kind",
                    "category",
                    "responsible_unit",
                ],
                name="matter_seen",
            ),
            models.Index(fields=["zone", "-raised_on"], condition=Q(key_listed=True), name="matter_key_list"),
            models.Index(
                fields=["zone", "-closed_on", "-id"],
                condition=Q(closed_on__isnull=False),
                name="matter_closed",
            ),
            # Few matters have either: an index of all rows would look useless to a planner that has statistics.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="matter_parts"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="matter_merged"
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

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="periods")

    objects = MatterPeriodQuerySet.as_manager()

    class Meta:
        indexes = [
            # The same of a past day, and how one matter stood.
            models.Index(
                fields=[
                    "zone",
                    "matter",
                    "recorded_to",
                    "effective_to",
                    "effective_from",
                    "recorded_from",
                    "raised_on",
                    "state",
                    "nature",
                    "kind",
                    "category",
                ],
                name="period_of_matter_on",
            ),
            # A list as of a day walks over several rows of each matter: it is judged in the index which one counts.
            models.Index(
                fields=[
                    "zone",
                    "recorded_to",
                    "-raised_on",
                    "effective_to",
                    "effective_from",
                    "state",
                    "nature",
                    "kind",
                    "category",
                    "matter",
                ],
                name="period_walk",
            ),
            # How many were re-opened by a past day: few rows in a long ledger.
            models.Index(
                fields=[
                    "zone",
                    "recorded_to",
                    "effective_to",
                    "effective_from",
                    "state",
                    "nature",
                    "kind",
                    "matter",
                ],
                condition=Q(reopened__gt=0),
                name="period_reopened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.effective_from}"
