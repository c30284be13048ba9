"""PostgreSQL, where statements that are always put in the same words are parsed and planned once per connection.

Django's backend writes the values into each statement and prepares nothing: PostgreSQL made the plan of a matter's
page anew for each reader, 13 of its 23 ms. Only what is asked through :meth:`DatabaseWrapper.kept` is prepared here;
everything else goes as Django sends it.
"""

from collections.abc import Generator
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from select import POLLIN, poll
from typing import Any
from uuid import UUID

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import mogrify
from psycopg import Copy, Cursor, errors
from psycopg.generators import fetch_many
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.types.numeric import Int8
from psycopg.waiting import Wait

_AS_TEXT = (int, str, date, datetime, UUID, Decimal)
MOST_PREPARED = 512
"""Statements that a connection keeps prepared; the one not asked for longest goes."""


class KeptCursor(base.CursorMixin, Cursor):
    """A cursor that sends statements and values apart, and the statement only once."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """As the driver's. A statement whose columns have changed since it was prepared is prepared anew.

        That is after a migration under a running server. Inside a transaction the act fails, and is made again
        by whoever sent it: with the transaction the driver forgets all that was prepared.
        """
        try:
            return super().execute(query, params, **how)
        except errors.FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
        self.connection.execute("DEALLOCATE ALL")  # which the driver hears, and forgets them too
        return super().execute(query, params, **how)


class Operations(base.DatabaseOperations):
    """Django's; a statement whose values it cannot write out is told without them."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection with a second kind of cursor."""

    ops_class = Operations

    whole_number = Int8
    """How to send a whole number to a kept statement: the driver would take the smallest size that holds it, and to
    PostgreSQL each size makes a statement of its own."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection

    def kept(self) -> AbstractContextManager[Any]:
        """A cursor for statements that stay prepared; an ordinary one where preparing is switched off.

        Its errors, its counting and its wrappers are those of ``connection.cursor()``. The plan does not know the
        values (``plan_cache_mode``), so what is always the same belongs into the words.
        """
        if self.settings_dict["OPTIONS"].get("prepare_threshold") is None:
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = KeptCursor(self.connection)
            loader = self.connection.adapters.get_loader(base.TIMESTAMPTZ_OID, base.Format.TEXT)
            if self.timezone != loader.timezone:
                base.register_tzloader(self.timezone, cursor)
            return self._prepare_cursor(cursor)

    def is_usable(self) -> bool:
        """Whether the server is still there: while nothing has come over the wire unasked, it has not hung up.

        Django asks at the first question of each request, and by a question: a round trip for nothing. A server that
        has gone without a word (a cable) is noticed by neither.
        """
        return (self._quiet() and not self.errors_occurred) or super().is_usable()

    def _quiet(self) -> bool:
        link = self.connection
        if link is None or link.closed or link.info.transaction_status != TransactionStatus.IDLE:
            return False
        waiting = poll()
        waiting.register(link.fileno(), POLLIN)
        return not waiting.poll(0)

    @staticmethod
    def lines(copy: Copy, size: int) -> list[bytes]:
        """As many lines of a running COPY, fewer at its end, which is to be read too.

        The driver's own loop waits for each line anew, which costs twice as much. Here, too, it is the driver that
        waits, where nothing has come: it hears Ctrl-C.
        """
        return copy.connection.wait(_lines(copy.connection.pgconn, size))

    @staticmethod
    def as_text(value: Any) -> Any:
        """How to send a value to a kept statement that writes: as text, which takes the type of its column.

        So a statement is the same one whether a column is empty or not, and how long a number is.
        """
        return str(value) if isinstance(value, _AS_TEXT) else value

    def literal(self, value: Any) -> str:
        """A value as Django's cursors write it into a statement."""
        return mogrify("%s", [value], self)


def _lines(link: Any, size: int) -> Generator[Any, Any, list[bytes]]:
    lines: list[bytes] = []
    while len(lines) < size:
        length, line = link.get_copy_data(1)
        if length == 0:  # nothing has come
            yield Wait.R
            link.consume_input()
        elif length > 0:
            lines.append(line)
        else:
            [ended] = yield from fetch_many(link)
            if ended.status != ExecStatus.COMMAND_OK:
                raise errors.error_from_result(ended)
            break
    return lines
