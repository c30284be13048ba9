"""Patrols with their stops, what was checked, findings, and how each sheet was taken."""

from typing import Self

from django.db import models

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Zone
from banshi.core.matters.models import Matter
from banshi.core.occasions.models import Occasion
from banshi.core.org.models import OutsideOrganisation, Post, Unit
from banshi.core.places.models import Place


class Site(models.Model):
    """Who builds at a place, for whom, and which department answers for it; its history is the place's."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    place = models.OneToOneField(Place, models.PROTECT, related_name="+")
    contractor = models.ForeignKey(OutsideOrganisation, models.PROTECT, related_name="+")
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lead_leader = models.ForeignKey(Post, models.PROTECT, related_name="+")
    client_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.place)


class Patrol(models.Model):
    """A patrol is an occasion; the list that sites are judged by is the one of its day."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    occasion = models.OneToOneField(Occasion, models.PROTECT, related_name="patrol")
    list_version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.occasion)


class PatrolStop(models.Model):
    """A site on the route: why it was chosen, and when somebody was there."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="stops")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    score = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    visited_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "patrol", "place"], name="environment_stop_once")
        ]
        indexes = [models.Index(fields=["zone", "place", "visited_on"], name="environment_stop_of_place")]

    def __str__(self) -> str:
        return f"{self.patrol_id} {self.order}"


class Checked(models.Model):
    """One item at one stop; never changed."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    stop = models.ForeignKey(PatrolStop, models.PROTECT, related_name="checks")
    item = models.CharField(max_length=8)
    result = models.CharField(max_length=8)
    reason = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "stop", "item"], name="environment_checked_once"),
            models.CheckConstraint(
                condition=~models.Q(result="na") | ~models.Q(reason=""), name="environment_na_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.item} {self.result}"


class FindingQuerySet(models.QuerySet):
    """Findings that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Those under the label of whoever sees the programme, and those of matters that he sees."""
        if actor.system:
            return self.filter(zone=actor.zone)
        own = models.Q(matter__in=Matter.objects.visible_to(actor))
        if actor.holds("environment.view"):
            own |= models.Q(matter__label__lte=actor.clearance)
        return self.filter(own, zone=actor.zone)


class Finding(models.Model):
    """What was found at a stop: the rectification matter, to whom it goes, and when it was found."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="finding")
    stop = models.ForeignKey(PatrolStop, models.PROTECT, related_name="findings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    item = models.CharField(max_length=8)
    contractor = models.ForeignKey(OutsideOrganisation, models.PROTECT, related_name="+")
    found_on = models.DateField()
    found_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "-found_on", "-id"], name="environment_finding_by_day"),
            models.Index(fields=["zone", "place", "-found_on"], name="environment_finding_of_place"),
        ]

    def __str__(self) -> str:
        return str(self.matter)


class Handing(models.Model):
    """How the rectification sheet was taken: signed, ticked by name, or refused before a witness."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="handing")
    how = models.CharField(max_length=8)
    name = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    witness = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    drawing = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField()
    handed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.finding_id} {self.how}"
