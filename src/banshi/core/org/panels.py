"""What apps above add to the page of an organisation: its places, its matters, its contracts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from banshi.base.zones.access import Actor


@dataclass(frozen=True)
class Line:
    """A thing with its page, and a few words about it."""

    text: str
    url: str | None
    detail: str = ""


@dataclass(frozen=True)
class Panel:
    """A heading and its lines; a panel without lines is not shown."""

    title: str
    lines: tuple[Line, ...]


Maker = Callable[[Actor, Any], Panel]
_makers: dict[str, list[tuple[int, Maker]]] = {}


def register(kind: str, maker: Maker, *, order: int = 100) -> None:
    """Add a panel to the pages of subjects of ``kind``; called by apps when ready."""
    makers = _makers.setdefault(kind, [])
    if all(known is not maker for _order, known in makers):
        makers.append((order, maker))


def panels(actor: Actor, row: Any) -> list[Panel]:
    """The panels of a row's page that have something to show to ``actor``."""
    makers = sorted(_makers.get(row.subject.kind, ()), key=lambda known: known[0])
    return [panel for panel in (maker(actor, row) for _order, maker in makers) if panel.lines]
