"""Which things have papers. Apps register theirs from their own ``papers.py`` when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from banshi.base.papers.paper import Paper
from banshi.base.zones import access
from banshi.base.zones.access import Actor

Make = Callable[[Actor, UUID], Paper]


@dataclass(frozen=True)
class Source:
    """Papers of one kind of thing.

    ``make`` gives the paper of a thing to whoever may see it, and raises the answer for the unknown to
    everybody else; it is called with Chinese as the language, in which papers are written.
    """

    kind: str
    make: Make


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


def kinds() -> tuple[str, ...]:
    """All kinds that have papers."""
    return tuple(sorted(_sources))


def template(code: str) -> Template | None:
    """The form with this code."""
    return _templates.get(code)


def templates() -> tuple[Template, ...]:
    """All forms, in the order in which the apps brought them."""
    return tuple(_templates.values())
