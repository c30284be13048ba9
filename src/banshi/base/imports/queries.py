"""What the pages of imports read."""

from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404

from banshi.base.imports import refusals, table
from banshi.base.imports.models import Run, Shape, State, Told
from banshi.base.imports.reader import Header, Sheet, find
from banshi.base.imports.registry import Importer, Kind
from banshi.base.zones.access import Actor

MOST_TOLD = 100


def find_run(actor: Actor, uid: UUID) -> Run:
    """The run, when the actor may see it; else 404."""
    rows = Run.objects.visible_to(actor).select_related("subject", "file", "zone")
    run = get_object_or_404(rows, subject__uid=uid)
    run.zone = run.subject.zone = actor.zone
    return run


def importer_of(actor: Actor, run: Run) -> Importer:
    """Its importer. Raises :class:`Refusal` when the app that brought it is gone."""
    if run.kind is None:
        raise refusals.refuse("unknown")
    run.kind.require(actor)
    return run.kind


@dataclass(frozen=True)
class Shown:
    """A sheet on the mapping page: its name and those of the others, its header, what is proposed."""

    sheet: Sheet
    header: Header | None
    names: tuple[str, ...]
    columns: dict[int, str]
    remembered: bool


def sheet_shown(run: Run, importer: Importer, name: str | None, header_row: int | None) -> Shown:
    """The sheet asked for, or the one that fits best; ``header_row`` counts from 1. Raises :class:`Refusal`."""
    found = table.book(run, most=table.SAMPLE_ROWS)
    names = tuple(one.name for one in found.sheets)
    wanted = name if name is not None else run.sheet or None
    sheet = found.sheet(wanted) if wanted is not None else None
    at = header_row - 1 if header_row else run.header_at if sheet and sheet.name == run.sheet else None
    if sheet is None:
        sheet, header = table.best_sheet(found, importer)
    else:
        header = find(sheet, importer.proposed, at=at) if sheet.rows else None
    if header_row and (header is None or header.bottom != header_row - 1):
        header = find(sheet, importer.proposed, at=header_row - 1) if sheet.rows else None
    if header is None:
        return Shown(sheet, None, names, {}, False)
    shape = table.shape_of(header)
    if shape == run.shape and run.columns:
        return Shown(sheet, header, names, {int(at): code for at, code in run.columns.items()}, False)
    kept = Shape.objects.filter(zone=run.zone, importer=importer.code, shape=shape).first()
    columns = table.proposal(header, importer, kept.columns if kept else {})
    return Shown(sheet, header, names, columns, kept is not None)


def told(run: Run) -> dict[str, list[Told]]:
    """The first rows of each kind with a remark: of the dry run, then of the import once rows are taken over."""
    tried = run.state in (State.CHECKED, State.CHECKING, State.MAPPING)
    rows = Told.objects.filter(zone=run.zone, run=run, tried=tried).order_by("row")
    return {str(kind): list(rows.filter(kind=kind)[:MOST_TOLD]) for kind in Kind}
