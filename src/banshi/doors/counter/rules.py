"""Rules of the counter as data: words that speak for a kind, a category, another channel; and the next call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from banshi.kernel.messages import Suggestion, suggest

TOPIC, DEFAULT = "intake_words", "house"


@dataclass(frozen=True)
class Channel:
    """Where a thing belongs that is not filed here: its names, where to turn, and the words that speak for it."""

    code: str
    zh: str
    en: str
    zh_where: str
    en_where: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class IntakeWords:
    """One version of the words. ``kinds`` and ``categories`` are codes of the zone's kinds with their words;
    ``source_of`` names the source by way and raiser (``call enterprise``, or just ``enterprise``)."""

    kinds: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    channels: tuple[Channel, ...]
    source_of: Mapping[str, str]
    next_try_workdays: int

    def kind(self, text: str) -> Suggestion | None:
        """The kind for which the words of ``text`` speak."""
        return suggest(text, self.kinds)

    def category(self, text: str) -> Suggestion | None:
        """The category for which the words of ``text`` speak."""
        return suggest(text, self.categories)

    def elsewhere(self, text: str) -> tuple[Channel, ...]:
        """The channels to which something in ``text`` belongs."""
        return tuple(one for one in self.channels if suggest(text, {one.code: one.words}))

    def source(self, way: str, raiser_kind: str) -> str:
        """The source when nobody chose one; empty when the rules name none."""
        return self.source_of.get(f"{way} {raiser_kind}") or self.source_of.get(raiser_kind, "")


def parse(body: dict[str, Any]) -> IntakeWords:
    """Read an ``intake_words`` rule set. Raises ValueError that names what is wrong."""
    workdays = int(body["next_try_workdays"])
    if not 1 <= workdays <= 20:
        raise ValueError("next_try_workdays lies between 1 and 20")
    for name in ("kinds", "categories"):
        empty = [code for code, words in body[name].items() if not words or not all(words)]
        if empty:
            raise ValueError(f"{name} without words: {', '.join(empty)}")
    channels = tuple(
        Channel(code, row["zh"], row["en"], row["zh_where"], row["en_where"], tuple(row["words"]))
        for code, row in body["channels"].items()
    )
    return IntakeWords(
        kinds={code: tuple(words) for code, words in body["kinds"].items()},
        categories={code: tuple(words) for code, words in body["categories"].items()},
        channels=channels,
        source_of=dict(body["source_of"]),
        next_try_workdays=workdays,
    )


def next_try(today: date, workdays: int, add_workdays: Callable[[date, int], date]) -> date:
    """The day of the next call after one that reached nobody."""
    return add_workdays(today, workdays)
