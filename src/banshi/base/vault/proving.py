"""Does the vault hold what history committed to? What was erased stays proven without being readable."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from banshi.base.engines.parts import Part
from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.vault import sealing
from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Zone

PAIR = re.compile(rb'"commitment":"([0-9a-f]{64})","item":"([0-9a-f-]{36})"')
CHUNK = 2000


class Commitments:
    """Hears which commitments entries name, then opens every item that is not erased."""

    marker = b'"commitment":"'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.named: dict[str, tuple[str, int]] = {}
        self.held: dict[int, tuple[str, str, str, bool]] = {}

    def hear(self, many: Sequence[Told]) -> None:
        for zone, *_columns, body in many:
            for commitment, item in PAIR.findall(body):
                self.named[item.decode()] = (commitment.decode(), zone)

    def gather(self, part: Part, most: int | None) -> None:
        """Open the items of the part; who named them is known when all parts are together."""
        codes = dict(Zone.objects.values_list("pk", "code"))
        columns = ("pk", "uid", "zone_id", "commitment", "sealed", "key__wrapped", "key__subject__uid")
        rows = part.share(VaultItem.objects.order_by("pk")).values_list(*columns)
        for pk, uid, zone, commitment, sealed, wrapped, subject in rows.iterator(CHUNK):
            closed = sealed is None or wrapped is None
            sound = closed or _opened(wrapped, sealed, subject) == commitment
            self.held[pk] = (str(uid), codes[zone], commitment, sound)

    def join(self, other: "Commitments") -> None:
        """Take in another part."""
        self.named |= other.named
        self.held |= other.held

    def findings(self) -> Iterator[Finding]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        for pk in sorted(self.held):
            uid, zone, commitment, sound = self.held[pk]
            said = self.named.pop(uid, None)
            if said is not None and said[0] != commitment:
                yield _finding("commitment_changed", zone, uid)
            elif not sound:
                yield _finding("vault_changed", zone, uid)
        for uid in sorted(self.named):
            yield _finding("vault_gone", codes.get(self.named[uid][1], ""), uid)


def _opened(wrapped: bytes, sealed: bytes, subject: UUID) -> str:
    """The commitment to what the sealed bytes hold; empty when they do not open."""
    try:
        return hashlib.sha256(sealing.unseal_salted(bytes(wrapped), bytes(sealed), subject.bytes)).hexdigest()
    except sealing.Unreadable:
        return ""


def _finding(kind: str, zone: str, uid: str) -> Finding:
    words = {
        "commitment_changed": _("The item's commitment is not the one in the history."),
        "vault_changed": _("The sealed words are not those that the history committed to."),
        "vault_gone": _("The history names this item, and it is gone."),
    }
    return Finding(kind, zone, "vault_vaultitem", uid, words[kind])
