"""A zone's log against its entries: places, nodes, signed heads, keys, cosignatures, and the guard beside it."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from operator import add

from django.utils.translation import gettext as _

from banshi.base.engines import reading
from banshi.base.engines.parts import Part
from banshi.base.history.verify import Places
from banshi.base.prooflog import guard
from banshi.base.prooflog.models import Checkpoint, Cosignature, Log, LogKey
from banshi.base.prooflog.standing import GONE, WHY, held
from banshi.base.prooflog.verification.findings import Finding
from banshi.base.zones.models import Zone
from banshi.kernel.proof import chain, ed25519, merkle
from banshi.kernel.proof.checkpoints import Checkpoint as Head
from banshi.kernel.proof.checkpoints import open_rotation
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.merkle import HASH_BYTES
from banshi.kernel.proof.notes import Note, holds

CHUNK = 2000
NOTHING = bytes(HASH_BYTES)


@dataclass
class Tree:
    """All complete nodes over the re-hashed leaves: ``levels[0]`` are the leaves."""

    suite: int
    levels: list[list[bytes]]
    wrong: set[int] = field(default_factory=set)

    @classmethod
    def over(cls, leaves: list[bytes], suite: int) -> "Tree":
        """Hash the tree level by level."""
        levels = [leaves]
        while len(levels[-1]) > 1:
            levels.append(_above(levels[-1], suite))
        return cls(suite, levels)

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self.levels[0])

    def node(self, level: int, position: int) -> bytes:
        """A node, as :mod:`banshi.kernel.proof.merkle` wants to look it up."""
        return self.levels[level][position]

    def root(self, size: int) -> bytes:
        """The root at a size."""
        return merkle.root_at(size, self.node, self.suite)

    @cached_property
    def rows(self) -> dict[int, bytes]:
        """The node rows that must be stored, by place."""
        found = list(self.levels[1]) if len(self.levels) > 1 else []
        for level in range(2, len(self.levels)):
            step = 1 << level - 1  # of so many places the last has a node of this level, too
            found[step - 1 :: step] = map(add, found[step - 1 :: step], self.levels[level])
        return dict(zip(range(1, 2 * len(found), 2), found, strict=True))


def _above(level: list[bytes], suite: int) -> list[bytes]:
    """The nodes over a level, each over two; one that is left over waits for its neighbour."""
    one = iter(level)
    if suite == chain.DEFAULT_SUITE:  # without a call of ours for each
        return [sha256(b"\x01" + left + right).digest() for left, right in zip(one, one, strict=False)]
    hashed = merkle.digest(suite)
    return [hashed(b"\x01" + left + right) for left, right in zip(one, one, strict=False)]


def settled(seqs: array, leaves: bytes) -> tuple[list[bytes], list[int]]:
    """The leaves in order of place, and the places without one."""
    each = [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
    found = dict(zip(seqs, each, strict=True))
    places = range(max(found, default=-1) + 1)
    gaps = [place for place in places if place not in found] if len(found) < len(places) else []
    if gaps:
        return [found.get(place, NOTHING) for place in places], gaps
    return list(map(found.__getitem__, places)), gaps


def stored_nodes() -> dict[int, dict[int, bytes]]:
    """The node rows by zone and place."""
    found: dict[int, dict[int, bytes]] = {}
    for chunk in reading.chunks("SELECT zone_id, place, hashes FROM prooflog_lognode", CHUNK):
        zones, places, hashes = zip(*chunk, strict=True)
        if len(set(zones)) == 1:  # as nearly always, and then at once
            found.setdefault(zones[0], {}).update(zip(places, hashes, strict=True))
        else:
            for zone, place, those in chunk:
                found.setdefault(zone, {})[place] = those
    return found


class Logs:
    """What the log of each zone holds: the tree over what the walks of all parts found the bytes to hash to."""

    def __init__(self, places: list[Places]) -> None:
        self.suites = dict(Log.objects.values_list("zone_id", "suite"))
        self.nodes, joined = stored_nodes(), Places()
        for part in places:
            joined.join(part)
        self.places = joined.zones
        self.made = {zone: self._made(zone, suite) for zone, suite in self.suites.items()}
        for tree, _gaps in self.made.values():
            tree.rows  # noqa: B018  made here, beside the walk

    def _made(self, zone: int, suite: int) -> tuple["Tree", list[int]]:
        seqs, leaves = self.places.get(zone, (array("q"), b""))
        found, gaps = settled(seqs, bytes(leaves))
        return Tree.over(found, suite), gaps

    def of(self, zone: int) -> tuple["Tree", list[int]]:
        """The tree over what the entries of a zone hash to, and the places that are gone."""
        return self.made[zone]

    def any(self, zone: int) -> bool:
        """Whether any entry of the zone has a place."""
        return zone in self.places


@dataclass
class WrongHeads:
    """Signed heads and cosignatures that are wrong by themselves, by id; looked at in parts, for it is dear."""

    heads: dict[int, str] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def look(self, part: Part) -> None:
        """Look at those of the part."""
        keys = {row.pk: row for row in LogKey.objects.all()}
        suites = dict(Log.objects.values_list("zone_id", "suite"))
        for row in part.share(Checkpoint.objects.order_by("pk")).iterator(CHUNK):
            key = keys.get(row.key_id)
            own = key if key is not None and key.zone_id == row.zone_id else None
            if kind := _fault_of_head(row, own, suites.get(row.zone_id, 0)):
                self.heads[row.pk] = kind
        lines = part.share(Cosignature.objects.select_related("checkpoint", "witness").order_by("pk"))
        self.lines |= {line.pk for line in lines.iterator(CHUNK) if not _cosigned(line)}

    def join(self, other: "WrongHeads") -> None:
        """Take in those of another part."""
        self.heads |= other.heads
        self.lines |= other.lines


def check_log(
    zone: Zone, log: Log | None, logs: Logs, said: guard.Reading, wrong: WrongHeads
) -> Iterator[Finding]:
    """Everything that does not hold in one zone's log; ``said`` is what its guard said before all was read."""
    if log is None:
        yield from _without_log(zone, logs, said)
        return
    tree, gaps = logs.of(zone.pk)
    for place in gaps:
        yield _finding(zone, "place_missing", "history_entry", f"seq={place}",
                       _("The entry at this place of the log is gone."))  # fmt: skip
    if tree.size < log.size:
        yield _finding(zone, "log_cut", "history_entry", f"seq={tree.size}..{log.size - 1}",
                       _("The last entries of the log are gone."))  # fmt: skip
    tree.wrong.update(gaps)
    yield from _nodes(zone, tree, logs.nodes.get(zone.pk, {}))
    yield from _keys(zone)
    yield from _heads(zone, tree, wrong)
    yield from _edge(zone, log, tree)
    why = held(zone, log, said)
    if why:
        yield _finding(zone, f"guard_{why}", "var/keys", guard.path_of(zone).name, str(WHY[why]))


