"""Bytes by their hash: ``FILES_ROOT/<zone uid>/ab/<sha256>``.

Written to a temporary name, synced, renamed, the folder synced; only then may a transaction that
names them commit. A crash in between leaves an orphan, which :func:`sweep` takes away later.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

GRACE_SECONDS = 24 * 3600
TEMPORARY = "tmp"


def path_of(zone_uid: UUID, sha256: str) -> Path:
    """Where the blob lies, or would lie."""
    return _zone_folder(zone_uid) / sha256[:2] / sha256


def keep(zone_uid: UUID, content: bytes) -> str:
    """Store ``content`` durably, once, and return its SHA-256 (hex)."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(zone_uid, sha256)
    if target.exists():
        os.utime(target)  # so that a sweep that has just looked leaves it alone
        return sha256
    _make_folder(target.parent)
    waiting = _zone_folder(zone_uid) / TEMPORARY / f"{sha256}.{secrets.token_hex(8)}"
    _make_folder(waiting.parent)
    try:
        handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return sha256


def whole(zone_uid: UUID, sha256: str) -> bool:
    """True when the blob is there and still has its hash (backup drills, health)."""
    path = path_of(zone_uid, sha256)
    if not path.exists():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def remove(zone_uid: UUID, sha256: str) -> None:
    """Take a blob away; the caller has made sure that no row names it."""
    path_of(zone_uid, sha256).unlink(missing_ok=True)


def sweep(
    zone_uid: UUID, named: Callable[[str], bool], *, grace_seconds: float = GRACE_SECONDS
) -> tuple[int, int]:
    """Remove blobs older than ``grace_seconds`` that no row names, and what a crash left half-written.

    ``named`` says whether a row names the hash. Returns how many files went, and their bytes.
    """
    before = time.time() - grace_seconds
    count = size = 0
    for path in _files(_zone_folder(zone_uid)):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        if facts.st_mtime >= before or (path.parent.name != TEMPORARY and named(path.name)):
            continue
        path.unlink(missing_ok=True)
        count, size = count + 1, size + facts.st_size
    return count, size


def _files(root: Path) -> Iterator[Path]:
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            yield from sorted(folder.iterdir()) if folder.is_dir() else ()


def _zone_folder(zone_uid: UUID) -> Path:
    return Path(settings.FILES_ROOT) / str(zone_uid)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
