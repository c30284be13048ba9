"""What was done for the machine itself. It belongs to no zone: one database is cared for as a whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    """What was run."""

    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore drill")
    RESTORED = "restored", _("Restored from a backup")
    MIGRATION = "migration", _("Migration")


class Run(models.Model):
    """One run. ``ok`` of a restored copy says that it was compared with what is known outside.

    ``facts`` holds names, counts and places as JSON, nothing of any zone's business.
    """

    kind = models.CharField(max_length=12, choices=RunKind.choices)
    at = models.DateTimeField()
    ok = models.BooleanField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="care_run_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
