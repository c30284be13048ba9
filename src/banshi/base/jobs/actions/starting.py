"""Putting a job into the queue, and asking one to stop."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.jobs import registry
from banshi.base.jobs.models import OPEN, Job, State
from banshi.base.jobs.running import here
from banshi.base.jobs.tasks import run
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal


def start(*, actor: Actor, kind: str, arguments: dict[str, Any] | None = None, key: str = "") -> Job:
    """Queue a job of a registered kind, in the transaction of the caller where there is one.

    ``arguments`` must be JSON: ids, codes, dates as text; no personal data. With a ``key``, a job of the same kind
    and key that still waits or runs is answered instead of a second one.
    """
    found = registry.kind(kind)
    if found is None:
        raise RuntimeError(f"no app has registered the job {kind}")
    with transaction.atomic():
        same = (
            Job.objects.filter(zone=actor.zone, kind=kind, key=key, state__in=OPEN).first() if key else None
        )
        if same is not None:
            return same
        job = Job.objects.create(
            zone=actor.zone,
            kind=kind,
            key=key,
            account_id=actor.account_id,
            arguments=arguments or {},
            created_at=clock.process_now(),
        )
        queued = run.using(priority=found.priority).enqueue(str(job.uid))
        job.task = queued.id
        job.save(update_fields=["task"])
    return job


def ask_stop(*, actor: Actor, job: Job) -> Job:
    """Ask a job to stop: one that waits never begins, one that runs stops at its next step."""
    with transaction.atomic():
        row = Job.objects.visible_to(actor).select_for_update().filter(pk=job.pk).first()
        if row is None:
            raise access.unknown()
        if not row.open:
            raise Refusal("jobs.over", _("This has already ended. There is nothing to stop."))
        row.stop_asked = True
        if row.state == State.WAITING:
            row.state, row.finished_at = State.STOPPED, clock.process_now()
        row.save(update_fields=["stop_asked", "state", "finished_at"])
    running = here(row.uid)
    if running is not None:
        running.stop.set()
    return row
