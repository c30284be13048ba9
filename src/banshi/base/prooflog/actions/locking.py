"""One sequencer per zone at a time: a lock file beside SQLite, an advisory lock in PostgreSQL.

The lock spares work; that two sequencers are harmless rests on the compare-and-set of the log's row.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

CLASS = 0x62616E7368692000  # the bytes of "banshi ", so that nobody else's advisory lock is met by chance


@contextmanager
def only_one(zone_id: int) -> Iterator[bool]:
    """The block runs with True when nobody else sequences the zone, with False when somebody does."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLASS + zone_id])
            yield cursor.fetchone()[0]
    elif connection.is_in_memory_db():
        yield True
    else:
        with _flock(f"{connection.settings_dict['NAME']}-log-{zone_id}") as mine:
            yield mine


@contextmanager
def _flock(path: str) -> Iterator[bool]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)
