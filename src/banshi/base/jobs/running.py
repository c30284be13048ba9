"""The job that runs in this thread: how far it is, and whether it is to stop.

Progress is kept in memory and written by somebody else (the pulse of the worker), because a job that is in the
middle of a long transaction could neither show its own rows nor, on SQLite, let anybody write beside it.
"""

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


class Stopped(Exception):
    """Somebody asked the job to stop; what is not committed is taken back."""


class PutBack(Exception):
    """The worker is going down: the job goes back into the queue and begins anew."""


@dataclass
class Running:
    """A job under way. ``done`` of ``total`` (0: not known), ``step`` a code of its kind."""

    uid: UUID
    pk: int
    done: int = 0
    total: int = 0
    step: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    going_down: Callable[[], bool] = lambda: False
    publish: Callable[["Running"], None] | None = None
    told_at: float = 0.0


PUBLISH_EVERY_S = 1.0
_current: ContextVar[Running | None] = ContextVar("banshi_job", default=None)
_here: dict[UUID, Running] = {}


def begin(job: Running) -> None:
    """This thread works on ``job`` from now on."""
    _current.set(job)
    _here[job.uid] = job


def end(job: Running) -> None:
    """This thread has done with it."""
    _current.set(None)
    _here.pop(job.uid, None)


def here(uid: UUID) -> Running | None:
    """The job with this uid when a thread of this process is at it."""
    return _here.get(uid)


def progress(done: int | None = None, total: int | None = None, step: str | None = None) -> None:
    """Say how far the running job is; a function that is called outside of any job says nothing.

    Costs next to nothing, so call it for every row. Raises :class:`Stopped` when somebody asked to stop: let it
    pass through, so that the transaction is taken back.
    """
    job = _current.get()
    if job is None:
        return
    if done is not None:
        job.done = done
    if total is not None:
        job.total = total
    if step is not None:
        job.step = step
    if job.stop.is_set():
        raise Stopped
    if job.going_down():
        raise PutBack
    if job.publish is not None and time.monotonic() - job.told_at >= PUBLISH_EVERY_S:
        job.told_at = time.monotonic()
        job.publish(job)
