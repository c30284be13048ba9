"""Does the vault hold what history committed to? What was erased stays proven without being readable."""

import hashlib
import re
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from banshi.base.history.verify import Told
from banshi.base.prooflog.verification import Finding
from banshi.base.vault import sealing
from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Zone

PAIR = re.compile(rb'"commitment":"([0-9a-f]{64})","item":"([0-9a-f-]{36})"')
CHUNK = 2000


class Commitments:
    """Hears which commitments entries name, then opens every item that is not erased."""

    marker = b'"commitment":'

    def __init__(self) -> None:
        self.listeners = (self,)
        self.named: dict[UUID, tuple[str, int]] = {}

    def hear(self, told: Told) -> None:
        for commitment, item in PAIR.findall(told.body):
            self.named[UUID(item.decode())] = (commitment.decode(), told.zone)

    def findings(self) -> Iterator[Finding]:
        codes = dict(Zone.objects.values_list("pk", "code"))
        columns = ("uid", "zone_id", "commitment", "sealed", "key__wrapped", "key__subject__uid")
        for uid, zone, commitment, sealed, wrapped, subject in (
            VaultItem.objects.order_by("pk").values_list(*columns).iterator(CHUNK)
        ):
            said = self.named.pop(uid, None)
            if said is not None and said[0] != commitment:
                yield _finding("commitment_changed", codes[zone], uid)
            elif (
                sealed is not None and wrapped is not None and _opened(wrapped, sealed, subject) != commitment
            ):
                yield _finding("vault_changed", codes[zone], uid)
        for uid, (_commitment, zone) in self.named.items():
            yield _finding("vault_gone", codes.get(zone, ""), uid)


def _opened(wrapped: bytes, sealed: bytes, subject: UUID) -> str:
    """The commitment to what the sealed bytes hold; empty when they do not open."""
    try:
        return hashlib.sha256(sealing.unseal_salted(bytes(wrapped), bytes(sealed), subject.bytes)).hexdigest()
    except sealing.Unreadable:
        return ""


def _finding(kind: str, zone: str, uid: UUID) -> Finding:
    words = {
        "commitment_changed": _("The item's commitment is not the one in the history."),
        "vault_changed": _("The sealed words are not those that the history committed to."),
        "vault_gone": _("The history names this item, and it is gone."),
    }
    return Finding(kind, zone, "vault_vaultitem", str(uid), words[kind])
