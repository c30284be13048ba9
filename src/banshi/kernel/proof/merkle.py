"""The Merkle tree of RFC 6962, section 2.1 (RFC 9162, section 2.1), over SHA-256 or SM3.

Hashes are raw bytes, 32 long. A *suite* is a number of :data:`chain.SUITES`; every function takes
the suite, so hashes of two suites never meet in one tree. A *node* is named by ``(level, position)``:
level 0 holds the leaves, node ``(l, i)`` covers the leaves ``i * 2**l`` up to ``(i + 1) * 2**l``, and
only nodes whose leaves are all there exist. Proofs are made through a lookup function, so that a
database, a file of tiles or a list can serve them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from banshi.kernel.proof.chain import DEFAULT_SUITE, SUITES
from banshi.kernel.proof.errors import PathError, TreeError

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1

Digest = Callable[[bytes], bytes]
Lookup = Callable[[int, int], bytes]


class Node(NamedTuple):
    """One complete node: ``hash`` covers the leaves ``position * 2**level`` onwards."""

    level: int
    position: int
    hash: bytes


def digest(suite: int) -> Digest:
    """The hash function of a suite. Raises TreeError ``suite_unknown``.

    SM3 depends on how OpenSSL was built; without it the (slow) function of the offline verifier serves.
    """
    if suite not in SUITES:
        raise TreeError("suite_unknown", str(suite))
    if suite == DEFAULT_SUITE:
        return lambda data: hashlib.sha256(data).digest()
    name = SUITES[suite]
    try:
        hashlib.new(name)
    except ValueError:
        from banshi.kernel.proof.verify import sm3

        return sm3
    return lambda data: hashlib.new(name, data).digest()


def leaf_hash(body: bytes, suite: int = DEFAULT_SUITE) -> bytes:
    """``H(0x00 || body)``: the leaf that an entry's exact bytes have."""
    return digest(suite)(b"\x00" + body)


def node_hash(left: bytes, right: bytes, suite: int = DEFAULT_SUITE) -> bytes:
    """``H(0x01 || left || right)``."""
    return digest(suite)(b"\x01" + left + right)


def empty_root(suite: int = DEFAULT_SUITE) -> bytes:
    """The root of a tree without leaves: the hash of nothing."""
    return digest(suite)(b"")


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: all that is needed to append (a compact range from 0).

    ``hashes`` are the roots of the complete subtrees that ``size`` falls into, the largest first: one
    for each bit of ``size`` that is set. Store ``dump()`` and go on later with ``load()``.
    """

    suite: int = DEFAULT_SUITE
    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        digest(self.suite)
        if not 0 <= self.size <= MAX_SIZE:
            raise TreeError("size_impossible", str(self.size))
        if len(self.hashes) != self.size.bit_count():
            raise TreeError("frontier_broken", f"{len(self.hashes)} hashes for size {self.size}")
        _require_hashes(self.hashes, TreeError)

    def extend(self, leaves: Iterable[bytes]) -> "tuple[Frontier, list[Node]]":
        """Append leaf hashes; the new frontier and the interior nodes that became complete, in order.

        Leaves are not among the nodes: whoever appends has them (they are level 0 of the lookup).
        """
        hashed, stack, size = digest(self.suite), list(self.hashes), self.size
        nodes: list[Node] = []
        for leaf in leaves:
            _require_hashes((leaf,), TreeError)
            value, level, index = leaf, 0, size
            while index & 1:
                value = hashed(b"\x01" + stack.pop() + value)
                level, index = level + 1, index >> 1
                nodes.append(Node(level, index, value))
            stack.append(value)
            size += 1
        return Frontier(self.suite, size, tuple(stack)), nodes

    def root(self) -> bytes:
        """The root hash of the tree at this size."""
        hashed = digest(self.suite)
        if not self.hashes:
            return hashed(b"")
        value = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            value = hashed(b"\x01" + left + value)
        return value

    def dump(self) -> bytes:
        """Suite (1 byte), size (8 bytes, big-endian), then the hashes."""
        return bytes([self.suite]) + self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def load(cls, data: bytes) -> "Frontier":
        """What ``dump`` wrote. Raises TreeError for anything else."""
        if len(data) < 9 or (len(data) - 9) % HASH_BYTES:
            raise TreeError("frontier_broken", f"{len(data)} bytes")
        hashes = tuple(data[at : at + HASH_BYTES] for at in range(9, len(data), HASH_BYTES))
        return cls(data[0], int.from_bytes(data[1:9], "big"), hashes)

    @classmethod
    def at(cls, size: int, node: Lookup, suite: int = DEFAULT_SUITE) -> "Frontier":
        """The frontier of an earlier (or lost) size, from stored nodes."""
        hashes, start = [], 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                hashes.append(node(level, start >> level))
                start += 1 << level
        return cls(suite, size, tuple(hashes))


def root_at(size: int, node: Lookup, suite: int = DEFAULT_SUITE) -> bytes:
    """The root that the tree had at ``size`` leaves."""
    return Frontier.at(size, node, suite).root()


def inclusion_path(index: int, size: int, node: Lookup, suite: int = DEFAULT_SUITE) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves, from the leaf's sibling upwards."""
    if not 0 <= index < size <= MAX_SIZE:
        raise TreeError("index_outside", f"{index} of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_hash(middle, high, node, suite))
            high = middle
        else:
            path.append(_range_hash(low, middle, node, suite))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Lookup, suite: int = DEFAULT_SUITE) -> list[bytes]:
    """The proof that the tree of ``new`` leaves begins with the tree of ``old`` leaves (``old`` >= 1).

    Equal sizes and an empty old tree need no path: the list is empty.
    """
    if not 0 <= old <= new <= MAX_SIZE:
        raise TreeError("size_impossible", f"{old} to {new}")
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while 0 < old < high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range_hash(middle, high, node, suite))
            high = middle
        else:
            path.append(_range_hash(low, middle, node, suite))
            low, whole = middle, False
    if not whole:
        path.append(_range_hash(low, high, node, suite))
    return path[::-1]


