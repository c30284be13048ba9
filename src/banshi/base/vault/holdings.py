"""Which records of people an app keeps, and when each of them ended: registered by the app that owns them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise

from banshi.base.zones.models import Subject, Zone


@dataclass(frozen=True)
class Holding:
    """Records of one kind of subject that may hold personal data.

    ``ended_by`` gives the subject ids of a zone's records that ended on or before a day, as a query;
    ``ended_on`` says when one record ended, None while it is in use.
    """

    kind: str
    label: str | Promise
    ended_by: Callable[[Zone, date], QuerySet]
    ended_on: Callable[[Subject], date | None]


def never(kind: str, label: str | Promise) -> Holding:
    """Records that never end, and of which nothing is erased (documents that are archived as they are)."""
    return Holding(kind, label, lambda zone, day: Subject.objects.none().values("pk"), lambda subject: None)


_holdings: dict[str, Holding] = {}
_namers: list[Callable[[Zone], Mapping[str, str]]] = []


def register(holding: Holding) -> None:
    """Declare what an app keeps; called when it is ready."""
    _holdings[holding.kind] = holding


def holdings() -> tuple[Holding, ...]:
    """All of them, by kind."""
    return tuple(_holdings[kind] for kind in sorted(_holdings))


def holding(kind: str) -> Holding | None:
    """The one of this kind; None when no app has declared it (such records are never erased by time)."""
    return _holdings.get(kind)


def names_posts(namer: Callable[[Zone], Mapping[str, str]]) -> None:
    """Register who says what the codes of posts are called; called by the app that knows posts."""
    _namers.append(namer)


def post_names(zone: Zone) -> Mapping[str, str]:
    """What the posts of a zone are called, by code."""
    return _namers[0](zone) if _namers else {}
