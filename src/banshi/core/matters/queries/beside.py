"""What stands beside a count of closed matters: how many of the same list were re-opened."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from banshi.base.tables import listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Table
from banshi.base.zones.access import Actor
from banshi.core.matters.queries import lists

OF_CLOSED = frozenset({"outcome", "satisfaction", "in_time", "group", "reopened"})
"""Filters that ask about the close-out itself: what was re-opened has lost what they ask for."""


@dataclass(frozen=True)
class Beside:
    """Closed and re-opened of one list as narrowed by the reader; counted when a page asks for them."""

    actor: Actor
    table: Table
    ask: Ask

    @property
    def wanted(self) -> bool:
        """Does this list count closed matters?"""
        closed = ("group", "closed") in self.ask.chosen
        return self.table.code in ("closure", "key") or closed

    @cached_property
    def closed(self) -> str:
        """Closed out and not re-opened since."""
        return _number(self._rows.filter(state="closed"))

    @cached_property
    def reopened(self) -> str:
        """Re-opened at least once, open or closed out again."""
        return _number(self._rows.filter(reopened__gt=0))

    @cached_property
    def _rows(self) -> QuerySet:
        whole = "issues" if self.table.code == "closure" else self.table.code
        rows = lists.ROWS[whole](self.actor, self.ask.as_of, self.ask.known_at(self.actor.zone))
        chosen = tuple(one for one in self.ask.chosen if one[0] not in OF_CLOSED)
        return listing.narrowed(self.table, rows, replace(self.ask, chosen=chosen), self.actor)[0]


def _number(rows: QuerySet) -> str:
    count, more = listing.counted(rows)
    return f"{count:,}+" if more else f"{count:,}"
