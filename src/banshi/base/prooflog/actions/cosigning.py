"""Cosignatures come back: by a file, or through the door that is open to witnesses."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.prooflog.models import Checkpoint, Cosignature, Departure, Way, Witness
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.kernel.proof import ed25519
from banshi.kernel.proof.checkpoints import Checkpoint as Head
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.notes import Note, holds


def take_in(zone: Zone, data: bytes) -> list[Cosignature]:
    """Keep the lines of registered witnesses under one of our checkpoints; those that were new.

    The signature itself is the witness's authority: anybody may bring it. That it came back shows that
    the checkpoint was out. Raises :class:`Refusal` when there is nothing in it that counts.
    """
    try:
        note = Note.parse(data)
        head = Head.parse(note.text)
    except ProofError as error:
        raise Refusal(
            "prooflog.outside_unreadable",
            _("This is no checkpoint. Hand in the file exactly as it was downloaded."),
            field="note",
        ) from error
    row = Checkpoint.objects.filter(
        zone=zone, origin=head.origin, size=head.size, root=head.root.hex()
    ).first()
    if row is None or Note.parse(row.note.encode()).text != note.text:
        raise Refusal("prooflog.not_ours", _("This checkpoint is not one of this zone's log."), field="note")
    lines = [
        (witness, line)
        for witness in _witnesses(zone)
        for line in note.signatures
        if _by(witness, note, line)
    ]
    if not lines:
        raise Refusal(
            "prooflog.no_witness",
            _("No registered witness has cosigned it. Register the witness's key first."),
            field="note",
        )
    with transaction.atomic():
        return [kept for witness, line in lines if (kept := _keep(zone, row, witness, line))]


def _witnesses(zone: Zone) -> list[Witness]:
    return list(Witness.objects.filter(zone=zone, ended_at__isnull=True))


def _by(witness: Witness, note: Note, line) -> bool:
    return holds(note.text, line, PublicKey.parse(witness.vkey), ed25519.verify)


def _keep(zone: Zone, row: Checkpoint, witness: Witness, line) -> Cosignature | None:
    now = clock.now(zone)
    kept, new = Cosignature.objects.get_or_create(
        zone=zone,
        checkpoint=row,
        witness=witness,
        defaults={
            "line": line.line(),
            "signed_at": datetime.fromtimestamp(min(line.time(), 253402300799), UTC),
            "received_at": now,
        },
    )
    if not new:
        return None
    Departure.objects.create(zone=zone, checkpoint=row, way=Way.WITNESS, where=witness.name, left_at=now)
    return kept
