"""The page of a list, and its other shapes: the table alone for htmx, the print, the workbook."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banshi.base.engines.kept import Kept
from banshi.base.tables import asking, cells, listing, shapes, workbook
from banshi.base.tables.asking import Ask, address
from banshi.base.tables.definitions import Table, Text
from banshi.base.tables.listing import Listing, Source
from banshi.base.tables.models import SavedView
from banshi.base.tables.rules import kept
from banshi.base.zones import clock

FILTERS_IN_SIGHT = 5
PRINT_LIMIT = 2000
Rows = QuerySet | Callable[[Ask], QuerySet]
Remembered = Callable[[Ask], Source | None]


def list_page(
    request: HttpRequest,
    table: Table,
    rows: Rows,
    *,
    kept: Remembered | None = None,
    template: str = "tables/list.html",
    **context: Any,
) -> HttpResponse:
    """The list as asked for in the address: page, part for htmx, print or workbook.

    ``rows`` are what the reader may see, or a function of the :class:`.asking.Ask` that gives
    them, for lists that are kept as of a day. ``kept`` may give them filtered and in order, where the list keeps
    that question. ``context`` goes to the template, which extends ``tables/list.html`` where a list has
    blocks of its own.
    """
    ask = asking.read(request, table)
    source = kept(ask) if kept and ask.shape == "page" else None
    if source is not None:
        chosen, part = listing.chosen(table, ask, request.actor), listing.page(table, source, ask)
        return _shown(request, template, _context(request, table, ask, chosen, part) | context, table)
    given = rows(ask) if callable(rows) else rows
    found, chosen = listing.narrowed(table, given, ask, request.actor)
    if ask.shape == "xlsx":
        return workbook.response(table, found, ask, chosen, request.actor)
    shape = shapes.of(ask.shape)
    if shape is not None:
        return shape.send(request, table, found, ask, chosen, request.actor)
    part = printed(found) if ask.shape == "print" else listing.page(table, found, ask)
    return _shown(request, template, _context(request, table, ask, chosen, part) | context, table)


def _shown(request: HttpRequest, template: str, context: dict[str, Any], table: Table) -> HttpResponse:
    response = render(request, _template(request, table, template), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def printed(rows: QuerySet) -> Listing:
    """The first 2,000 rows, on one page."""
    found = list(rows[: PRINT_LIMIT + 1])
    return Listing(found[:PRINT_LIMIT], 0, min(len(found), PRINT_LIMIT), len(found) > PRINT_LIMIT, False)


def _template(request: HttpRequest, table: Table, template: str) -> str:
    htmx = getattr(request, "htmx", None)
    part = htmx and not htmx.boosted and htmx.target == part_id(table)
    return "tables/parts/table.html" if part else template


def part_id(table: Table) -> str:
    """The id of the part of the page that htmx swaps."""
    return f"table-{table.code}"


def _context(request: HttpRequest, table: Table, ask: Ask, chosen: list, part: Listing) -> dict[str, Any]:
    actor, zone = request.actor, request.actor.zone
    today = clock.today(zone)
    reader = cells.Reader(zone.timezone, None if ask.shape == "print" else ask.as_of or today)
    fields = [_field(one, ask, actor) for one in table.filters]
    acts = _bulk(table, ask, actor)
    return {
        "bulk": acts,
        **_views(request, ask),
        "table": table,
        "searchable": table.search is not None,
        "ask": ask,
        "as_of": ask.as_of,
        "part_id": part_id(table),
        "heads": [_head(request, column, ask) for column in table.columns],
        "rows": cells.shown_rows(table, part.rows, part.first, reader, ticked=bool(acts)),
        "listing": part,
        "count_text": _count_text(table, part),
        "total_url": address(request, total=1, page=None) if part.more and ask.shape == "page" else None,
        "print_limit": PRINT_LIMIT,
        "chips": [_chip(request, one) for one in chosen if one.key not in ask.standing],
        "left_out": [_left_out(request, one) for one in table.filters if one.key in ask.standing],
        "unknown_filter": any(one.word is None for one in chosen),
        "fields": fields[:FILTERS_IN_SIGHT],
        "more_fields": fields[FILTERS_IN_SIGHT:],
        "more_open": any(field["value"] for field in fields[FILTERS_IN_SIGHT:]) or bool(ask.known_on),
        "first_step": table.first_step(actor) if table.first_step and not ask.narrowed else None,
        "clear_url": address(request, q=None, page=None, **{one.key: None for one in table.filters}),
        "previous_url": address(request, page=ask.page - 1 or None) if ask.page > 1 else None,
        "next_url": address(request, page=ask.page + 1) if part.has_next else None,
        "export_url": address(request, export="xlsx", page=None, print=None),
        "shapes": [
            (shape, address(request, export=shape.code, page=None, print=None))
            for shape in shapes.in_menu(table, actor)
        ],
        "print_url": address(request, print=1, page=None),
        "day_limit": today.isoformat(),
    }


def _bulk(table: Table, ask: Ask, actor) -> list:
    """Acts on several rows, on the page of today alone: nothing is done to the past."""
    here = ask.shape == "page" and not ask.as_of and not ask.known_on
    return list(table.bulk(actor)) if table.bulk and here else []


MINE = Kept(
    lambda zone, account, path: SavedView.objects.of(zone, account).filter(path=path).order_by("pk"),
    zone=int,
    account=int,
    path=str,
)


def _views(request: HttpRequest, ask: Ask) -> dict[str, Any]:
    """The reader's own views of this list, and where the present one can be kept or removed."""
    if ask.shape != "page":
        return {}
    here = kept(request.GET.urlencode())
    actor = request.actor
    mine = MINE(zone=actor.zone.pk, account=actor.account_id, path=request.path) if actor.account_id else []
    found = next((view for view in mine if view.query == here), None)
    asked = urlencode({"list": request.path, "of": here})
    keep = f"{reverse('tables:save_view')}?{asked}" if here and found is None else None
    return {"views": mine, "view_here": found, "keep_view_url": keep}


