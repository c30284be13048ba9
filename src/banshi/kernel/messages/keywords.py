"""A guess at what a text is about, by words that a table gives for each code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from banshi.kernel.messages.marks import folded


@dataclass(frozen=True)
class Suggestion:
    """A code of the table, and where the words stand that speak for it."""

    code: str
    spans: tuple[tuple[int, int], ...]


def suggest(text: str, table: Mapping[str, Iterable[str]]) -> Suggestion | None:
    """The code for which most speaks in ``text``: longer words count more; of equals the first of the table."""
    plain, best, most = folded(text), None, 0
    for code, words in table.items():
        spans = tuple(sorted({span for word in words for span in _places(plain, folded(word))}))
        weight = sum(end - start for start, end in spans)
        if weight > most:
            best, most = Suggestion(code, spans), weight
    return best


def _places(text: str, word: str) -> Iterable[tuple[int, int]]:
    at = text.find(word) if word else -1
    return [(at, at + len(word))] if at >= 0 else []