def _finding(zone: Zone, kind: str, table: str, row: str, sentence: str) -> Finding:
    return Finding(kind, zone.code, table, row, sentence)


def _without_log(zone: Zone, logs: Logs, said: guard.Reading) -> Iterator[Finding]:
    mark, _fault = said
    if logs.any(zone.pk) or (mark is not None and mark.size):
        yield _finding(zone, "log_gone", "prooflog_log", "", str(WHY[GONE]))


def _nodes(zone: Zone, tree: Tree, stored: dict[int, bytes]) -> Iterator[Finding]:
    """Stored nodes against those over the entries; of a change only the lowest node that shows it is named."""
    if stored == tree.rows:
        return
    expected = dict(tree.rows)
    differing: dict[int, bytes] = {}
    for place, hashes in sorted(stored.items()):
        wanted = expected.pop(place, None)
        if bytes(hashes) != wanted:
            differing[place] = bytes(hashes)
            if wanted is None:
                yield _finding(zone, "node_extra", "prooflog_lognode", f"place={place}",
                               _("A node is stored for a place that the log does not have."))  # fmt: skip
    for place in sorted(expected):
        yield _finding(zone, "node_missing", "prooflog_lognode", f"place={place}",
                       _("The nodes of this place are gone."))  # fmt: skip
    yield from _named(zone, tree, differing)


def _named(zone: Zone, tree: Tree, differing: dict[int, bytes]) -> Iterator[Finding]:
    bad = set()
    for place, hashes in differing.items():
        for level in range(1, len(tree.levels)):
            position = (place + 1 >> level) - 1
            if (position + 1) << level != place + 1 or position >= len(tree.levels[level]):
                break
            if hashes[(level - 1) * HASH_BYTES : level * HASH_BYTES] != tree.node(level, position):
                bad.add((level, position))
    sound = _heads_hold(zone, tree) if bad else True
    for level, position in sorted(bad):
        if (level - 1, 2 * position) in bad or (level - 1, 2 * position + 1) in bad:
            continue
        first, last = position << level, ((position + 1) << level) - 1
        if sound:
            yield _finding(zone, "node_changed", "prooflog_lognode", f"place={last}",
                           _("A stored node is not the one over its entries."))  # fmt: skip
        elif not tree.wrong & set(range(first, last + 1)):
            tree.wrong.update(range(first, last + 1))
            yield _finding(zone, "places_changed", "history_entry", f"seq={first}..{last}",
                           _("The entries at these places are not those that were taken in there."))  # fmt: skip


