"""Where: sites, roads, buildings, monitoring points and sensitive places, each with its geometry."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.files.models import StoredFile
from banshi.base.zones import access
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import Named, OnDay, OutsideOrganisation


class PlaceKind(models.TextChoices):
    """What sort of place it is."""

    SITE = "site", _("Construction site")
    ROAD = "road", _("Road")
    BUILDING = "building", _("Building")
    PARCEL = "parcel", _("Parcel of land")
    VILLAGE = "village", _("Village area")
    MONITORING_POINT = "monitoring_point", _("Monitoring point")
    SENSITIVE = "sensitive", _("Sensitive place")


class System(models.TextChoices):
    """What the coordinates of a plan are."""

    CGCS2000 = "cgcs2000", _("CGCS2000, degrees")
    WGS84 = "wgs84", _("WGS 84, degrees")
    OWN = "own", _("The plan's own measure")


class PlanQuerySet(models.QuerySet):
    """Plans that an actor may see, and those of a day."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Plans of the actor's zone that the actor may see."""
        return access.visible(actor, self, "places.view")

    def on(self, day: date) -> Self:
        """Those that held on ``day`` or before, the one in force first."""
        return self.filter(starts_on__lte=day).order_by("-starts_on", "-pk")


class Plan(models.Model):
    """A version of the zone's own plan: a picture (``file``) or a drawing (``shapes``). Never changed.

    ``bounds`` are west, south, east, north in degrees, or in the plan's own measure. ``grid`` is the earlier plan
    whose measure it shares, so that what was placed on that one stays where it is.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    review_number = models.CharField(max_length=60, blank=True)
    drawn_on = models.DateField()
    starts_on = models.DateField()
    system = models.CharField(max_length=12, choices=System.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    shapes = models.JSONField(null=True)
    bounds = models.JSONField()
    grid = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=True, shapes__isnull=False)
                | Q(file__isnull=False, shapes__isnull=True),
                name="plan_picture_or_drawing",
            )
        ]
        indexes = [models.Index(fields=["zone", "-starts_on", "-id"], name="plan_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def in_degrees(self) -> bool:
        """True when places show on it by their longitude and latitude."""
        return self.system != System.OWN

    @property
    def measure_id(self) -> int:
        """The plan whose measure holds: its own, or that of the plan it continues."""
        return self.grid_id or self.pk


class PlaceQuerySet(OnDay):
    """Places that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Places of the actor's zone that the actor may see."""
        return access.visible(actor, self, "places.view")


class Place(Named):
    """A place. ``geometry`` is GeoJSON in CGCS2000/WGS 84 degrees; the box columns repeat its bounds."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    within = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    held_by = models.ForeignKey(
        OutsideOrganisation, models.PROTECT, null=True, blank=True, related_name="places"
    )
    core = models.CharField(max_length=100, editable=False)
    geometry = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(geometry__isnull=True, west__isnull=True)
                | Q(geometry__isnull=False, west__isnull=False),
                name="place_box_with_geometry",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="place_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "kind", "name_zh"], name="place_by_name"),
            models.Index(fields=["zone", "core"], name="place_by_core"),
            models.Index(fields=["zone", "west", "south"], name="place_box"),
        ]

    @property
    def other_names(self) -> list[str]:
        """The other names, as a list prefetched them."""
        return [alias.text for alias in self.subject.names_in_use]


class Spot(models.Model):
    """Where a place lies on a plan that has a measure of its own: ``geometry`` in that measure."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="spots")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="spots")
    geometry = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "place", "plan"], name="spot_once")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.plan_id}"
