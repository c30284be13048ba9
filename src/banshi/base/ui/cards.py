"""What apps put on the start page beside its own blocks: a heading, a few lines, each with a number and a link."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from banshi.base.zones.access import Actor

Text = str | Promise


@dataclass(frozen=True)
class Count:
    """So many of something, and where they are."""

    number: str
    label: Text
    url: str


@dataclass(frozen=True)
class Card:
    """A heading with its counts; ``note`` is one sentence below."""

    code: str
    title: Text
    counts: tuple[Count, ...]
    note: Text = ""


Maker = Callable[[Actor], Card | None]
_makers: list[tuple[int, Maker]] = []


def register(maker: Maker, *, order: int = 100) -> None:
    """Add a card; ``maker`` asks nothing of the database for an actor whom it does not concern."""
    if all(known is not maker for _order, known in _makers):
        _makers.append((order, maker))


def cards(actor: Actor) -> tuple[Card, ...]:
    """The cards that have something to say to ``actor``, in order."""
    made = (maker(actor) for _order, maker in sorted(_makers, key=lambda known: known[0]))
    return tuple(card for card in made if card is not None and card.counts)
