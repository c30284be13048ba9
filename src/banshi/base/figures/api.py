"""Figures for programmes: value, qualifier, fraction, and the rows behind each."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema

from banshi.base.api.lists import DatedQuery, SearchQuery, answer, known_names, page_of
from banshi.base.api.registry import register
from banshi.base.api.words import notice
from banshi.base.figures import registry, views
from banshi.base.figures.registry import Figure, Question, Value
from banshi.base.figures.tables import records_table
from banshi.base.tables import asking
from banshi.base.tables.asking import Ask
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.refusals import Refusal

router = register("figures", title=_("Figures"), order=400)
SCOPE = "scope"


class FigureShown(Schema):
    """A figure on a day.

    ``value`` is a whole number, a decimal as a string, or true and false; null when there is nothing to
    count from. A ratio has numerator and denominator, and ``percent`` as a string.
    """

    code: str
    name: str
    definition: str
    group: str
    unit: str
    value: int | bool | str | None
    qualifier: str
    numerator: int | None
    denominator: int | None
    percent: str | None
    holds: bool | None
    says: str
    notes: list[str]
    as_of: date
    known_on: date | None
    splits: list[str]
    records: str
    page: str
    notice: str | None


class FiguresShown(Schema):
    """All figures that are open to the reader."""

    items: list[FigureShown]
    as_of: date
    known_on: date | None
    notice: str | None


class FigureQuery(DatedQuery):
    """``scope`` narrows to a part: ``collector=construction_bureau`` of one of the figure's splits."""

    scope: str | None = None


class RecordRow(Schema):
    """A record behind a figure."""

    uid: UUID
    kind: str
    caption: str
    label: str
    page: str | None


class RecordQuery(SearchQuery, FigureQuery):
    """``rows=failing`` lists what the fraction leaves out."""

    rows: str | None = None


@router.get("/", response=FiguresShown, summary="All figures")
def figures(request: Any, asked: Query[DatedQuery]) -> dict[str, Any]:
    """Every figure with its value."""
    access.require(request.actor, "figures.view")
    known_names(request, {"as_of", "known_on"})
    ask = asking.read(request, views.DATED)
    question = _question(request, ask, {})
    asked_for = registry.values(question, registry.figures(request.actor))
    found = [_shown(request, one, value, ask) for one, value in asked_for]
    return {
        "items": found,
        "as_of": question.as_of,
        "known_on": ask.known_on,
        "notice": notice(request.zone),
    }


@router.get("/{str:code}", response=FigureShown, summary="One figure")
def figure(request: Any, code: str, asked: Query[FigureQuery]) -> dict[str, Any]:
    """A figure as of a day, of the whole zone or of a part."""
    found = _figure(request, code)
    known_names(request, {"as_of", "known_on", SCOPE})
    ask = asking.read(request, views.DATED)
    question = _question(request, ask, _scope(request, found, ask, asked.scope))
    return _shown(request, found, found.compute(question), ask)


@router.get("/{str:code}/records", response=page_of(RecordRow), summary="The records behind a figure")
def records(request: Any, code: str, asked: Query[RecordQuery]) -> dict[str, Any]:
    """The records that are counted, or those that are left out."""
    found = _figure(request, code)
    ask = asking.read(request, views.DATED)
    scope = _scope(request, found, ask, asked.scope)
    question = _question(request, ask, scope)
    table = records_table(found.name, question, failing=found.failing_label)
    value = found.compute(question)
    rows = value.failing if asked.rows and found.failing_label else value.records
    return answer(request, table, rows, _record, asked=asked, also=(SCOPE,))


def _record(row: Any) -> dict[str, Any]:
    return {"uid": row.uid, "kind": row.kind, "page": subjects.page_of(row)}


def _figure(request: Any, code: str) -> Figure:
    access.require(request.actor, "figures.view")
    found = registry.figure(code)
    if found is None or not request.actor.holds(found.verb):
        raise access.unknown()
    return found


def _scope(request: Any, figure: Figure, ask: Ask, asked: str | None) -> dict[str, str]:
    """``key=code`` of one of the figure's splits. Raises :class:`Refusal` for anything else."""
    if not asked:
        return {}
    key, _sign, code = asked.partition("=")
    split = next((one for one in figure.splits if one.key == key), None)
    question = _question(request, ask, {})
    if split is None or code not in {part.code for part in split.parts(question)}:
        raise Refusal("figures.scope", _("This figure has no such part."), field=SCOPE)
    return {key: code}


def _question(request: Any, ask: Ask, scope: dict[str, str]) -> Question:
    zone = request.zone
    day = ask.as_of or clock.today(zone)
    return Question(zone, request.actor, day, ask.known_at(zone), scope=scope)


def _shown(request: Any, figure: Figure, value: Value, ask: Ask) -> dict[str, Any]:
    found = value.value
    exact = isinstance(found, (int, bool)) or found is None
    return {
        "code": figure.code,
        "name": str(figure.name),
        "definition": str(figure.definition),
        "group": str(figure.group),
        "unit": str(value.unit or figure.unit),
        "value": found if exact else format(found, "f"),
        "qualifier": value.qualifier.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": None if value.percent is None else format(value.percent, "f"),
        "holds": value.holds,
        "says": str(value.says),
        "notes": [str(note) for note in value.notes],
        "as_of": ask.as_of or clock.today(request.zone),
        "known_on": ask.known_on,
        "splits": [one.key for one in figure.splits],
        "records": reverse("api:figures_records", args=[figure.code]),
        "page": reverse("figures:figure", args=[figure.code]),
        "notice": notice(request.zone),
    }
