"""Pages of figures: all of them, one with its rows, and the page's statements against the records."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from banshi.base.figures import registry, statements
from banshi.base.figures.registry import Figure, Part, Question, Split, Value
from banshi.base.figures.replay import Outcome, Status, outcome, walk
from banshi.base.figures.tables import FAILING, records_table
from banshi.base.tables import asking
from banshi.base.tables.asking import Ask, address
from banshi.base.tables.definitions import Table
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.kernel.periods import Period

IN_SIGHT = 10
DATED = Table(code="dated", title="", columns=(), order=(), dated=True)
STATUSES: dict[Status, tuple[Promise, str]] = {
    Status.MATCH: (_("Matches"), "done"),
    Status.DIFFERS: (_("Differs"), "open"),
    Status.FLAGGED: (_("Flagged"), "waiting"),
    Status.STORED: (_("Stored"), "ended"),
    Status.OPEN: (_("Not asked yet"), "ended"),
}


def _question(request: HttpRequest, ask: Ask) -> Question:
    actor = request.actor
    day = ask.as_of or clock.today(actor.zone)
    scope = {key: value for key, value in ask.chosen if key not in ("rows", "period")}
    return Question(actor.zone, actor, day, ask.known_at(actor.zone), scope=scope)


def _months(request: HttpRequest, figure: Figure) -> tuple[str, Period | None]:
    """The months in the address (``?period=2021-05``) of a figure that counts by months: as given, and as read."""
    given = request.GET.get("period", "") if figure.months else ""
    try:
        return given, Period.parse(given) if given else None
    except ValueError:
        return given, None


def _asked(request: HttpRequest) -> tuple[Ask, dict[str, Any]]:
    """The days in the address, and what the page says of them."""
    access.require(request.actor, "figures.view")
    ask = asking.read(request, DATED)
    today = clock.today(request.actor.zone)
    return ask, {"ask": ask, "as_of": ask.as_of, "day_limit": today.isoformat()}


def _figure(request: HttpRequest, code: str) -> Figure:
    found = registry.figure(code)
    if found is None or not request.actor.holds(found.verb):
        raise access.unknown()
    return found


def _grouped(found: list[tuple[Figure, Value]]) -> list[tuple[str, list[tuple[Figure, Value]]]]:
    """By group, in the order in which the groups first come."""
    groups: dict[str, list[tuple[Figure, Value]]] = {}
    for figure, value in found:
        groups.setdefault(str(figure.group), []).append((figure, value))
    return list(groups.items())


@require_safe
def all_figures(request: HttpRequest) -> HttpResponse:
    """Every figure that is open to the reader, with its value and its definition."""
    ask, shown = _asked(request)
    question = _question(request, ask)
    found = registry.values(question, registry.figures(request.actor))
    return render(request, "figures/list.html", shown | {"groups": _grouped(found), "total": len(found)})


@require_safe
def one_figure(request: HttpRequest, code: str) -> HttpResponse:
    """A figure: definition, value, its parts, the first of its rows and of what it leaves out."""
    ask, shown = _asked(request)
    figure = _figure(request, code)
    question = _question(request, ask)
    value = figure.compute(question)
    shown |= {
        "figure": figure,
        "value": value,
        "splits": [(split, _linked(request, split, question)) for split in figure.splits],
        "records": list(value.records[:IN_SIGHT]),
        "failing": list(value.failing[:IN_SIGHT]) if figure.failing_label else [],
        "in_sight": IN_SIGHT,
    }
    return render(request, "figures/figure.html", shown)


def _linked(request: HttpRequest, split: Split, question: Question) -> list[tuple[Part, str]]:
    """The parts of a split, each with the query that narrows the rows to it."""
    return [(part, address(request, **{split.key: part.code})) for part in split.parts(question)]


@require_safe
def records(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a figure, or those that its fraction leaves out."""
    ask, _shown = _asked(request)
    figure = _figure(request, code)
    given, period = _months(request, figure)
    table = records_table(
        figure.name,
        replace(_question(request, ask), period=period),
        splits=figure.splits,
        failing=figure.failing_label,
        months=(given, period) if given else None,
    )
    return list_page(
        request,
        table,
        lambda asked: _rows(figure.compute(replace(_question(request, asked), period=period)), asked),
        template="figures/records.html",
        figure=figure,
    )


def _rows(value: Value | None, ask: Ask) -> Any:
    if value is None:
        return registry.nothing()
    return value.failing if ("rows", FAILING) in ask.chosen else value.records


@require_safe
def replay(request: HttpRequest) -> HttpResponse:
    """The page's statements in its own order of sections, each with what the records answer."""
    ask, shown = _asked(request)
    found = {one.statement.id: one for one in walk(request.actor, ask.as_of, _known(request, ask))}
    sections = [
        (section, [_line(found[one.id]) for one in section.statements]) for section in statements.sections()
    ]
    counted = [
        (word, sum(one.status is status for one in found.values()))
        for status, (word, _tone) in STATUSES.items()
    ]
    return render(
        request,
        "figures/replay.html",
        shown | {"sections": sections, "counted": counted, "total": len(found)},
    )


def _known(request: HttpRequest, ask: Ask):
    return ask.known_at(request.actor.zone)


def _line(found: Outcome) -> dict[str, Any]:
    word, tone = STATUSES[found.status]
    return {
        "statement": found.statement,
        "value": found.value if found.status is not Status.OPEN else None,
        "word": word,
        "tone": tone,
        "differs": found.status is Status.DIFFERS,
        "as_of": found.as_of,
    }


@require_safe
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """One statement with its records, or with those that fail it."""
    ask, _shown = _asked(request)
    one = statements.by_id(number)
    if one is None:
        raise access.unknown()
    found = outcome(one, request.actor, ask.as_of, _known(request, ask))
    question = Question(request.actor.zone, request.actor, found.as_of)
    table = replace(
        records_table(one.id, question, failing=_("Those that fail")),
        empty=_("No app of this zone keeps the records that answer this yet."),
    )
    return list_page(
        request,
        table,
        lambda asked: _rows(found.value, asked),
        template="figures/statement.html",
        line=_line(found),
    )
