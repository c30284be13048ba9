"""Sealing text: AES-256-GCM under a key per subject, each key wrapped by the master key.

The salt of a commitment lies inside the sealed text, so that after erasure a
commitment cannot be tried against a list of names.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
SALT_BYTES = 16


class Unreadable(Exception):
    """The sealed bytes do not open under this key."""


@lru_cache(maxsize=4)
def _master(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(os.urandom(32).hex())
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(path.read_text().strip())


def _derived(purpose: bytes) -> bytes:
    return _derive(settings.VAULT_KEY_FILE, purpose)


@lru_cache(maxsize=8)
def _derive(path: Path, purpose: bytes) -> bytes:
    master = _master(Path(path))
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"banshi vault " + purpose).derive(master)


def _seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except InvalidTag as error:
        raise Unreadable from error


def new_key(context: bytes) -> bytes:
    """A fresh subject key, wrapped; ``context`` binds it to its subject."""
    return _seal(_derived(b"wrap"), AESGCM.generate_key(256), context)


def seal(wrapped: bytes, text: str, context: bytes) -> tuple[bytes, str]:
    """Seal ``text``; returns the sealed bytes and the commitment (hex) that history may hold."""
    salt, plain = os.urandom(SALT_BYTES), text.encode()
    sealed = _seal(_open(_derived(b"wrap"), wrapped, context), salt + plain, context)
    return sealed, hashlib.sha256(salt + plain).hexdigest()


def seal_first(texts: Sequence[str], context: bytes) -> tuple[bytes, list[tuple[bytes, str]]]:
    """A fresh subject key, wrapped, and what :func:`seal` would make of each text under it."""
    fresh = AESGCM.generate_key(256)
    cipher, found = AESGCM(fresh), []
    for text in texts:
        drawn, plain = os.urandom(NONCE_BYTES + SALT_BYTES), text.encode()
        nonce, salted = drawn[:NONCE_BYTES], drawn[NONCE_BYTES:] + plain
        sealed = nonce + cipher.encrypt(nonce, salted, context)
        found.append((sealed, hashlib.sha256(salted).hexdigest()))
    return _seal(_derived(b"wrap"), fresh, context), found


def unseal(wrapped: bytes, sealed: bytes, context: bytes) -> str:
    """The text again. Raises :class:`Unreadable` for changed bytes or a foreign key."""
    return unseal_salted(wrapped, sealed, context)[SALT_BYTES:].decode()


def unseal_salted(wrapped: bytes, sealed: bytes, context: bytes) -> bytes:
    """Salt and text, of which the commitment is the hash. Raises :class:`Unreadable`."""
    return _open(_open(_derived(b"wrap"), wrapped, context), sealed, context)


def blind(text: str) -> str:
    """A keyed digest by which equal texts (phone numbers) find each other without being readable."""
    return hmac.digest(_derived(b"blind"), text.encode(), "sha256").hex()


def seal_alone(purpose: bytes, plain: bytes, context: bytes) -> bytes:
    """Seal bytes of no zone (the secret of a second factor); ``context`` binds them to their row."""
    return _seal(_derived(b"alone " + purpose), plain, context)


def open_alone(purpose: bytes, sealed: bytes, context: bytes) -> bytes:
    """What :func:`seal_alone` sealed. Raises :class:`Unreadable` for changed bytes or another context."""
    return _open(_derived(b"alone " + purpose), sealed, context)
