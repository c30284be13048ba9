"""What is held on a day at a place with people present, and the series of those that come again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import OutsideOrganisation, Person, Post, Unit
from banshi.core.places.models import Place


class State(models.TextChoices):
    """How it stands; missed ones are planned ones whose day has passed."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")


class VisibleQuerySet(models.QuerySet):
    """Rows that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Those of the actor's zone under his label."""
        return access.visible(actor, self, "occasions.view")


class Series(models.Model):
    """One that comes again: by its rule, on the zone's working calendar; planned up to ``planned_until``."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    host = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    every = models.CharField(max_length=8)
    interval = models.PositiveSmallIntegerField(default=1)
    weekday = models.PositiveSmallIntegerField(null=True)
    month_day = models.PositiveSmallIntegerField(null=True)
    shift = models.CharField(max_length=8)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    planned_until = models.DateField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["zone", "planned_until"], name="series_to_plan")]

    def __str__(self) -> str:
        return self.title


class Occasion(models.Model):
    """One occasion. Agenda, minutes and the reason of a cancellation lie in the vault: they can name people.

    ``host`` is the unit that holds it, ``held_at`` when it was recorded as held.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="occasions")
    host = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="occasions")
    planned_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    held_on = models.DateField(null=True)
    held_at = models.DateTimeField(null=True)
    agenda = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    minutes = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="occasion_number_once"),
            models.UniqueConstraint(
                fields=["zone", "series", "planned_on"],
                condition=Q(series__isnull=False),
                name="occasion_of_series_once",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False, held_at__isnull=False)
                | (~Q(state="held") & Q(held_on__isnull=True)),
                name="occasion_held_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "-planned_on", "-id"], name="occasion_by_day"),
            models.Index(fields=["zone", "kind", "held_on"], name="occasion_held"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Attendance(models.Model):
    """Who was there: a person (through a post or by himself), or so many of a unit, of an organisation, of guests.

    A correction takes rows back (``ended_at``) and adds others; none is deleted.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    outside = models.ForeignKey(OutsideOrganisation, models.PROTECT, null=True, related_name="+")
    count = models.PositiveSmallIntegerField(default=1)
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, post__isnull=True) | Q(count=1),
                name="attendance_of_one",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="attendance_counts"),
        ]
        indexes = [models.Index(fields=["zone", "occasion", "ended_at"], name="attendance_of")]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.count}"
