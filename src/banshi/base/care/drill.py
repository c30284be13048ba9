"""``./banshi drill``: does what was kept come back? Restored on an empty place, checked, compared, taken away."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from banshi.base.care import manifest, restore
from banshi.base.care.manifest import DATA
from banshi.base.care.restore import Target
from banshi.base.care.trouble import CareTrouble


@dataclass
class Result:
    """How a drill went: ``faults`` is empty when everything came back."""

    backup: str
    made_at: str
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Everything came back as it was kept."""
        return not self.faults


def drill(
    place: Path,
    *,
    to: str = "",
    keys: Path | None = None,
    passphrase_file: Path | None = None,
    checkpoints: Sequence[Path] = (),
) -> Result:
    """Restore the newest backup of ``place`` on a place of its own, check it, and take it away again."""
    began = time.monotonic()
    stated = manifest.read(manifest.newest(place, DATA))
    result = Result(stated.name, stated.made_at)
    try:
        with scratch(stated.engine, to) as target:
            found = restore.restore(
                place, target, keys=keys, passphrase_file=passphrase_file, checkpoints=checkpoints
            )
        result.faults, result.facts = compare(stated, found), _short(found)
    except CareTrouble as error:
        result.faults = [str(error)]
    result.seconds = time.monotonic() - began
    return result


@contextmanager
def scratch(engine: str, to: str) -> Iterator[Target]:
    """An empty place: a folder beside the data, and for PostgreSQL a database of its own."""
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=settings.VAR))
    try:
        if engine != "postgresql":
            yield Target(folder / "var")
        elif to:
            yield Target(folder / "var", to)
        else:
            with _database(f"banshi_{folder.name.replace('-', '_').lower()}") as url:
                yield Target(folder / "var", url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    params = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "password", "sslmode", "target_session_attrs")
    }
    server = make_conninfo(**params, dbname=connection.settings_dict["NAME"])
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as conn:
            conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        raise CareTrouble(f"no database for the drill: {said}; give an empty one with --to") from error
    try:
        yield _url(params | {"dbname": name})
    finally:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as conn:
            conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(params: dict[str, Any]) -> str:
    """The parameters as an address, which is how the settings read them."""
    from urllib.parse import quote, urlencode

    user = quote(params.get("user", ""), safe="")
    if params.get("password"):
        user += ":" + quote(params["password"], safe="")
    rest = {key: value for key, value in params.items() if key not in ("user", "password", "dbname")}
    return f"postgresql://{user}@/{quote(params['dbname'], safe='')}?{urlencode(rest)}"


def compare(stated: manifest.Manifest, found: dict[str, Any]) -> list[str]:
    """What differs between the backup's own words and what stands in the copy."""
    faults = [f"engine: {fault}" for fault in found["engine"][:10]]
    for table, number in stated.counts.items():
        there = found["counts"].get(table)
        if there != number:
            faults.append(f"{table}: {number} rows were kept, {there or 0} came back")
    for zone, heads in stated.heads.items():
        if found["heads"].get(zone) != heads:
            faults.append(f"zone {zone}: the heads of its chains are not those that were kept")
    faults += [f"{bad['kind']} {bad['table']} {bad['row']}: {bad['sentence']}" for bad in found["bad"]]
    faults += [f"file was damaged when it was kept: {name}" for name in stated.damaged]
    sealed = found["sealed"]
    if sealed["damaged"]:
        faults.append(f"{sealed['damaged']} sealed texts do not open")
    if found["with_keys"] and sealed["without_key"]:
        faults.append(f"{sealed['without_key']} sealed texts have no key in the set of keys")
    return faults


def _short(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": sum(found["counts"].values()),
        "entries": found["verified"]["entries"],
        "subjects": found["verified"]["subjects"],
        "sealed": found["sealed"],
        "erased_again": found["erased_again"],
        "with_keys": found["with_keys"],
    }
