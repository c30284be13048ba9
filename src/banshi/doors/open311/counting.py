"""How often a connection asks within a minute, counted in this process's memory: reading writes nothing.

With several web processes each counts by itself, so that the limit is theirs, not that of all together; it guards
a process against a client that has run wild, and is no secret's only guard.
"""

import threading
from datetime import datetime

from banshi.base.signin.sessions import network_of

MOST_KEPT = 10_000
ELSEWHERE = ""
"""Beyond so many connections within a minute all others are counted as one."""


class Minute:
    """Counts of the minute that is; those of the minute before are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute, self._counts = 0, dict[tuple[int, str], int]()

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts = {}

    def wait(self, zone_id: int, address: str, most: int, now: datetime) -> int:
        """Count one question; the seconds to wait when it was one too many, 0 when it was not."""
        second = int(now.timestamp())
        key = (zone_id, network_of(address))
        with self._lock:
            if second // 60 != self._minute:
                self._minute, self._counts = second // 60, {}
            if key not in self._counts and len(self._counts) >= MOST_KEPT:
                key = (zone_id, ELSEWHERE)
            self._counts[key] = self._counts.get(key, 0) + 1
            return 60 - second % 60 if self._counts[key] > most else 0


MINUTE = Minute()
