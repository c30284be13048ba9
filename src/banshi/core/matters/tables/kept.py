"""The questions of the lists, kept: whoever sees the same and asks the same gets SQL that was made before.

Making the SQL of a list costs more than answering it. What decides its words is the reader's sight, the rules and
units of the zone, and what the address asks; days, and what filters compare a column with, are values. A search by
text is made anew each time.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from banshi.base.engines.kept import KeptFor
from banshi.base.presets import queries as presets
from banshi.base.tables import listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Table
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor, Sight
from banshi.core.matters.models import Matter, MatterPeriod
from banshi.core.matters.queries import lists
from banshi.core.matters.queries.lists import Moment
from banshi.core.matters.tables import counts


@dataclass(frozen=True)
class Asked:
    """All that decides the words of a list's SQL, and beside it who asked first, whose definition makes them.

    ``mark`` and ``head`` move when units, posts or rules do. ``open`` names filters whose choice is a value (see
    :data:`VALUES`), ``chosen`` the others with theirs. ``only`` is a name of :data:`ONLY`; ``part`` is first and last
    row, None to count; ``full``: the same count came to its limit when it was made last.
    """

    code: str
    sight: Sight
    mark: UUID
    head: str
    lifecycle: int
    open: tuple[str, ...]
    chosen: tuple[tuple[str, str], ...]
    sort: str
    dated: bool
    known: bool
    only: str
    part: tuple[int, int] | None
    full: bool
    table: Table = field(compare=False, repr=False)
    actor: Actor = field(compare=False, repr=False)
    at: Moment = field(compare=False, repr=False)


ONLY: dict[str, Callable[[QuerySet], QuerySet]] = {
    "": lambda rows: rows,
    "closed": lambda rows: rows.filter(state="closed"),
    "reopened": lists.reopened,
}


def _rows(asked: Asked, known_at: datetime | None = None, **values: Any) -> QuerySet:
    at = replace(asked.at, **{name: values.pop(name) for name in DAYS})
    if asked.part is not None:
        rows = _narrowed(asked, at, known_at, values)
        if asked.dated:
            # PostgreSQL misjudges how many period rows are of a day: what it finds first is joined at once.
            return access.pageable(rows)[slice(*asked.part)]
        return listing.cut(rows, *asked.part)
    ever = lists.EVER if asked.dated and not asked.known else known_at
    rows = _narrowed(asked, at, ever if asked.only == "reopened" else known_at, values)
    by_zone = access.apart(rows)[0] is rows
    if by_zone or asked.only == "reopened":  # few, and an index leads to them
        return counts.ones(rows)[:COUNTED]
    rows = _narrowed(asked, at, ever, values)  # by what the reader takes part in
    if asked.dated and "kind" in asked.open:
        # It never changes, and is judged before a period is sought.
        rows = rows.filter(matter__kind=values["kind"])
    many = counts.many(dict(asked.chosen), asked.code, dated=asked.dated)
    chosen = {key: values[key] for key in asked.open}
    return counts.one_by_one(rows, asked.sight, chosen, many=many, full=asked.full)[:COUNTED]


def _narrowed(asked: Asked, at: Moment, known_at: datetime | None, values: dict[str, Any]) -> QuerySet:
    rows = lists.rows_at(asked.code, asked.actor, at, dated=asked.dated, known_at=known_at)
    rows = ONLY[asked.only](rows)
    for one in asked.table.filters:
        if one.key in asked.open:
            rows = rows.filter(**{one.column: values[one.key]})
    ask = Ask(chosen=asked.chosen, sort=asked.sort)
    return listing.narrowed(asked.table, rows, ask, asked.actor)[0]


COUNTED = listing.COUNT_LIMIT + 1
DAYS = {"day": date, "near_until": date, "ends_at": datetime}
VALUES: dict[str, type] = {
    "kind": str, "category": str, "raiser": str, "outcome": str, "collector": int, "unit": int, "leader": int,
}  # fmt: skip
"""Filters that compare a column with what was chosen, by the type of the column."""
ROWS = KeptFor(_rows, **DAYS, **VALUES)
KNOWN_ROWS = KeptFor(_rows, **DAYS, **VALUES, known_at=datetime)


_FULL: dict[Hashable, None] = {}
"""Counts that came to their limit. It decides how the next one is made, never what it says."""
MOST_FULL = 4096


def _remember(key: Hashable, *, full: bool) -> None:
    if not full:
        _FULL.pop(key, None)
    elif len(_FULL) < MOST_FULL:
        _FULL[key] = None
    else:
        _FULL.clear()


@dataclass(frozen=True)
class KeptList:
    """One list as one reader asks for it; a :class:`listing.Source`."""

    asked: Asked
    known_at: datetime | None
    values: dict[str, Any]

    def part(self, first: int, last: int) -> list[Any]:
        """The rows from ``first`` up to ``last``, with what hangs on them."""
        rows = self._ask((first, last))
        model = MatterPeriod if self.asked.dated else Matter
        hanging = lists.hanging(self.asked.code, self.asked.at, model)
        if rows and hanging:
            prefetch_related_objects(rows, *hanging)
        return rows

    def counted(self) -> tuple[int, bool]:
        """As :func:`listing.counted`; asked once."""
        return min(self._counted, listing.COUNT_LIMIT), self._counted > listing.COUNT_LIMIT

    @cached_property
    def _counted(self) -> int:
        key = (self.asked, tuple(sorted(self.values.items())))
        found = len(self._ask(None, full=key in _FULL))
        _remember(key, full=found == COUNTED)
        return found

    def _ask(self, part: tuple[int, int] | None, *, full: bool = False) -> list[Any]:
        asked, at = replace(self.asked, part=part, full=full), self.asked.at
        values = {"day": at.day, "near_until": at.near_until, "ends_at": at.ends_at, **self.values}
        if self.known_at is None:
            return ROWS(asked, **values)
        return KNOWN_ROWS(asked, **values, known_at=self.known_at)


def kept(
    actor: Actor, table: Table, ask: Ask, *, code: str = "", only: str = "", at: Moment | None = None
) -> KeptList | None:
    """The list that ``ask`` asks for; None where that is not kept: a text, an exact number, a choice that is none.

    ``code`` names another list whose rows are asked by the filters of ``table``; ``at`` is the moment asked for,
    where it is known.
    """
    if ask.text or ask.total or any(one.word is None for one in listing.chosen(table, ask, actor)):
        return None
    zone, known_at = actor.zone, ask.known_at(actor.zone)
    open_ = {one.key: one for one in table.filters if one.column and one.key in VALUES}
    values = {key: open_[key].stored(value) for key, value in ask.chosen if key in open_}
    asked = Asked(
        code=code or table.code,
        sight=access.sight(actor, "matters.view", "org.view"),
        mark=zone.standing_mark,
        head=zone.subject.head_leaf,
        lifecycle=presets.in_force(zone, "lifecycle", clock.today(zone)).pk,
        open=tuple(sorted(values)),
        chosen=tuple(one for one in ask.chosen if one[0] not in values),
        sort=ask.sort,
        dated=ask.as_of is not None or known_at is not None,
        known=known_at is not None,
        only=only,
        part=None,
        full=False,
        table=table,
        actor=actor,
        at=at or lists.moment(zone, ask.as_of, known_at),
    )
    return KeptList(asked, known_at, {key: kind() for key, kind in VALUES.items()} | values)
