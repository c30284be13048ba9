"""Taking a database as it stands in one instant, while others write; and laying it down again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from banshi.base.care import counting
from banshi.base.care.trouble import CareTrouble
from banshi.base.vault.models import VaultKey

SQLITE_NAME, POSTGRES_NAME = "database.sqlite3", "database.dump"
VAULT_KEYS = VaultKey._meta.db_table
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")


@dataclass
class Taken:
    """A database in a file, and what was counted in its instant."""

    path: Path
    engine: str
    engine_version: str
    counts: dict[str, int] = field(default_factory=dict)
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    migrations: dict[str, list[str]] = field(default_factory=dict)
    vault: list[dict[str, Any]] = field(default_factory=list)


def take(folder: Path) -> Taken:
    """The running database into ``folder``; the keys of the vault are not in the file."""
    return take_postgres(folder) if connection.vendor == "postgresql" else take_sqlite(folder)


def _count(taken: Taken, ask: counting.Ask, present: list[str]) -> None:
    taken.counts, taken.heads = counting.counts(ask, present), counting.heads(ask)
    taken.migrations, taken.vault = counting.migrations(ask), counting.vault_keys(ask)


def take_sqlite(folder: Path) -> Taken:
    """Count and copy within one read transaction.

    The copy is made in one step: a copy in pages begins anew with every foreign write and never ends,
    and a copied file of a live database is torn.
    """
    taken = Taken(folder / SQLITE_NAME, "sqlite", sqlite3.sqlite_version)
    source = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20, isolation_level=None)
    target = sqlite3.connect(taken.path, isolation_level=None)
    try:
        source.execute("BEGIN")
        tables = [row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        _count(taken, source.execute, tables)
        source.backup(target, pages=-1)
        source.execute("COMMIT")
        for statement in (
            "PRAGMA journal_mode = MEMORY",
            "PRAGMA secure_delete = ON",
            f'UPDATE "{VAULT_KEYS}" SET wrapped = NULL',  # noqa: S608
            "DELETE FROM signin_session",
            "VACUUM",
        ):
            target.execute(statement)
    except sqlite3.Error as error:
        raise CareTrouble(f"the database could not be copied: {error}") from error
    finally:
        target.close()
        source.close()
    return taken


@contextmanager
def _snapshot() -> Iterator[tuple[Any, str]]:
    """A cursor on one exported snapshot, which stays open as long as a dump reads it."""
    wrapper = connections.create_connection("default")
    try:
        wrapper.ensure_connection()
        with wrapper.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
            cursor.execute("COMMIT")
    finally:
        wrapper.close()


def take_postgres(folder: Path) -> Taken:
    """Count and dump within one snapshot."""
    path = folder / POSTGRES_NAME
    with _snapshot() as (cursor, snapshot):

        def ask(sql: str) -> list[tuple]:
            cursor.execute(sql)
            return cursor.fetchall()

        taken = Taken(path, "postgresql", ask("SHOW server_version")[0][0])
        tables = [
            row[0] for row in ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ]
        _count(taken, ask, tables)
        params = {
            name: value
            for name, value in connection.get_connection_params().items()
            if isinstance(value, (str, int)) and name not in ("options", "prepare_threshold")
        }
        run(
            "pg_dump",
            params,
            f"--snapshot={snapshot}",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--exclude-table-data={VAULT_KEYS}",
            "--exclude-table-data=signin_session",
            f"--file={path}",
        )
    return taken


def run(name: str, params: dict[str, Any], *flags: str) -> str:
    """One of PostgreSQL's programs; the password goes by the environment, never by the command line."""
    known = {key: str(value) for key, value in params.items()}
    password = known.pop("password", "")
    env = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(
        [program(name), *flags, *words(name, make_conninfo(**known))],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise CareTrouble(f"{name} failed: {said[-1] if said else done.returncode}")
    return done.stdout


def words(name: str, address: str) -> list[str]:
    """How a program takes the database: pg_amcheck reads ``-d`` as a pattern of names."""
    return [address] if name == "pg_amcheck" else ["-d", address]


def program(name: str) -> str:
    """Where a program of PostgreSQL lies: the newest of the machine, since an older one refuses."""
    found = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    where = str(found[-1]) if found else shutil.which(name)
    if where is None:
        raise CareTrouble(f"{name} is not installed; on Debian or Ubuntu: sudo apt install postgresql-client")
    return where


def lay_sqlite(dump: Path, target: Path) -> None:
    """Put the file where the database lies, in write-ahead mode and durable."""
    shutil.move(dump, target)
    made = sqlite3.connect(target, isolation_level=None)
    try:
        made.execute("PRAGMA synchronous = FULL")
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        made.close()


def parsed(url: str) -> dict[str, Any]:
    """The parameters in a ``postgresql://`` address. Raises `CareTrouble` for another."""
    try:
        return conninfo_to_dict(url)
    except psycopg.Error as error:
        raise CareTrouble(f"{url.split('@')[-1]} is no address of a PostgreSQL database") from error


def is_empty(url: str) -> bool:
    """True when the database behind the address holds no table."""
    try:
        with psycopg.connect(url, connect_timeout=5) as conn:
            query = (
                "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
            return conn.execute(query).fetchone() == (0,)
    except psycopg.Error as error:
        raise CareTrouble(f"the database cannot be reached: {str(error).splitlines()[0]}") from error


def lay_postgres(dump: Path, rows: list[dict[str, Any]], url: str) -> None:
    """Tables, data, the rows of the vault without their keys, then what checks and refuses."""
    params = parsed(url)
    common = ("--no-owner", "--no-privileges", "--exit-on-error")
    run("pg_restore", params, *common, "--section=pre-data", str(dump))
    run("pg_restore", params, *common, "--section=data", str(dump))
    with psycopg.connect(url) as conn, conn.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{VAULT_KEYS}" (id, zone_id, subject_id, erased_at)'  # noqa: S608
            " VALUES (%(id)s, %(zone)s, %(subject)s, %(erased_at)s)",
            rows,
        )
    run("pg_restore", params, *common, "--section=post-data", str(dump))
