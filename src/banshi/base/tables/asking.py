"""What a reader asks of a list, read from the address, so that a link shows the same list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Table, parse_day
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal

MAX_TEXT = 100
MAX_DEPTH = 10_000
"""Rows that can be paged through. Beyond, a list is narrowed or exported, not read."""

EXPORTS: set[str] = set()
"""Codes of the shapes that :mod:`.shapes` offers in the address."""


@dataclass(frozen=True)
class Ask:
    """One question to a list. ``chosen`` holds filter values by key; ``sort`` is a column's key, ``-`` turns it.

    ``shape`` is page, print, xlsx or the code of a registered shape (``export`` in the address). ``standing`` names
    the filters that stand in their default: they are chosen too, but nobody asked for it.
    """

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1
    as_of: date | None = None
    known_on: date | None = None
    total: bool = False
    shape: str = "page"
    standing: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """True when the reader searches or has set a filter."""
        return bool(self.text or any(key not in self.standing for key, _value in self.chosen))

    @property
    def leaves(self) -> bool:
        """True when the rows leave the house as a file: who may look may not always do that."""
        return self.shape not in ("page", "print")

    def known_at(self, zone: Zone) -> datetime | None:
        """The instant at which the day ``known_on`` ended in the zone; None when nothing was asked."""
        return clock.at_time(zone, self.known_on + timedelta(days=1)) if self.known_on else None


def read(request: HttpRequest, table: Table) -> Ask:
    """The question in the address of ``request``. Raises :class:`Refusal` for days and pages that cannot be."""
    asked = request.GET
    today = clock.today(request.actor.zone)
    chosen, standing = _chosen(table, asked)
    return Ask(
        text=" ".join(asked.get("q", "").replace("\x00", "").split())[:MAX_TEXT] if table.search else "",
        chosen=chosen,
        sort=_sort(table, asked.get("sort", "")),
        page=_page(table, asked.get("page", "1")),
        as_of=_day(asked, "as_of", today) if table.dated else None,
        known_on=_day(asked, "known_on", today) if table.dated else None,
        total="total" in asked,
        shape=_shape(request),
        standing=standing,
    )


def _chosen(table: Table, asked: QueryDict) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What the address chooses, with the defaults of what it does not speak of, and whose defaults these are."""
    given = {one.key: asked[one.key] for one in table.filters if asked.get(one.key)}
    for one in table.filters:
        if one.default and given.get(one.key) == one.default:
            del given[one.key]  # a default that the address spells out is one all the same
    standing = {one.key: one.default for one in table.filters if one.stands(given)}
    given |= standing
    return tuple((one.key, given[one.key]) for one in table.filters if one.key in given), tuple(standing)


def _sort(table: Table, asked: str) -> str:
    column = table.column(asked.removeprefix("-"))
    return asked if column is not None and column.order_by else ""


def _page(table: Table, asked: str) -> int:
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    if (page - 1) * table.page_size >= MAX_DEPTH:
        raise Refusal(
            "tables.too_deep",
            _("A list can be paged through up to row %(limit)s. Narrow it by a filter, or export it."),
            limit=f"{MAX_DEPTH:,}",
        )
    return max(page, 1)


def _day(asked: QueryDict, key: str, today: date) -> date | None:
    text = asked.get(key, "")
    if not text:
        return None
    day = parse_day(text)
    if day is None or day > today:
        raise Refusal(
            "tables.bad_day",
            _("%(text)s is not a day that a list can be shown for. Choose one up to today, like %(today)s."),
            field=key,
            text=text[:20],
            today=today.isoformat(),
        )
    return None if key == "as_of" and day == today else day


def _shape(request: HttpRequest) -> str:
    """``shape_wanted`` is set on a request that the house itself makes of one of its lists, for an annex."""
    wanted = getattr(request, "shape_wanted", None)
    if wanted:
        return wanted
    exported = request.GET.get("export", "")
    if exported == "xlsx" or exported in EXPORTS:
        return exported
    return "print" if "print" in request.GET else "page"


def address(request: HttpRequest, **changes: str | int | None) -> str:
    """The query of ``request`` with ``changes`` (None takes a parameter out), beginning with ``?``."""
    kept = [pair for pair in request.GET.lists() if pair[0] not in changes]
    changed = [(key, [str(value)]) for key, value in changes.items() if value is not None]
    return f"?{urlencode(kept + changed, doseq=True)}"
