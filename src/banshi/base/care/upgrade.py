"""Upgrades along a good path only: each check refuses with one line that says what to do.

Raise :data:`OLDEST` when a migration that older data need is taken away.
"""

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

import banshi
from banshi.base.care import queries
from banshi.base.care.actions import note_run
from banshi.base.care.models import RunKind
from banshi.base.care.trouble import CareTrouble
from banshi.base.history import fences
from banshi.base.zones import clock

OLDEST = "0.1.0"
"""The oldest release whose data this one brings up to date in one step."""

LEAST_POSTGRES = 15_00_00
LEAST_SQLITE = (3, 37, 0)
SHARED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs"})
PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1"}
GUCS = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}


def number(version: str) -> tuple[int, ...]:
    """``0.10.2`` as numbers, so that releases compare."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+")[0])[:3])


def refuse_unknown(
    version: str, applied: Mapping[str, Collection[str]], known: Collection[tuple[str, str]]
) -> None:
    """The database knows migrations that the code does not: it is newer than the code."""
    unknown = [
        f"{app}.{name}" for app, names in applied.items() for name in names if (app, name) not in known
    ]
    if unknown or number(version) > number(banshi.__version__):
        also = f" ({', '.join(unknown[:3])})" if unknown else ""
        raise CareTrouble(
            f"the data are newer than this Banshi {banshi.__version__}: they were last kept by {version}{also};"
            " start that release or a newer one"
        )


def taken_out() -> set[tuple[str, str]]:
    """Migrations of programmes that lie here and whose line is not in the settings: their tables may stay.

    A programme's folder bears its label.
    """
    folder = Path(banshi.__file__).parent / "programmes"
    return {(one.parts[-3], one.stem) for one in folder.glob("*/migrations/[0-9]*.py")}


def refuse_skipped(version: str) -> None:
    """The data are too old to be brought up to date in one step."""
    if number(version) < number(OLDEST):
        raise CareTrouble(
            f"a release was skipped: the data are of Banshi {version}; start {OLDEST} once, then this"
            f" {banshi.__version__}"
        )


def before_migrating(*, mend_fences: bool = False) -> None:
    """Refuse a database that is newer, too old, or whose fences somebody took down; note that it begins."""
    if not queries.has_table():
        return
    last = queries.last(RunKind.MIGRATION)
    version = last.facts.get("version", OLDEST) if last else OLDEST
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied: dict[str, list[str]] = {}
    for app, name in loader.applied_migrations:
        applied.setdefault(app, []).append(name)
    refuse_unknown(version, applied, {*loader.disk_migrations, *taken_out()})
    refuse_skipped(version)
    if last is not None and last.ok and not mend_fences:
        refuse_open_fences(last.facts.get("fences", []))
    if _pending():
        facts = {"version": version, "fences": last.facts.get("fences", []) if last else []}
        note_run(RunKind.MIGRATION, ok=False, facts=facts, at=clock.process_now())


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_open_fences(put_up: Collection[str]) -> None:
    """Fences that the last migration put up and that are gone were taken down by somebody."""
    down = sorted(set(fences.missing()) & set(put_up))
    if down:
        raise CareTrouble(
            f"fences around the history are down ({', '.join(down[:3])}): somebody took them away."
            " Run ./banshi verify, find out who, then ./banshi manage migrate --mend-fences"
        )


def after_migrating() -> None:
    """Keep which release the data are of and which fences stand, when that has changed."""
    if not queries.has_table():
        return
    facts = {"version": banshi.__version__, "fences": sorted(fences.names())}
    last = queries.last(RunKind.MIGRATION)
    if last is None or not last.ok or last.facts != facts:
        note_run(RunKind.MIGRATION, ok=True, facts=facts, at=clock.process_now())


def refuse_bad_engine() -> None:
    """Read the engine's settings back; refuse those under which acknowledged work can be lost."""
    faults = engine_faults()
    if faults:
        raise CareTrouble(
            f"the database would lose acknowledged work: {', '.join(faults)}; restore the shipped settings"
        )


def engine_faults() -> list[str]:
    """The settings of the engine that are not as shipped, as ``name = value``."""
    return _postgres_faults() if connection.vendor == "postgresql" else _sqlite_faults()


def read_back() -> dict[str, str]:
    """The settings on which durability rests, as the engine itself says them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(GUCS)]
            )
            return dict(cursor.fetchall())
        found = {}
        for name in PRAGMAS:
            cursor.execute(f"PRAGMA {name}")
            found[name] = str(cursor.fetchone()[0])
        return found


def _postgres_faults() -> list[str]:
    faults = [f"{name} = {value}" for name, value in read_back().items() if value not in GUCS[name]]
    connection.ensure_connection()
    if connection.pg_version < LEAST_POSTGRES:
        faults.append(f"PostgreSQL {connection.pg_version // 10000}, 15 is needed")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    return faults + ([f"server_encoding = {encoding}"] if encoding != "UTF8" else [])


def _sqlite_faults() -> list[str]:
    if connection.is_in_memory_db():
        return []
    faults = [f"{name} = {value}" for name, value in read_back().items() if value != PRAGMAS[name]]
    if connection.transaction_mode != "IMMEDIATE":
        faults.append(f"transaction_mode = {connection.transaction_mode}")
    if connection.Database.sqlite_version_info < LEAST_SQLITE:
        faults.append(f"SQLite {connection.Database.sqlite_version}, 3.37 is needed")
    kind = filesystem(Path(connection.settings_dict["NAME"]))
    return faults + ([f"the folder lies on {kind}, a network share"] if kind in SHARED else [])


def filesystem(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The kind of file system that holds ``path``; empty where the machine does not say."""
    if not mounts.exists():
        return ""
    found, kind, real = "", "", os.path.realpath(path)
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, this = line.split()[:3]
        point = point.replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found):
            found, kind = point, this
    return kind
