"""Walking a whole log: its leaves in order against its stored nodes and its signed checkpoints."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from banshi.kernel.proof.chain import DEFAULT_SUITE
from banshi.kernel.proof.merkle import Frontier, Lookup

CHUNK = 4096


@dataclass(frozen=True)
class LogBreak:
    """Where a log does not hold: the first place (from 0) it can be and what is wrong.

    ``missing`` and ``double``: no entry, or a second one, at ``place``. ``node_differs``: one of the
    ``width`` entries from ``place`` was changed, or the node over them. ``root_differs``: the entries before
    ``place + 1`` are not those of the checkpoint of that size.
    """

    place: int
    reason: str
    width: int = 1


def walk(
    leaves: Iterable[tuple[int, bytes]],
    heads: Mapping[int, bytes],
    *,
    suite: int = DEFAULT_SUITE,
    stored: Lookup | None = None,
) -> LogBreak | None:
    """The first break, or None when everything holds.

    ``leaves`` are ``(place, leaf hash)`` in order of place, re-hashed from the entries' bytes by the caller;
    ``heads`` maps the size of each checkpoint to its root; ``stored`` looks up interior nodes to compare.
    """
    state = _Walk(Frontier(suite), heads, stored)
    if heads.get(0, state.frontier.root()) != state.frontier.root():
        return LogBreak(0, "root_differs")
    for batch in _batches(leaves, heads):
        if isinstance(batch, LogBreak):
            return state.found or batch
        if state.take(batch):
            return state.found
    beyond = [size for size in heads if size > state.frontier.size]
    return LogBreak(state.frontier.size, "missing") if beyond else None


@dataclass
class _Walk:
    frontier: Frontier
    heads: Mapping[int, bytes]
    stored: Lookup | None
    found: LogBreak | None = None

    def take(self, batch: list[bytes]) -> bool:
        """Append a batch; whether it breaks the log."""
        self.frontier, nodes = self.frontier.extend(batch)
        if self.stored:
            for node in nodes:
                if self.stored(node.level, node.position) != node.hash:
                    self.found = LogBreak(node.position << node.level, "node_differs", 1 << node.level)
                    return True
        root = self.heads.get(self.frontier.size)
        if root is not None and root != self.frontier.root():
            self.found = LogBreak(self.frontier.size - 1, "root_differs")
        return self.found is not None


def _batches(
    leaves: Iterable[tuple[int, bytes]], heads: Mapping[int, bytes]
) -> Iterator[list[bytes] | LogBreak]:
    batch: list[bytes] = []
    for expected, (place, leaf) in enumerate(leaves):
        if place != expected:
            yield batch
            yield LogBreak(
                expected if place > expected else place, "missing" if place > expected else "double"
            )
            return
        batch.append(leaf)
        if expected + 1 in heads or len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch
