"""What stands beside a count of closed matters: how many of the same list were re-opened."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from banshi.base.tables import listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Table
from banshi.base.zones.access import Actor
from banshi.core.matters.queries import lists
from banshi.core.matters.queries.lists import Moment
from banshi.core.matters.tables.kept import ONLY, KeptList, kept

CLOSED = ("group", "closed")
OF_CLOSED = frozenset({"outcome", "satisfaction", "in_time", "group", "reopened"})
"""Filters that ask about the close-out itself: what was re-opened has lost what they ask for."""


@dataclass
class Beside:
    """Closed and re-opened of one list as narrowed by the reader; counted when a page asks for them.

    ``alike`` is the list itself where it shows just the closed ones, and so has counted them.
    """

    actor: Actor
    table: Table
    ask: Ask
    alike: KeptList | None = None

    def of(self, source: KeptList | None) -> KeptList | None:
        """Tell it which list it stands beside; given back as it came."""
        if self._of_closed == [CLOSED] and self._code == self.table.code:
            self.alike = source
        return source

    @property
    def wanted(self) -> bool:
        """Does this list count closed matters?"""
        closed = CLOSED in self.ask.chosen
        return self.table.code in ("closure", "key") or closed

    @cached_property
    def closed(self) -> str:
        """Closed out and not re-opened since."""
        return self._number("closed")

    @cached_property
    def reopened(self) -> str:
        """Re-opened at least once, open or closed out again."""
        return self._number("reopened")

    @cached_property
    def _ask(self) -> Ask:
        chosen = tuple(one for one in self.ask.chosen if one not in self._of_closed)
        return replace(self.ask, chosen=chosen, total=False)

    @property
    def _of_closed(self) -> list[tuple[str, str]]:
        return [one for one in self.ask.chosen if one[0] in OF_CLOSED]

    @property
    def _code(self) -> str:
        return "issues" if self.table.code == "closure" else self.table.code

    @cached_property
    def _at(self) -> Moment:
        zone = self.actor.zone
        return lists.moment(zone, self.ask.as_of, self.ask.known_at(zone))

    @cached_property
    def _rows(self) -> QuerySet:
        known_at = self.ask.known_at(self.actor.zone)
        rows = lists.ROWS[self._code](self.actor, self.ask.as_of, known_at)
        return listing.narrowed(self.table, rows, self._ask, self.actor)[0]

    def _number(self, only: str) -> str:
        source = self.alike if only == "closed" else None
        if source is None and not self.ask.text:
            source = kept(self.actor, self.table, self._ask, code=self._code, only=only, at=self._at)
        count, more = source.counted() if source else listing.counted(ONLY[only](self._rows))
        return f"{count:,}+" if more else f"{count:,}"
