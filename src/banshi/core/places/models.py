"""Where: sites, roads, buildings, monitoring points and sensitive places, each with its geometry."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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
