"""Kinds of messages: each app registers what it tells people, from its own ``messages.py``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from banshi.base.zones import subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject

if TYPE_CHECKING:
    from banshi.base.outbox.models import Message


@dataclass(frozen=True)
class Kind:
    """A kind of message.

    ``act`` is the one verb that the message says ("please sign for it"); it names nothing and nobody. ``verb`` is
    what somebody in an addressed unit must be allowed for it to concern him (empty: the unit's heads are told),
    ``view`` what everybody who is told must be allowed. ``urgent`` goes out at night; ``binding`` cannot be
    switched off; ``raiser`` goes to the raiser's phone with the number and the link alone. ``page`` is where the
    link leads, the thing's own page unless told; ``link`` is asked of the message itself before that. ``says`` gives
    what is shown of messages within the system, by their ids, to a reader who may see their things today; none of it
    goes outside.
    """

    code: str
    act: str | Promise
    verb: str = ""
    view: str = ""
    urgent: bool = False
    binding: bool = False
    raiser: bool = False
    page: Callable[[Subject], str | None] = subjects.page_of
    link: Callable[["Message"], str | None] | None = None
    says: Callable[[Actor, Sequence["Message"]], Mapping[int, str]] | None = None


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Declare kinds; called by an app when it is ready."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kind(code: str) -> Kind | None:
    """The kind named ``code``; None when no app has it any more."""
    return _kinds.get(code)


def kinds() -> tuple[Kind, ...]:
    """All kinds, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


@dataclass(frozen=True)
class Follows:
    """How the raiser of a thing follows it: ``path`` is the page of ours on which he does, ``agreed`` whether he
    wants to be told of each step by a text message."""

    path: str
    agreed: bool


_doors: list[Callable[[Subject], Follows | None]] = []


def raiser_link(of: Callable[[Subject], Follows | None]) -> None:
    """Register how the raiser of a subject follows it; None for what did not come in through this door."""
    _doors.append(of)


def raiser_of(subject: Subject) -> Follows | None:
    """How the raiser of the subject follows it; None where no door knows."""
    return next((found for of in _doors if (found := of(subject)) is not None), None)
