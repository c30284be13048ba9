"""A table as a list of the API: the filters, columns and order of the page, paged by cursors."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, create_model

from banshi.base.api import cursors
from banshi.base.api.words import notice
from banshi.base.tables import asking, listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.cells import value_of
from banshi.base.tables.definitions import Column, Link, Mark, Table
from banshi.base.zones.refusals import Refusal

USUAL, MOST = 50, 200
Rows = QuerySet | Callable[[Ask], QuerySet]
Extra = Callable[[Any], dict[str, Any]]


class ListQuery(Schema):
    """What every list takes. ``sort`` is a column's key, ``-`` before it turns the order."""

    sort: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL
    cursor: Annotated[str, Field(max_length=cursors.LONGEST)] = ""


class SearchQuery(ListQuery):
    """A list that can be searched."""

    q: Annotated[str, Field(max_length=asking.MAX_TEXT)] = ""


class DatedQuery(Schema):
    """A list that can be asked as of a past day, and as it was known on one."""

    as_of: date | None = None
    known_on: date | None = None


def page_of(row: type[Schema]) -> type[Schema]:
    """The schema of a page of such rows."""
    return create_model(
        f"{row.__name__}s",
        __base__=Schema,
        items=(list[row], ...),  # type: ignore[valid-type]
        next=(str | None, Field(None, description="The cursor of the next page; null on the last one.")),
        as_of=(date | None, None),
        known_on=(date | None, None),
        notice=(str | None, Field(None, description="Says that the data are a demonstration's.")),
    )


def answer(
    request: Any, table: Table, rows: Rows, extra: Extra, *, asked: ListQuery, also: Iterable[str] = ()
) -> dict[str, Any]:
    """One page of ``table`` as its reader asked for it.

    ``rows`` are what the reader may see, or a function of the question; ``extra`` gives what a row has
    beside the columns; ``also`` names parameters of the operation's own.
    """
    known_names(request, {*parameters(table), *also})
    ask = asking.read(request, table)
    if asked.sort and not ask.sort:
        raise Refusal(
            "api.sort",
            _("This list cannot be sorted by %(name)s."),
            field="sort",
            name=asked.sort,
        )
    given = rows(ask) if callable(rows) else rows
    found, chosen = listing.narrowed(table, given, ask, request.actor)
    for one in chosen:
        if one.word is None:
            raise Refusal("api.choice", _("This is not a choice here."), field=one.key)
    question = _question(request, table, ask)
    page = cursors.after(found, asked.cursor, question) if asked.cursor else found
    shown = list(page[: asked.limit + 1])
    more, shown = len(shown) > asked.limit, shown[: asked.limit]
    return {
        "items": [{**columns_of(table, row), **extra(row)} for row in shown],
        "next": cursors.cursor_at(found, shown[-1], question) if more else None,
        "as_of": ask.as_of,
        "known_on": ask.known_on,
        "notice": notice(request.zone),
    }


def parameters(table: Table) -> set[str]:
    """The parameters that a list of ``table`` takes."""
    names = {"sort", "limit", "cursor", *(one.key for one in table.filters)}
    if table.search:
        names.add("q")
    return names | {"as_of", "known_on"} if table.dated else names


def known_names(request: HttpRequest, names: set[str]) -> None:
    """Refuse a parameter that is not known: a filter with a slip in it would show more than was meant."""
    for name in request.GET:
        if name not in names:
            raise Refusal(
                "api.parameter", _("There is no parameter %(name)s here."), field=name[:40], name=name[:40]
            )


def _question(request: Any, table: Table, ask: Ask) -> str:
    """What was asked, by whom: what a cursor is good for."""
    parts = (request.actor.account_uid, request.zone.pk, table.code, ask.text, ask.chosen, ask.sort)
    return repr((*map(str, parts), str(ask.as_of), str(ask.known_on)))


def columns_of(table: Table, row: Any) -> dict[str, Any]:
    """The columns of a row by their keys, as they stand in the workbook."""
    return {column.key: plain(column, row) for column in table.columns}


def plain(column: Column, row: Any) -> Any:
    """A value as JSON takes it; nothing is null."""
    value = value_of(row, column.export if column.export is not None else column.value)
    if column.kind == "tags":
        return [str(one) for one in value or ()]
    if value is None or value == "":
        return None
    if isinstance(value, Mark):
        return str(value.word)
    if isinstance(value, Link):
        return str(value.text)
    if isinstance(value, (int, date, datetime)) and not isinstance(value, bool):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(value)
