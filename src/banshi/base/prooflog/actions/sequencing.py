"""The sequencer: gives waiting entries their places in the zone's log and signs the log's new head.

It works beside the business transactions, never inside them. Entries without a place are taken, not those
with a larger id: on PostgreSQL a smaller id may be committed later. Reading and hashing come first; then
one short transaction compares and sets the log's row, gives the places, stores the nodes that became
complete and the signed checkpoint. What was signed and not committed has never left this process.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from banshi.base.engines.rows import Lines
from banshi.base.engines.turns import only_one
from banshi.base.history.models import Entry
from banshi.base.prooflog import guard, keyfiles, tree
from banshi.base.prooflog.actions.dropping import drop
from banshi.base.prooflog.models import Checkpoint, Log, LogKey, LogNode
from banshi.base.prooflog.standing import GONE, held, key_in_service
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.kernel.proof import checkpoints, merkle

BATCH = 512
log_of_machine = logging.getLogger(__name__)


class Held(RuntimeError):
    """Nothing may be signed: the log and its guard do not agree, or the key is not here."""


class Overtaken(RuntimeError):
    """Somebody else has moved the log on; whatever was prepared is void."""


@dataclass(frozen=True)
class Batch:
    """Entries (row ids) with the nodes that they complete and the log's head after them."""

    log: Log
    ids: Sequence[int]
    nodes: dict[int, bytes]
    frontier: merkle.Frontier
    root: bytes


def sequence(zone: Zone, *, limit: int = BATCH) -> int:
    """Take up to ``limit`` waiting entries into the log; how many were taken.

    0 also when somebody else is at it. Raises :class:`Held` when nothing may be signed.
    """
    with only_one("log", zone.pk) as mine:
        if not mine:
            return 0
        log = _log(zone)
        why = held(zone, log)
        if why:
            raise Held(why)
        if not log.size:  # so that a crash after the first batch is not taken for a restored backup
            guard.write(zone, guard.Mark(log.origin, 0, merkle.empty_root(log.suite).hex()))
        batch = _prepare(log, limit)
        if batch is None:
            return 0
        try:
            made = _keep(batch, zone)
        except Overtaken:
            return 0
    guard.write(zone, guard.Mark(made.origin, made.size, made.root))
    drop(zone, made)
    return len(batch.ids)


def sequence_all(zone: Zone, *, limit: int = BATCH) -> int:
    """Take in everything that waits now; how many entries."""
    total = 0
    while taken := sequence(zone, limit=limit):
        total += taken
    return total


def waiting_zones() -> list[Zone]:
    """The zones in which entries wait; one query that touches waiting entries alone."""
    ids = Entry.objects.filter(seq__isnull=True).values("zone_id").distinct()
    return list(Zone.objects.filter(pk__in=ids).select_related("subject").order_by("pk"))


def _log(zone: Zone) -> Log:
    """The zone's log; founded with its first key when there is none."""
    found = Log.objects.filter(zone=zone).first()
    if found is not None:
        return found
    mark, _fault = guard.read(zone)
    if mark is not None and mark.size:
        raise Held(GONE)
    origin = f"banshi/{zone.code}"
    key, now = keyfiles.make(origin), clock.now(zone)
    with transaction.atomic():
        LogKey.objects.create(zone=zone, origin=origin, vkey=key.text(), since_size=0, created_at=now)
        return Log.objects.create(
            zone=zone,
            origin=origin,
            suite=zone.suite,
            frontier=merkle.Frontier(zone.suite).dump(),
            founded_at=now,
        )


def _prepare(log: Log, limit: int) -> Batch | None:
    columns = ("pk", "leaf", "body", "suite")
    rows = Entry.objects.filter(zone_id=log.zone_id, seq__isnull=True).order_by("pk")
    ids, leaves = [], []
    for pk, leaf, body, suite in rows.values_list(*columns)[:limit]:
        found = merkle.leaf_hash(bytes(body), log.suite)
        if suite == log.suite and found.hex() == leaf:
            ids.append(pk)
            leaves.append(found)
        else:  # it goes on waiting, and the health page tells
            log_of_machine.error("entry %s does not have the hash that stands beside it", pk)
    if not ids:
        return None
    frontier, nodes = merkle.Frontier.load(bytes(log.frontier)).extend(leaves)
    return Batch(log, ids, tree.rows_of(nodes), frontier, frontier.root())


def _keep(batch: Batch, zone: Zone) -> Checkpoint:
    with transaction.atomic():
        _move(batch)
        _give_places(batch)
        nodes = Lines(LogNode, "place", "hashes", zone_id=zone.pk)
        for place, hashes in batch.nodes.items():
            nodes.add(place, hashes)
        nodes.write()
        return sign_head(batch.log, zone, batch.frontier.size, batch.root, clock.now(zone))


def sign_head(log: Log, zone: Zone, size: int, root: bytes, now: datetime) -> Checkpoint:
    """Sign a head and keep it; the last act of a transaction, so that everything else already stands."""
    key = key_in_service(log)
    head = checkpoints.Checkpoint.of(log.origin, size, root, log.suite)
    note = checkpoints.sign_checkpoint(head, keyfiles.signer(key.vkey))
    return Checkpoint.objects.create(
        zone=zone,
        origin=log.origin,
        size=size,
        root=root.hex(),
        note=note.encode().decode(),
        key=key,
        signed_at=now,
    )


def _move(batch: Batch) -> None:
    """Compare and set: the log is still the one that the batch was prepared for."""
    log, after = batch.log, batch.frontier
    moved = Log.objects.filter(pk=log.pk, size=log.size, origin=log.origin).update(
        size=after.size, frontier=after.dump()
    )
    if not moved:
        raise Overtaken


def _give_places(batch: Batch) -> None:
    first, ids = batch.log.size, list(batch.ids)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE history_entry SET seq = given.seq FROM unnest(%s::bigint[], %s::bigint[])"
                " AS given(id, seq) WHERE history_entry.id = given.id AND history_entry.seq IS NULL",
                [ids, list(range(first, first + len(ids)))],
            )
        else:
            cursor.executemany(
                "UPDATE history_entry SET seq = %s WHERE id = %s AND seq IS NULL",
                [(first + n, pk) for n, pk in enumerate(ids)],
            )
        if cursor.rowcount != len(ids):
            raise Overtaken
