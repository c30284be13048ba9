"""SQLite with one fair gate in front of every write transaction.

SQLite's busy handler lets one writer starve the others: of eight writers one
got a single commit while another got 1,374. A lock file beside the database
queues them fairly. The gate is taken when a transaction begins (all our
transactions are IMMEDIATE) and given back at commit or rollback.
"""

import fcntl
import os
import time
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

GATE_TIMEOUT_SECONDS = 20.0
_POLL_SECONDS = 0.002


class WriteGate:
    """An exclusive lock on ``<database>-gate``, held for one transaction."""

    def __init__(self, path: str):
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Wait at most 20 seconds; raise OperationalError when others hold the gate longer."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + GATE_TIMEOUT_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(handle)
                    raise OperationalError("database is locked: the write gate is held") from None
                time.sleep(_POLL_SECONDS)
            else:
                self._handle = handle
                return

    def release(self) -> None:
        """Give the gate back; a no-op when it is not held."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


@lru_cache(maxsize=512)
def _with_marks(query: str) -> str:
    """A statement with SQLite's marks in place of Django's: most are sent again and again, and some are long.

    What comes back is the same object each time, so that its hash, by which statements are kept prepared, is known.
    """
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which looks for marks in a statement once and not each time."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """As Django's."""
        return (
            _with_marks(str(query))
            if param_names is None
            else super().convert_query(query, param_names=param_names)
        )


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend behind the write gate (files only, not in-memory databases)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._gate: WriteGate | None = None

    def _gate_for_this_database(self) -> WriteGate | None:
        if self._gate is None and not self.is_in_memory_db():
            self._gate = WriteGate(f"{self.settings_dict['NAME']}-gate")
        return self._gate

    def create_cursor(self, name: str | None = None) -> Cursor:
        """As Django's, with a cursor of ours."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        gate = self._gate_for_this_database()
        if gate is not None:
            gate.acquire()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._release_gate()
            raise

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self._release_gate()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._release_gate()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._release_gate()

    def _release_gate(self) -> None:
        if self._gate is not None:
            self._gate.release()
