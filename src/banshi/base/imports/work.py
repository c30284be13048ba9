"""The work of a run: trying it, and taking it over batch by batch. One process at a time has a run."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation

from banshi.base.imports import actions, refusals, table
from banshi.base.imports.asked import Gathering
from banshi.base.imports.judging import judged
from banshi.base.imports.models import Run, State
from banshi.base.imports.registry import Asking, Importer, Kind
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Conflict, Refusal

CHUNK = 1000
REHEARSED = 100
TRIES = 3
log_of_machine = logging.getLogger(__name__)


def work(run: Run) -> Run:
    """Do what a run waits for, until it is tried, done, stopped or in trouble. It comes back as it then stands."""
    if not actions.lease(run):
        return _fresh(run)
    run = _fresh(run)
    with translation.override(run.language):
        try:
            actor = _actor(run)
            importer = run.kind
            if actor is None or importer is None or not importer.open_to(actor):
                return _halt(run, str(refusals.OTHER["no_right"]))
            return check(run, actor, importer) if run.state == State.CHECKING else _take(run, actor, importer)
        except Refusal as refusal:
            return _halt(run, str(refusal.message))
        except Exception:
            log_of_machine.exception("import %s of zone %s met trouble", run.number, run.zone.code)
            _halt(run, str(refusals.OTHER["broke"]))
            raise


def check(run: Run, actor: Actor, importer: Importer) -> Run:
    """Try every row and keep what would become of it; nothing else is written."""
    loaded = table.load(run, importer)
    asking = Asking(actor, clock.today(actor.zone))
    counts: dict[str, int] = {str(kind): 0 for kind in Kind}
    told: list[tuple[int, str, str]] = []
    names = _gathering(run, importer, asking)
    if run.meant:
        names.meant(loaded.rows)
    size = REHEARSED if importer.rehearses else CHUNK
    for rows in table.chunks(loaded.rows, size):
        verdicts, _before = judged(importer, asking, rows)
        refused: dict[int, Refusal] = {}
        todo = [one for one in verdicts if one.kind in (Kind.CREATE, Kind.CHANGE)]
        if importer.rehearses and todo:
            refused = actions.rehearse(
                actor=actor, importer=importer, asking=asking, verdicts=todo, now=clock.now(actor.zone)
            )
        for row, one in zip(rows, verdicts, strict=True):
            if one.kind == Kind.REFUSE and not row.why:
                names.refused(row)
            kind, why = one.kind, "\n".join(str(sentence) for sentence in one.why)
            if one.row in refused:
                kind, why = Kind.REFUSE, str(refused[one.row].message)
            counts[kind] += 1
            if why or kind in (Kind.REFUSE, Kind.CHANGE):
                told.append((one.row, str(kind), why))
    return actions.keep_check(
        actor=actor, run=run, counts=counts, told=told, passed=len(loaded.passed), now=clock.now(actor.zone),
        names=names.kept(),
    )  # fmt: skip


def _gathering(run: Run, importer: Importer, asking: Asking) -> Gathering:
    mapped = set(run.columns.values())
    return Gathering(asking, tuple(one for one in importer.fields if one.names and one.code in mapped))


def _take(run: Run, actor: Actor, importer: Importer) -> Run:
    loaded = table.load(run, importer)
    rows = [one for one in loaded.rows if one.row > run.position]
    parts = list(table.chunks(rows, importer.batch)) or [[]]
    memo: dict[str, Any] = {}
    with _at_rest():
        for at, part in enumerate(parts):
            actor = _actor(run) or actor
            run = _batch(run, actor, part, at == len(parts) - 1, memo)
            if run.state != State.IMPORTING:
                break
    return run


@contextmanager
def _at_rest() -> Iterator[None]:
    """What is loaded now stays until the end: a collector that walks over it at each batch costs a tenth of it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _batch(run: Run, actor: Actor, part: list, last: bool, memo: dict[str, Any]) -> Run:
    """One batch; when another run took one of its rows in the same moment, it is judged anew."""
    for attempt in range(1, TRIES + 1):
        try:
            return actions.take_over(
                actor=actor, run=run, rows=part, last=last, now=clock.now(actor.zone), memo=memo
            )
        except Conflict as conflict:
            if attempt == TRIES or conflict.code != "history.same_moment":
                raise
            memo.clear()
    raise AssertionError("unreachable")


def _fresh(run: Run) -> Run:
    rows = Run.objects.select_related("subject", "file", "zone__subject", "account")
    return rows.get(pk=run.pk)


def _actor(run: Run) -> Actor | None:
    """Whoever started it, as he stands now."""
    zone = Zone.objects.select_related("subject").get(pk=run.zone_id)
    if run.account is None:
        return access.system_actor(zone)
    return access.policy().actor_for(run.account, zone) if run.account.is_active else None


def _halt(run: Run, trouble: str) -> Run:
    zone = Zone.objects.select_related("subject").get(pk=run.zone_id)
    actor = access.system_actor(zone)
    return actions.halt_run(actor=actor, run=run, trouble=trouble, now=clock.now(zone))


def waiting() -> list[Run]:
    """Runs that wait to be worked on, the oldest first."""
    rows = Run.objects.filter(state__in=(State.CHECKING, State.IMPORTING)).select_related("zone")
    found = rows.order_by("made_at")[:20]
    return [run for run in found if run.worked_until is None or run.worked_until < clock.now(run.zone)]
