"""Runs are worked on by a thread of the embedded server, one after another."""

import logging
import threading

from django.db import close_old_connections, connection

from banshi.base.imports import work

INTERVAL = 1.0
SLOWEST = 30.0
log_of_machine = logging.getLogger(__name__)
_started = threading.Lock()


def once() -> int:
    """Work on everything that waits; how many runs."""
    found = work.waiting()
    for run in found:
        work.work(run)
    return len(found)


def run(stopped: threading.Event) -> None:
    """Until it is stopped; after trouble it waits longer each time."""
    pause = INTERVAL
    while not stopped.wait(pause):
        try:
            once()
            pause = INTERVAL
        except Exception:
            log_of_machine.exception("an import met trouble")
            pause = min(pause * 2, SLOWEST)
        finally:
            close_old_connections()
    connection.close()


def start() -> bool:
    """Start the thread of this process, once; whether it was started now."""
    if not _started.acquire(blocking=False):
        return False
    threading.Thread(target=run, args=(threading.Event(),), name="banshi-imports", daemon=True).start()
    return True
