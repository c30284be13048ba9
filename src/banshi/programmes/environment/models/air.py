"""Stations of ambient air and their days."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from banshi.base.zones import access
from banshi.programmes.environment.models.series import VIEW, AreaKind, Kept, KeptQuerySet, Watched

COLUMNS = {"SO2": "so2", "NO2": "no2", "PM10": "pm10", "PM2.5": "pm25", "CO": "co", "O3_8h": "o3"}
"""The six pollutants and the columns that hold them: µg/m³, CO mg/m³, O3 the daily maximum of 8-h means."""


class Station(Watched):
    """A monitoring point of ambient air, and the area that its values stand for."""

    area_kind = models.CharField(max_length=12, choices=AreaKind.choices)
    area_zh = models.CharField(max_length=60)
    area_en = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "place"], condition=Q(ends_on__isnull=True), name="environment_station_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "code"], condition=~Q(code=""), name="environment_station_code"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="environment_station_dates",
            ),
        ]
        indexes = [models.Index(fields=["zone", "area_kind"], name="environment_station_area")]

    @property
    def area(self) -> str:
        """The area it stands for, in the language of the moment."""
        return self.area_en if (get_language() or "").startswith("en") else self.area_zh


class AirDayQuerySet(KeptQuerySet):
    """Days that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Days of the stations that the actor may see."""
        return access.visible(actor, self, VIEW, "station__subject")


class AirDay(Kept):
    """One day of one station. Amounts are texts of exact decimals as given, empty where nothing was measured.

    ``invalid_why`` says why the day does not count; ``aqi`` is that of the version in force on the day
    (``standard``), None where there is none.
    """

    station = models.ForeignKey(Station, models.PROTECT, related_name="days")
    on = models.DateField()
    so2 = models.CharField(max_length=16, blank=True)
    no2 = models.CharField(max_length=16, blank=True)
    pm10 = models.CharField(max_length=16, blank=True)
    pm25 = models.CharField(max_length=16, blank=True)
    co = models.CharField(max_length=16, blank=True)
    o3 = models.CharField(max_length=16, blank=True)
    invalid_why = models.CharField(max_length=100, blank=True)
    aqi = models.PositiveSmallIntegerField(null=True, blank=True)
    standard = models.CharField(max_length=24, blank=True)

    objects = AirDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "station", "on"],
                condition=Q(superseded_at__isnull=True),
                name="environment_air_day_once",
            )
        ]
        indexes = [
            models.Index(fields=["zone", "station", "on"], name="environment_air_day_of"),
            models.Index(fields=["zone", "entry"], name="environment_air_day_entry"),
            models.Index(
                fields=["zone", "-recorded_at"],
                condition=Q(corrects__isnull=False),
                name="environment_air_day_corrected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.on}"

    @property
    def amounts(self) -> dict[str, str]:
        """The amounts by pollutant."""
        return {item: getattr(self, column) for item, column in COLUMNS.items()}
