"""Questions, values, and the figures that apps register."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.functional import Promise

from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.kernel.periods import Period
from banshi.kernel.qualifiers import Qualifier

Text = str | Promise
Number = int | Decimal | bool


@dataclass(frozen=True)
class Question:
    """What is asked of a figure.

    ``as_of`` is the day at whose end it is counted; ``known_on`` the instant up to whose knowledge
    (None: all that is known now); ``period`` the months it is about, where a figure has one;
    ``scope`` narrows it (``{"collector": "construction_bureau"}``). ``memo`` keeps what figures share, so
    that twenty figures cost one query; questions of one actor that are asked together may hand on one memo, and what
    is kept in it is kept per day, knowledge, period and scope.
    """

    zone: Zone
    actor: Actor
    as_of: date
    known_on: datetime | None = None
    period: Period | None = None
    scope: Mapping[str, str] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def day_ends_at(self) -> datetime:
        """The instant at which the day ended in the zone."""
        return clock.at_time(self.zone, self.as_of + timedelta(days=1))

    @property
    def reaches_to(self) -> datetime:
        """Up to when records count that carry an instant and no day: the day's end, or what was known."""
        return min(self.day_ends_at, self.known_on) if self.known_on else self.day_ends_at

    @property
    def asked(self) -> tuple:
        """All that tells this question from another one of the same actor."""
        period = self.period.code if self.period else ""
        return (self.as_of, self.known_on, period, *sorted(self.scope.items()))

    def remember(self, key: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, asked once for this question."""
        place = (key, *self.asked)
        if place not in self.memo:
            self.memo[place] = make()
        return self.memo[place]

    def count(self, key: str, rows: QuerySet) -> int:
        """How many ``rows`` there are: asked once, or found where :func:`values` counted them with others."""
        return self.remember(f"count {key}", rows.order_by().count)

    def count_together(self, rows: Mapping[str, QuerySet]) -> None:
        """Count all ``rows`` (by the key of :meth:`count`) in one query."""
        wanted = {key: found for key, found in rows.items() if (f"count {key}", *self.asked) not in self.memo}
        for key, number in counted_together(self.zone, wanted).items():
            self.remember(f"count {key}", lambda number=number: number)


class _Rows(Subquery):
    """How many rows a query finds, as a value."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # a query that Django knows to be empty is not asked


def counted_together(zone: Zone, rows: Mapping[str, QuerySet]) -> dict[str, int]:
    """How many rows each query finds, all of them in one."""
    keys = list(rows)
    if not keys:
        return {}
    columns = {f"n{at}": _Rows(rows[key].order_by().values("pk")) for at, key in enumerate(keys)}
    found = Zone.objects.filter(pk=zone.pk).annotate(**columns).values_list(*columns).get()
    return dict(zip(keys, found, strict=True))


def percent(part: int, whole: int | None) -> Decimal | None:
    """``part`` of ``whole`` in per cent, one digit; only all of it is 100.0, and only none of it 0.0."""
    if not whole:
        return None
    found = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if 0 < part < whole:
        return min(max(found, Decimal("0.1")), Decimal("99.9"))
    return found


def nothing() -> QuerySet[Subject]:
    """No records."""
    return Subject.objects.none()


@dataclass(frozen=True)
class Value:
    """An answer. ``value`` is None when there is nothing to count from.

    A ratio has ``numerator`` and ``denominator`` and is always shown as the fraction. A predicate
    has ``holds``, its numerator counts what fulfils it, and ``failing`` lists what does not.
    ``records`` are the subjects behind the number. ``says`` is the answer as a sentence.
    """

    value: Number | None
    unit: Text = ""
    qualifier: Qualifier = Qualifier.EXACT
    numerator: int | None = None
    denominator: int | None = None
    records: QuerySet[Subject] = field(default_factory=nothing)
    failing: QuerySet[Subject] = field(default_factory=nothing)
    holds: bool | None = None
    says: Text = ""
    notes: tuple[Text, ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """The ratio in per cent with one digit; None without a whole."""
        return None if self.numerator is None else percent(self.numerator, self.denominator)


@dataclass(frozen=True)
class Part:
    """One row of a split: the scope value that narrows to it, its name, its count (and whole, for a ratio)."""

    code: str
    label: Text
    count: int
    whole: int | None = None


@dataclass(frozen=True)
class Split:
    """A way to take a figure apart; ``key`` is the scope that narrows to one part."""

    key: str
    label: Text
    parts: Callable[[Question], tuple[Part, ...]]


@dataclass(frozen=True)
class Figure:
    """A registered figure. ``definition`` is one sentence that names numerator and denominator.

    ``verb`` is what the reader must hold to be shown it. ``failing_label`` names the rows that the
    fraction leaves out. ``months`` says that it counts by the months of a question that names some.
    ``counts`` names what ``compute`` asks :meth:`Question.count` for, so that a page of many
    figures can count it all in one query.
    """

    code: str
    name: Text
    definition: Text
    unit: Text
    compute: Callable[[Question], Value]
    group: Text
    order: int
    verb: str
    ratio: bool = False
    splits: tuple[Split, ...] = ()
    failing_label: Text = ""
    months: bool = False
    counts: Callable[[Question], Mapping[str, QuerySet]] | None = None


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Add a figure; the same code again replaces it."""
    _figures[figure.code] = figure


def figures(actor: Actor) -> tuple[Figure, ...]:
    """The figures open to the actor, in order."""
    found = (figure for figure in _figures.values() if actor.holds(figure.verb))
    return tuple(sorted(found, key=lambda figure: (figure.order, figure.code)))


def values(question: Question, asked: Iterable[Figure]) -> list[tuple[Figure, Value]]:
    """Figures with their values; what they only count is counted for all of them in one query."""
    asked, rows = list(asked), {}
    for one in asked:
        rows |= one.counts(question) if one.counts else {}
    question.count_together(rows)
    return [(one, one.compute(question)) for one in asked]


def figure(code: str) -> Figure | None:
    """The figure named ``code``."""
    return _figures.get(code)
