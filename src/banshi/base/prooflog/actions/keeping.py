"""What people do with the log: take a checkpoint out, name witnesses, change the key, go on after a restore."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.prooflog import guard, keyfiles, tree
from banshi.base.prooflog.actions.sequencing import sign_head
from banshi.base.prooflog.models import Checkpoint, Departure, Log, LogKey, Way, Witness
from banshi.base.prooflog.standing import GONE, NO_KEY, held, key_in_service, newest
from banshi.base.prooflog.verification.outside import against
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal
from banshi.kernel.proof import checkpoints, ed25519, merkle
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.keys import COSIGNATURE, PublicKey
from banshi.kernel.proof.notes import Note, holds

NO_HEAD = Refusal(
    "prooflog.no_checkpoint", _("There is no checkpoint yet. Wait a minute, then look at the health page.")
)
WAYS = (Way.PAPER, Way.FILE)
ROTATION_REASONS = ("scheduled", "suspected", "machine")
END_REASONS = ("retired", "lost", "replaced")


_on_resumed: list[Callable[..., object]] = []


def on_resumed(tell: Callable[..., object]) -> None:
    """Register what else waits for the comparison (``tell(reason=…, at=…)``); called by apps when ready."""
    _on_resumed.append(tell)


@use_case("prooflog.take_out")
def take_out(*, actor: Actor, way: str, where: str, now: datetime) -> Departure:
    """Note that the newest checkpoint left the machine on paper or as a file, and where it is kept."""
    subject = _zone_subject(actor)
    access.require(actor, "prooflog.take_out")
    if way not in WAYS:
        raise Refusal("prooflog.way_unknown", _("Choose how it leaves: on paper or as a file."), field="way")
    place = where.strip()
    if not 0 < len(place) <= 100:
        raise Refusal(
            "prooflog.where_missing",
            _("Say in at most 100 characters where it is kept, such as the discipline office's safe."),
            field="where",
        )
    head = _newest(actor.zone)
    left = Departure.objects.create(
        zone=actor.zone, checkpoint=head, way=way, where=place, account_id=actor.account_id, left_at=now
    )
    data = {"origin": head.origin, "size": head.size, "root": head.root, "way": way, "where": place}
    record(actor=actor, subject=subject, kind="prooflog.left", data=data)
    return left


@use_case("prooflog.register_witness")
def register_witness(*, actor: Actor, vkey: str, place: str, now: datetime) -> Witness:
    """Name a second machine whose cosignatures count, by its public key."""
    subject = _zone_subject(actor)
    access.require(actor, "prooflog.keep")
    try:
        key = PublicKey.parse(vkey.strip())
    except ProofError as error:
        raise Refusal(
            "prooflog.key_unreadable",
            _("This is no public key. Copy the whole line that the witness printed."),
            field="vkey",
        ) from error
    if key.algorithm != COSIGNATURE:
        raise Refusal(
            "prooflog.key_of_log",
            _("This is the key of a log. Enter the key that the witness printed."),
            field="vkey",
        )
    if not 0 < len(place.strip()) <= 100:
        raise Refusal("prooflog.place_missing", _("Say where the second machine stands."), field="place")
    if Witness.objects.filter(zone=actor.zone, vkey=key.text()).exists():
        raise Refusal("prooflog.witness_known", _("This witness is already registered."), field="vkey")
    row = Witness.objects.create(
        zone=actor.zone, name=key.name, vkey=key.text(), place=place.strip(), starts_at=now
    )
    data = {"name": key.name, "vkey": key.text(), "place": row.place}
    record(actor=actor, subject=subject, kind="prooflog.witness_registered", data=data)
    return row


@use_case("prooflog.end_witness")
def end_witness(*, actor: Actor, witness: Witness, reason: str, now: datetime) -> Witness:
    """From now on its cosignatures are not taken in; those that came stay valid."""
    subject = _zone_subject(actor)
    access.require(actor, "prooflog.keep")
    row = Witness.objects.select_for_update().filter(zone=actor.zone, pk=witness.pk).first()
    if row is None:
        raise access.unknown()
    if reason not in END_REASONS:
        raise Refusal("prooflog.reason_missing", _("Choose the reason."), field="reason")
    if row.ended_at is not None:
        raise Refusal("prooflog.witness_ended", _("This witness has already been ended."))
    row.ended_at = max(now, row.starts_at)
    row.save(update_fields=["ended_at"])
    data = {"vkey": row.vkey, "reason": reason}
    record(actor=actor, subject=subject, kind="prooflog.witness_ended", data=data)
    return row


@use_case("prooflog.rotate")
def rotate_key(*, actor: Actor, reason: str, now: datetime) -> LogKey:
    """A new key signs from here on; the old one announces it, so that proofs lead from one to the other."""
    subject = _zone_subject(actor)
    access.require(actor, "prooflog.keep")
    if reason not in ROTATION_REASONS:
        raise Refusal("prooflog.reason_missing", _("Choose the reason."), field="reason")
    log = _locked_log(actor.zone)
    if log is None or not log.size:
        raise NO_HEAD
    try:
        old = keyfiles.signer(key_in_service(log).vkey)
    except keyfiles.SecretMissing as error:
        raise Refusal(
            "prooflog.secret_missing",
            _("The secret key is not on this machine. Put the folder of keys back first."),
        ) from error
    new = keyfiles.signer(keyfiles.make(log.origin).text())
    note = checkpoints.announce(old, new, log.size)
    row = LogKey.objects.create(
        zone=actor.zone,
        origin=log.origin,
        vkey=new.key.text(),
        since_size=log.size,
        announcement=note.encode().decode(),
        created_at=now,
    )
    data = {"old": old.key.text(), "new": new.key.text(), "size": log.size, "reason": reason}
    record(actor=actor, subject=subject, kind="prooflog.rotated", data=data)
    return row


@use_case("prooflog.resume")
def resume_log(*, actor: Actor, outside: bytes | None, reason: str, now: datetime) -> Log:
    """Let a held log go on, after it was compared with the newest checkpoint outside.

    It keeps its name when it holds that checkpoint (and what the guard knows). Otherwise, or when there is
    no checkpoint to compare with, entries may be lost that others have seen: then it goes on under the next
    name with a new key, so that two different heads of one name can never be signed.
    """
    subject = _zone_subject(actor)
    access.require(actor, "prooflog.keep")
    text = reason.strip()
    if not text:
        raise Refusal("prooflog.reason_missing", _("Say why the log may go on."), field="reason")
    zone, log = actor.zone, _locked_log(actor.zone)
    why = GONE if log is None else held(zone, log)
    if not why or (log is None and guard.read(zone)[0] is None):
        raise Refusal("prooflog.not_held", _("The log is not held. There is nothing to let go on."))
    same = why != NO_KEY and outside is not None and log is not None and _fits(zone, log, outside)
    if not same:
        log = _next_name(zone, log, now)
    elif log is not None:
        root = tree.root_at(zone, log.size, log.suite).hex()
        guard.write(zone, guard.Mark(log.origin, log.size, root))
    item = vault.put(subject, "reason", text)
    data = {
        "why": why,
        "same_name": same,
        "origin": log.origin if log else "",
        "outside": outside.decode(errors="replace") if outside else None,
        "reason": {"item": str(item.uid), "commitment": item.commitment},
    }
    record(actor=actor, subject=subject, kind="prooflog.resumed", data=data)
    for tell in _on_resumed:
        tell(reason=text, at=now)
    return log


def _fits(zone: Zone, log: Log, outside: bytes) -> bool:
    """Does the log hold the checkpoint from outside, and what its guard says? Refuses what is no checkpoint."""
    try:
        note = Note.parse(outside)
        head = checkpoints.Checkpoint.parse(note.text)
    except ProofError as error:
        raise Refusal(
            "prooflog.outside_unreadable",
            _("This is no checkpoint. Hand in the file exactly as it was downloaded."),
        ) from error
    keys = LogKey.objects.filter(zone=zone, origin=head.origin).values_list("vkey", flat=True)
    signed = any(
        holds(note.text, line, PublicKey.parse(vkey), ed25519.verify)
        for vkey in keys
        for line in note.signatures
    )
    mark, _fault = guard.read(zone)
    if head.origin != log.origin or not signed:
        raise Refusal(
            "prooflog.outside_foreign", _("No key of this log signed that checkpoint. Look for another one.")
        )
    known = [head]
    if mark is not None and mark.origin == log.origin and len(mark.root) == 64:
        known.append(checkpoints.Checkpoint.of(log.origin, mark.size, bytes.fromhex(mark.root), log.suite))
    return not any(against(log, one) for one in known)


def _next_name(zone: Zone, log: Log | None, now: datetime) -> Log:
    mark, _fault = guard.read(zone)
    said = mark.origin.rpartition("/")[2] if mark else ""
    generation = max(log.generation if log else 1, int(said) if said.isdecimal() else 1) + 1
    origin = f"banshi/{zone.code}/{generation}"
    key = keyfiles.make(origin)
    if log is None:
        edge = merkle.Frontier(zone.suite).dump()
        log = Log(zone=zone, suite=zone.suite, frontier=edge, founded_at=now)
    log.origin, log.generation = origin, generation
    log.save()
    LogKey.objects.create(zone=zone, origin=origin, vkey=key.text(), since_size=0, created_at=now)
    root = merkle.Frontier.load(bytes(log.frontier)).root()
    if log.size:
        sign_head(log, zone, log.size, root, now)
    guard.write(zone, guard.Mark(origin, log.size, root.hex()))
    return log


def _zone_subject(actor: Actor) -> Subject:
    return Subject.objects.select_for_update().get(pk=actor.zone.subject_id)


def _locked_log(zone: Zone) -> Log | None:
    return Log.objects.select_for_update().filter(zone=zone).first()


def _newest(zone: Zone) -> Checkpoint:
    log = Log.objects.filter(zone=zone).first()
    head = newest(zone, log) if log else None
    if head is None:
        raise NO_HEAD
    return head
