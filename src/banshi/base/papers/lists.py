"""A list of the house on paper: the screen's columns in their order, lying across the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.papers import asking
from banshi.base.papers.paper import Annex, Form, Grid, Paper
from banshi.base.papers.rules import BUNDLE_MOST
from banshi.base.papers.sending import WORD, sent
from banshi.base.papers.text import width
from banshi.base.tables import cells, listing, workbook
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Column, Table
from banshi.base.tables.listing import Chosen
from banshi.base.tables.shapes import Send
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

MOST = 2000
"""Rows on paper, as in print: some 150 pages."""

CHUNK = 500
CELL_MOST = 400
"""Signs of one cell; what is longer is cut and ends in …, since a row must fit a page."""

WIDEST, WIDEST_WIDE, NARROWEST = 14.0, 34.0, 3.0
"""Widths of columns in characters: by what stands in them, but no wider than these."""

EDGES, SHORT, LINE = 0.8, 4.0, 60.0
"""Room at a cell's edges, the width of words that are kept whole, and a line of table type across the page."""


def word(
    request: HttpRequest, table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor
) -> HttpResponse:
    """The list alone as a Word file. Raises :class:`Refusal` above 2,000 rows."""
    from banshi.base.papers.word import writing  # a web process that writes no paper does not load it

    annex = annex_of(table, rows, ask, chosen, actor)
    paper = Paper(
        template="list", house=actor.zone.name, title=str(table.title), blocks=(), form=Form.SLIP,
        numbered=False, annexes=(annex,), demo=actor.zone.simulated,
    )  # fmt: skip
    name = workbook.file_name(table, ask, actor).removesuffix(".xlsx")
    return sent(writing.write(paper, made_at=clock.now(actor.zone)), f"{name}.docx", WORD)


def attach(
    request: HttpRequest, table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor
) -> HttpResponse:
    """On to a new notice that this list goes with."""
    return redirect(f"{reverse('papers:new', args=['notice'])}?{urlencode({'list': asking.here(request)})}")


class ListAnswer(HttpResponse):
    """What a list answers when the house itself asks for it as an annex; it never leaves the process."""

    def __init__(self, annex: Annex):
        super().__init__()
        self.annex = annex


def as_annex(
    request: HttpRequest, table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor
) -> ListAnswer:
    """The list as an annex of another paper."""
    return ListAnswer(annex_of(table, rows, ask, chosen, actor, numbered=True))


class UidsAnswer(HttpResponse):
    """What a list answers when the house asks which things stand in it; it never leaves the process."""

    def __init__(self, code: str, uids: tuple[UUID, ...]):
        super().__init__()
        self.code, self.uids = code, uids


def as_uids(
    request: HttpRequest, table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor
) -> UidsAnswer:
    """The things of the list in its order, one more than papers are made at once at most."""
    key = table.row_key
    found = dict.fromkeys(UUID(key(row)) for row in rows[: BUNDLE_MOST + 1]) if key else ()
    return UidsAnswer(table.code, tuple(found))


def together(kind: str) -> Send:
    """On to the page that makes the papers of all things of a list as one file."""

    def send(
        request: HttpRequest, table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor
    ) -> HttpResponse:
        where = reverse("papers:new_bundle", args=[kind])
        return redirect(f"{where}?{urlencode({'list': asking.here(request)})}")

    return send


def annex_of(
    table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor, *, numbered: bool = False
) -> Annex:
    """The list as an annex: title, zone, day, filters and count over its grid."""
    count, more = listing.counted(rows, limit=MOST)
    if more:
        raise Refusal(
            "papers.too_many_rows",
            _(
                "This list has more than %(limit)s rows, too many for paper. Narrow it, or export the workbook."
            ),
            limit=f"{MOST:,}",
        )
    title, facts = workbook.heading(table, ask, chosen, actor, count)
    grid = grid_of(table, rows.iterator(CHUNK), ZoneInfo(actor.zone.timezone))
    return Annex(title, (grid,), facts, wide=True, numbered=numbered)


def grid_of(table: Table, rows: Iterable[Any], timezone: ZoneInfo) -> Grid:
    """The rows as texts."""
    pens = [_Pen(column, timezone) for column in table.columns]
    first = 1 if table.serial else 0
    heads = ([_("No.")] if table.serial else []) + [str(column.label) for column in table.columns]
    told = tuple(
        (*([str(n)] if table.serial else []), *(pen.text(row) for pen in pens))
        for n, row in enumerate(rows, 1)
    )
    most = [NARROWEST + 1] * first + [WIDEST_WIDE if column.wide else WIDEST for column in table.columns]
    shares = fitted([_wanted(head, [row[at] for row in told]) for at, head in enumerate(heads)], most)
    right = {at for at, column in enumerate(table.columns, first) if column.kind == "number"}
    return Grid(tuple(heads), told, tuple(shares), frozenset(right | set(range(first))))


def _wanted(head: str, cells_: list[str]) -> tuple[float, bool]:
    """What a column wants in characters, and whether it breaks badly: figures, numbers, days, short words."""
    wanted = max(map(width, (head, *cells_)), default=0)
    figures = all(cell.isascii() for cell in cells_)
    return (wanted * 1.15 if figures else wanted) + EDGES, figures or wanted <= SHORT


def fitted(wanted: list[tuple[float, bool]], most: list[float]) -> list[float]:
    """Widths that fill no more than the line: what breaks badly gets what it wants, the others share the rest."""
    kept = [min(want, limit) for (want, _rigid), limit in zip(wanted, most, strict=True)]
    rigid = sum(want for want, (_said, stays) in zip(kept, wanted, strict=True) if stays)
    loose = sum(kept) - rigid
    share = min(1.0, max(0.2, (LINE - rigid) / loose)) if loose else 1.0
    return [want if stays else want * share for want, (_said, stays) in zip(kept, wanted, strict=True)]


@dataclass(frozen=True)
class _Pen:
    """Puts the values of one column into words."""

    column: Column
    timezone: ZoneInfo

    def text(self, row: Any) -> str:
        """The value of ``row``, as the workbook has it."""
        column = self.column
        value = cells.value_of(row, column.export if column.export is not None else column.value)
        if value is None:
            return ""
        if isinstance(value, datetime):
            return f"{value.astimezone(self.timezone):%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return value.isoformat()
        said = workbook.plain(value)
        return said if len(said) <= CELL_MOST else said[: CELL_MOST - 1] + "…"


def read(actor: Actor, address: str) -> Annex:
    """The list at ``address`` of ours as an annex, through its own page and with its own checks.

    Raises :class:`Refusal` when there is no list at the address, and what the list's page raises.
    """
    answer = asking.answer_of(actor, address)
    if not isinstance(answer, ListAnswer):
        raise asking.no_list()
    return answer.annex
