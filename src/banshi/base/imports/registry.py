"""What an app registers to take workbooks in: its fields, how it judges rows, and how it takes them over.

    imports.register(Importer(
        code="sites", label=_("Sites"), verb="places.edit", order=40,
        fields=(Field("name", _("Name"), synonyms=("名称", "工地名称"), required=True),
                Field("since", _("Since"), parse=day, synonyms=("开工日期",))),
        key=("name",),                 # what makes a row the same row when it comes again
        judge=judge,                   # (Asking, [Given]) -> [Verdict], reads only
        apply=apply,                   # (Taking, [Verdict]) -> [Subject | Refusal], inside one act
    ))

``judge`` says of each row what would happen; ``apply`` does it through use cases of the app, row by row or many
at once. An importer that ``rehearses`` is also tried on the dry run: its batch is done and taken back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from banshi.base.imports import cells
from banshi.base.imports.cells import Reading
from banshi.base.imports.names import Lexicon, Roll, spelled
from banshi.base.imports.reader.book import Cell
from banshi.base.imports.reader.header import fold
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal

Text = str | Promise
Parse = Callable[[Cell, Reading], Any]


def line(cell: Cell, reading: Reading) -> str:
    """One line of text."""
    return cells.line(cell)


def words(cell: Cell, reading: Reading) -> str:
    """Text, with its line breaks."""
    return cells.text(cell)


def code(cell: Cell, reading: Reading) -> str:
    """A code or number of a file: half-width, without spaces."""
    return cells.code(cell)


def day(cell: Cell, reading: Reading) -> date | None:
    """A day."""
    return cells.day(cell, reading)


def number(cell: Cell, reading: Reading) -> Any:
    """A number, exact."""
    return cells.number(cell)


def yes(cell: Cell, reading: Reading) -> bool | None:
    """Yes or no."""
    return cells.yes(cell)


@dataclass(frozen=True)
class Field:
    """One field of an importer. ``synonyms`` are names that columns have in real sheets; ``most`` characters;
    ``example`` stands in the empty workbook; ``hint`` says what to write. A required field that a sheet does not
    have may be ``made`` of a row's values, where the column of the field ``made_of`` is there. ``names`` is the
    roll of what its words stand for: a word that is not on it is asked about once a sheet."""

    code: str
    label: Text
    parse: Parse = line
    synonyms: tuple[str, ...] = ()
    required: bool = False
    most: int = 0
    example: str = ""
    hint: Text = ""
    made_of: str = ""
    made: Callable[[dict[str, Any]], Any] | None = None
    names: Roll | None = None


class Kind(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Given:
    """A row as it was read: its number in the sheet, its values by field code, and what it made when it came
    before (``known``)."""

    row: int
    values: dict[str, Any]
    known: Subject | None = None


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row, why, and whatever ``apply`` needs to do it. ``subject`` is what it is the same as."""

    row: int
    kind: Kind
    why: tuple[Text, ...] = ()
    plan: Any = None
    subject: Subject | None = None

    @classmethod
    def refused(cls, row: int, *why: Text) -> "Verdict":
        """A row that is not taken over."""
        return cls(row, Kind.REFUSE, why)


