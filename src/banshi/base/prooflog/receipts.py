"""Receipts of entries and consistency documents, made from what is stored. Reading only."""

from dataclasses import dataclass, field

import segno
from django.utils.functional import Promise

from banshi.base.history.models import Entry
from banshi.base.prooflog import keyfiles, tree
from banshi.base.prooflog.models import Checkpoint, Cosignature, Log, LogKey
from banshi.base.prooflog.standing import key_in_service, log_of, newest
from banshi.base.zones.models import Subject, Zone
from banshi.kernel.proof import compact, receipts
from banshi.kernel.proof.keys import PublicKey, encode64
from banshi.kernel.proof.notes import Note
from banshi.kernel.proof.receipts import Document, Growth, Pending, Receipt

QR_MOST = 2900
"""Signs that a QR code of the lowest correction holds are a little more; print gets too fine before."""


@dataclass(frozen=True)
class Paper:
    """Which things have receipts: their kind, who may see them, what their entries are called."""

    kind: str
    verb: str
    closing: frozenset[str]
    words: dict[str, str | Promise]
    page: str


_papers: dict[str, Paper] = {}


def register(paper: Paper) -> None:
    """Declare that things of a kind have receipts; called by their app when it is ready."""
    _papers[paper.kind] = paper


def papers() -> tuple[Paper, ...]:
    """All papers, by kind."""
    return tuple(_papers[kind] for kind in sorted(_papers))


@dataclass(frozen=True)
class Slip:
    """An entry with its document: a receipt, a pending receipt, or None where the key is not here."""

    entry: Entry
    document: Document | None
    head: Checkpoint | None = None
    cosignatures: tuple[Cosignature, ...] = ()
    chain: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def sequenced(self) -> bool:
        """Whether the entry stands in the log, under a checkpoint."""
        return isinstance(self.document, Receipt)


def slip_of(zone: Zone, subject: Subject, n: int) -> Slip | None:
    """The slip of entry ``n`` of a thing, None when there is no such entry; at most eight queries."""
    rows = Entry.objects.filter(zone=zone, subject=subject, n__lte=n).order_by("n")
    chain = tuple(rows)
    if not chain or chain[-1].n != n:
        return None
    log = log_of(zone)
    if log is None:
        return Slip(chain[-1], None, chain=chain)
    head = _head_over(zone, log, chain[-1])
    if head is None:
        return Slip(chain[-1], _pending(log, chain[-1], chain[:-1]), chain=chain)
    return _receipt(zone, log, chain, head)


def _head_over(zone: Zone, log: Log, entry: Entry) -> Checkpoint | None:
    """The newest checkpoint over the entry, one that a witness has cosigned before any other."""
    if entry.seq is None:
        return None
    over = Checkpoint.objects.filter(zone=zone, origin=log.origin, size__gt=entry.seq).order_by("-size")
    cosigned = over.filter(pk__in=Cosignature.objects.filter(zone=zone).values("checkpoint_id"))
    return cosigned.select_related("key").first() or over.select_related("key").first()


def _pending(log: Log, entry: Entry, before: tuple[Entry, ...]) -> Pending | None:
    try:
        signer = keyfiles.signer(key_in_service(log).vkey)
    except keyfiles.SecretMissing:
        return None
    prev = bytes.fromhex(before[-1].leaf) if before else None
    found = receipts.accept(bytes(entry.body), prev, entry.recorded_at, signer, log.suite)
    return Pending(found.note, found.body, found.key, rotations_to(log, signer.key))


def _receipt(zone: Zone, log: Log, chain: tuple[Entry, ...], head: Checkpoint) -> Slip:
    entry = chain[-1]
    lines = tuple(
        Cosignature.objects.filter(zone=zone, checkpoint=head).select_related("witness").order_by("pk")
    )
    key = PublicKey.parse(head.key.vkey)
    found = receipts.issue(
        bytes(entry.body),
        entry.seq,
        tree.inclusion(zone, entry.seq, head.size, log.suite),
        with_lines(head, lines),
        key,
        witnesses=[PublicKey.parse(line.witness.vkey) for line in lines],
        earlier=[bytes(one.body) for one in chain[:-1]],
        rotations=rotations_to(log, key),
    )
    return Slip(entry, found, head, lines, chain)


def with_lines(head: Checkpoint, lines: tuple[Cosignature, ...]) -> Note:
    """The checkpoint's note with the witnesses' lines under it."""
    return Note.parse((head.note + "".join(f"{line.line}\n" for line in lines)).encode())


def rotations_to(log: Log, key: PublicKey) -> tuple[Note, ...]:
    """The announcements that lead from the log's first key to ``key``."""
    notes = []
    for row in LogKey.objects.filter(zone_id=log.zone_id, origin=log.origin).order_by("pk"):
        if row.announcement:
            notes.append(Note.parse(row.announcement.encode()))
        if row.vkey == key.text():
            break
    return tuple(notes)


def growth(zone: Zone, old: int, new: int) -> Growth | None:
    """The consistency document between two stored checkpoints; None when one of them is not there."""
    log = log_of(zone)
    if log is None or not old:
        return None
    rows = Checkpoint.objects.filter(zone=zone, origin=log.origin, size__in={old, new}).select_related("key")
    heads = {row.size: row for row in rows}
    if old > new or not {old, new} <= set(heads):
        return None
    key = PublicKey.parse(heads[new].key.vkey)
    return Growth(
        suite=log.suite,
        old=Note.parse(heads[old].note.encode()),
        new=Note.parse(heads[new].note.encode()),
        path=tuple(tree.consistency(zone, old, new, log.suite)),
        key=key,
        rotations=rotations_to(log, key),
    )


def since(zone: Zone, old: int) -> str | None:
    """The newest checkpoint with its consistency path from size ``old``, as C2SP tlog-witness sends it."""
    log = log_of(zone)
    head = newest(zone, log) if log else None
    if log is None or head is None or not 0 <= old <= head.size:
        return None
    path = tree.consistency(zone, old, head.size, log.suite)
    lines = [f"old {old}", *(encode64(one) for one in path)]
    return "\n".join(lines) + "\n\n" + head.note


def qr_of(document: Document | None) -> str:
    """The receipt as an SVG drawing of a QR code; empty when it does not fit one."""
    if not isinstance(document, Receipt):
        return ""
    text = compact.encode(document)
    return drawn(text)


def drawn(text: str) -> str:
    """A text as an SVG drawing of a QR code, of whatever size it is given; empty when it does not fit one."""
    if not text or len(text.encode()) > QR_MOST:
        return ""
    return segno.make(text, error="l", micro=False).svg_inline(
        scale=3, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
