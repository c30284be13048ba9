"""The names of a sheet about which a clerk is asked once, and those that he gave a meaning: gathered by the dry run.

They are words out of cells, so they stay sealed with the run and go with its file.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from banshi.base.imports.models import Run
from banshi.base.imports.names import Chosen, spelled
from banshi.base.imports.registry import Asking, Field
from banshi.base.imports.table import Parsed
from banshi.base.vault import sealing

MOST = 200
"""So many different names are kept, the most frequent first; the others come once these are settled."""
LONGEST = 100
"""A longer text in such a column is no name: its row stays refused with its sentence."""
PURPOSE = b"imports names"


@dataclass
class Word:
    """A word of a column: in how many rows it stands, and in which one first."""

    field: str
    text: str
    rows: int = 0
    first: int = 0


@dataclass(frozen=True)
class Kept:
    """What a dry run has gathered. ``more`` names are unknown besides those in ``unknown``."""

    unknown: tuple[Word, ...] = ()
    used: tuple[Word, ...] = ()
    more: int = 0


@dataclass
class Gathering:
    """Counts names while a sheet is tried; only rows that are refused are looked at for unknown ones."""

    asking: Asking
    fields: tuple[Field, ...]
    unknown: dict[tuple[str, str], Word] = field(default_factory=dict)
    used: dict[tuple[str, str], Word] = field(default_factory=dict)

    def refused(self, row: Parsed) -> None:
        """A row that could be read and is refused: which of its names stand for nothing?"""
        for one in self.fields:
            text = row.values.get(one.code)
            if not isinstance(text, str) or not 0 < len(text) <= LONGEST or one.names is None:
                continue
            if self.asking.lexicon(one.names).find(text) is None:
                _count(self.unknown, one.code, text, row.row)

    def meant(self, rows: Iterable[Parsed]) -> None:
        """The names in ``rows`` that have a meaning by choice."""
        for row in rows:
            for one in self.fields:
                text = row.values.get(one.code)
                if type(text) is Chosen:
                    _count(self.used, one.code, text, row.row)

    def kept(self) -> Kept:
        """The most frequent of them."""
        order = sorted(self.unknown.values(), key=lambda word: (-word.rows, word.first))
        used = sorted(self.used.values(), key=lambda word: (-word.rows, word.first))
        return Kept(tuple(order[:MOST]), tuple(used), max(0, len(order) - MOST))


def _count(words: dict[tuple[str, str], Word], code: str, text: str, row: int) -> None:
    word = words.setdefault((code, spelled(text)), Word(code, str(text), 0, row))
    word.rows += 1


def seal(run: Run, kept: Kept) -> bytes | None:
    """The bytes to keep with the run; None where there is nothing."""
    if not kept.unknown and not kept.used:
        return None
    body = {
        "unknown": [[one.field, one.text, one.rows, one.first] for one in kept.unknown],
        "used": [[one.field, one.text, one.rows, one.first] for one in kept.used],
        "more": kept.more,
    }
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return sealing.seal_alone(PURPOSE, plain, run.subject.uid.bytes)


def opened(run: Run) -> Kept:
    """What the run's last dry run has gathered."""
    if not run.names:
        return Kept()
    body = json.loads(sealing.open_alone(PURPOSE, bytes(run.names), run.subject.uid.bytes))
    unknown, used = (tuple(Word(*one) for one in body[part]) for part in ("unknown", "used"))
    return Kept(unknown, used, body["more"])


NOTHING = Kept()
