"""By what the four lists can be narrowed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Choices, Filter
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.core.matters.models import RaiserKind, Satisfaction
from banshi.core.matters.queries import lists, ratings
from banshi.core.matters.queries.wording import Wording
from banshi.core.org import queries as org

from .choices import (
    EVERY_NATURE,
    GROUP_CHOICES,
    GROUPS,
    IN_TIME,
    LATE_CHOICES,
    LEADERS,
    LEFT_OUT,
    NATURE_CHOICES,
    NATURES,
    OUTCOMES,
    RAISED_ALONE,
    YES,
)
from .values import labelled


@dataclass(frozen=True)
class Filters:
    """The filters for one reader, by key; ``open_states`` are those in which a matter is open."""

    actor: Actor
    words: Wording
    org: org.Known
    open_states: frozenset[str]

    def named(self, *keys: str) -> tuple[Filter, ...]:
        """The filters with these keys, in their order."""
        return tuple(self._all[key] for key in keys)

    @cached_property
    def _all(self) -> dict[str, Filter]:
        rows = (
            Filter("group", _("Handling"), GROUP_CHOICES, self._grouped),
            Filter(
                "nature",
                _("Nature"),
                NATURE_CHOICES,
                _of_nature,
                default=RAISED_ALONE,
                yields_to=("kind",),
                everything=EVERY_NATURE,
                left_out=LEFT_OUT,
            ),
            Filter("kind", _("Kind"), _named(self.words.kinds, self.words.kind), column="kind"),
            Filter(
                "collector",
                _("Collected by"),
                self._collectors,
                column="collector_id",
                stored=self._unit_pk,
            ),
            Filter(
                "unit",
                _("Responsible department"),
                _units,
                column="responsible_unit_id",
                stored=self._unit_pk,
            ),
            Filter("raiser", _("Raised by"), RaiserKind.choices, column="raiser_kind"),
            Filter(
                "category",
                _("Category"),
                _named(self.words.categories, self.words.category),
                column="category",
            ),
            Filter("key", _("On the key list"), YES, lambda rows, value: rows.filter(key_listed=True)),
            Filter(
                "leader",
                _("Lead leader"),
                _leaders,
                column="lead_leader_id",
                stored=lambda code: self.org.posts_by_code[code].pk,
            ),
            Filter("label", _("Label"), _labels, labelled),
            Filter("late", _("Late recorded"), LATE_CHOICES, lists.late_recorded),
            Filter("reopened", _("Re-opened"), YES, lambda rows, value: lists.reopened(rows)),
            Filter("outcome", _("Result"), OUTCOMES, column="outcome"),
            Filter(
                "satisfaction",
                _("Satisfaction"),
                Satisfaction.choices,
                lambda rows, value: rows.filter(ratings.seen(self.actor), satisfaction=value),
            ),
            Filter("in_time", _("In time"), IN_TIME, lambda rows, value: rows.filter(in_time=value == "yes")),
        )
        return {one.key: one for one in rows}

    @property
    def any_nature(self) -> Filter:
        """By nature, for a list that shows every one unless asked."""
        choices = tuple(pair for pair in NATURE_CHOICES if pair[0] != EVERY_NATURE)
        return replace(self._all["nature"], choices=choices, default="", yields_to=())

    def _grouped(self, rows: QuerySet, value: str) -> QuerySet:
        found = GROUPS[value][1]
        if isinstance(found, tuple):
            return rows.filter(state__in=found)
        rows = rows.filter(state__in=self.open_states)
        return rows.filter(found()) if found else rows

    def _unit_pk(self, code: str) -> int:
        return self.org.units_by_code[code].pk

    def _collectors(self, actor: Actor) -> Choices:
        named = self.words.collecting
        return [(unit.code, unit.name) for unit in org.units_seen(actor) if unit.code in named]


def _named(things: Iterable[str], word: Callable[[str], str]) -> Callable[[Actor], Choices]:
    return lambda actor: [(code, word(code)) for code in things]


def _of_nature(rows: QuerySet, value: str) -> QuerySet:
    natures = NATURES[value][1]
    return rows if natures is None else rows.filter(nature__in=natures)


def _units(actor: Actor) -> Choices:
    return [(unit.code, unit.name) for unit in org.units_seen(actor)]


def _leaders(actor: Actor) -> Choices:
    return [(post.code, post.name) for post in org.posts_seen(actor) if post.rank in LEADERS]


def _labels(actor: Actor) -> Choices:
    highest = max(actor.clearance, Label.SENSITIVE)
    return [(value, word) for value, word in Label.choices if value <= highest]