def _heads_hold(zone: Zone, tree: Tree) -> bool:
    heads = Checkpoint.objects.filter(zone=zone, size__lte=tree.size).order_by("-size")
    found = heads.values_list("size", "root").first()
    return found is not None and tree.root(found[0]).hex() == found[1]


def _keys(zone: Zone) -> Iterator[Finding]:
    """Each key of an origin but the first was announced by the one before."""
    before: dict[str, PublicKey] = {}
    for row in LogKey.objects.filter(zone=zone).order_by("pk"):
        try:
            key, last = PublicKey.parse(row.vkey), before.get(row.origin)
            if last is not None:
                rotation = open_rotation(row.announcement.encode(), ed25519.verify)
                fits = (rotation.old, rotation.new, rotation.size) == (last, key, row.since_size)
            else:
                fits = not row.announcement
            before[row.origin] = key
        except ProofError:
            fits = False
        if not fits:
            yield _finding(zone, "key_changed", "prooflog_logkey", str(row.pk),
                           _("The key was not announced by the one before it."))  # fmt: skip


def _heads(zone: Zone, tree: Tree, wrong: WrongHeads) -> Iterator[Finding]:
    """Every stored checkpoint: what it says, whether it fits the tree, and who signed it."""
    broken_from = min(tree.wrong, default=tree.size)
    rows = Checkpoint.objects.filter(zone=zone).order_by("pk").values_list("pk", "size", "root")
    for pk, size, root in rows.iterator(CHUNK):
        kind = wrong.heads.get(pk, "")
        if not kind and size <= min(tree.size, broken_from) and tree.root(size).hex() != root:
            kind = "root_differs"
        if kind:
            yield _finding(zone, kind, "prooflog_checkpoint", f"size={size}", str(_head_words(kind)))
    lines = Cosignature.objects.filter(zone=zone, pk__in=wrong.lines).order_by("pk") if wrong.lines else ()
    for line in lines:
        yield _finding(zone, "cosignature_bad", "prooflog_cosignature", str(line.pk),
                       _("The witness did not sign this."))  # fmt: skip


def _head_words(kind: str) -> str:
    return {
        "checkpoint_changed": _("The checkpoint's columns say other than its signed text."),
        "root_differs": _("The checkpoint is not the head of these entries."),
        "signature_bad": _("The checkpoint was not signed by the key that was in service."),
    }[kind]


def _fault_of_head(row: Checkpoint, key: LogKey | None, suite: int) -> str:
    try:
        note = Note.parse(row.note.encode())
        head = Head.parse(note.text)
        if (head.origin, head.size, head.root.hex(), head.suite) != (row.origin, row.size, row.root, suite):
            return "checkpoint_changed"
        if key is None or key.origin != row.origin or len(note.signatures) != 1:
            return "signature_bad"
        signed = holds(note.text, note.signatures[0], PublicKey.parse(key.vkey), ed25519.verify)
    except ProofError:
        return "checkpoint_changed"
    return "" if signed and row.size >= key.since_size else "signature_bad"


def _cosigned(row: Cosignature) -> bool:
    try:
        text = Note.parse(row.checkpoint.note.encode()).text
        [line] = Note.parse(f"{text}\n{row.line}\n".encode()).signatures
        return holds(text, line, PublicKey.parse(row.witness.vkey), ed25519.verify)
    except (ProofError, ValueError):
        return False


def _edge(zone: Zone, log: Log, tree: Tree) -> Iterator[Finding]:
    """The row of the log itself: size and right edge."""
    if tree.wrong or len(tree.levels[0]) < log.size:
        return
    try:
        edge = merkle.Frontier.load(bytes(log.frontier))
        fits = edge.size == log.size == tree.size and edge.root() == tree.root(tree.size)
    except ProofError:
        fits = False
    newest = Checkpoint.objects.filter(zone=zone, origin=log.origin).order_by("-size").first()
    if not fits:
        yield _finding(zone, "edge_changed", "prooflog_log", log.origin,
                       _("The log's own row says other than its entries."))  # fmt: skip
    elif (newest.size if newest else 0) != log.size:
        yield _finding(zone, "checkpoint_gone", "prooflog_checkpoint", f"size={log.size}",
                       _("The log's newest checkpoint is gone."))  # fmt: skip
