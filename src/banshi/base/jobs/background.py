"""The worker: a pair of threads of the embedded server, and the same pair under ``./banshi work``.

One thread does jobs, one after the other; the other does what must not wait for a long job: the clock's
work and the rounds of apps (the outbox). Neither holds a lock while it looks or while it waits for somebody
outside, so that on SQLite a web request waits for a worker at most as long as for another request.
"""

import atexit
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import uuid4

from django.db import close_old_connections, connection

from banshi.base.jobs import registry
from banshi.base.jobs.actions import ticking, working
from banshi.base.jobs.running import Running
from banshi.base.zones import clock
from banshi.base.zones.models import Zone

IDLE_S = 1.0
SLOWEST_S = 30.0
PULSE_S = 2.0
LOOKED_AFTER_S = timedelta(seconds=30)
SWEPT_EVERY = timedelta(hours=1)
AT_END_S = 10.0
"""How long a worker that is told to end may take: a call outside ends after five seconds, and is then marked."""
log_of_machine = logging.getLogger(__name__)


class Worker:
    """Works until it is stopped; after trouble it waits longer each time, up to half a minute."""

    def __init__(self, stopped: threading.Event | None = None):
        self.stopped = stopped or threading.Event()
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:8]}"
        self._taken_up = self._swept = None

    def jobs(self) -> None:
        """The loop of the first thread."""
        self._loop(self.one_job)

    def rounds(self) -> None:
        """The loop of the second thread."""
        self._loop(self.one_round)

    def one_job(self) -> bool:
        """Do one job; whether there was one."""
        return working.work_once(self.name, going_down=self.stopped.is_set, pulse=pulse)

    def one_round(self) -> bool:
        """The clock's work, then what the apps bring; whether any of them had something to do."""
        now, did = clock.process_now(), 0
        if self._taken_up is None or now - self._taken_up > LOOKED_AFTER_S:
            self._taken_up = now
            working.take_up()
            for zone in Zone.objects.select_related("subject").order_by("pk"):
                did += ticking.tick(zone)
        if self._swept is None or now - self._swept > SWEPT_EVERY:
            self._swept = now
            working.sweep()
        for work in registry.rounds():
            if not self.stopped.is_set():
                did += work(self.stopped.is_set)
        return bool(did)

    def _loop(self, once: Callable[[], bool]) -> None:
        pause = 0.0
        while not self.stopped.wait(pause):
            try:
                pause = 0.0 if once() else IDLE_S
            except Exception:
                log_of_machine.exception("a worker met trouble and goes on")
                pause = min(max(pause * 2, IDLE_S), SLOWEST_S)
            finally:
                close_old_connections()
        connection.close()

    def threads(self) -> list[threading.Thread]:
        """Both loops as threads, not yet started."""
        return [
            threading.Thread(target=self.jobs, name="banshi-jobs", daemon=True),
            threading.Thread(target=self.rounds, name="banshi-rounds", daemon=True),
        ]

    def leave(self, threads: Iterable[threading.Thread]) -> None:
        """Begin nothing more, and wait for what is under way; what is not done in time is taken up by the next."""
        self.stopped.set()
        until = time.monotonic() + AT_END_S
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def pulse(running: Running) -> Callable[[], None]:
    """Write how far a job is every two seconds, on a connection of its own; returns what ends it."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(PULSE_S):
            try:
                working.publish(running)
            except Exception:  # the gate may be the job's own for a while; the next beat tells
                log_of_machine.debug("a beat was lost", exc_info=True)
            finally:
                close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, name="banshi-pulse", daemon=True)
    thread.start()

    def end() -> None:
        over.set()
        thread.join()

    return end


_started = threading.Lock()


def start() -> bool:
    """Start the threads of this process, once; whether they were started now."""
    if not _started.acquire(blocking=False):
        return False
    worker = Worker()
    threads = worker.threads()
    atexit.register(worker.leave, threads)
    for thread in threads:
        thread.start()
    return True
