"""The parts of which a list is defined."""

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone

Text = str | Promise
Kind = Literal["text", "number", "date", "datetime", "state", "light", "link", "tags"]
Phone = Literal["title", "meta", "foot", "hidden"]
Value = str | Callable[[Any], Any]
Choices = Iterable[tuple[str, Text]]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SEARCH = _("Search")
NOTHING_YET = _("There is nothing here yet.")
ROWS = _("%(n)s rows")


@dataclass(frozen=True)
class Mark:
    """A state or a light: its word, and its tone.

    A state's is open, going, waiting, done, ended or overdue, a light's a colour.
    """

    word: Text
    tone: str = "none"


@dataclass(frozen=True)
class Link:
    """A text that leads to a page of our own."""

    text: Text
    url: str


@dataclass(frozen=True)
class Column:
    """One column.

    ``value`` is an attribute path (``unit.name_zh``; a missing link gives nothing) or a function of
    the row. ``kind`` says what the value is: a ``date``, an aware ``datetime``, an int or Decimal
    (``number``), a :class:`Mark` (``state``, ``light``), a :class:`Link`, texts (``tags``).
    ``phone`` is the card's line on the phone: title, meta, foot, or hidden. ``order_by`` are the
    fields by which the column can be sorted. ``export`` stands in for ``value`` in the workbook.
    ``width`` is the workbook's, in characters.
    """

    key: str
    label: Text
    value: Value
    kind: Kind = "text"
    phone: Phone = "meta"
    order_by: tuple[str, ...] = ()
    export: Value | None = None
    wide: bool = False
    width: int | None = None


@dataclass(frozen=True)
class Filter:
    """One filter: a choice of the reader's, or a day (``day=True``).

    ``choices`` are pairs of value and label, or a function of the actor that gives them; ``apply``
    gets the rows and the value as it stands in the address (a date for a day), which is always
    one of the choices. A filter that only compares one column with what was chosen names the ``column``
    instead, and how a choice stands there (``stored``): its SQL is the same whatever was chosen.

    ``default`` is the choice of a list whose address says nothing of this filter; it ``yields_to`` the filters named,
    when one of them is on. ``everything`` is the choice that leaves nothing out, and ``left_out`` the sentence that a
    list in its default says of what it does not show.
    """

    key: str
    label: Text
    choices: Choices | Callable[[Actor], Choices]
    apply: Callable[[QuerySet, Any], QuerySet] | None = None
    day: bool = False
    column: str = ""
    stored: Callable[[str], Any] = str
    default: str = ""
    yields_to: tuple[str, ...] = ()
    everything: str = ""
    left_out: Text = ""

    def stands(self, asked: Container[str]) -> bool:
        """Does it stand in its default, where the filters ``asked`` (their keys) are on?"""
        return bool(self.default) and not any(key in asked for key in (self.key, *self.yields_to))

    def narrow(self, rows: QuerySet, value: Any) -> QuerySet:
        """The rows that a choice leaves."""
        if self.apply is not None:
            return self.apply(rows, value)
        return rows.filter(**{self.column: self.stored(value)})

    def choices_for(self, actor: Actor) -> list[tuple[str, Text]]:
        """The choices open to ``actor``."""
        given = self.choices(actor) if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in given]


@dataclass(frozen=True)
class Bulk:
    """An act on several rows at once: its word, and the page that shows what it would do to each.

    The page is asked by GET with one ``row`` for each row that was ticked.
    """

    label: Text
    url: str


@dataclass(frozen=True)
class Table:
    """A list. ``order`` is its own order (fields; the newest row first among equals when it begins with ``-``).

    ``search`` cuts the rows down to a text; ``row_url`` is where a row leads; ``empty`` says what would
    stand here, ``first_step`` gives the label and address of the act that puts something here (or None);
    ``unit`` is what is counted, with ``%(n)s``. ``bulk`` gives the acts on several rows that the reader
    may do, and ``row_key`` what stands for a row in them; rows can be ticked only where there is such an act, and
    today. A ``dated`` list can be asked as of a day and as known on one.
    """

    code: str
    title: Text
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    search: Callable[[QuerySet, Zone, str], QuerySet] | None = None
    search_label: Text = SEARCH
    row_url: Callable[[Any], str | None] | None = None
    row_past: Callable[[Any], bool] | None = None
    row_key: Callable[[Any], str] | None = None
    bulk: Callable[[Actor], Iterable[Bulk]] | None = None
    empty: Text = NOTHING_YET
    first_step: Callable[[Actor], tuple[Text, str] | None] | None = None
    unit: Text = ROWS
    dated: bool = False
    serial: bool = True
    page_size: int = 50

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        taken = {"q", "sort", "page", "as_of", "known_on", "total", "print", "export", "row"}
        names = [one.key for one in self.filters]
        if len(set(keys)) != len(keys) or len(set(names)) != len(names) or taken & set(names):
            raise ValueError(f"table {self.code}: a key is used twice or taken")

    def column(self, key: str) -> Column | None:
        """The column with this key."""
        return next((column for column in self.columns if column.key == key), None)


def parse_day(text: str) -> date | None:
    """``2021-05-31``; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
