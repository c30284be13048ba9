"""Runs: one file taken in by one importer; the rows that it took over, and those that it could not."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.files.models import StoredFile
from banshi.base.imports import registry
from banshi.base.zones import access
from banshi.base.zones.models import Account, Subject, Zone


class State(models.TextChoices):
    """How far a run is."""

    MAPPING = "mapping", _("Columns are being named")
    CHECKING = "checking", _("Being tried, nothing is written")
    CHECKED = "checked", _("Tried; waits for you")
    IMPORTING = "importing", _("Being taken over")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Given up")


KEPT = timedelta(days=30)
"""After this the workbook of a run that rests goes: it holds names and telephones, and whoever has refused rows to
correct does it within the month. The house's own number; the run's page says the day."""
WORKING = (State.CHECKING, State.IMPORTING)


class RunQuerySet(models.QuerySet):
    """Runs that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """The actor's own runs, of importers that he may use still. The file of a run holds names, telephones
        and rows of every label: it is open to whoever took it in and to nobody beside him."""
        codes = [one.code for one in registry.importers(actor)]
        return self.filter(zone=actor.zone, account_id=actor.account_id, importer__in=codes)


class Run(models.Model):
    """One workbook on its way in. ``columns`` maps the place of a column to a field's code; ``position`` is the
    number of the last row that is done; the counts are those of the dry run until rows are taken over. ``meant``
    gives, by field and keyed word, key and name of what a clerk said that the word stands for; ``names`` are the
    names that the dry run gathered, sealed (see ``asked``), and go with the file."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    importer = models.CharField(max_length=32)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    sheet = models.CharField(max_length=100, blank=True)
    header_at = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    columns = models.JSONField(default=dict)
    meant = models.JSONField(default=dict)
    names = models.BinaryField(null=True)
    shape = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.MAPPING)
    asked_to_stop = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    to_create = models.PositiveIntegerField(default=0)
    to_change = models.PositiveIntegerField(default=0)
    to_leave = models.PositiveIntegerField(default=0)
    to_refuse = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    worked_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="import_run_number_once")]
        indexes = [
            models.Index(fields=["zone", "-made_at"], name="import_run_by_day"),
            models.Index(
                fields=["zone", "state"],
                condition=Q(state__in=("checking", "importing")),
                name="import_run_working",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.number}"

    @property
    def kind(self) -> registry.Importer | None:
        """Its importer; None when the app that brought it is gone."""
        return registry.get(self.importer)

    @property
    def working(self) -> bool:
        """Is it being worked on now?"""
        return self.state in WORKING

    @property
    def file_goes_at(self) -> datetime:
        """When its workbook is removed by itself, unless somebody works on it again."""
        return (self.ended_at or self.made_at) + KEPT

    @property
    def done_rows(self) -> int:
        """Rows that have been taken over, left or refused."""
        return self.created + self.changed + self.same + self.refused


class Told(models.Model):
    """A row of a run that was, or would be, refused or changed, and why, in a clerk's words.

    ``why`` names fields, never what stood in a cell: the file holds personal data, this table does not.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="told")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    tried = models.BooleanField(default=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "run", "tried", "row"], name="import_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row} {self.kind}"


class Taken(models.Model):
    """A row that was taken over: by its key it is known again in any later file.

    ``identity`` and ``digest`` are keyed hashes of the key's values and of all values, so that nobody can try
    names against them.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    importer = models.CharField(max_length=32)
    identity = models.CharField(max_length=40)
    digest = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="taken")
    row = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "importer", "identity"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["zone", "run", "row"], name="import_taken_of_run")]

    def __str__(self) -> str:
        return f"{self.importer} {self.identity}"


class Shape(models.Model):
    """How a sheet of this shape was mapped last: names of columns to fields, per zone and importer."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    importer = models.CharField(max_length=32)
    shape = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "importer", "shape"], name="import_shape_once")
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.shape[:8]}"


class Meant(models.Model):
    """What a word of a column was said to stand for, remembered per zone, importer and shape of sheet.

    ``word`` is a keyed digest: what stood in the cell is not kept. ``key`` is that of the thing on the field's roll,
    or ``names.LEFT_OUT``. A choice that was taken back or replaced stays as a row.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    importer = models.CharField(max_length=32)
    shape = models.CharField(max_length=64)
    field = models.CharField(max_length=32)
    word = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    by_zh = models.CharField(max_length=200)
    by_en = models.CharField(max_length=200, blank=True)
    chosen_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "importer", "shape", "field", "word"],
                condition=Q(taken_back_at__isnull=True),
                name="import_meant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.field} {self.key}"
