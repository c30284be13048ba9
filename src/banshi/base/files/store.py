"""Files as rows: received, attached, found again, erased. The writes are called by use cases only."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.files import blobs, intake
from banshi.base.files.models import FileLink, StoredFile
from banshi.base.history import acts
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal


def receive(actor: Actor, uploaded: Any) -> StoredFile:
    """The row of a received file: an :class:`.intake.Taken`, or an uploaded file that is taken in now.

    One row per receipt, also for bytes that were received before. Raises :class:`Refusal` as
    :func:`.intake.take` does.
    """
    taken = uploaded if isinstance(uploaded, intake.Taken) else intake.take(actor.zone, uploaded)
    if taken.zone_id != actor.zone.pk:
        raise RuntimeError("the file was taken in for another zone")
    _hold(actor.zone, taken)
    return StoredFile.objects.create(
        zone=actor.zone,
        sha256_received=taken.sha256_received,
        sha256_stored=taken.sha256_stored,
        thumb_sha256=taken.thumb_sha256,
        size=taken.size,
        media_type=taken.media_type,
        original_name=taken.name,
        width=taken.width,
        height=taken.height,
        taken_at=taken.taken_at,
        account_id=actor.account_id,
        created_at=acts.current().recorded_at,
    )


def _hold(zone: Zone, taken: intake.Taken) -> None:
    for sha256 in filter(None, [taken.sha256_stored, taken.thumb_sha256]):
        if not blobs.path_of(zone.uid, sha256).exists():
            raise Refusal("files.gone", _("The file is no longer there. Choose it again."), field="file")


def attach(file: StoredFile, subject: Subject, *, role: str = "") -> FileLink:
    """Hang ``file`` on ``subject``; whoever may see the subject may then open the file. Safe to repeat."""
    if file.zone_id != subject.zone_id:
        raise RuntimeError("a file and its subject are of one zone")
    link, _made = FileLink.objects.get_or_create(
        zone_id=file.zone_id,
        file=file,
        subject=subject,
        defaults={"role": role, "created_at": acts.current().recorded_at},
    )
    return link


def receive_for(actor: Actor, subject: Subject, uploaded: Any, *, role: str = "") -> StoredFile:
    """Receive a file and hang it on ``subject``."""
    file = receive(actor, uploaded)
    attach(file, subject, role=role)
    return file


def same_elsewhere(file: StoredFile, subject: Subject) -> QuerySet[FileLink]:
    """Links by which the same picture or paper hangs on other subjects of the zone, oldest first.

    The same is what came in as the same bytes, or looks the same to the last pixel after the
    hidden data were taken off.
    """
    same = Q(file__sha256_received=file.sha256_received) | Q(file__sha256_stored=file.sha256_stored)
    links = FileLink.objects.filter(same, zone_id=file.zone_id).exclude(subject=subject)
    return links.select_related("file", "subject").order_by("id")


def forget(subject: Subject) -> None:
    """Erase the files that hang on ``subject`` alone: name and bytes go, hashes stay for the proofs."""
    files = StoredFile.objects.filter(links__subject=subject, erased_at=None).exclude(
        pk__in=FileLink.objects.exclude(subject=subject).values("file_id")
    )
    for file in list(files.select_related("zone")):
        file.original_name = ""
        file.erased_at = acts.current().recorded_at
        file.save(update_fields=["original_name", "erased_at"])
        transaction.on_commit(lambda file=file: _drop_blobs(file))


def _drop_blobs(file: StoredFile) -> None:
    for sha256 in filter(None, [file.sha256_stored, file.thumb_sha256]):
        if not named(file.zone, sha256):
            blobs.remove(file.zone.uid, sha256)


def named(zone: Zone, sha256: str) -> bool:
    """True when a row of the zone that is not erased names the blob."""
    rows = StoredFile.objects.filter(zone=zone, erased_at=None)
    return rows.filter(Q(sha256_stored=sha256) | Q(thumb_sha256=sha256)).exists()


def sweep_orphans(zone: Zone, *, grace_seconds: float = blobs.GRACE_SECONDS) -> tuple[int, int]:
    """Remove blobs that no row names (a refused or crashed act left them); returns files and bytes.

    Only what is older than ``grace_seconds`` goes, so that an act under way keeps its files.
    """
    return blobs.sweep(zone.uid, lambda sha256: named(zone, sha256), grace_seconds=grace_seconds)


def damaged(zone: Zone) -> Iterator[StoredFile]:
    """Files of the zone whose bytes are gone or changed (health page, backup drill); reads every byte."""
    for file in StoredFile.objects.filter(zone=zone, erased_at=None).order_by("pk").iterator():
        hashes = filter(None, [file.sha256_stored, file.thumb_sha256])
        if not all(blobs.whole(zone.uid, sha256) for sha256 in hashes):
            yield file
