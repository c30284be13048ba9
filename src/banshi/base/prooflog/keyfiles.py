"""The secret keys of logs: files beside the database, one per key, readable by their owner only.

Never in the database and never in a backup of it: whoever has such a file can sign as the zone.
"""

import os
from pathlib import Path

from django.conf import settings

from banshi.kernel.proof import ed25519
from banshi.kernel.proof.errors import KeyFormatError
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.notes import Signer


class SecretMissing(LookupError):
    """The file of a key is not on this machine, or holds another key."""


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.LOG_KEYS)


def path_of(key: PublicKey) -> Path:
    """The file of a key; the name says whose it is, not what is in it."""
    return folder() / f"{key.name.replace('/', '-')}-{key.key_id.hex()}.key"


def make(name: str, algorithm: int = 1) -> PublicKey:
    """Draw a new key and keep its secret durably before anybody learns of it."""
    secret = ed25519.secret(name, os.urandom(32), algorithm)
    write_private(path_of(secret.public), secret.text() + "\n")
    return secret.public


def signer(vkey: str) -> Signer:
    """Signs with the secret of a public key. Raises :class:`SecretMissing`, also for what is no key (any more)."""
    try:
        key = PublicKey.parse(vkey)
    except KeyFormatError as error:
        raise SecretMissing(f"{vkey}: {error}") from None
    try:
        secret = ed25519.read_secret(path_of(key).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        raise SecretMissing(str(path_of(key))) from None
    except KeyFormatError as error:
        raise SecretMissing(f"{path_of(key)}: {error}") from None
    if secret.public != key:
        raise SecretMissing(f"{path_of(key)} holds another key")
    return ed25519.signer(secret)


def there(vkey: str) -> bool:
    """Whether the secret of a public key is on this machine."""
    try:
        signer(vkey)
    except SecretMissing:
        return False
    return True


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read, and have it on the disk before going on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
