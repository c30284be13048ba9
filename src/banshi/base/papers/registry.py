"""Which things have papers. Apps register theirs from their own ``papers.py`` when they are ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from banshi.base.papers.paper import Paper
from banshi.base.zones import access
from banshi.base.zones.access import Actor

Make = Callable[[Actor, UUID], Paper]


@dataclass(frozen=True)
class Standing:
    """A thing whose paper is wanted: what it is called, its page, and why it has none (None: it has one)."""

    uid: UUID
    name: str
    url: str
    refused: str | Promise | None = None


@dataclass(frozen=True)
class Many:
    """Papers of many things as one file.

    ``title_zh`` names them in the file, ``verb`` is what whoever takes many at once must hold, ``standing`` tells of
    the things that the actor may see, by number, and ``lists`` are the codes of the lists that show such things.
    """

    title: str | Promise
    title_zh: str
    verb: str
    standing: Callable[[Actor, Sequence[UUID]], list[Standing]]
    lists: frozenset[str]


@dataclass(frozen=True)
class Source:
    """Papers of one kind of thing.

    ``make`` gives the paper of a thing to whoever may see it, and raises the answer for the unknown to
    everybody else; it is called with Chinese as the language, in which papers are written.
    """

    kind: str
    make: Make
    many: Many | None = None


@dataclass(frozen=True)
class Template:
    """A form that an office may keep as its own Word file: its code, what it is called, a paper to try it with."""

    code: str
    title: str | Promise
    sample: Callable[[], Paper]


_sources: dict[str, Source] = {}
_templates: dict[str, Template] = {}


def register(source: Source, *templates: Template) -> None:
    """Add the papers of a kind of thing, and the forms they come in."""
    _sources[source.kind] = source
    _templates.update({one.code: one for one in templates})


def source(kind: str) -> Source:
    """The papers of a kind; the answer for the unknown is raised when it has none."""
    found = _sources.get(kind)
    if found is None:
        raise access.unknown()
    return found


def many(kind: str) -> Many:
    """How many papers of a kind are taken at once; the answer for the unknown is raised where they are not."""
    found = _sources.get(kind)
    if found is None or found.many is None:
        raise access.unknown()
    return found.many


def taken_together() -> tuple[tuple[str, Many], ...]:
    """The kinds of which many papers can be taken at once."""
    return tuple((kind, one.many) for kind, one in sorted(_sources.items()) if one.many is not None)


def kinds() -> tuple[str, ...]:
    """All kinds that have papers."""
    return tuple(sorted(_sources))


def template(code: str) -> Template | None:
    """The form with this code."""
    return _templates.get(code)


def templates() -> tuple[Template, ...]:
    """All forms, in the order in which the apps brought them."""
    return tuple(_templates.values())
