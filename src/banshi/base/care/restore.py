"""``./banshi restore DIR --to PLACE``: a backup on an empty place, in its own process, marked as a copy."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from banshi.base.care import backup, dumps, manifest, upgrade
from banshi.base.care.manifest import DATA, KEYS, Chest
from banshi.base.care.trouble import CareTrouble

POSTGRES = ("postgresql://", "postgres://")
FIRST = "after_restore"


@dataclass(frozen=True)
class Target:
    """Where a copy goes: a data folder, and with PostgreSQL an address."""

    var: Path
    url: str = ""

    def environment(self) -> dict[str, str]:
        """The settings of a process that works on the copy."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
        return env | {
            "BANSHI_VAR": str(self.var),
            "BANSHI_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }


def restore(
    place: Path,
    target: Target,
    *,
    keys: Path | None = None,
    passphrase_file: Path | None = None,
    checkpoints: Sequence[Path] = (),
) -> dict[str, Any]:
    """Lay the newest backup of ``place`` down on ``target`` and check it; returns what was found there.

    ``keys`` is where the sets of keys lie; the newest is taken, so that what was erased since the
    backup stays erased. ``checkpoints`` are signed notes kept outside; the copy must fit each of them.
    Raises `CareTrouble` with one line when it cannot be done.
    """
    for path in checkpoints:
        if not path.is_file():
            raise CareTrouble(f"there is no checkpoint {path}")
    chest = manifest.open_chest(manifest.newest(place, DATA), passphrase_file)
    check_fits(chest.manifest, target)
    secret = None
    if keys is not None:
        secret = manifest.open_chest(manifest.newest(keys, KEYS), passphrase_file)
    need_empty(target)
    target.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    _lay(chest, target)
    if secret is not None:
        _take_all(secret, "keys/", target.var / "keys")
    return _finish(chest, secret, target, checkpoints)


def check_fits(stated: manifest.Manifest, target: Target) -> None:
    """Refuse another engine, and a database that this release does not know or cannot bring up to date."""
    if (stated.engine == "postgresql") is not bool(target.url):
        wanted = "an address postgresql://…" if stated.engine == "postgresql" else "a folder"
        raise CareTrouble(f"{stated.name} is of {stated.engine}; --to must be {wanted}")
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    upgrade.refuse_unknown(stated.version, stated.migrations, known)
    upgrade.refuse_skipped(stated.version)


def need_empty(target: Target) -> None:
    """A restore never writes over anything."""
    if target.var.exists() and (not target.var.is_dir() or any(target.var.iterdir())):
        raise CareTrouble(f"{target.var} is not empty; restore on an empty place and move it there yourself")
    if target.url and not dumps.is_empty(target.url):
        raise CareTrouble("the database is not empty; make a new one with createdb and restore there")


def _lay(chest: Chest, target: Target) -> None:
    _take_all(chest, "files/", target.var / "files")
    _take_all(chest, "keys/", target.var / "keys")
    with tempfile.TemporaryDirectory(prefix="restore-", dir=target.var) as name:
        scratch = Path(name)
        if target.url:
            dump = chest.take(dumps.POSTGRES_NAME, scratch / dumps.POSTGRES_NAME)
            rows = json.loads(chest.take(backup.ROWS, scratch / backup.ROWS).read_text(encoding="utf-8"))
            dumps.lay_postgres(dump, rows, target.url)
        else:
            dump = chest.take(dumps.SQLITE_NAME, scratch / dumps.SQLITE_NAME)
            dumps.lay_sqlite(dump, target.var / "banshi.sqlite3")


def _take_all(chest: Chest, prefix: str, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in chest.manifest.members:
        if name.startswith(prefix):
            inside = (folder / name.removeprefix(prefix)).resolve()
            if not inside.is_relative_to(folder.resolve()):
                raise CareTrouble(f"{chest.manifest.name}: {name} points out of its folder")
            chest.take(name, inside)


def _finish(
    chest: Chest, secret: Chest | None, target: Target, checkpoints: Sequence[Path]
) -> dict[str, Any]:
    """Migrate, lay the keys, erase again, mark and check: in a process of the copy's own."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=target.var) as scratch:
        told = {
            "backup": chest.manifest.name,
            "made_at": chest.manifest.made_at,
            "tables": sorted(chest.manifest.counts),
            "vault": None,
            "checkpoints": [str(path.resolve()) for path in checkpoints],
        }
        if secret is not None:
            told["vault"] = str(secret.take(backup.VAULT, Path(scratch) / backup.VAULT))
        words = Path(scratch) / "told.json"
        words.write_text(json.dumps(told), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "django", FIRST, str(words)],
            env=target.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise CareTrouble(f"the copy cannot be used: {said[-1] if said else done.returncode}")
    return json.loads(done.stdout.splitlines()[-1]) | {
        "manifest": chest.manifest,
        "with_keys": secret is not None,
    }
