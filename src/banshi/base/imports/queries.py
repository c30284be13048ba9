"""What the pages of imports read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from banshi.base.imports import asked, refusals, table
from banshi.base.imports.models import Meant, Run, Shape, State, Told
from banshi.base.imports.names import LEFT_OUT, Lexicon, word_of
from banshi.base.imports.reader import Header, Sheet, find
from banshi.base.imports.registry import Field, Importer, Kind
from banshi.base.zones.access import Actor

MOST_TOLD = 100
ON_PAGE = 40
"""So many names are asked about at once."""


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


@dataclass(frozen=True)
class Asked:
    """A name of the sheet that is asked about: where it stands, and the roll on which it may be found. ``at`` is the
    name of its choice in the form."""

    at: str
    word: asked.Word
    field: Field
    lexicon: Lexicon
    notes: bool
    """May the actor also keep it as another name of what it stands for?"""


@dataclass(frozen=True)
class Names:
    """The names to ask about now, in the order of their columns, and how many come after them."""

    asked: tuple[Asked, ...]
    later: int


def names_asked(actor: Actor, run: Run, importer: Importer, today: date) -> Names:
    """The names that the dry run did not find, with what the actor may choose for them."""
    kept = asked.opened(run)
    fields = {one.code: one for one in importer.fields if one.names}
    shown = [one for one in kept.unknown if one.field in fields][:ON_PAGE]
    lexicons: dict[str, Lexicon] = {}
    found = []
    for word in sorted(shown, key=lambda one: list(fields).index(one.field)):
        field = fields[word.field]
        assert field.names is not None
        if field.names.code not in lexicons:
            lexicons[field.names.code] = Lexicon(field.names, actor, today)
        digest = word_of(run.zone, importer.code, word.field, word.text)
        found.append(
            Asked(
                f"n_{word.field}_{digest[:16]}", word, field, lexicons[field.names.code],
                field.names.notes(actor),
            )
        )  # fmt: skip
    return Names(tuple(found), len(kept.unknown) - len(shown) + kept.more)


@dataclass(frozen=True)
class Used:
    """A name with a meaning by choice; ``name`` is empty where its rows are left out, ``at`` None where it is not
    known who chose it."""

    field: str
    label: str
    text: str
    word: str
    rows: int
    name: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Naming:
    """What the page of a run says of the names of its sheet."""

    used: tuple[Used, ...]
    names: int
    rows: int
    """Unknown names, and the rows in which they stand; a row with two of them counts twice."""


def naming(run: Run, importer: Importer) -> Naming:
    """The names that were given a meaning, by whom and when, and how many are unknown."""
    kept = asked.opened(run)
    who: dict[tuple[str, str, str], Meant] = {}
    rows = Meant.objects.filter(zone=run.zone, importer=importer.code, shape=run.shape)
    for row in rows.order_by("pk") if kept.used else ():
        who[row.field, row.word, row.key] = row
    english = (get_language() or "").startswith("en")
    used = []
    for one in kept.used:
        word = word_of(run.zone, importer.code, one.field, one.text)
        key, name = run.meant.get(one.field, {}).get(word, (LEFT_OUT, ""))
        by = who.get((one.field, word, key))
        said = (by.by_en if english and by.by_en else by.by_zh) if by else ""
        label = str(importer.field(one.field).label)
        used.append(
            Used(one.field, label, one.text, word, one.rows, name, said, by.chosen_at if by else None)
        )
    return Naming(tuple(used), len(kept.unknown) + kept.more, sum(one.rows for one in kept.unknown))
