"""Questions that are always put in the same words: their SQL is made once, and only the values change.

Making the SQL of a question with a few joins costs the ORM 0.5 to 1.5 ms each time, which is ten times what
the engine needs to answer it. A page that looks at twelve relations of one row cannot afford that.

    NOTES = Kept(lambda matter: Note.objects.filter(matter_id=matter).select_related("words"), matter=int)
    rows = NOTES(matter=7)

The words must not depend on the values: no ``None``, no list, no ``if``. The answer is a plain list of the rows
(or of tuples, for ``values_list``), never a queryset that could be narrowed further.

What does decide the words (what the reader may see, which filter is on) is handed to a :class:`KeptFor`, which keeps
one question for each:

    SEEN = KeptFor(lambda sight, parent: Matter.objects.visible_to(sight).filter(parent_id=parent), parent=int)
    rows = SEEN(access.sight(actor, "matters.view"), parent=7)
"""

import re
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.utils import timezone

STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda n: 31_701 + n,  # within the range of the smallest column
    UUID: lambda n: UUID(int=0x7100_0000 + n),
    str: lambda n: f"\x01value {n}\x01",
    date: lambda n: date(1701, 1, 1 + n),
    datetime: lambda n: datetime(1701, 1, 1 + n, tzinfo=timezone.get_fixed_timezone(0)),
}
_MARK = re.compile(r"%[%s]")
MOST = 512
"""Questions that one :class:`KeptFor` keeps; the one not asked for longest goes."""
Field = Callable[[Any], Any]


