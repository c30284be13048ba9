"""Reading everything in parts, each in a process of its own, all of one and the same moment.

A part is a range of subjects' ids, with all that belongs to them; what belongs to no subject is dealt out in turn.
On PostgreSQL the processes take over the snapshot of the first one. On SQLite nobody writes for the few milliseconds
in which all of them begin to read; after that writers go on, and nobody reads what they write.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import ExpressionWrapper, F, IntegerField, QuerySet

MOST_JOBS = 4
"""Beyond, what is left to the first process decides how long it takes."""


@dataclass(frozen=True)
class Part:
    """Number ``index`` of ``of`` parts: the subjects with ids from ``low`` up to, not including, ``high``."""

    index: int = 0
    of: int = 1
    low: int | None = None
    high: int | None = None

    def where(self, column: str) -> str:
        """The condition in SQL on a column that holds ids of subjects, such that no index is used; true for all."""
        ends = ((self.low, ">="), (self.high, "<"))
        return " AND ".join(f"+{column} {sign} {end:d}" for end, sign in ends if end is not None) or "1 = 1"

    def subjects(self, rows: QuerySet, field: str = "pk") -> QuerySet:
        """``rows`` whose ``field`` holds the id of a subject of the part."""
        rows = rows if self.low is None else rows.filter(**{f"{field}__gte": self.low})
        return rows if self.high is None else rows.filter(**{f"{field}__lt": self.high})

    def share(self, rows: QuerySet, field: str = "pk") -> QuerySet:
        """One in ``of`` of any rows, by their id or that in ``field``."""
        if self.of == 1:
            return rows
        rest = ExpressionWrapper(F(field) % self.of, output_field=IntegerField())
        return rows.alias(part_rest=rest).filter(part_rest=self.index)


def parts(bounds: Sequence[int], jobs: int) -> list[Part]:
    """``jobs`` parts with about as many of ``bounds`` in each: subjects of a sample of the rows to be read."""
    ordered = sorted(bounds)
    cuts = [ordered[len(ordered) * n // jobs] if ordered else n for n in range(1, jobs)]
    lows, highs = [None, *cuts], [*cuts, None]
    return [Part(index, jobs, low, high) for index, (low, high) in enumerate(zip(lows, highs, strict=True))]


class PartFailed(RuntimeError):
    """A process ended without an answer, so nothing can be said of the whole."""


def usual_jobs() -> int:
    """How many processes are worth while here."""
    return max(1, min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, MOST_JOBS))


@contextmanager
def snapshot(of: str = "") -> Iterator[None]:
    """Everything read in the block is of one moment, and no writer waits for it.

    Inside a transaction (a test) nothing is done. SQLite reads under a deferred transaction of its own,
    past the gate of writers. ``of`` names the moment of another process on PostgreSQL (:func:`moment`).
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            if of:
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [of])
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield
    else:
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        connection.in_atomic_block = True
        try:
            yield
        finally:
            connection.in_atomic_block = False
            connection.connection.execute("ROLLBACK")


Work = Callable[[Part], Iterator[Any]]
"""What is done with a part: its answers, one after the other, such as can be pickled."""


@contextmanager
def working(jobs: int, split: Callable[[int], list[Part]], work: Work) -> Iterator[Callable[[], list[Any]]]:
    """``work`` done on each of the parts that ``split`` makes, while the block runs in the same moment.

    Each time the block calls for them it gets the next answer of every part, in the order of the parts; the parts are
    worked on meanwhile. One part, parts inside a transaction (which no other process sees), and where processes
    cannot be forked, are worked on one after the other in this process. Raises :class:`PartFailed`.
    """
    alone = jobs == 1 or connection.in_atomic_block or not hasattr(os, "fork")
    if alone or (connection.vendor == "sqlite" and connection.is_in_memory_db()):
        with snapshot():
            running = [work(part) for part in split(jobs)]
            yield lambda: [next(part) for part in running]
        return
    connections.close_all()  # a connection belongs to one process
    with ExitStack() as stack:
        workers = [stack.enter_context(_forked(work)) for _job in range(jobs)]
        those = split(jobs)  # while they connect
        with _one_moment(workers, those):
            yield lambda: _answers(workers)


@contextmanager
def _one_moment(workers: list[Connection], those: list[Part]) -> Iterator[None]:
    """This process and the others read what is committed now."""
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            stack.enter_context(snapshot())
            _begin(workers, those, _moment())
        else:
            with _nobody_writes():
                stack.enter_context(snapshot())
                look()
                _begin(workers, those, "")
        yield


def _begin(workers: list[Connection], those: list[Part], moment: str) -> None:
    for worker, part in zip(workers, those, strict=True):
        worker.send((moment, part))
    _answers(workers)


def _moment() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]


def look() -> None:
    """A deferred transaction of SQLite begins to read with its first statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1" if connection.vendor == "sqlite" else "SELECT 1")
        cursor.fetchall()


@contextmanager
def _nobody_writes() -> Iterator[None]:
    """Through a second connection, behind the gate like any writer, which then writes nothing."""
    holder: Any = connection.copy()
    try:
        holder.ensure_connection()
        holder._start_transaction_under_autocommit()
        yield
    finally:
        holder.close()


@contextmanager
def _forked(work: Work) -> Iterator[Connection]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_worker, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.terminate()
        process.join()


def _worker(line: Connection, work: Work) -> None:
    try:
        connection.ensure_connection()
        moment, part = line.recv()
        with snapshot(of=moment):
            look()
            line.send(("", None))
            for answer in work(part):
                line.send(("", answer))
    except BaseException as error:
        line.send((f"{type(error).__name__}: {error}", None))
    finally:
        connection.close()


def _answers(workers: list[Connection]) -> list[Any]:
    """The next of each; who has one need not wait until the others have."""
    found: dict[Connection, Any] = {}
    while len(found) < len(workers):
        for worker in wait([worker for worker in workers if worker not in found]):
            found[worker] = _answer(worker)
    return [found[worker] for worker in workers]


def _answer(worker: Any) -> Any:
    try:
        failed, answer = worker.recv()
    except EOFError:
        failed, answer = "it ended without a word", None
    if failed:
        raise PartFailed(f"A process that read a part of the database failed: {failed}")
    return answer
