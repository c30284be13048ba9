"""What is counted in the instant of a backup, and again in the copy: rows, and the heads of all chains."""

import hashlib
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps

from banshi.base.history.models import Entry
from banshi.base.vault.models import VaultKey
from banshi.base.zones.models import Subject, Zone

Ask = Callable[[str], Iterable[tuple]]
NOT_KEPT = frozenset({"signin_session", "care_run"})
"""Sessions are not carried over, and the machine's own notes go on in the copy."""


def our_tables() -> list[str]:
    """Every table that a backup must bring back whole."""
    names = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    return sorted(names - NOT_KEPT)


def counts(ask: Ask, present: Iterable[str]) -> dict[str, int]:
    """Rows per table."""
    there = set(present)
    return {
        table: next(iter(ask(f'SELECT count(*) FROM "{table}"')))[0]  # noqa: S608
        for table in our_tables()
        if table in there
    }


def heads(ask: Ask) -> dict[str, dict[str, Any]]:
    """Per zone: its subjects, its entries, and one digest over the heads of all chains."""
    subject, zone, entry = (model._meta.db_table for model in (Subject, Zone, Entry))
    entries = dict(
        ask(
            f'SELECT z.code, count(*) FROM "{entry}" e JOIN "{zone}" z ON z.id = e.zone_id'  # noqa: S608
            " GROUP BY z.code"
        )
    )
    rows = ask(
        f'SELECT z.code, s.uid, s.head_n, s.head_leaf FROM "{subject}" s'  # noqa: S608
        f' JOIN "{zone}" z ON z.id = s.zone_id ORDER BY z.code, s.id'
    )
    return {
        code: _digest(group) | {"entries": entries.get(code, 0)}
        for code, group in groupby(rows, key=lambda row: row[0])
    }


def _digest(rows: Iterable[tuple]) -> dict[str, Any]:
    total, number = hashlib.sha256(), 0
    for _code, uid, head_n, head_leaf in rows:
        total.update(f"{UUID(str(uid))} {head_n} {head_leaf}\n".encode())
        number += 1
    return {"subjects": number, "digest": total.hexdigest()}


def vault_keys(ask: Ask) -> list[dict[str, Any]]:
    """The rows of the vault's key table; ``wrapped`` as hex, None where it was erased."""
    key, subject = VaultKey._meta.db_table, Subject._meta.db_table
    rows = ask(
        f'SELECT k.id, k.zone_id, k.subject_id, s.uid, k.wrapped, k.erased_at FROM "{key}" k'  # noqa: S608
        f' JOIN "{subject}" s ON s.id = k.subject_id ORDER BY k.id'
    )
    return [
        {
            "id": pk,
            "zone": zone_id,
            "subject": subject_id,
            "uid": str(UUID(str(uid))),
            "wrapped": bytes(wrapped).hex() if wrapped is not None else None,
            "erased_at": str(erased_at) if erased_at is not None else None,
        }
        for pk, zone_id, subject_id, uid, wrapped, erased_at in rows
    ]


def migrations(ask: Ask) -> dict[str, list[str]]:
    """The migrations that were applied, by app."""
    rows = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {app: [name for _app, name in group] for app, group in groupby(rows, key=lambda row: row[0])}
