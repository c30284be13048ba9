"""What stands in the rail. Each app registers its own entries, from its own ``nav.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from banshi.base.zones.access import Actor

ON_THE_PHONE = 4
"""Entries of the bottom bar beside "more"; a fifth takes the place of "more" when there are just five."""


@dataclass(frozen=True)
class Entry:
    """One line of the rail.

    ``code`` is unique; ``order`` sorts (Home 0, Matters 100, Projects 200, …, administration 900);
    ``icon`` is a name of the sprite; ``verb`` is what the actor must hold to see the entry (``a|b``: one of
    them), None for everybody signed in (``shown`` decides where verbs cannot); ``badge`` counts what waits for
    the actor (0 or None shows nothing).
    """

    code: str
    label: str | Promise
    url_name: str
    order: int
    icon: str
    verb: str | None = None
    badge: Callable[[Actor], int | None] | None = None
    shown: Callable[[Actor], bool] | None = None


@dataclass(frozen=True)
class Line:
    """An entry as one actor sees it on one page."""

    code: str
    label: str | Promise
    url: str
    icon: str
    badge: int | None
    here: bool


@dataclass(frozen=True)
class Search:
    """The page that answers the search field of the masthead (``q`` in its address)."""

    url_name: str
    verb: str


_entries: dict[str, Entry] = {}
_searches: list[Search] = []


def register(entry: Entry) -> None:
    """Add an entry; the same code again replaces it."""
    _entries[entry.code] = entry


def entries() -> tuple[Entry, ...]:
    """All entries in order."""
    return tuple(sorted(_entries.values(), key=lambda entry: (entry.order, entry.code)))


def register_search(search: Search) -> None:
    """Put a search field into the masthead for everybody who holds its verb; the last one counts."""
    _searches[:] = [search]


def search_url(actor: Actor | None) -> str | None:
    """Where the search field of the masthead leads; None for who may not, and where no page answers it."""
    found = [search for search in _searches if actor is not None and actor.holds(search.verb)]
    return address(found[0].url_name) if found else None


_bells: list[tuple[str, str]] = []


def register_bell(url_name: str, count_name: str) -> None:
    """Put the bell into the masthead: where it leads, and where its count is asked for; the last one counts."""
    _bells[:] = [(url_name, count_name)]


def bell(actor: Actor | None) -> tuple[str | None, str | None]:
    """Where the bell leads and where its count is asked for; no page itself asks how many there are."""
    if actor is None or not _bells:
        return None, None
    return address(_bells[0][0]), address(_bells[0][1])


def address(url_name: str) -> str | None:
    """The address of a page, or None where the house has no such page; the system check names those."""
    return _address(url_name, get_urlconf(settings.ROOT_URLCONF), get_script_prefix())


@lru_cache(maxsize=512)
def _address(url_name: str, _urlconf: Any, _prefix: str) -> str | None:
    """Kept: each page names all that stands in its rail, and to work that out took half a millisecond."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def without_page() -> list[str]:
    """Address names that are registered here and that no page answers."""
    names = [entry.url_name for entry in entries()] + [search.url_name for search in _searches]
    names += [name for pair in _bells for name in pair]
    return [name for name in names if address(name) is None]


def lines(actor: Actor | None, path: str) -> list[Line]:
    """The rail of ``actor`` on the page at ``path``; the entry with the longest fitting address is here."""
    if actor is None:
        return []
    shown = [entry for entry in entries() if shows(actor, entry)]
    addressed = [(entry, url) for entry in shown if (url := address(entry.url_name))]
    here = max((url for _entry, url in addressed if fits(path, url)), key=len, default=None)
    return [
        Line(
            entry.code, entry.label, url, entry.icon, entry.badge(actor) if entry.badge else None, url == here
        )
        for entry, url in addressed
    ]


def shows(actor: Actor, entry: Entry) -> bool:
    """True when the actor sees the entry."""
    if entry.shown is not None and not entry.shown(actor):
        return False
    return entry.verb is None or any(actor.holds(verb) for verb in entry.verb.split("|"))


def fits(path: str, url: str) -> bool:
    """True when the page at ``path`` lies at or under ``url``; the root fits only itself."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
