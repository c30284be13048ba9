"""What a worker does: claims a job, runs it, keeps what came of it, and takes up what a killed worker left."""

import logging
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import override
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banshi.base.jobs import registry
from banshi.base.jobs.models import Job, State
from banshi.base.jobs.running import PutBack, Running, Stopped, begin, end
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Zone
from banshi.base.zones.refusals import Refusal

LEASE = timedelta(seconds=60)
TRIES = 3
LOOKED_AT = 8
KEPT = timedelta(days=7)
PACKAGE = Path(__file__).resolve().parents[3]
log_of_machine = logging.getLogger(__name__)

Pulse = Callable[[Running], Callable[[], None]]


@dataclass(frozen=True)
class Hands:
    """What the worker gives the job past the queue: whether it goes down, and who writes how far the job is."""

    going_down: Callable[[], bool] = lambda: False
    pulse: Pulse | None = None


NO_HANDS = Hands()
_hands: ContextVar[Hands] = ContextVar("banshi_worker", default=NO_HANDS)


def claim(worker: str) -> DBTaskResult | None:
    """The next job of the queue, now this worker's; None when nothing waits. Looking alone takes no lock."""
    for row in list(DBTaskResult.objects.ready()[:LOOKED_AT]):
        now = clock.process_now()
        with transaction.atomic():
            mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
                status=TaskResultStatus.RUNNING, started_at=now, worker_ids=[*row.worker_ids, worker]
            )
            if mine:
                Job.objects.filter(task=row.pk, state=State.WAITING).update(
                    state=State.RUNNING, started_at=now, beat_at=now
                )
        if mine:
            row.refresh_from_db()
            return row
    return None


def work_once(
    worker: str, *, going_down: Callable[[], bool] = lambda: False, pulse: Pulse | None = None
) -> bool:
    """Claim one job and do it; whether there was one."""
    row = claim(worker)
    if row is None:
        return False
    token = _hands.set(Hands(going_down, pulse))
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except PutBack:
        put_back(row)
        return True
    except Exception as error:
        log_of_machine.exception("a task failed: %s", row.task_path)
        _settle(row, TaskResultStatus.FAILED, f"{type(error).__module__}.{type(error).__qualname__}")
        return True
    finally:
        _hands.reset(token)
    _settle(row, TaskResultStatus.SUCCESSFUL)
    return True


def _settle(row: DBTaskResult, status: str, error: str = "") -> None:
    """The queue keeps no traceback: it could quote what somebody wrote."""
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=status, finished_at=clock.process_now(), exception_class_path=error, traceback=""
    )


def put_back(row: DBTaskResult) -> None:
    """The job goes back into the queue as if it had never begun."""
    with transaction.atomic():
        DBTaskResult.objects.filter(pk=row.pk).update(status=TaskResultStatus.READY, started_at=None)
        Job.objects.filter(task=row.pk, state=State.RUNNING).update(
            state=State.WAITING, done=0, step="", tries=F("tries") - 1
        )


def run_job(uid: UUID) -> None:
    """Do the job with this uid and keep its end. Raises :class:`PutBack` alone."""
    job = Job.objects.select_related("zone__subject", "account").filter(uid=uid).first()
    if job is None or job.state != State.RUNNING:
        return
    Job.objects.filter(pk=job.pk).update(tries=job.tries + 1)
    hands = _hands.get()
    running = Running(job.uid, job.pk, going_down=hands.going_down)
    if job.stop_asked:
        running.stop.set()
    if hands.pulse is None:
        running.publish = _publish_between
    stop_pulse = hands.pulse(running) if hands.pulse else lambda: None
    begin(running)
    try:
        values = _outcome(job)
    finally:
        end(running)
        stop_pulse()
    _finish(job, running, **values)


def _outcome(job: Job) -> dict:
    """The columns in which the job's end is kept."""
    kind = registry.kind(job.kind)
    if kind is None:
        return {"state": State.FAILED, "error": "jobs.kind_unknown"}
    try:
        with override("zh-hans"):
            actor = actor_of(job.zone, job.account)
            result = kind.function(actor=actor, **job.arguments)
        return {"state": State.DONE, "result": result or {}}
    except Stopped:
        return {"state": State.STOPPED}
    except PutBack:
        raise
    except Refusal as refusal:
        with override("zh-hans"):
            return {"state": State.FAILED, "error": refusal.code, "says": refusal.message[:400]}
    except Exception as error:
        log_of_machine.exception("job %s failed", job.kind)
        return {"state": State.FAILED, "error": where(error)}


def actor_of(zone: Zone, account: Account | None) -> Actor:
    """Who the job acts for, as he stands today: the machine where nobody asked for it."""
    if account is None:
        return access.system_actor(zone)
    actor = access.policy().actor_for(account, zone)
    if actor is None or not account.is_active:
        raise access.unknown()
    return actor


def where(error: BaseException) -> str:
    """The class of an error and the line of ours it came from; never its words, which may quote people."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    line = ours[-1] if ours else None
    place = f" {Path(line.filename).relative_to(PACKAGE)}:{line.lineno}" if line else ""
    return f"{type(error).__qualname__}{place}"[:200]


def _finish(job: Job, running: Running, **values) -> None:
    if values["state"] == State.DONE and running.total:
        running.done = running.total
    Job.objects.filter(pk=job.pk).update(
        done=running.done, total=running.total, step=running.step, finished_at=clock.process_now(), **values
    )


def publish(running: Running) -> None:
    """Write how far the job is, and see whether it is to stop."""
    Job.objects.filter(pk=running.pk).update(
        done=running.done, total=running.total, step=running.step, beat_at=clock.process_now()
    )
    if Job.objects.filter(pk=running.pk, stop_asked=True).exists():
        running.stop.set()


def _publish_between(running: Running) -> None:
    if not connection.in_atomic_block:
        publish(running)


def take_up(lease: timedelta = LEASE) -> int:
    """Jobs whose worker was killed go back into the queue, those that killed three workers are given up."""
    now, found = clock.process_now(), 0
    for job in Job.objects.filter(state=State.RUNNING, beat_at__lt=now - lease):
        with transaction.atomic():
            again = job.tries < TRIES
            ended = {} if again else {"finished_at": now, "error": "jobs.killed"}
            mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, beat_at=job.beat_at).update(
                state=State.WAITING if again else State.FAILED, **ended
            )
            if mine:
                status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
                DBTaskResult.objects.filter(pk=job.task).update(
                    status=status, exception_class_path="", traceback=""
                )
                found += 1
    return found


def sweep() -> int:
    """Take what ended a week ago out of the queue; the jobs themselves stay."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=clock.process_now() - KEPT)
    return old.delete()[0]
