"""The values of a row, and how they are shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banshi.base.tables.definitions import Column, Link, Mark, Table, Value
from banshi.base.ui import words
from banshi.base.ui.templatetags import ui

NOTHING = mark_safe('<span class="quiet">—</span>')
LINES = {"title": "card-1", "meta": "card-2", "foot": "card-3", "hidden": ""}
KINDS = {"number": "num", "date": "day", "datetime": "day"}


def value_of(row: Any, value: Value) -> Any:
    """What ``value`` (a path or a function) gives for ``row``; None where the path breaks off."""
    if callable(value):
        return value(row)
    current = row
    for part in value.split("."):
        current = getattr(current, part, None)
        if callable(current):
            current = current()
        if current is None:
            return None
    return current


@dataclass(frozen=True)
class Reader:
    """For whom cells are shown: the zone's time zone, and its present date for short dates (None: full ones)."""

    timezone: str
    today: date | None


def show(column: Column, value: Any, reader: Reader) -> SafeString:
    """The value as HTML; a dash for nothing."""
    if value is None or value == "" or value == ():
        return NOTHING
    kind = "link" if isinstance(value, Link) else column.kind
    return SHOWN[kind](value, reader)


def _date(value: date, reader: Reader) -> SafeString:
    shown = words.day(value, reader.today)
    return mark_safe(f'<time datetime="{value.isoformat()}">{shown}</time>')  # noqa: S308 - digits only


def _datetime(value: datetime, reader: Reader) -> SafeString:
    local = value.astimezone(ZoneInfo(reader.timezone))
    shown = f"{words.day(local.date(), reader.today)} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


def _state(value: Mark, reader: Reader) -> SafeString:
    return ui.state(str(value.word), value.tone)


def _light(value: Mark, reader: Reader) -> SafeString:
    return ui.light(value.tone, str(value.word))


def _link(value: Link, reader: Reader) -> SafeString:
    return (
        format_html('<a href="{}">{}</a>', value.url, value.text)
        if value.url
        else conditional_escape(value.text)
    )


def _tags(value: Iterable[Any], reader: Reader) -> SafeString:
    return format_html_join(" ", '<span class="tag">{}</span>', ((word,) for word in value)) or NOTHING


def _number(value: Any, reader: Reader) -> SafeString:
    return conditional_escape(value if isinstance(value, str) else ui.number(value))


def _text(value: Any, reader: Reader) -> SafeString:
    return conditional_escape(value)


SHOWN = {
    "text": _text,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "state": _state,
    "light": _light,
    "link": _link,
    "tags": _tags,
}


def classes(column: Column) -> str:
    """The column's classes: figures and days, the wide one, the line on the phone's card."""
    words_ = (KINDS.get(column.kind, ""), "wide" if column.wide else "", LINES[column.phone])
    return " ".join(word for word in words_ if word)


def shown_rows(
    table: Table, rows: list[Any], first: int, reader: Reader, *, ticked: bool = False
) -> list[SafeString]:
    """The rows of a page as HTML, counted from ``first`` + 1; a row's own address hangs on its title column.

    With ``ticked`` each row begins with a box that puts it among those of an act on several.

    Put together here and not in a template: a page has some 500 cells, each with its own choices.
    """
    leading = _leading(table)
    pens = [_Pen(column, reader, leads=column.key == leading) for column in table.columns]
    box = _box if ticked and table.row_key else _no_box
    return [_shown_row(table, row, serial, pens, box) for serial, row in enumerate(rows, first + 1)]


def _box(table: Table, row: Any, serial: int) -> str:
    key, words_ = escape(table.row_key(row)), escape(_("Tick row %(n)s") % {"n": serial})
    return f'<td class="tick"><input type="checkbox" name="row" value="{key}" aria-label="{words_}"></td>'


def _no_box(table: Table, row: Any, serial: int) -> str:
    return ""


def _leading(table: Table) -> str:
    plain = [column for column in table.columns if column.kind != "link"]
    title = next((column for column in plain if column.phone == "title"), None)
    return (title or (plain or table.columns)[0]).key


class _Pen:
    """Writes the cells of one column; what is the same for all rows is worked out once."""

    def __init__(self, column: Column, reader: Reader, *, leads: bool):
        self.column, self.reader, self.leads, self.wide = column, reader, leads, column.wide
        self.value = column.value
        self.opening = f'<td class="{classes(column)}"'

    def cell(self, row: Any, url: str) -> str:
        """The cell of ``row``, whose own address (escaped) is ``url``."""
        value = self.value(row) if callable(self.value) else value_of(row, self.value)
        title = f' title="{conditional_escape(str(value))}"' if self.wide and value else ""
        shown: str = show(self.column, value, self.reader)
        if url and self.leads:
            shown = f'<a class="row-link" href="{url}">{shown}</a>'
        return f"{self.opening}{title}>{shown}</td>"


def _shown_row(
    table: Table, row: Any, serial: int, pens: list[_Pen], box: Callable[[Table, Any, int], str]
) -> SafeString:
    url = escape(table.row_url(row) or "") if table.row_url else ""
    past = ' class="past"' if table.row_past and table.row_past(row) else ""
    parts = [f'<tr data-href="{url}"{past}>' if url else f"<tr{past}>", box(table, row, serial)]
    if table.serial:
        parts.append(f'<td class="num quiet">{serial}</td>')
    parts += [pen.cell(row, url) for pen in pens]
    return mark_safe("".join((*parts, "</tr>")))  # noqa: S308 - every value was escaped on its way
