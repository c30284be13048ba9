"""Putting personal data into the vault, reading it, and erasing it. Called by use cases only."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from banshi.base.engines.rows import Lines
from banshi.base.engines.writing import insert_row, insert_rows
from banshi.base.history import acts
from banshi.base.vault import sealing
from banshi.base.vault.models import Look, VaultItem, VaultKey
from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.kernel.text import masked_numbers

ERASED = "—"
NO_DIGIT = re.compile(r"\D")
_reached_by_erasure: list[Callable[[Subject], None]] = []
_reached_by_fields: list[Callable[[Subject, frozenset[str]], None]] = []


def put(subject: Subject, field: str, text: str, *, findable: bool = False) -> VaultItem:
    """Seal ``text`` under the subject's key; a ``findable`` one (a phone) also gets a blind index."""
    key = _key_of(subject)
    if key.wrapped is None:
        raise Refusal(
            "vault.erased",
            _("The personal data of this record were erased. Open a new record to enter any."),
        )
    sealed, commitment = sealing.seal(bytes(key.wrapped), text, _context(subject))
    item = VaultItem(
        zone_id=subject.zone_id,
        key=key,
        field=field,
        sealed=sealed,
        commitment=commitment,
        blind=sealing.blind(normal_phone(text)) if findable else "",
        created_at=acts.current().recorded_at,
    )
    return insert_row(item)


def put_first(subject: Subject, texts: Iterable[tuple[str, str, bool]]) -> list[VaultItem]:
    """Seal the first texts of a subject that was made in this transaction: field, text, findable.

    As :func:`put` for each, in two statements for all.
    """
    now, given = acts.current().recorded_at, list(texts)
    wrapped, parts = sealing.seal_first([text for _field, text, _findable in given], _context(subject))
    key = insert_row(VaultKey(zone_id=subject.zone_id, subject=subject, wrapped=wrapped))
    items = []
    for (field, text, findable), (sealed, commitment) in zip(given, parts, strict=True):
        blind = sealing.blind(normal_phone(text)) if findable else ""
        items.append(
            VaultItem(
                zone_id=subject.zone_id, key=key, field=field, sealed=sealed, commitment=commitment,
                blind=blind, created_at=now,
            )
        )  # fmt: skip
    return list(insert_rows(items))


class Sealed(NamedTuple):
    """An item that a :class:`FirstTexts` keeps: what a row and history need of it."""

    pk: int
    uid: UUID
    commitment: str


class FirstTexts:
    """The first texts of many subjects that are made in one act, sealed as :func:`put_first` does for one."""

    def __init__(self, zone_id: int) -> None:
        self.keys = Lines(VaultKey, "subject_id", "wrapped", zone_id=zone_id)
        self.items = Lines(
            VaultItem, "uid", "key_id", "field", "sealed", "commitment", "blind",
            zone_id=zone_id, created_at=acts.current().recorded_at,
        )  # fmt: skip

    def put(self, subject_id: int, uid: UUID, texts: Sequence[tuple[str, str, bool]]) -> dict[str, Sealed]:
        """Seal field, text, findable of one new subject; what was kept, by field."""
        wrapped, parts = sealing.seal_first([text for _field, text, _findable in texts], uid.bytes)
        key = self.keys.add(subject_id, wrapped)
        found = {}
        for (field, text, findable), (sealed, commitment) in zip(texts, parts, strict=True):
            blind = sealing.blind(normal_phone(text)) if findable else ""
            item = uuid7()
            found[field] = Sealed(
                self.items.add(item, key, field, sealed, commitment, blind), item, commitment
            )
        return found

    def write(self) -> None:
        """Write what was kept; in the act's transaction."""
        self.keys.write()
        self.items.write()


def _key_of(subject: Subject) -> VaultKey:
    """The subject's key, made when there is none; looked up once for the row in hand."""
    try:
        return subject.vault_key
    except VaultKey.DoesNotExist:
        return VaultKey.objects.create(
            zone_id=subject.zone_id, subject=subject, wrapped=sealing.new_key(_context(subject))
        )


def unseal(wrapped: bytes | None, sealed: bytes | None, subject_uid: UUID) -> str:
    """As :func:`read`, from the columns of an item, its key and its subject, for many at once."""
    if wrapped is None or sealed is None:
        return ERASED
    return sealing.unseal(bytes(wrapped), bytes(sealed), subject_uid.bytes)


def read(item: VaultItem | None) -> str:
    """The text of an item; a dash when it was erased, nothing when there is no item.

    Load items with ``select_related("key__subject")``.
    """
    if item is None:
        return ""
    return unseal(item.key.wrapped, item.sealed, item.key.subject.uid)


def shown(item: VaultItem | None) -> str:
    """As :func:`read`, for a page: mobile and identity card numbers in the text are masked."""
    return masked_numbers(read(item))


def masked_phone(text: str) -> str:
    """``138****5678``: what a list may show of a phone number."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "****"


def normal_phone(text: str) -> str:
    """Digits only, without the country code, so that spellings of one number are equal."""
    digits = (
        text if text.isascii() and text.isdigit() else NO_DIGIT.sub("", unicodedata.normalize("NFKC", text))
    )
    return digits.removeprefix("86") if len(digits) > 11 else digits


def find_phone(zone_id: int, text: str):
    """Vault items of the zone that hold this phone number."""
    return VaultItem.objects.filter(zone_id=zone_id, field="phone", blind=sealing.blind(normal_phone(text)))


def on_erasure(reach: Callable[[Subject], None]) -> None:
    """Register what else must forget (the search index, the outbox …); called by apps when ready."""
    _reached_by_erasure.append(reach)


def erase(subject: Subject) -> None:
    """Destroy the subject's key and sealed bytes, and everything that was derived from them.

    Commitments in history stay, so every proof stays valid. Use it inside a use case.
    """
    now = acts.current().recorded_at
    VaultKey.objects.filter(subject=subject).update(wrapped=None, erased_at=now)
    VaultItem.objects.filter(key__subject=subject).update(sealed=None, blind="")
    subject._state.fields_cache.pop("vault_key", None)
    for reach in _reached_by_erasure:
        reach(subject)


def on_fields_erased(reach: Callable[[Subject, frozenset[str]], None]) -> None:
    """Register what must forget single fields (a message that waits for a phone); called by apps when ready."""
    _reached_by_fields.append(reach)


def erase_fields(subject: Subject, fields: frozenset[str]) -> int:
    """Destroy the sealed bytes of some fields alone; the key stays for the others. Returns how many items.

    Use it inside a use case.
    """
    items = VaultItem.objects.filter(key__subject=subject, field__in=fields, sealed__isnull=False)
    count = items.update(sealed=None, blind="")
    for reach in _reached_by_fields:
        reach(subject, fields)
    return count


def looked(
    actor: Actor, subject: Subject | None, what: str, *, detail: str = "", found: int | None = None
) -> Look:
    """Keep that the actor looked at personal data. Use it inside a use case."""
    return Look.objects.create(
        zone=actor.zone,
        subject=subject,
        what=what,
        detail=detail,
        found=found,
        account_id=actor.account_id,
        posts=list(actor.post_codes),
        at=acts.current().recorded_at,
    )


def _context(subject: Subject) -> bytes:
    return subject.uid.bytes
