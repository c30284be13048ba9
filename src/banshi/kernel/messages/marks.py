"""What was found in a text, and where."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """``text[start:end]`` says ``value`` of the sort ``kind``.

    Kinds: ``sender`` (a name as given), ``phone`` (digits), ``day`` (ISO date), ``vague`` (a word that sounds
    like a date and is none), ``no_day`` (a day that no calendar has: 6月31日),
    ``place`` and ``org`` (the code of a :class:`Name`), ``quantity`` (as written).
    ``firm`` is true for a day by which something is to be done.
    """

    kind: str
    start: int
    end: int
    value: str
    firm: bool = False


@dataclass(frozen=True)
class Name:
    """A name that may occur in a text, and the code of the thing that it names."""

    code: str
    text: str


def folded(text: str) -> str:
    """``text`` in half width and small letters, character by character: positions stay what they were."""
    return "".join(_fold(char) for char in text)


def _fold(char: str) -> str:
    if unicodedata.category(char) == "No":  # ① stays what it is: it numbers a point
        return char
    plain = unicodedata.normalize("NFKC", char).casefold()
    return plain if len(plain) == 1 else char


def apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Those of ``marks`` that do not overlap, in order of place; of two that do, the one given first stays.

    Give the surer ones first, or sort the longer ones to the front.
    """
    kept: list[Mark] = []
    for mark in marks:
        if all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: (mark.start, mark.end)))


def longest_first(marks: Iterable[Mark]) -> list[Mark]:
    """The longer ones to the front; of equal ones the earlier."""
    return sorted(marks, key=lambda mark: (mark.start - mark.end, mark.start))
