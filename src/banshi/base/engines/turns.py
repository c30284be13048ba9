"""One at a time, per zone, across processes: an advisory lock in PostgreSQL, a lock file beside SQLite.

The sequencer of a zone's log and the router of its messages take turns so. It spares work and keeps order; that two
at once do no harm must rest on something else (a compare-and-set of a row).
"""

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def only_one(what: str, zone_id: int) -> Iterator[bool]:
    """The block runs with True when nobody else does ``what`` for the zone, with False when somebody does."""
    if connection.vendor == "postgresql":
        # With our name before it, so that nobody else's advisory lock is met by chance.
        key = (zlib.crc32(f"banshi {what}".encode()) & 0x7FFFFFFF, zone_id & 0x7FFFFFFF)
        # Of the transaction, not of the session: behind pgbouncer a session is anybody's.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", key)
            yield cursor.fetchone()[0]
    elif connection.is_in_memory_db():
        yield True
    else:
        with _held(f"{connection.settings_dict['NAME']}-{what}-{zone_id}") as mine:
            yield mine


@contextmanager
def _held(path: str) -> Iterator[bool]:
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
