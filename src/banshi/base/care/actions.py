"""Keeping what was done for the machine, and erasing again what a backup brought back."""

from datetime import datetime
from typing import Any

from banshi.base.care.models import Run, RunKind
from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.vault import store as vault
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject


def note_run(kind: RunKind, *, ok: bool, facts: dict[str, Any], at: datetime) -> Run:
    """Keep that something was run, and how it went."""
    return Run.objects.create(kind=kind, at=at, ok=ok, facts=facts)


def mark_compared(*, reason: str, at: datetime) -> int:
    """The restored copy was compared with what is known outside; signing may go on. Returns how many marks fell."""
    waiting = Run.objects.filter(kind=RunKind.RESTORED, ok=False)
    for run in waiting:
        run.ok, run.facts = True, run.facts | {"compared_at": at.isoformat(), "reason": reason}
        run.save(update_fields=["ok", "facts"])
    return len(waiting)


@use_case("care.erase_again")
def erase_again(*, actor: Actor, subject: Subject, now: datetime) -> Subject:
    """What was erased after a backup was made is erased in the copy too, with everything derived from it."""
    if not actor.system:
        raise RuntimeError("only the machine erases again, after a restore")
    vault.erase(subject)
    record(actor=actor, subject=subject, kind="care.erased_again", data={})
    return subject
