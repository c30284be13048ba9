"""Are the stored files those that history names, and are their bytes still theirs?"""

import re
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from banshi.base.files import blobs
from banshi.base.files.models import StoredFile
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.zones.models import Zone

FILE = re.compile(rb'"file":"([0-9a-f-]{36})"')
RECEIVED = re.compile(rb'"sha256_received":"([0-9a-f]{64})"')
STORED = re.compile(rb'"sha256_stored":"([0-9a-f]{64})"')
CHUNK = 500


class Blobs:
    """Hears which files entries name, then compares rows with entries and bytes with hashes."""

    marker = b'"sha256_stored":"'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.named: dict[UUID, tuple[str, str, int]] = {}

    def hear(self, told: Told) -> None:
        found = [pattern.search(told.body) for pattern in (FILE, RECEIVED, STORED)]
        if all(found):
            uid, received, stored = (one[1].decode() for one in found if one)
            self.named[UUID(uid)] = (received, stored, told.zone)

    def findings(self) -> Iterator[Finding]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        for file in StoredFile.objects.select_related("zone").order_by("pk").iterator(CHUNK):
            said = self.named.pop(file.uid, None)
            if said is not None and said[:2] != (file.sha256_received, file.sha256_stored):
                yield _finding("file_row_changed", file.zone.code, file.uid)
            elif file.erased_at is None and not _whole(file):
                yield _finding("file_changed", file.zone.code, file.uid)
        for uid, (_received, _stored, zone) in self.named.items():
            yield _finding("file_gone", codes.get(zone, ""), uid)


def _whole(file: StoredFile) -> bool:
    hashes = filter(None, (file.sha256_stored, file.thumb_sha256))
    return all(blobs.whole(file.zone.uid, sha256) for sha256 in hashes)


def _finding(kind: str, zone: str, uid: UUID) -> Finding:
    words = {
        "file_row_changed": _("The row of this file has other hashes than the history."),
        "file_changed": _("The bytes of this attachment were changed, or are gone."),
        "file_gone": _("The history names this file, and its row is gone."),
    }
    return Finding(kind, zone, "files_storedfile", str(uid), words[kind])
