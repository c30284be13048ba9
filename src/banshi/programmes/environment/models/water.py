"""Sections of surface water and their months."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.zones import access
from banshi.base.zones.models import Zone
from banshi.programmes.environment.models.series import VIEW, AreaKind, Kept, KeptQuerySet, Watched


class WaterKind(models.TextChoices):
    """Which limits of total phosphorus hold."""

    RIVER = "river", _("River")
    LAKE = "lake", _("Lake or reservoir")


TARGETS = ((1, "Ⅰ"), (2, "Ⅱ"), (3, "Ⅲ"), (4, "Ⅳ"), (5, "Ⅴ"))


class Section(Watched):
    """A section of surface water. ``target`` is the class it is to reach; ``freezes``: eight months suffice
    for a year; what it flows into is its ``water``."""

    kind = models.CharField(max_length=8, choices=WaterKind.choices)
    water_zh = models.CharField(max_length=60)
    water_en = models.CharField(max_length=120)
    target = models.PositiveSmallIntegerField(choices=TARGETS, null=True, blank=True)
    freezes = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "place"], condition=Q(ends_on__isnull=True), name="environment_section_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "code"], condition=~Q(code=""), name="environment_section_code"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="environment_section_dates",
            ),
        ]
        indexes = [models.Index(fields=["zone", "control_level"], name="environment_section_level")]

    @property
    def water(self) -> str:
        """The river or lake, in the language of the moment."""
        return self.water_en if (get_language() or "").startswith("en") else self.water_zh


class SectionArea(models.Model):
    """An area that answers for a section; a section may belong to several at once."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, related_name="areas")
    kind = models.CharField(max_length=12, choices=AreaKind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "section", "name_zh"],
                condition=Q(ends_on__isnull=True),
                name="environment_section_area_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The area's name, in the language of the moment."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class WaterMonthQuerySet(KeptQuerySet):
    """Months that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Months of the sections that the actor may see."""
        return access.visible(actor, self, VIEW, "section__subject")


class WaterMonth(Kept):
    """One month of one section: ``month`` is its first day, ``amounts`` the items of GB 3838 by code as texts
    of exact decimals as given (``0.01L`` is below detection)."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="months")
    month = models.DateField()
    amounts = models.JSONField()

    objects = WaterMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "section", "month"],
                condition=Q(superseded_at__isnull=True),
                name="environment_water_month_once",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "section", "month"], name="environment_water_month_of"),
            models.Index(fields=["zone", "entry"], name="environment_water_month_entry"),
            models.Index(
                fields=["zone", "-recorded_at"],
                condition=Q(corrects__isnull=False),
                name="environment_water_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.month:%Y-%m}"

    @property
    def on(self) -> date:
        """The day by which locks know it."""
        return self.month
