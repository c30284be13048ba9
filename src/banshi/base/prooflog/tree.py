"""The stored tree: nodes by level and position, out of the entries and the node rows, in two queries."""

from collections.abc import Callable, Iterable

from banshi.base.history.models import Entry
from banshi.base.prooflog.models import LogNode
from banshi.base.zones.models import Zone
from banshi.kernel.proof import merkle
from banshi.kernel.proof.errors import TreeError
from banshi.kernel.proof.merkle import HASH_BYTES, Lookup


def rows_of(nodes: Iterable[merkle.Node]) -> dict[int, bytes]:
    """Nodes as they are stored: under the place of the entry that completed them, level 1 first."""
    rows: dict[int, bytes] = {}
    for level, position, value in nodes:
        place = completed_by(level, position)
        rows[place] = rows.get(place, b"") + value
    return rows


def completed_by(level: int, position: int) -> int:
    """The place of the last leaf under a node."""
    return ((position + 1) << level) - 1


def lookup(zone: Zone, make: Callable[[Lookup], object]) -> Lookup:
    """A lookup that has every node that ``make`` will ask for."""
    return fetch(zone, set(merkle.needed(make)))


def fetch(zone: Zone, wanted: set[tuple[int, int]]) -> Lookup:
    """A lookup over the nodes ``(level, position)``. It raises TreeError for one that is not stored."""
    places = {completed_by(level, position) for level, position in wanted if level}
    leaves = {position for level, position in wanted if not level}
    rows = LogNode.objects.filter(zone=zone, place__in=places).values_list("place", "hashes")
    stored = {place: bytes(hashes) for place, hashes in rows} if places else {}
    entries = Entry.objects.filter(zone=zone, seq__in=leaves).values_list("seq", "leaf")
    level0 = {seq: bytes.fromhex(leaf) for seq, leaf in entries} if leaves else {}

    def find(level: int, position: int) -> bytes:
        if level == 0:
            value = level0.get(position, b"")
        else:
            start = (level - 1) * HASH_BYTES
            value = stored.get(completed_by(level, position), b"")[start : start + HASH_BYTES]
        if len(value) != HASH_BYTES:
            raise TreeError("node_missing", f"level {level}, position {position}")
        return value

    return find


def root_at(zone: Zone, size: int, suite: int) -> bytes:
    """The root that the stored tree had at ``size`` entries. Raises TreeError."""
    node = lookup(zone, lambda one: merkle.root_at(size, one, suite))
    return merkle.root_at(size, node, suite)


def inclusion(zone: Zone, index: int, size: int, suite: int) -> list[bytes]:
    """The audit path of an entry in the log of ``size`` entries. Raises TreeError."""
    node = lookup(zone, lambda one: merkle.inclusion_path(index, size, one, suite))
    return merkle.inclusion_path(index, size, node, suite)


def consistency(zone: Zone, old: int, new: int, suite: int) -> list[bytes]:
    """The path that shows that the log of ``new`` entries begins with that of ``old``. Raises TreeError."""
    node = lookup(zone, lambda one: merkle.consistency_path(old, new, one, suite))
    return merkle.consistency_path(old, new, node, suite)
