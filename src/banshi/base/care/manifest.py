"""What a backup says of itself: written last, read first."""

import hashlib
import hmac
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from banshi.base.care import seal
from banshi.base.care.trouble import CareTrouble

FORMAT = 1
NAME = "manifest.json"
DATA, KEYS = "banshi-data-", "banshi-keys-"


@dataclass
class Manifest:
    """The members with their SHA-256, the release, the migrations, and what was counted in the same instant.

    ``heads`` is one digest per zone over the heads of all chains, ``salt`` (hex) that of the
    passphrase where the members are sealed.
    """

    name: str
    made_at: str
    version: str
    engine: str
    engine_version: str = ""
    migrations: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    salt: str = ""
    mac: str = ""
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member["size"] for member in self.members.values())


class Chest:
    """A folder of members under one manifest; ``key`` seals and opens them where there is a passphrase."""

    def __init__(self, folder: Path, manifest: Manifest, passphrase_file: Path | None = None):
        self.folder, self.manifest = folder, manifest
        self.key: bytes | None = None
        if passphrase_file is not None:
            manifest.salt = manifest.salt or os.urandom(seal.SALT).hex()
            self.key = seal.master(passphrase_file, bytes.fromhex(manifest.salt))

    def put(self, name: str, source: Path) -> str:
        """Take a copy of ``source`` in as ``name``; returns the SHA-256 of what was read."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as raw, target.open("xb") as out:
            reading, writing = Hashing(raw), Hashing(out)
            if self.key is None:
                shutil.copyfileobj(reading, writing, seal.CHUNK)
            else:
                seal.seal(self.key, name, reading, writing)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(target, 0o600)
        self.manifest.members[name] = {"sha256": writing.hexdigest(), "size": target.stat().st_size}
        return reading.hexdigest()

    def take(self, name: str, target: Path) -> Path:
        """Give a copy of the member out. Raises `CareTrouble` when its bytes are gone or changed."""
        said = self.manifest.members.get(name)
        source = self.folder / name
        if said is None or not source.is_file():
            raise CareTrouble(f"{self.manifest.name}: {name} is missing")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as raw, target.open("xb") as out:
            reading = Hashing(raw)
            if self.key is None:
                shutil.copyfileobj(reading, out, seal.CHUNK)
            else:
                seal.unseal(self.key, name, reading, out)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(target, 0o600)
        if reading.hexdigest() != said["sha256"]:
            raise CareTrouble(f"{self.manifest.name}: {name} was changed after the backup was made")
        return target

    def close(self) -> None:
        """Write the manifest, last."""
        self.manifest.mac = self._mac()
        path = self.folder / NAME
        with path.open("x", encoding="utf-8") as file:
            json.dump(asdict(self.manifest), file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())

    def _mac(self) -> str:
        if self.key is None:
            return ""
        stated = json.dumps(asdict(self.manifest) | {"mac": ""}, sort_keys=True)
        return hmac.new(self.key, stated.encode(), hashlib.sha256).hexdigest()

    def check(self) -> None:
        """Raise `CareTrouble` when the manifest of sealed members is not the one that was written."""
        if self.key is not None and not hmac.compare_digest(self.manifest.mac, self._mac()):
            raise CareTrouble(f"{self.manifest.name}: another passphrase, or a changed manifest")


class Hashing:
    """A binary file that hashes what passes through it."""

    def __init__(self, file: BinaryIO):
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and hash."""
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def write(self, data: bytes) -> int:
        """Hash and write."""
        self._hash.update(data)
        return self._file.write(data)

    def hexdigest(self) -> str:
        """Of everything so far."""
        return self._hash.hexdigest()


def read(folder: Path) -> Manifest:
    """The manifest of a folder. Raises `CareTrouble` when there is none that is understood."""
    try:
        stated = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if stated["format"] > FORMAT:
            raise CareTrouble(
                f"{folder.name} was made by a newer Banshi ({stated['version']}); restore with that"
            )
        return Manifest(**stated)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CareTrouble(f"{folder} is no backup: it has no manifest that can be read") from error


def open_chest(folder: Path, passphrase_file: Path | None) -> Chest:
    """A chest that was closed before. Raises `CareTrouble` when the passphrase is missing or wrong."""
    manifest = read(folder)
    if manifest.salt and passphrase_file is None:
        raise CareTrouble(f"{folder.name} is sealed; give --passphrase-file")
    chest = Chest(folder, manifest, passphrase_file if manifest.salt else None)
    chest.check()
    return chest


def newest(place: Path, prefix: str) -> Path:
    """The newest whole set with ``prefix`` in ``place``, or ``place`` itself when it is one."""
    if (place / NAME).is_file():
        return place
    found = sorted(folder for folder in place.glob(f"{prefix}*") if (folder / NAME).is_file())
    if not found:
        raise CareTrouble(f"there is no {prefix}… in {place}")
    return found[-1]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
