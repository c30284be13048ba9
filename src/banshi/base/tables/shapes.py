"""Other shapes in which a list leaves the house, beside print and workbook; apps register theirs when ready.

A shape's code stands in the address as ``export=code``. It gets the same rows, filtered and ordered, that the page
shows to the same reader.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from banshi.base.tables.asking import EXPORTS, Ask
from banshi.base.tables.definitions import Table, Text
from banshi.base.tables.listing import Chosen
from banshi.base.zones.access import Actor

Send = Callable[[HttpRequest, Table, QuerySet, Ask, list[Chosen], Actor], HttpResponse]


@dataclass(frozen=True)
class Shape:
    """A shape: its code, its word in the menu (None: the house alone asks for it), its icon, what answers.

    ``verb`` is what a reader must hold to be offered it; a shape that is no ``file`` leads to another page. ``fits``
    says which lists have it.
    """

    code: str
    label: Text | None
    icon: str
    send: Send
    verb: str | None = None
    file: bool = True
    fits: Callable[[Table], bool] = lambda table: True


_shapes: dict[str, Shape] = {}


def register(shape: Shape) -> None:
    """Add a shape; the same code again replaces it."""
    _shapes[shape.code] = shape
    if shape.label is not None:
        EXPORTS.add(shape.code)


def of(code: str) -> Shape | None:
    """The shape with this code."""
    return _shapes.get(code)


def in_menu(table: Table, actor: Actor) -> list[Shape]:
    """The shapes that a list's menu offers to ``actor``."""
    named = [shape for shape in _shapes.values() if shape.label is not None and shape.fits(table)]
    return [shape for shape in named if shape.verb is None or actor.holds(shape.verb)]
