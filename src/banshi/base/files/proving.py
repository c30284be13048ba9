"""Are the stored files those that history names, and are their bytes still theirs?"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
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

    marker = b"256_stored"

    def __init__(self) -> None:
        self.listeners = (self,)
        self.named: dict[str, tuple[str, str, int]] = {}
        self.held: dict[int, tuple[str, str, tuple[str, str], bool]] = {}

    def hear(self, many: Sequence[Told]) -> None:
        for zone, *_columns, body in many:
            found = [pattern.search(body) for pattern in (FILE, RECEIVED, STORED)]
            if all(found):
                uid, received, stored = (one[1].decode() for one in found if one)
                self.named[uid] = (received, stored, zone)

    def gather(self, part: Part, most: int | None) -> None:
        """Read the files of the part; who named them is known when all parts are together."""
        rows = part.share(StoredFile.objects.select_related("zone").order_by("pk"))
        for file in rows.iterator(CHUNK):
            sound = file.erased_at is not None or _whole(file)
            hashes = (file.sha256_received, file.sha256_stored)
            self.held[file.pk] = (str(file.uid), file.zone.code, hashes, sound)

    def join(self, other: "Blobs") -> None:
        """Take in another part."""
        self.named |= other.named
        self.held |= other.held

    def findings(self) -> Iterator[Finding]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        for pk in sorted(self.held):
            uid, zone, hashes, sound = self.held[pk]
            said = self.named.pop(uid, None)
            if said is not None and said[:2] != hashes:
                yield _finding("file_row_changed", zone, uid)
            elif not sound:
                yield _finding("file_changed", zone, uid)
        for uid in sorted(self.named):
            yield _finding("file_gone", codes.get(self.named[uid][2], ""), uid)


def _whole(file: StoredFile) -> bool:
    hashes = filter(None, (file.sha256_stored, file.thumb_sha256))
    return all(blobs.whole(file.zone.uid, sha256) for sha256 in hashes)


def _finding(kind: str, zone: str, uid: str) -> Finding:
    words = {
        "file_row_changed": _("The row of this file has other hashes than the history."),
        "file_changed": _("The bytes of this attachment were changed, or are gone."),
        "file_gone": _("The history names this file, and its row is gone."),
    }
    return Finding(kind, zone, "files_storedfile", uid, words[kind])
