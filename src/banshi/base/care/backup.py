"""``./banshi backup DIR``: the database in one instant, the files, the public keys; what is secret goes apart."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

import banshi
from banshi.base.care import dumps, manifest
from banshi.base.care.manifest import DATA, KEYS, Chest, Manifest
from banshi.base.care.trouble import CareTrouble

VAULT = "vault.json"
VAULT_KEY = "vault.key"
"""What the master key is called where nothing else is set, as in a copy."""
ROWS = "vault-rows.json"
STAMP = "%Y%m%dT%H%M%SZ"
PUBLIC, GUARD = ".pub", ".guard"
LEAST_SPARE = 64 * 1024**2


@dataclass(frozen=True)
class Made:
    """What a backup made: its folder, the folder of its keys if any, bytes, files and seconds."""

    folder: Path
    keys: Path | None
    size: int
    files: int
    seconds: float
    damaged: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def make(
    place: Path,
    *,
    now: datetime,
    keys: Path | None = None,
    keys_days: int = 14,
    passphrase_file: Path | None = None,
) -> Made:
    """Make one backup in ``place``; with ``keys`` the secrets go there, and older sets of them go away.

    Raises `CareTrouble` when it cannot be made; what was begun is then taken away again.
    """
    began = time.monotonic()
    place = _folder(place)
    keys = _apart(place, keys)
    _room(place)
    stamp = _free_stamp(place, now)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR) as name:
        scratch = Path(name)
        taken = dumps.take(scratch)
        about = {
            "made_at": now.isoformat(),
            "version": banshi.__version__,
            "engine": taken.engine,
            "engine_version": taken.engine_version,
            "migrations": taken.migrations,
        }
        with Incoming(place, DATA + stamp) as incoming:
            stated = Manifest(incoming.final, **about, counts=taken.counts, heads=taken.heads)
            files = _fill(Chest(incoming.path, stated, passphrase_file), taken, scratch)
        if keys is not None:
            with Incoming(keys, KEYS + stamp) as incoming:
                secret = Chest(incoming.path, Manifest(incoming.final, **about), passphrase_file)
                _fill_keys(secret, taken, scratch)
    dropped = tuple(_drop_old(keys, now - timedelta(days=keys_days))) if keys else ()
    return Made(
        place / (DATA + stamp),
        keys / (KEYS + stamp) if keys else None,
        stated.size,
        files,
        time.monotonic() - began,
        tuple(stated.damaged),
        dropped,
    )


def _fill(chest: Chest, taken: dumps.Taken, scratch: Path) -> int:
    """Database, rows of the vault without their keys, files, public keys; returns how many files."""
    chest.put(taken.path.name, taken.path)
    rows = [{name: row[name] for name in ("id", "zone", "subject", "erased_at")} for row in taken.vault]
    chest.put(ROWS, _json(scratch / ROWS, rows))
    files = _put_files(chest)
    for path in _key_files(public=True):
        chest.put(f"keys/{path.name}", path)
    chest.close()
    return files


def _fill_keys(chest: Chest, taken: dumps.Taken, scratch: Path) -> None:
    """The keys of the vault and of the machine."""
    chest.put(VAULT, _json(scratch / VAULT, taken.vault))
    for path in _key_files(public=False):
        name = VAULT_KEY if path == Path(settings.VAULT_KEY_FILE).resolve() else path.name
        chest.put(f"keys/{name}", path)
    chest.close()


def _folder(place: Path) -> Path:
    place = place.resolve()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CareTrouble(f"{place} cannot be made: {error.strerror}") from error
    return place


def _apart(place: Path, keys: Path | None) -> Path | None:
    """The place of the keys: another one than that of the data, or who steals one has both."""
    if keys is None:
        return None
    keys = keys.resolve()
    if keys == place or keys.is_relative_to(place) or place.is_relative_to(keys):
        raise CareTrouble("--keys must name a place apart from the backup, best on another disk")
    return _folder(keys)


def _room(place: Path) -> None:
    """Refuse before half of it is written."""
    need = LEAST_SPARE + sum(path.stat().st_size for path in _blobs())
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and database.is_file():
        need += database.stat().st_size
    free = shutil.disk_usage(place).free
    if free < need:
        raise CareTrouble(f"{place} has {free >> 20} MiB free, and {need >> 20} MiB are needed")


class Incoming:
    """A folder that gets its name only when it is whole."""

    def __init__(self, place: Path, final: str):
        self.place, self.final = place, final
        self.path = place / f".{final}.incoming"

    def __enter__(self) -> "Incoming":
        self.path.mkdir(mode=0o700)
        return self

    def __exit__(self, kind: type | None, *_rest: object) -> None:
        if kind is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        for folder, _folders, _files in os.walk(self.path):
            manifest.sync_folder(Path(folder))
        self.path.rename(self.place / self.final)
        manifest.sync_folder(self.place)


def _free_stamp(place: Path, now: datetime) -> str:
    """The second of the backup; the next free one when two are made in one second."""
    while (place / (DATA + now.strftime(STAMP))).exists():
        now += timedelta(seconds=1)
    return now.strftime(STAMP)


def _json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _blobs() -> Iterator[Path]:
    """All kept files; those that are still being written lie in ``tmp``."""
    root = Path(settings.FILES_ROOT)
    if root.is_dir():
        yield from sorted(p for p in root.rglob("*") if p.is_file() and p.parent.name != "tmp")


def _put_files(chest: Chest) -> int:
    """Copied after the database: a row is committed only when its file is durable, so none is missing."""
    root, number = Path(settings.FILES_ROOT), 0
    for path in _blobs():
        name = f"files/{path.relative_to(root).as_posix()}"
        try:
            sha256 = chest.put(name, path)
        except FileNotFoundError:
            continue  # erased while we were copying
        number += 1
        if sha256 != path.name:
            chest.manifest.damaged.append(name)
    return number


def _key_files(*, public: bool) -> list[Path]:
    """The keys of the machine. A log's guard stays behind: it must not vouch for a copy."""
    found = {
        path.resolve(): None
        for folder in (Path(settings.VAR) / "keys", Path(settings.LOG_KEYS))
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix != GUARD
    }
    vault = Path(settings.VAULT_KEY_FILE).resolve()
    if vault.is_file():
        found[vault] = None
    return [path for path in found if (path.suffix == PUBLIC) is public]


def _drop_old(keys: Path, before: datetime) -> Iterator[str]:
    """Sets of keys have a short life: a key that outlives its erasure would undo it."""
    for folder in sorted(keys.glob(f"{KEYS}*")):
        try:
            made_at = datetime.fromisoformat(manifest.read(folder).made_at)
        except (CareTrouble, ValueError):
            continue
        if made_at < before:
            shutil.rmtree(folder)
            yield folder.name
