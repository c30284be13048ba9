"""Bytes by their hash: durable, once, and swept when nobody names them."""

import os
import time
from uuid import UUID

import pytest

from banshi.base.files import blobs

ZONE = UUID(int=1)


def aged(path, seconds=2 * blobs.GRACE_SECONDS):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_content_lies_under_its_hash(files_root):
    sha256 = blobs.keep(ZONE, b"abc")
    path = blobs.path_of(ZONE, sha256)
    assert path == files_root / str(ZONE) / sha256[:2] / sha256
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once(files_root):
    first = blobs.keep(ZONE, b"abc")
    number = blobs.path_of(ZONE, first).stat().st_ino
    aged(blobs.path_of(ZONE, first))
    assert blobs.keep(ZONE, b"abc") == first
    facts = blobs.path_of(ZONE, first).stat()
    assert facts.st_ino == number
    assert time.time() - facts.st_mtime < blobs.GRACE_SECONDS
    assert [p for p in files_root.rglob("*") if p.is_file()] == [blobs.path_of(ZONE, first)]


def test_the_file_is_synced_before_its_name_and_the_folder_after(monkeypatch):
    order = []
    real_sync, real_replace = os.fsync, blobs.Path.replace

    def sync(handle):
        order.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        real_sync(handle)

    def replace(self, target):
        order.append("rename")
        return real_replace(self, target)

    blobs.keep(ZONE, b"makes the folders")
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(blobs.Path, "replace", replace)
    blobs.keep(ZONE, b"abc")
    assert order[order.index("file") :] == ["file", "rename", "folder"]


def test_a_full_disk_leaves_no_half_file(files_root, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    blobs.keep(ZONE, b"makes the folders")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        blobs.keep(ZONE, b"makes the folders, too")
    assert len([p for p in files_root.rglob("*") if p.is_file()]) == 1


def test_a_changed_blob_is_noticed():
    sha256 = blobs.keep(ZONE, b"abc")
    assert blobs.whole(ZONE, sha256)
    blobs.path_of(ZONE, sha256).write_bytes(b"abd")
    assert not blobs.whole(ZONE, sha256)
    assert not blobs.whole(ZONE, "0" * 64)


def test_the_sweep_takes_what_is_old_and_unnamed(files_root):
    named, young, old = (blobs.keep(ZONE, content) for content in (b"named", b"young", b"old one"))
    half = files_root / str(ZONE) / "tmp" / "half"
    half.write_bytes(b"12345")
    for path in (blobs.path_of(ZONE, named), blobs.path_of(ZONE, old), half):
        aged(path)
    assert blobs.sweep(ZONE, lambda sha256: sha256 == named) == (2, 12)
    assert blobs.whole(ZONE, named)
    assert blobs.whole(ZONE, young)
    assert not blobs.whole(ZONE, old)
    assert not half.exists()


def test_a_zone_without_files_is_swept_too():
    assert blobs.sweep(UUID(int=2), lambda sha256: False) == (0, 0)
