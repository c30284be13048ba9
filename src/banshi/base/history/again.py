"""When a use case that the database broke off is tried again, and after which pause.

What the database took back for certain (a deadlock, a lost race, a lock that was not given in time) is
tried again. Where the connection was lost the commit may or may not have happened: only an act with a key
is tried again, since it is then answered from what the first try made. The whole use case is repeated, so
nothing of it may have left the process; messages go through an outbox.
"""

import random
import time

from django.db import Error, connection

TRIES = 3
TAKEN_BACK = frozenset({"40001", "40P01", "55P03"})
READ_ONLY = "25006"
"""The server has become a standby: it refused, and the next connection finds the new primary."""

LOST = frozenset({"57P01", "57P02", "57P03"})
FIRST_PAUSE_S = 0.05
GROWTH = 4


def worth_it(error: Error, *, keyed: bool) -> bool:
    """Whether the act that ended in ``error`` may be tried again; a connection that was lost is let go."""
    if connection.in_atomic_block or connection.vendor != "postgresql":
        return False
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if state in TAKEN_BACK:
        return True
    if state == READ_ONLY or is_lost(state):
        connection.close()
        return keyed or state == READ_ONLY
    return False


def is_lost(state: str) -> bool:
    """No state at all is what the driver says when the line is dead."""
    return not state or state in LOST or state.startswith("08")


def pause(attempt: int) -> None:
    """Wait before the next try: longer each time, and never in step with others."""
    time.sleep(FIRST_PAUSE_S * GROWTH ** (attempt - 1) * (1 + random.random()))  # noqa: S311
