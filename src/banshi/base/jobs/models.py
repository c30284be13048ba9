"""Jobs as people see them, and when what recurs is next due. The queue itself is that of django-tasks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Zone


class State(models.TextChoices):
    """How a job stands."""

    WAITING = "waiting", _("Waiting for its turn")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


OPEN = (State.WAITING, State.RUNNING)


class JobQuerySet(models.QuerySet):
    """Jobs that an actor may see."""

    def visible_to(self, actor: Actor) -> "JobQuerySet":
        """His own; those of the whole zone for whoever looks after the machine."""
        rows = self.filter(zone=actor.zone)
        return rows if actor.holds("health.view") else rows.filter(account_id=actor.account_id or 0)


class Job(models.Model):
    """One piece of work. Times are the process's, not those of a simulated zone.

    ``arguments`` are ids and codes, never personal data. ``error`` is the code of a refusal, or the class of
    an error and the line it came from; ``says`` is the sentence of a refusal, for whoever started the job.
    ``key`` names work of which no second may wait or run beside the first.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=48)
    key = models.CharField(max_length=80, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    arguments = models.JSONField(default=dict)
    task = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=200, blank=True)
    says = models.CharField(max_length=400, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="job_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["zone", "state", "-created_at"], name="job_by_state"),
            models.Index(fields=["zone", "account", "-created_at"], name="job_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def open(self) -> bool:
        """Neither done, failed nor stopped."""
        return self.state in OPEN


class Schedule(models.Model):
    """When something that recurs in a zone is next due, in the zone's own time; moved by compare-and-set."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    name = models.CharField(max_length=48)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="schedule_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
