"""Events that other systems may be told of: kinds of history entries, registered by apps from their ``events.py``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from banshi.base.zones.models import Subject


def first_word(subject: Subject) -> str:
    """The official number, with which a caption begins."""
    return subject.caption.split(" ", 1)[0]


@dataclass(frozen=True)
class Event:
    """One kind of entry: its word, and how the number of its subject is found."""

    code: str
    title: str | Promise
    number: Callable[[Subject], str] = first_word


_events: dict[str, Event] = {}


def register(*events: Event) -> None:
    """Declare events; the same code again replaces one."""
    for one in events:
        _events[one.code] = one


def event(code: str) -> Event | None:
    """The event of this kind of entry, where an app has registered one."""
    return _events.get(code)


def events() -> list[Event]:
    """All events in the order in which they were registered."""
    return list(_events.values())
