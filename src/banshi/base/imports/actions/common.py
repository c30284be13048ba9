"""What every act on a run begins with."""

from banshi.base.imports import refusals, registry
from banshi.base.imports.models import Run, State
from banshi.base.imports.registry import Importer
from banshi.base.zones import access
from banshi.base.zones.access import Actor


def importer_named(code: str) -> Importer:
    """The importer. Raises :class:`Refusal` when there is none."""
    found = registry.get(code)
    if found is None:
        raise refusals.refuse("unknown")
    return found


def locked(actor: Actor, run: Run) -> tuple[Run, Importer]:
    """The actor's own run under lock, and its importer, which he must still be allowed to use."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("subject", "file", "zone")
    fresh = rows.filter(pk=run.pk, zone=actor.zone, account_id=actor.account_id).first()
    if fresh is None:
        raise access.unknown()
    importer = importer_named(fresh.importer)
    importer.require(actor)
    fresh.subject.zone = fresh.zone = actor.zone
    return fresh, importer


def only_in(run: Run, *states: State) -> None:
    """Raise :class:`Conflict` unless the run is in one of ``states``."""
    if run.state not in states:
        raise refusals.refuse("not_now", state=State(run.state).label)