def needed(make: Callable[[Lookup], object]) -> list[tuple[int, int]]:
    """The ``(level, position)`` of every node that ``make`` will ask for, so that one query can fetch them.

    ``needed(lambda node: inclusion_path(5, 1000, node))``
    """
    asked: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        asked.append((level, index))
        return bytes(HASH_BYTES)

    make(note)
    return asked


def lookup_of(leaves: Sequence[bytes], nodes: Iterable[Node]) -> Lookup:
    """A lookup over leaves and nodes in memory. Raises TreeError ``node_missing``."""
    table = {(node.level, node.position): node.hash for node in nodes}

    def find(level: int, index: int) -> bytes:
        try:
            return leaves[index] if level == 0 else table[level, index]
        except (IndexError, KeyError):
            raise TreeError("node_missing", f"level {level}, index {index}") from None

    return find


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes, suite: int = DEFAULT_SUITE
) -> None:
    """RFC 9162, section 2.1.3.2. Raises PathError or TreeError unless ``leaf`` stands at ``index``."""
    if root_from_inclusion(leaf, index, size, path, suite) != root:
        raise PathError("root_differs")


def root_from_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], suite: int = DEFAULT_SUITE
) -> bytes:
    """The root that ``leaf`` at ``index`` and its path lead to. Raises PathError for a path of wrong length."""
    if not 0 <= index < size <= MAX_SIZE:
        raise TreeError("index_outside", f"{index} of {size}")
    _require_hashes((leaf, *path), PathError)
    hashed, at, last, value = digest(suite), index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise PathError("path_too_long")
        if at & 1 or at == last:
            value = hashed(b"\x01" + sibling + value)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            value = hashed(b"\x01" + value + sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise PathError("path_too_short")
    return value


def verify_consistency(
    old: int,
    new: int,
    path: Sequence[bytes],
    old_root: bytes,
    new_root: bytes,
    suite: int = DEFAULT_SUITE,
) -> None:
    """RFC 9162, section 2.1.4.2. Raises PathError or TreeError unless ``new`` only added to ``old``."""
    if not 0 <= old <= new <= MAX_SIZE:
        raise TreeError("size_impossible", f"{old} to {new}")
    _require_hashes((old_root, new_root, *path), PathError)
    if old in (0, new):
        if path:
            raise PathError("path_too_long")
        if old_root != (new_root if old == new else empty_root(suite)):
            raise PathError("root_differs")
        return
    reached = _roots_from_consistency(old, new, path, old_root, suite)
    if reached != (old_root, new_root):
        raise PathError("root_differs")


def _roots_from_consistency(
    old: int, new: int, path: Sequence[bytes], old_root: bytes, suite: int
) -> tuple[bytes, bytes]:
    hashed = digest(suite)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        raise PathError("path_too_short")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise PathError("path_too_long")
        if at & 1 or at == last:
            first, second = hashed(b"\x01" + step + first), hashed(b"\x01" + step + second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = hashed(b"\x01" + second + step)
        at, last = at >> 1, last >> 1
    if last:
        raise PathError("path_too_short")
    return first, second


def _split(width: int) -> int:
    """The largest power of two smaller than ``width`` (>= 2)."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(low: int, high: int, node: Lookup, suite: int) -> bytes:
    """The hash over leaves ``low`` to ``high`` (a subtree as the RFC splits it) from complete nodes."""
    hashed, found = digest(suite), []
    while high - low & high - low - 1:
        middle = low + _split(high - low)
        found.append(_complete(low, middle, node))
        low = middle
    value = _complete(low, high, node)
    for left in reversed(found):
        value = hashed(b"\x01" + left + value)
    return value


def _complete(low: int, high: int, node: Lookup) -> bytes:
    level = (high - low).bit_length() - 1
    value = node(level, low >> level)
    _require_hashes((value,), TreeError)
    return value


def _require_hashes(hashes: Iterable[bytes], error: type[TreeError] | type[PathError]) -> None:
    for value in hashes:
        if len(value) != HASH_BYTES:
            raise error("hash_length", f"{len(value)} bytes")
