"""How often a connection asks within a minute: the limit is that of all processes together.

It counts as the limits of the portal do (a keyed digest of the connection's network, swept when its hour is over).
A question that is only read must not cost a write each time, so a process tells the database of a connection's
questions in steps of a twentieth of the limit, and remembers for the minute who is over it. Whoever asks a few times
a minute costs no write at all; beyond the limit a connection gets at most a step less one from each process.
"""

import threading
from datetime import datetime

from banshi.base.zones.models import Zone
from banshi.doors.portal import codes
from banshi.doors.portal.actions.counting import within

STEPS = 20


class _Minute:
    """What this process has counted in this minute and not told yet, and who is over the limit."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.at: datetime | None = None
        self.held: dict[str, int] = {}
        self.over: set[str] = set()

    def count(self, key: str, at: datetime, step: int) -> int | None:
        """Count one; how many are to be told now (0 while there are fewer than ``step``), None when it is over."""
        with self.lock:
            if at != self.at:
                self.at, self.held, self.over = at, {}, set()
            if key in self.over:
                return None
            held = self.held.get(key, 0) + 1
            self.held[key] = held if held < step else 0
            return held if held >= step else 0

    def refuse(self, key: str, at: datetime) -> None:
        """Nothing more from this one until the minute is over."""
        with self.lock:
            if at == self.at:
                self.over.add(key)


_minute = _Minute()


def forget() -> None:
    """Forget what was counted and not told: for tests, which ask many questions within one minute."""
    with _minute.lock:
        _minute.at = None


def wait(zone: Zone, address: str, most: int, now: datetime) -> int:
    """Count one question; the seconds to wait when it was one too many, 0 when it was not."""
    minute, key = now.replace(second=0, microsecond=0), codes.address_key(zone, address, "open311")
    due = _minute.count(key, minute, max(1, most // STEPS))
    if due == 0 or (due and within(zone, key, most, now, due, window_at=minute)):
        return 0
    _minute.refuse(key, minute)
    return 60 - now.second
