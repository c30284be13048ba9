"""What happens inside a restored copy, in a process of its own: it is counted, brought up to date, checked."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import translation

from banshi.base.care import counting, dumps
from banshi.base.care.actions import erase_again, note_run
from banshi.base.care.models import RunKind
from banshi.base.care.trouble import CareTrouble
from banshi.base.prooflog.verification import verify
from banshi.base.signin.models import Session
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem, VaultKey
from banshi.base.vault.sealing import Unreadable
from banshi.base.zones import access, clock
from banshi.base.zones.models import Subject, Zone

CHUNK = 500
MOST = 20
NO_GUARD, NO_KEY = "guard_missing", "guard_no_key"
"""What every copy lacks on purpose, and one without keys: it signs nothing."""


def finish(told: dict[str, Any]) -> dict[str, Any]:
    """Everything that a copy needs before it may be used; returns what was found, as JSON can hold it.

    Counts and heads are taken before anything is changed, so that they can be compared with those
    of the backup.
    """
    found: dict[str, Any] = {"counts": counting.counts(_ask, told["tables"]), "heads": counting.heads(_ask)}
    found["engine"] = engine_faults()
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()
    keys = json.loads(Path(told["vault"]).read_text(encoding="utf-8")) if told["vault"] else []
    erased = lay_keys(keys)
    found["erased_again"] = len(erased)
    for subject in erased:
        with clock.fixed(_just_after(subject.zone)):
            erase_again(actor=access.system_actor(subject.zone), subject=subject, now=clock.now(subject.zone))
    facts = {"backup": told["backup"], "made_at": told["made_at"]}
    note_run(RunKind.RESTORED, ok=False, facts=facts, at=clock.process_now())
    lacks = {NO_GUARD} if told["vault"] else {NO_GUARD, NO_KEY}
    return found | checked(told["checkpoints"], lacks)


def _ask(sql: str) -> Iterable[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _just_after(zone: Zone):
    """An instant after the zone's last entry, on the zone's own clock."""
    return max(clock.now(zone), clock.process_now()) if not zone.simulated else clock.now(zone)


def lay_keys(rows: list[dict[str, Any]]) -> list[Subject]:
    """Give every subject its wrapped key again; returns those that were erased since the backup."""
    by_uid = {row["uid"]: row for row in rows}
    erased, changed = [], []
    for key in VaultKey.objects.select_related("subject__zone").order_by("pk").iterator(CHUNK):
        row = by_uid.get(str(key.subject.uid))
        if row is None or key.erased_at is not None:
            continue
        if row["wrapped"] is None:
            erased.append(key.subject)
            continue
        key.wrapped = bytes.fromhex(row["wrapped"])
        changed.append(key)
    VaultKey.objects.bulk_update(changed, ["wrapped"], batch_size=CHUNK)
    return erased


def engine_faults() -> list[str]:
    """What the engine itself finds wrong with its file: integrity and references."""
    return _postgres_faults() if connection.vendor == "postgresql" else _sqlite_faults()


def _sqlite_faults() -> list[str]:
    said = [str(row[0]) for row in _ask("PRAGMA integrity_check") if row[0] != "ok"]
    return said + [
        f"{row[0]} row {row[1]} points to nothing in {row[2]}" for row in _ask("PRAGMA foreign_key_check")
    ]


def _postgres_faults() -> list[str]:
    """References were checked while they were laid; the rest is amcheck's, where the role may make it."""
    if not _ask("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        return []
    params = {
        k: v for k, v in connection.get_connection_params().items() if isinstance(v, str) and k != "options"
    }
    try:
        dumps.run("pg_amcheck", params, "--install-missing", "--heapallindexed")
    except CareTrouble as error:
        return [str(error)]
    return []


def checked(checkpoints: list[str], lacks: set[str]) -> dict[str, Any]:
    """Chains, log, vault, files, tables, fences, and ``checkpoints`` kept outside; and what was sealed opens.

    ``lacks`` are findings that belong to a copy.
    """
    with translation.override("en"):
        report = verify(checkpoints=[Path(name).read_bytes() for name in checkpoints])
    findings = [asdict(finding) for finding in report.findings if finding.kind not in lacks]
    return {
        "verified": {"subjects": report.tally.subjects, "entries": report.tally.entries},
        "bad": findings[:MOST],
        "sealed": _sealed(),
    }


def _sealed() -> dict[str, int]:
    """How many sealed texts open, how many were erased or have no key here, how many are damaged."""
    found = {"open": 0, "without_key": 0, "damaged": 0}
    items = VaultItem.objects.filter(sealed__isnull=False).select_related("key__subject").order_by("pk")
    for item in items.iterator(CHUNK):
        if item.key.wrapped is None:
            found["without_key"] += 1
            continue
        try:
            vault.read(item)
            found["open"] += 1
        except Unreadable:
            found["damaged"] += 1
    return found