class Kept:
    """One question with named values, each of one type (int, str, UUID, date, datetime).

    ``make`` gives the queryset; it is called once per engine, with values that only stand for others.
    Raises TypeError when a value is missing, of another type, or does not stand in the question as it is.
    """

    def __init__(self, make: Callable[..., QuerySet], **values: type):
        self.make, self.values = make, values
        self.all_stand, self.asked, self.weighed = True, False, False
        self._made: dict[str, _Made | None] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows for these values; one query."""
        if values.keys() != self.values.keys():
            raise TypeError(f"the question has the values {sorted(self.values)}, not {sorted(values)}")
        for name, value in values.items():
            if not isinstance(value, self.values[name]):
                raise TypeError(f"{name} is {type(value).__name__}, not {self.values[name].__name__}")
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._learnt()
        made = self._made[connection.vendor]
        return made.rows(values) if made else []

    def _learnt(self) -> "_Made | None":
        """None for a question that nothing can answer (of who may see nothing): the engine is not asked."""
        try:
            return _Made(self.make, self.values, all_stand=self.all_stand, weighed=self.weighed)
        except EmptyResultSet:
            return None


class KeptFor:
    """A :class:`Kept` for each value of what decides the words; ``make`` gets that first.

    It must be hashable and hold all that the words depend on: what is kept is handed to whoever asks with an
    equal one. A value may stand in some of the questions and not in others. A question is kept from the second time
    on: to learn it takes two makings, too much for what is asked once.
    """

    weighed = False
    """On PostgreSQL: plan each time for the value at hand, where the best way depends on how common it is."""

    def __init__(self, make: Callable[..., QuerySet], **values: type):
        self.make, self.values = make, values
        self._of = lru_cache(MOST)(self._one)

    def _one(self, decides: Hashable) -> Kept:
        found = Kept(partial(self.make, decides), **self.values)
        found.all_stand, found.weighed = False, self.weighed
        return found

    def __call__(self, decides: Hashable, /, **values: Any) -> list[Any]:
        """The rows for these values; one query."""
        kept = self._of(decides)
        if not kept.asked:
            kept.asked = True
            return list(kept.make(**values))
        return kept(**values)

    def forget(self) -> None:
        """Keep nothing (for tests)."""
        self._of.cache_clear()


class _Made:
    """The question as SQL for one engine, with the places of its values and the way back to rows."""

    def __init__(
        self, make: Callable[..., QuerySet], values: dict[str, type], *, all_stand: bool, weighed: bool
    ):
        self.weighed = weighed
        given = {name: STANDS_FOR[kind](n) for n, (name, kind) in enumerate(values.items())}
        others = {name: STANDS_FOR[kind](n + len(values)) for n, (name, kind) in enumerate(values.items())}
        rows = make(**given)
        self.compiler = rows.query.get_compiler(connection=connection)
        self.sql, parameters = self.compiler.as_sql()
        # Made twice with different values: a number that only looks like one of them stays where it stands.
        sql, again = make(**others).query.get_compiler(connection=connection).as_sql()
        self.places = [
            (at, name, found)
            for at, parameter in enumerate(parameters)
            for name, stand_in in given.items()
            if (found := _as_sent(parameter, stand_in)) is not None
            and _as_sent(again[at], others[name]) is not None
        ]
        found = {at for at, _name, _sent in self.places}
        changed = any(
            a != b for at, (a, b) in enumerate(zip(parameters, again, strict=True)) if at not in found
        )
        missing = given.keys() - {name for _at, name, _sent in self.places}
        if sql != self.sql or changed or (missing and all_stand):
            raise TypeError("a value does not stand in the question as it is")
        self.parameters = list(parameters)
        if connection.vendor == "postgresql":
            self._write_in()
        select = self.compiler.select
        self.converters = self.compiler.get_converters(expression for expression, _sql, _alias in select)
        self.whole = rows._iterable_class is ModelIterable
        if self.whole:
            self._learn(select)

    def _write_in(self) -> None:
        """Write all into the words but the values: PostgreSQL plans the statement once, without knowing the values.

        What is always the same it does know then, which partial index fits and how rare a state is.
        """
        values = {at for at, _name, _sent in self.places}
        given = iter(enumerate(self.parameters))

        def written(mark: re.Match[str]) -> str:
            if mark[0] == "%%":
                return "%%"
            at, parameter = next(given)
            return "%s" if at in values else connection.literal(parameter).replace("%", "%%")

        self.sql = _MARK.sub(written, self.sql)
        self.parameters = [None] * len(values)
        self.places = [(n, name, sent) for n, (_at, name, sent) in enumerate(self.places)]

    def _learn(self, select: list[Any]) -> None:
        info = self.compiler.klass_info
        self.model = info["model"]
        self.first, self.last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [field[0].target.attname for field in select[self.first : self.last]]
        self.related = get_related_populators(info, select, connection.alias)
        self.extra = dict(self.compiler.annotation_col_map)

    def rows(self, values: dict[str, Any]) -> list[Any]:
        parameters = self.parameters.copy()
        for at, name, sent in self.places:
            parameters[at] = sent(values[name])
        with _cursor(self.weighed) as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._row(row) for row in found] if self.whole else [tuple(row) for row in found]

    def _row(self, row: Any) -> Any:
        thing = self.model.from_db(connection.alias, self.names, row[self.first : self.last])
        for related in self.related:
            related.populate(row, thing)
        for name, at in self.extra.items():
            setattr(thing, name, row[at])
        return thing


def _cursor(weighed: bool) -> AbstractContextManager[Any]:
    return connection.cursor() if weighed or connection.vendor == "sqlite" else connection.kept()


def _as_sent(parameter: Any, stand_in: Any) -> Field | None:
    """How a value is sent where ``parameter`` stands; None when another value stands there."""
    if isinstance(parameter, type(stand_in)) and parameter == stand_in:
        if isinstance(stand_in, int) and connection.vendor == "postgresql":
            # Its driver sends a whole number in the smallest size that holds it, and each would be a statement anew.
            return connection.whole_number
        return _itself
    if isinstance(stand_in, str) and parameter == f"%{stand_in}%":
        return _within
    if isinstance(stand_in, UUID) and parameter == stand_in.hex:
        return _hexadecimal
    if isinstance(stand_in, datetime) and parameter == connection.ops.adapt_datetimefield_value(stand_in):
        return connection.ops.adapt_datetimefield_value
    if isinstance(stand_in, date) and parameter == str(stand_in):
        return str
    return None


def _itself(value: Any) -> Any:
    return value


def _within(value: str) -> str:
    return f"%{connection.ops.prep_for_like_query(value)}%"


def _hexadecimal(value: UUID) -> str:
    return value.hex
