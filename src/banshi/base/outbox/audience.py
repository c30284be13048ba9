"""Who is told: base asks, ``core.access`` answers, since it knows who holds which post today."""

from collections.abc import Callable, Collection
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


@dataclass(frozen=True)
class UnitNamed:
    """A unit that a group may follow: its id, its code, its name."""

    id: int
    code: str
    name: str


_finder: list[Finder] = []
_units: list[Callable[[Zone, date], list[UnitNamed]]] = []


def install(finder: Finder, units: Callable[[Zone, date], list[UnitNamed]]) -> None:
    """Put in place who finds people, and who knows the units of a zone on a day; called once."""
    _finder[:], _units[:] = [finder], [units]


def units(zone: Zone, day: date) -> list[UnitNamed]:
    """The units of the zone on the day, in protocol order; none where nothing answers."""
    return _units[0](zone, day) if _units else []


def accounts(zone: Zone, asked: Asked, subject: Subject | None, day: date) -> set[int]:
    """The accounts that are told; nobody where nothing answers."""
    return _finder[0](zone, asked, subject, day) if _finder else set()