def _count_text(table: Table, part: Listing) -> str:
    return str(table.unit) % {"n": f"{part.count:,}+" if part.more else f"{part.count:,}"}


def _head(request: HttpRequest, column, ask: Ask) -> dict[str, Any]:
    """A column's head: its words, and where a click on it leads (up, then down, then the list's own order)."""
    up, down = ask.sort == column.key, ask.sort == f"-{column.key}"
    following = f"-{column.key}" if up else None if down else column.key
    return {
        "label": column.label,
        "classes": cells.classes(column).replace("card-1", "").replace("card-2", "").replace("card-3", ""),
        "url": address(request, sort=following, page=None) if column.order_by else None,
        "sorted": "ascending" if up else "descending" if down else "",
    }


def _field(one, ask: Ask, actor) -> dict[str, Any]:
    """A filter as it stands in the bar. What an empty choice means, its default, stands first and without a value."""
    value = "" if one.key in ask.standing else dict(ask.chosen).get(one.key, "")
    choices = [] if one.day else one.choices_for(actor)
    first = dict(choices)[one.default] if one.key in ask.standing else one.label
    return {
        "key": one.key,
        "label": one.label,
        "day": one.day,
        "first": first,
        "options": _options([pair for pair in choices if not one.default or pair[0] != one.default], value),
        "value": value,
    }


def _options(choices: Iterable[tuple[str, Text]], chosen: str) -> SafeString:
    """The choices of one filter as HTML; a list has a hundred and fifty, too many for the loop of a template."""
    parts = [
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{conditional_escape(label)}</option>"
        for value, label in choices
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every value was escaped on its way


def _left_out(request: HttpRequest, one) -> dict[str, Any]:
    """What a default leaves out, in a sentence, and the address of the list that leaves nothing out."""
    return {"words": one.left_out, "url": address(request, page=None, **{one.key: one.everything})}


def _chip(request: HttpRequest, one) -> dict[str, Any]:
    return {
        "label": one.label,
        "word": one.word if one.word is not None else _("not a choice here"),
        "url": address(request, page=None, **{one.key: None}),
    }
