"""A checkpoint from outside the machine against the logs here: the one check that a rewrite cannot pass."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from banshi.base.prooflog import tree
from banshi.base.prooflog.models import Log, LogKey
from banshi.base.prooflog.verification.findings import Finding
from banshi.kernel.proof import ed25519
from banshi.kernel.proof.checkpoints import Checkpoint as Head
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.notes import Note, holds


def check_outside(checkpoints: Iterable[bytes]) -> Iterator[Finding]:
    """What does not fit, per checkpoint."""
    for number, data in enumerate(checkpoints, 1):
        yield from _one(f"checkpoint {number}", data)


def _one(name: str, data: bytes) -> Iterator[Finding]:
    try:
        note = Note.parse(data)
        head = Head.parse(note.text)
    except ProofError as error:
        yield Finding("outside_unreadable", "", name, "", _("This is no checkpoint (%s).") % error.code)
        return
    keys = LogKey.objects.filter(origin=head.origin).select_related("zone").order_by("pk")
    key = next((row for row in keys if _signed(note, PublicKey.parse(row.vkey))), None)
    row = f"{head.origin} size={head.size}"
    if key is None:
        kind = "outside_other_key" if keys else "outside_other_log"
        yield Finding(kind, keys[0].zone.code if keys else "", name, row, _words(kind))
        return
    log = Log.objects.get(zone=key.zone)
    kind = against(log, head)
    if kind:
        yield Finding(kind, key.zone.code, name, row, _words(kind))


def against(log: Log, head: Head) -> str:
    """Does the log hold what the head says? A code, empty when it does."""
    if head.size > log.size:
        return "outside_ahead"
    try:
        same = tree.root_at(log.zone, head.size, log.suite) == head.root
    except ProofError:
        same = False
    return "" if same and head.suite == log.suite else "outside_differs"


def _signed(note: Note, key: PublicKey) -> bool:
    return any(holds(note.text, line, key, ed25519.verify) for line in note.signatures)


def _words(kind: str) -> str:
    return {
        "outside_other_key": _(
            "No key of this log signed the checkpoint: it is forged, or the keys here are."
        ),
        "outside_other_log": _("No zone here has a log of this name."),
        "outside_ahead": _("The log was longer before: an old backup was put back, or entries were cut off."),
        "outside_differs": _("The log here is another one than the log of the checkpoint: it was rewritten."),
    }[kind]
