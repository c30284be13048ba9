"""Who is told: base asks, ``core.access`` answers, since it knows who holds which post today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from banshi.base.zones.models import Subject, Zone


@dataclass(frozen=True)
class Asked:
    """Ids of units and posts, the verb that somebody in a unit must hold, and the verb to see the thing."""

    units: Collection[int] = ()
    posts: Collection[int] = ()
    accounts: Collection[int] = ()
    verb: str = ""
    view: str = ""


class Finder(Protocol):
    """What ``core.access`` provides."""

    def __call__(self, zone: Zone, asked: Asked, subject: Subject | None, day: date) -> set[int]:
        """Ids of the accounts that are told on ``day``: holders and deputies who may see the subject."""


_finder: list[Finder] = []


def install(finder: Finder) -> None:
    """Put the finder in place; called once."""
    _finder[:] = [finder]


def accounts(zone: Zone, asked: Asked, subject: Subject | None, day: date) -> set[int]:
    """The accounts that are told; nobody where nothing answers."""
    return _finder[0](zone, asked, subject, day) if _finder else set()
