"""Power lost at any moment: what SQLite had made durable is all that is left, and nothing acknowledged is missing.

A shim records every write and every sync of a process that writes through the use cases. From the record the
disk is rebuilt as it may have looked at many moments: what was synced, and of the rest nothing or any half of
its sectors. Every image is opened, checked and counted.
"""

import random
import shutil
import sqlite3
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from faults.conftest import FULL

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tests of this"),
    pytest.mark.skipif(
        shutil.which("gcc") is None, reason="left out: gcc is missing (apt install gcc libc6-dev)"
    ),
]
MOMENTS, TIMES = (200, 400) if FULL else (40, 40)
SECTOR = 512
HEAD = struct.Struct("=cxHIq")


@dataclass
class File:
    """A file as the disk has it, and what was written since it was last made durable."""

    durable: bytearray = field(default_factory=bytearray)
    since: list[tuple[bytes, int, bytes]] = field(default_factory=list)

    def sync(self):
        for change in self.since:
            self.durable = apply(self.durable, *change)
        self.since = []

    def image(self, draw):
        """What may be found after the crash; with ``draw`` some sectors of the rest reached the disk."""
        found = bytearray(self.durable)
        for kind, offset, data in self.since if draw else ():
            if kind == b"t":
                found = apply(found, kind, offset, data) if draw.random() < 0.5 else found
                continue
            for at in range(0, len(data), SECTOR):
                if draw.random() < 0.5:
                    found = apply(found, kind, offset + at, data[at : at + SECTOR])
        return bytes(found)


def apply(content, kind, offset, data):
    if kind == b"t":
        return content[:offset].ljust(offset, b"\0")
    if len(content) < offset + len(data):
        content.extend(bytes(offset + len(data) - len(content)))
    content[offset : offset + len(data)] = data
    return content


def records(path):
    """The record of the shim, one change after the other."""
    content, at = path.read_bytes(), 0
    while at < len(content):
        kind, path_size, size, offset = HEAD.unpack_from(content, at)
        at += HEAD.size
        name = Path(content[at : at + path_size].decode()).name
        at += path_size
        yield kind, name, offset, content[at : at + size]
        at += size


def images(log, base, moments, seed=7):
    """Crashes: the files as they may be found, and how many writes had been acknowledged by then."""
    changes = list(records(log))
    draw = random.Random(seed)
    first = next(at for at, change in enumerate(changes) if change[1] == "acknowledged")
    crashes = sorted(draw.sample(range(first, len(changes)), min(moments, len(changes) - first)))
    files = {path.name: File(bytearray(path.read_bytes())) for path in base.iterdir() if path.is_file()}
    acknowledged = 0
    for at, (kind, name, offset, data) in enumerate(changes):
        if crashes and at == crashes[0]:
            crashes.pop(0)
            torn = draw if len(crashes) % 2 else None
            yield {n: f.image(torn) for n, f in files.items()}, acknowledged
        if name == "acknowledged":
            acknowledged += data.count(b"\n")
            continue
        file = files.setdefault(name, File())
        if kind == b"s":
            file.sync()
        else:
            file.since.append((kind, offset, data))


def looked_at(folder, found, name, matter, before):
    """Open an image: is it whole, how many tries does it hold, do entries and head agree?"""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file, content in found.items():
        (folder / file).write_bytes(content)
    with sqlite3.connect(folder / name) as opened:
        try:
            well = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            well = well and opened.execute("PRAGMA foreign_key_check").fetchall() == []
            ask = "SELECT count(*) FROM matters_note WHERE kind = 'try' AND matter_id = ?"
            tries = opened.execute(ask, [matter.pk]).fetchone()[0]
            ask = (
                "SELECT s.head_n, count(e.id), max(e.n) FROM zones_subject s JOIN history_entry e"
                " ON e.subject_id = s.id WHERE s.id = ?"
            )
            head, number, last = opened.execute(ask, [matter.subject_id]).fetchone()
            return well and head == number == last == before + tries, tries
        except sqlite3.DatabaseError:
            return False, 0
        finally:
            opened.rollback()


def recorded(ready, other_process, tmp_path, shim, **told):
    """Run the writer under the shim on a copy of the database; its record, and the copy as it was before."""
    (walk_,) = ready(1)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    source = Path(connection.settings_dict["NAME"])
    base, live, log = tmp_path / "base", tmp_path / "live", tmp_path / "record"
    for folder in (base, live):
        folder.mkdir()
        shutil.copy(source, folder / source.name)
    env = {"LD_PRELOAD": str(shim), "RECORD_DIR": str(live), "RECORD_LOG": str(log)}
    told |= {"login": "qingyu-clerk", "matter": walk_.matter.pk, "note": str(live / "acknowledged")}
    process = other_process("mark", env, zone=ready.world.zone.pk, database=str(live / source.name), **told)
    out, err = process.communicate(timeout=300)
    assert out.splitlines()[-1:] == ["done"], err
    return log, base, source.name, walk_.again()


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The recorder, compiled."""
    made = tmp_path_factory.mktemp("shim") / "recorder.so"
    source = Path(__file__).with_name("recorder.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made


def lost_and_bad(ready, other_process, tmp_path, shim, *, times, moments, **told):
    log, base, name, matter = recorded(ready, other_process, tmp_path, shim, times=times, **told)
    lost = bad = looked = 0
    before = matter.subject.head_n
    for found, acknowledged in images(log, base, moments):
        well, tries = looked_at(tmp_path / "image", found, name, matter, before)
        looked += 1
        bad += not well
        lost += tries < acknowledged
    assert looked >= min(moments, 20)
    return looked, lost, bad


def test_nothing_acknowledged_is_lost_and_nothing_is_corrupt(ready, other_process, tmp_path, shim):
    looked, lost, bad = lost_and_bad(ready, other_process, tmp_path, shim, times=TIMES, moments=MOMENTS)
    print(f"\npower lost {looked} times: {lost} with acknowledged work lost, {bad} corrupt")
    assert (lost, bad) == (0, 0)


def test_the_simulation_sees_a_setting_that_loses_work(ready, other_process, tmp_path, shim):
    """With ``synchronous = NORMAL`` acknowledged work is lost: the same images must show it."""
    _looked, lost, _bad = lost_and_bad(
        ready, other_process, tmp_path, shim, times=20, moments=20, synchronous="NORMAL"
    )
    assert lost > 0
