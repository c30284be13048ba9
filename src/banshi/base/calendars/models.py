"""One calendar per zone: exceptional days, announced years, working hours."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Subject, Zone

ALWAYS = date(1900, 1, 1)
"""The ``valid_from`` of hours that have always held."""


class DayKind(models.TextChoices):
    """What a day is, other than its weekday says. A lifted exception is an ordinary day again."""

    HOLIDAY = "holiday", _("Day off")
    MAKEUP_WORKDAY = "makeup_workday", _("Make-up working day")
    ORDINARY = "ordinary", _("As its weekday")


class Calendar(models.Model):
    """The calendar of a zone. ``week`` holds seven marks, Monday first: 1 is worked."""

    zone = models.OneToOneField(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    week = models.CharField(max_length=7, default="1111100")

    def __str__(self) -> str:
        return f"calendar of {self.zone_id}"


class CalendarDay(models.Model):
    """An exceptional day, with the notice that made it one."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=16, choices=DayKind.choices)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class CalendarYear(models.Model):
    """A year whose holidays have been announced. Days of all other years are provisional."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    announced_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "year"], name="calendar_year_once")]

    def __str__(self) -> str:
        return str(self.year)


class WorkingHours(models.Model):
    """The hours of a working day from ``month``/``day`` of each year on, since ``valid_from``.

    Rows with the same ``valid_from`` are one timetable; a corrected timetable retires the rows before.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    valid_from = models.DateField(default=ALWAYS)
    month = models.PositiveSmallIntegerField(default=1)
    day = models.PositiveSmallIntegerField(default=1)
    spans = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    retired = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "valid_from", "month", "day"],
                condition=Q(retired=False),
                name="working_hours_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.month}-{self.day} {self.spans}"
