"""What the words of a column stand for, and what else may be meant by a word that stands for nothing.

    UNITS = Roll("units", _("Units"), units, folds=(spelled, core_name))     # in the app that keeps them
    Field("responsible_unit", _("Responsible department"), names=UNITS)      # in any importer
    asking.lexicon(UNITS).find(row.values["responsible_unit"])               # where it judges

A word that is not found is asked about once for the whole sheet. What a clerk then chose comes back in the row's
values as a :class:`Chosen`, which :meth:`Lexicon.find` takes at its meaning; nothing here guesses.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise

from banshi.base.imports import cells
from banshi.base.vault import sealing
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.kernel.text import likeness_to, short_for

LEFT_OUT = "-"
"""The key of rows that a clerk leaves out; no thing has it."""
LIKELY, FOUND = 5, 20
LEAST_LIKENESS, LEAST_SHORT = 0.3, 0.6
SHORT_COUNTS = 0.8
"""A short form is weaker evidence than the same characters side by side."""


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    return "".join(cells.half(text).split()).lower()


def spelled(value: Any) -> str:
    """A value as it is compared: text folded to half-width without spaces, days as ISO text."""
    if isinstance(value, str):
        return _folded(value) if value else ""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class Chosen(str):
    """What stood in a cell, with the meaning that a clerk chose for it. It is compared and hashed as what stood
    there, so that the row is known again whatever is chosen later."""

    __slots__ = ("key", "name")

    def __new__(cls, text: str, key: str, name: str) -> "Chosen":
        made = super().__new__(cls, text)
        made.key, made.name = key, name
        return made

    key: str
    name: str


@dataclass(frozen=True)
class Meaning:
    """One thing of a roll. ``key`` stays the same (a code, a uid); ``name`` is shown; ``names`` are its own, the
    official one first, ``others`` those by which it is also known; ``note`` tells it from a namesake; ``thing`` is
    what an importer gets."""

    key: str
    name: str
    thing: Any
    names: tuple[str, ...]
    others: tuple[str, ...] = ()
    note: str = ""


Fold = Callable[[str], str]
Table = dict[str, tuple[Meaning, ...]]


@dataclass(frozen=True)
class Roll:
    """What the words of a column may stand for. ``meanings`` gives what the actor may see on a day, in the order
    in which it is listed; ``folds`` make spellings equal, the strictest first. ``note`` (actor, thing, text, reason,
    now) keeps a word as another name of a thing, by the app's own act; ``may_note``: may the actor? ``still``: does
    a choice of a thing (its key) that was made at an instant hold for later sheets?"""

    code: str
    label: str | Promise
    meanings: Callable[[Actor, date], Iterable[Meaning]]
    folds: tuple[Fold, ...] = (spelled,)
    note: Callable[..., Any] | None = None
    may_note: Callable[[Actor], bool] | None = None
    still: Callable[[Actor, str, datetime], bool] | None = None

    def notes(self, actor: Actor) -> bool:
        """May the actor keep other names of these things?"""
        return self.note is not None and self.may_note is not None and self.may_note(actor)


def of_words(code: str, label: str | Promise, words: Mapping[str, str]) -> Roll:
    """A roll of a short list of words: each code by its words, called by the first of them."""

    def meanings(_actor: Actor, _on: date) -> list[Meaning]:
        by_code: dict[str, list[str]] = defaultdict(list)
        for word, meant in words.items():
            by_code[meant].append(word)
        return [Meaning(meant, found[0], meant, (*found, meant)) for meant, found in by_code.items()]

    return Roll(code, label, meanings)


class Lexicon:
    """A roll as one actor sees it. What a thing is called itself comes before what others are also called; a word
    that means two things means neither."""

    def __init__(self, roll: Roll, actor: Actor, on: date) -> None:
        self.roll = roll
        self.by_key = {one.key: one for one in roll.meanings(actor, on)}
        self._own = self._table(roll.folds[0], lambda one: one.names)
        self._all: dict[
            int, Table
        ] = {}  # by the place of the fold, made when a name is not found by the one before
        self._known: dict[str, tuple[Meaning, ...]] = {}
        self._cores: list[tuple[Meaning, tuple[str, ...], tuple[frozenset[str], ...]]] | None = None

    def find(self, text: str) -> Any:
        """The one thing that ``text`` stands for; None when there is none, or several."""
        if type(text) is Chosen:
            meant = self.by_key.get(text.key)
            return meant.thing if meant else None
        found = self.meant(text)
        return found[0].thing if len(found) == 1 else None

    def meant(self, text: str) -> tuple[Meaning, ...]:
        """Everything that is called ``text``; more than one thing is none for sure."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> tuple[Meaning, ...]:
        own = self._own.get(self.roll.folds[0](text))
        if own is not None and len(own) == 1:
            return own
        for at, fold in enumerate(self.roll.folds):
            if at not in self._all:
                self._all[at] = self._table(fold, lambda one: (*one.names, *one.others))
            found = self._all[at].get(fold(text))
            if found is not None:
                return found
        return ()

    def _table(self, fold: Fold, names: Callable[[Meaning], Iterable[str]]) -> Table:
        found: Table = {}
        for one in self.by_key.values():
            for name in {fold(name) for name in names(one) if name}:
                found[name] = (*found.get(name, ()), one)
        found.pop("", None)
        return found

    def likely(self, text: str, most: int = LIKELY) -> list[Meaning]:
        """What may be meant by a word that stands for nothing, the likeliest first: a proposal, never taken."""
        several = list(self.meant(text))
        fold = self.roll.folds[-1]
        plain, likeness = fold(text), likeness_to(fold(text))
        marks = frozenset(plain)
        scored = []
        for one, names, sets in self._comparable():
            near = [name for name, own in zip(names, sets, strict=True) if len(marks & own) > 1]
            best = max((_score(plain, name, likeness(name)) for name in near), default=0.0)
            if best > 0 and one not in several:
                scored.append((best, one))
        scored.sort(key=lambda pair: -pair[0])
        return [*several, *(one for _best, one in scored)][:most]

    def search(self, text: str, most: int = FOUND) -> list[Meaning]:
        """What a clerk looks for: names that hold ``text``, then what is like it."""
        plain = self.roll.folds[-1](text)
        if not plain:
            return []
        holding = [one for one, names, _sets in self._comparable() if any(plain in name for name in names)]
        like = [one for one in self.likely(text, most) if one not in holding]
        return [*holding, *like][:most]

    def _comparable(self) -> list[tuple[Meaning, tuple[str, ...], tuple[frozenset[str], ...]]]:
        if self._cores is None:
            fold, self._cores = self.roll.folds[-1], []
            for one in self.by_key.values():
                names = tuple(dict.fromkeys(fold(name) for name in (*one.names, *one.others) if name))
                self._cores.append((one, names, tuple(frozenset(name) for name in names)))
        return self._cores


def _score(text: str, name: str, likeness: float) -> float:
    short = max(short_for(text, name), short_for(name, text) if len(name) < len(text) else 0.0)
    return max(
        likeness if likeness >= LEAST_LIKENESS else 0.0, SHORT_COUNTS * short if short >= LEAST_SHORT else 0.0
    )


def word_of(zone: Zone, importer: str, field: str, text: str) -> str:
    """A keyed digest by which a word of a column is known again without being kept."""
    parts = ("import name", str(zone.uid), importer, field, spelled(text))
    return sealing.blind("\x1f".join(parts))[:40]
