"""A small log in memory with keys that never change, for the tests of proof."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from banshi.kernel.proof import ed25519, merkle
from banshi.kernel.proof.chain import canonical
from banshi.kernel.proof.checkpoints import Checkpoint, sign_checkpoint
from banshi.kernel.proof.keys import COSIGNATURE, PublicKey
from banshi.kernel.proof.notes import Note, Signer, cosign
from banshi.kernel.proof.receipts import Growth, Receipt

ORIGIN = "banshi/linhai-zone"
AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
POSIX = 1795413600


def signer(name: str = ORIGIN, fill: int = 1, algorithm: int = 1) -> Signer:
    """A signer whose seed is one byte repeated."""
    return ed25519.signer(ed25519.secret(name, bytes([fill]) * 32, algorithm))


def witness(name: str = "banshi/witness-1", fill: int = 7) -> Signer:
    """A witness's signer."""
    return signer(name, fill, COSIGNATURE)


def bodies(count: int, subject: str = "0190a6e6-0000-7000-8000-00000000000a", suite: int = 1) -> list[bytes]:
    """The entries of one chain, as the history writes them."""
    found: list[bytes] = []
    before = ""
    for n in range(1, count + 1):
        entry = {
            "v": 1,
            "kind": "matter.step",
            "subject": subject,
            "n": n,
            "prev": before,
            "data": {"事项": "路灯"},
        }
        found.append(canonical(entry))
        before = merkle.leaf_hash(found[-1], suite).hex()
    return found


@dataclass
class Log:
    """Entries, nodes and the frontier, as a sequencer would keep them."""

    suite: int = 1
    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    nodes: list[merkle.Node] = field(default_factory=list)
    frontier: merkle.Frontier = field(init=False)

    def __post_init__(self) -> None:
        self.frontier = merkle.Frontier(self.suite)

    def add(self, entries: list[bytes]) -> "Log":
        fresh = [merkle.leaf_hash(one, self.suite) for one in entries]
        self.frontier, nodes = self.frontier.extend(fresh)
        self.entries += entries
        self.leaves += fresh
        self.nodes += nodes
        return self

    @property
    def node(self) -> merkle.Lookup:
        return merkle.lookup_of(self.leaves, self.nodes)

    def checkpoint(self, by: Signer, *witnesses: Signer, size: int | None = None) -> Note:
        size = self.frontier.size if size is None else size
        root = merkle.root_at(size, self.node, self.suite)
        note = sign_checkpoint(Checkpoint.of(by.key.name, size, root, self.suite), by)
        for one in witnesses:
            note = cosign(note, one, POSIX)
        return note

    def receipt(self, index: int, by: Signer, *witnesses: Signer, earlier: bool = False) -> Receipt:
        path = merkle.inclusion_path(index, self.frontier.size, self.node, self.suite)
        return Receipt(
            suite=self.suite,
            leaf=self.leaves[index],
            index=index,
            path=tuple(path),
            note=self.checkpoint(by, *witnesses),
            body=self.entries[index],
            key=by.key,
            witnesses=tuple(one.key for one in witnesses),
            earlier=tuple(self._before(index)) if earlier else (),
        )

    def _before(self, index: int) -> list[bytes]:
        subject = json.loads(self.entries[index])["subject"]
        return [one for one in self.entries[:index] if json.loads(one)["subject"] == subject]

    def growth(self, old: int, by: Signer, *witnesses: Signer) -> Growth:
        size = self.frontier.size
        return Growth(
            suite=self.suite,
            old=self.checkpoint(by, *witnesses, size=old),
            new=self.checkpoint(by, *witnesses),
            path=tuple(merkle.consistency_path(old, size, self.node, self.suite)),
            key=by.key,
            witnesses=tuple(one.key for one in witnesses),
        )


def key_text(*signers: Signer) -> list[str]:
    """The vkeys."""
    return [one.key.text() for one in signers]


def keys(*signers: Signer) -> list[PublicKey]:
    """The public keys."""
    return [one.key for one in signers]
