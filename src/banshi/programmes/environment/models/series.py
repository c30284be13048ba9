"""What air and water share: who controls a point, rows that are superseded and never changed, locks, readers."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.history.models import Entry
from banshi.base.zones import access
from banshi.base.zones.models import Account, Subject, Zone
from banshi.core.places.models import Place

VIEW = "environment.view"


class Medium(models.TextChoices):
    """What is measured."""

    AIR = "air", _("Air")
    WATER = "water", _("Surface water")


CAPTIONS = {Medium.AIR: "空气", Medium.WATER: "地表水"}


class ControlLevel(models.TextChoices):
    """Who assesses by a point."""

    NATIONAL = "national", _("National control")
    PROVINCIAL = "provincial", _("Provincial control")
    CITY = "city", _("City control")
    ZONE = "zone", _("The zone's own")


class AreaKind(models.TextChoices):
    """What sort of area a point stands for."""

    COUNTY_TOWN = "county_town", _("County town")
    COUNTY = "county", _("County")
    DISTRICT = "district", _("District")
    CITY = "city", _("City")
    ZONE = "zone", _("The zone")


class WatchedQuerySet(models.QuerySet):
    """Points that an actor may see, and those in service on a day."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Points of the actor's zone that the actor may see."""
        return access.visible(actor, self, VIEW)

    def on(self, day: date) -> Self:
        """In service on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Watched(models.Model):
    """A place at which something is measured. ``code`` is the number it bears in sheets, where it has one."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, blank=True)
    control_level = models.CharField(max_length=12, choices=ControlLevel.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name of its place, in the language of the moment."""
        return self.place.name

    def serves(self, day: date) -> bool:
        """Was it in service on ``day``?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class KeptQuerySet(models.QuerySet):
    """Values as they are known now, or were known at an instant."""

    def known(self, at: datetime | None = None) -> Self:
        """What is known now; what was known at ``at``."""
        if at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(recorded_at__lte=at).filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
        )


class Kept(models.Model):
    """A value that came in. It is never changed: a correction is a row of its own that supersedes it.

    ``digest`` covers point, day and values, and lies under the ``root`` of ``entry``; ``source`` and ``row``
    say where in which import it stood; ``corrects`` is the row that it superseded.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    source = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    row = models.PositiveIntegerField(null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class ZoneQuerySet(models.QuerySet):
    """Rows of the zone, for who may see the programme."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Rows of the actor's zone, by the subject they belong to."""
        return access.visible(actor, self, VIEW)


class PeriodLock(models.Model):
    """A period of which no value is entered or corrected while the lock holds. ``root`` covers all values
    that were known when it was locked, ``rows`` counts them."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    medium = models.CharField(max_length=8, choices=Medium.choices)
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    locked_at = models.DateTimeField()
    unlocked_at = models.DateTimeField(null=True, blank=True)
    unlock_reason = models.CharField(max_length=200, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="environment_lock_days"),
            models.UniqueConstraint(
                fields=["zone", "medium", "first_on", "last_on"],
                condition=Q(unlocked_at__isnull=True),
                name="environment_lock_once",
            ),
        ]
        indexes = [models.Index(fields=["zone", "medium", "first_on"], name="environment_lock_days_of")]

    def __str__(self) -> str:
        return self.subject.caption

    @property
    def name(self) -> str:
        """What is locked, in the reader's language: ``空气 2019`` or ``Air 2019``."""
        return f"{self.get_medium_display()} {self.subject.caption.rpartition(' ')[2]}"

    def covers(self, first: date, last: date) -> bool:
        """Does any day of the span lie in the period?"""
        return self.first_on <= last and first <= self.last_on


class UseForm(models.TextChoices):
    """In which form values left the page."""

    WORKBOOK = "workbook", _("Workbook")
    PAPER = "paper", _("Paper")
    BRIEF = "brief", _("Brief")


class Use(models.Model):
    """Somebody took values of a point away, or a paper quotes them: whom a later correction concerns."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    about = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    form = models.CharField(max_length=12, choices=UseForm.choices)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    posts = models.CharField(max_length=200, blank=True)
    quoted_by = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "about", "first_on"], name="environment_use_of")]

    def __str__(self) -> str:
        return f"{self.form} {self.first_on} {self.last_on}"


class Brief(models.Model):
    """The brief of a month, once somebody took it away: what quotes values in it (``Use.quoted_by``)."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    month = models.DateField()
    taken_at = models.DateTimeField()

    objects = ZoneQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "month"], name="environment_brief_once")]

    def __str__(self) -> str:
        return self.subject.caption