@dataclass
class Asking:
    """Who asks, and on which day. ``memo`` keeps what the rows of one run share (names, rules)."""

    actor: Actor
    today: date
    memo: dict[str, Any] = field(default_factory=dict)

    def remember(self, key: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, asked once for all rows."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]

    def lexicon(self, roll: Roll) -> Lexicon:
        """What the words of a roll stand for, as the asker sees it; read once for all rows."""
        return self.remember(f"names {roll.code}", lambda: Lexicon(roll, self.actor, self.today))


@dataclass
class Taking(Asking):
    """The same while rows are taken over: the instant, and the act's own subject that they come out of."""

    now: datetime | None = None
    origin: Subject | None = None
    source: str = ""


Judge = Callable[[Asking, Sequence[Given]], list[Verdict]]
Apply = Callable[[Taking, Sequence[Verdict]], list[Subject | Refusal]]


@dataclass(frozen=True)
class Importer:
    """One sort of sheet. ``verb`` (or ``or_verb``) is needed to use it; ``undo`` says what cannot be taken back,
    before it is done; ``batch`` rows are taken over in one act; one of ``any_of`` must be filled; ``keys`` takes
    the key from a row where it is not always the same fields. ``disputes``: when two rows of a sheet have one
    key and say different things, neither is taken over (two values for one day: nobody knows which is right)."""

    code: str
    label: Text
    verb: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    judge: Judge
    apply: Apply
    lead: Text = ""
    undo: Text = ""
    order: int = 100
    batch: int = 200
    rehearses: bool = False
    any_of: tuple[str, ...] = ()
    or_verb: str = ""
    disputes: bool = False
    keys: Callable[[dict[str, Any]], tuple[str, ...]] | None = None

    def field(self, code: str) -> Field:
        """The field named ``code``."""
        return next(one for one in self.fields if one.code == code)

    def open_to(self, actor: Actor) -> bool:
        """May the actor use it?"""
        return actor.holds(self.verb) or bool(self.or_verb and actor.holds(self.or_verb))

    def require(self, actor: Actor) -> None:
        """Raise :class:`Forbidden` unless the actor may use it."""
        if not self.open_to(actor):
            access.require(actor, self.verb)

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which no row can be taken over."""
        return tuple(one for one in self.fields if one.required)

    def proposed(self, name: str) -> str:
        """The field that a column's name means; empty when it means none. The whole name counts before its end."""
        known = _names(self)
        end = name.rsplit(" / ", 1)[-1]
        return known.get(fold(name)) or known.get(fold(end)) or ""

    def identity(self, values: dict[str, Any]) -> tuple[str, ...]:
        """What makes a row the same row: the values of its key, or what ``keys`` takes for it."""
        return self.keys(values) if self.keys else tuple(spelled(values.get(one)) for one in self.key)


def each(do: Callable[[Taking, Verdict], Subject]) -> Apply:
    """An ``apply`` that does one row after another; what a row's use case refuses is that row's refusal."""

    def apply(taking: Taking, verdicts: Sequence[Verdict]) -> list[Subject | Refusal]:
        found: list[Subject | Refusal] = []
        for verdict in verdicts:
            try:
                with transaction.atomic():
                    found.append(do(taking, verdict))
            except Refusal as refusal:
                found.append(refusal)
        return found

    return apply


_importers: dict[str, Importer] = {}
_named: dict[str, dict[str, str]] = {}


def register(importer: Importer) -> None:
    """Declare an importer; called by its app from its own ``importers.py``. The same code again replaces it."""
    _importers[importer.code] = importer
    _named.pop(importer.code, None)


def get(code: str) -> Importer | None:
    """The importer named ``code``."""
    return _importers.get(code)


def run_name(caption: str) -> str:
    """The name of a run in the reader's language, from its caption (``air_days 0002``)."""
    code, _gap, number = caption.rpartition(" ")
    found = get(code)
    return f"{found.label} {number}" if found else caption


def importers(actor: Actor | None = None) -> tuple[Importer, ...]:
    """All importers in their order, or those that the actor may use."""
    found = sorted(_importers.values(), key=lambda one: (one.order, one.code))
    return tuple(one for one in found if actor is None or one.open_to(actor))


def _names(importer: Importer) -> dict[str, str]:
    if importer.code not in _named:
        from django.utils import translation

        names: dict[str, str] = {}
        for one in importer.fields:
            for language in ("zh-hans", "en"):
                with translation.override(language):
                    names.setdefault(fold(str(one.label)), one.code)
        for one in importer.fields:  # what a field is called here comes before what others call it
            for synonym in (one.code, *one.synonyms):
                names.setdefault(fold(synonym), one.code)
        names.pop("", None)
        _named[importer.code] = names
    return _named[importer.code]
