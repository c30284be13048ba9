"""The guard: a file beside the database that says how far the log had come.

A database that was put back to an earlier day looks whole: only something outside it can tell. Before it
signs, the sequencer compares its log with this file, and when they disagree, when the file is missing
although the log has been signed, or when the file is a copy (it knows its own inode), nothing is signed
until somebody has compared the log with the newest checkpoint outside.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from banshi.base.prooflog.keyfiles import folder, sync_folder, write_private
from banshi.base.zones.models import Zone

MISSING, AHEAD, DIFFERS, COPIED, UNREADABLE = "missing", "ahead", "differs", "copied", "unreadable"


@dataclass(frozen=True)
class Mark:
    """How far the log of ``origin`` had come."""

    origin: str
    size: int
    root: str


Reading = tuple[Mark | None, str]
"""What the guard says, and what is wrong with the file itself (empty: nothing)."""


def path_of(zone: Zone) -> Path:
    """The file of a zone."""
    return folder() / f"log-{zone.code}.guard"


def read(zone: Zone) -> Reading:
    """What the guard says, and what is wrong with the file itself (empty: nothing)."""
    path = path_of(zone)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        mark = Mark(str(said["origin"]), int(said["size"]), str(said["root"]))
        inode = int(said["inode"])
    except FileNotFoundError:
        return None, MISSING
    except (ValueError, KeyError, TypeError):
        return None, UNREADABLE
    return mark, "" if path.stat().st_ino == inode else COPIED


def write(zone: Zone, mark: Mark) -> None:
    """Put the mark on the disk, whole or not at all."""
    path = path_of(zone)
    waiting = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    write_private(waiting, "")
    said = {"origin": mark.origin, "size": mark.size, "root": mark.root, "inode": waiting.stat().st_ino}
    with waiting.open("w", encoding="utf-8") as file:
        file.write(json.dumps(said, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    sync_folder(path.parent)


def drop(zone: Zone) -> None:
    """Take the guard away: what was restored must be compared before it signs again."""
    path_of(zone).unlink(missing_ok=True)
