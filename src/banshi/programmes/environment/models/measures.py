"""Measures against dust and for water on sites: each kind in its own unit, counted when somebody else verified it."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import OutsideOrganisation, Person, Unit
from banshi.core.places.models import Place
from banshi.kernel.qualifiers import Qualified, Qualifier


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    ENTERED = "entered", _("To be verified")
    VERIFIED = "verified", _("Verified")
    NOT_FOUND = "not_found", _("Not found on site")


class Meant(models.TextChoices):
    """How a quantity is meant; what is planned or forecast is no measure."""

    EXACT = Qualifier.EXACT.value, _("exactly")
    ABOUT = Qualifier.ABOUT.value, _("about")
    NEARLY = Qualifier.NEARLY.value, _("nearly")
    AT_LEAST = Qualifier.AT_LEAST.value, _("at least")
    ODD = Qualifier.ODD.value, _("odd")


class MeasureQuerySet(models.QuerySet):
    """Measures that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Measures under the actor's label."""
        return access.visible(actor, self, "environment.view")


class Measure(models.Model):
    """So many of one kind at a site. ``unit_zh`` and ``unit_en`` are those of the rules on the day it was entered.

    It counts from ``verified_on`` on. ``removed_on`` is the last day on which it stood there.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    kind_zh = models.CharField(max_length=40)
    kind_en = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    qualifier = models.CharField(max_length=12, choices=Meant.choices, default=Meant.EXACT)
    unit_zh = models.CharField(max_length=12)
    unit_en = models.CharField(max_length=24)
    organisation = models.ForeignKey(OutsideOrganisation, models.PROTECT, null=True, related_name="+")
    by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    spot = models.CharField(max_length=80, blank=True)
    installed_on = models.DateField()
    state = models.CharField(max_length=12, choices=MeasureState.choices, default=MeasureState.ENTERED)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verified_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    findings = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    removed_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    remove_reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="env_measure_quantity"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, by_unit__isnull=True)
                | Q(organisation__isnull=True, by_unit__isnull=False),
                name="env_measure_by_one",
            ),
            models.CheckConstraint(
                condition=Q(state="entered", verified_on__isnull=True, verified_at__isnull=True)
                | (~Q(state="entered") & Q(verified_on__isnull=False, verified_at__isnull=False)),
                name="env_measure_verified",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(verified_by=F("entered_by")),
                name="env_measure_other_hand",
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("installed_on")),
                name="env_measure_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "kind", "verified_on"], name="env_measure_by_kind"),
            models.Index(fields=["zone", "-installed_on", "-id"], name="env_measure_by_day"),
            models.Index(fields=["zone", "place"], name="env_measure_of_site"),
        ]

    def __str__(self) -> str:
        return self.subject.caption

    @property
    def amount(self) -> Qualified:
        """The quantity with its qualifier; whole numbers as whole numbers."""
        whole = self.quantity == self.quantity.to_integral_value()
        return Qualified(
            int(self.quantity) if whole else Decimal(self.quantity).normalize(), Qualifier(self.qualifier)
        )
