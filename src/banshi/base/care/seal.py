"""Sealing the members of a backup: AES-256-GCM in chunks, under a key drawn from a passphrase.

Each member has its own key; the place of a chunk and whether it is the last are part of its
nonce, so that nothing can be cut off, swapped or put under another name.
"""

import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from banshi.base.care.trouble import CareTrouble

MAGIC = b"banshi-sealed-1\n"
CHUNK = 1 << 20
TAG = SALT = 16
LEAST_PASSPHRASE = 12


def master(passphrase_file: Path, salt: bytes) -> bytes:
    """The key behind the passphrase on the file's first line. Raises `CareTrouble` for a short one."""
    try:
        phrase = passphrase_file.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError) as error:
        raise CareTrouble(f"the passphrase cannot be read from {passphrase_file}") from error
    if len(phrase) < LEAST_PASSPHRASE:
        raise CareTrouble(f"the passphrase is too short; use at least {LEAST_PASSPHRASE} characters")
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(phrase.encode())


def _member(key: bytes, name: str, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"banshi backup " + name.encode()).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def seal(key: bytes, name: str, source: BinaryIO, target: BinaryIO) -> None:
    """Write ``source`` sealed."""
    salt = os.urandom(SALT)
    box, number = _member(key, name, salt), 0
    target.write(MAGIC + salt)
    chunk = source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        target.write(box.encrypt(_nonce(number, not following), chunk, None))
        if not following:
            return
        chunk, number = following, number + 1


def unseal(key: bytes, name: str, source: BinaryIO, target: BinaryIO) -> None:
    """Write what :func:`seal` was given. Raises `CareTrouble` for another passphrase or changed bytes."""
    if source.read(len(MAGIC)) != MAGIC:
        raise CareTrouble(f"{name} is not sealed as a backup is")
    box, number = _member(key, name, source.read(SALT)), 0
    chunk = source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            target.write(box.decrypt(_nonce(number, not following), chunk, None))
        except InvalidTag as error:
            raise CareTrouble(f"{name} does not open: another passphrase, or changed bytes") from error
        if not following:
            return
        chunk, number = following, number + 1
