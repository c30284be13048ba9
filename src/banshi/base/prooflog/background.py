"""The sequencer as a thread of the embedded server, and as a worker of its own."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from banshi.base.prooflog.actions.sequencing import BATCH, Held, sequence, waiting_zones

INTERVAL = 1.0
SLOWEST = 30.0
log_of_machine = logging.getLogger(__name__)


class Runner:
    """Looks for waiting entries every second; after trouble it waits longer each time, up to 30 s."""

    def __init__(self, stopped: threading.Event | None = None):
        self.stopped = stopped or threading.Event()
        self.pause = INTERVAL
        self.told: dict[int, str] = {}

    def once(self) -> int:
        """Take in everything that waits, zone by zone; how many entries. What is held is told once."""
        total = 0
        for zone in waiting_zones():
            try:
                taken = BATCH
                while not self.stopped.is_set() and taken == BATCH:  # a smaller batch took all that waited
                    taken = sequence(zone)
                    total += taken
                self.told.pop(zone.pk, None)
            except Held as error:
                if self.told.get(zone.pk) != str(error):
                    log_of_machine.error("nothing is signed in zone %s: %s", zone.code, error)
                self.told[zone.pk] = str(error)
        return total

    def run(self, after: Callable[[int], None] = lambda taken: None) -> None:
        """Until it is stopped."""
        while not self.stopped.wait(self.pause):
            try:
                after(self.once())
                self.pause = INTERVAL
            except Exception:
                log_of_machine.exception("the sequencer met trouble and tries again")
                self.pause = min(self.pause * 2, SLOWEST)
            finally:
                close_old_connections()
        connection.close()


_started = threading.Lock()


def start() -> bool:
    """Start the thread of this process, once; whether it was started now."""
    if not _started.acquire(blocking=False):
        return False
    threading.Thread(target=Runner().run, name="banshi-sequencer", daemon=True).start()
    return True
