"""The list as a workbook: the columns of the screen, in their order, as typed cells.

A user's text is always text: it never becomes a formula, a link or a number.
"""

import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banshi.base.tables import cells, listing
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Column, Link, Mark, Table
from banshi.base.tables.listing import Chosen
from banshi.base.ui import words
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

ROW_LIMIT = 50_000
CHUNK = 2000
CELL_LIMIT = 32_767
HEAD_ROW = 3
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    "number": 10,
    "date": 12,
    "datetime": 17,
    "state": 10,
    "light": 10,
    "tags": 20,
    "link": 20,
    "text": 18,
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def response(table: Table, rows: QuerySet, ask: Ask, chosen: list[Chosen], actor: Actor) -> FileResponse:
    """The workbook as a download. Raises :class:`Refusal` above 50,000 rows."""
    count, more = listing.counted(rows, limit=ROW_LIMIT)
    if more:
        raise Refusal(
            "tables.too_many_rows",
            _(
                "This list has more than %(limit)s rows, too many for one workbook. Narrow it by a filter first."
            ),
            limit=f"{ROW_LIMIT:,}",
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, table, rows.iterator(CHUNK), heading(table, ask, chosen, actor, count), actor)
    file.seek(0)
    name = file_name(table, ask, actor)
    sent = FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)
    sent["Cache-Control"] = "private, no-store"
    sent["X-Content-Type-Options"] = "nosniff"
    return sent


def heading(
    table: Table, ask: Ask, chosen: list[Chosen], actor: Actor, count: int | None = None
) -> tuple[str, str]:
    """What stands above the columns: the title; zone, day, filters, how many, whether it is a demonstration."""
    english = (get_language() or "").startswith("en")
    zone = actor.zone
    day = words.full_date(ask.as_of or clock.today(zone), english=english)
    facts = [zone.name, _("As of %(day)s") % {"day": day}]
    if ask.known_on:
        facts.append(_("As known on %(day)s") % {"day": words.full_date(ask.known_on, english=english)})
    if ask.text:
        facts.append(_("Search: %(text)s") % {"text": ask.text})
    facts += [f"{one.label}: {one.word if one.word is not None else '—'}" for one in chosen]
    if count is not None:
        facts.append(str(table.unit) % {"n": f"{count:,}"})
    if zone.simulated:
        facts.insert(0, _("Demonstration data"))
    return str(table.title), " · ".join(facts)


def file_name(table: Table, ask: Ask, actor: Actor) -> str:
    """``问题清单-东区-2021-05-31.xlsx``; a demonstration says so."""
    day = (ask.as_of or clock.today(actor.zone)).isoformat()
    parts = [str(table.title), actor.zone.name, day]
    if actor.zone.simulated:
        parts.append(_("Demonstration data"))
    return re.sub(r'[\\/:*?"<>|\s]+', "_", "-".join(parts)) + ".xlsx"


def _sheet_name(title: str) -> str:
    """The table's title as Excel takes it: at most 31 characters, none of ``[]:*?/\\``, no quote at an end."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip("' ") or "1"


def write(file: IO[bytes], table: Table, rows: Iterable[Any], head: tuple[str, str], actor: Actor) -> int:
    """Write the workbook row by row in constant memory; returns how many rows."""
    book = xlsxwriter.Workbook(file, OPTIONS)
    created = clock.now(actor.zone).astimezone(ZoneInfo(actor.zone.timezone)).replace(tzinfo=None)
    book.set_properties({"title": head[0], "company": actor.zone.name, "created": created})
    sheet = book.add_worksheet(_sheet_name(str(table.title)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&L&A&C" + head[1].replace("&", "&&")[:150] + "&R&P / &N")
    pen = Pen(book, sheet, actor.zone.timezone)
    offset = 1 if table.serial else 0
    pen.set_widths(table, offset)
    pen.text(0, 0, head[0], pen.title)
    pen.text(1, 0, head[1], pen.quiet)
    if table.serial:
        pen.text(HEAD_ROW, 0, _("No."), pen.head)
    for at, column in enumerate(table.columns, offset):
        pen.text(HEAD_ROW, at, str(column.label), pen.head)
    count = 0
    for count, row in enumerate(rows, 1):
        if table.serial:
            sheet.write_number(HEAD_ROW + count, 0, count)
        for at, column in enumerate(table.columns, offset):
            value = cells.value_of(row, column.export if column.export is not None else column.value)
            pen.value(HEAD_ROW + count, at, column, value)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + count, len(table.columns) + offset - 1)
    book.close()
    return count


class Pen:
    """Writes typed cells into one sheet."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Any, timezone: str):
        self.sheet, self.timezone = sheet, ZoneInfo(timezone)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.quiet = book.add_format({"font_color": "#59616b"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.figure = book.add_format({"valign": "top"})

    def set_widths(self, table: Table, offset: int) -> None:
        """Set the widths before the first row, as constant memory demands."""
        if offset:
            self.sheet.set_column(0, 0, 6)
        for at, column in enumerate(table.columns, offset):
            self.sheet.set_column(at, at, column.width or (48 if column.wide else WIDTHS[column.kind]))

    def value(self, row: int, at: int, column: Column, value: Any) -> None:
        """A value by its own type; what is neither day nor number is text."""
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            self.sheet.write_datetime(
                row, at, value.astimezone(self.timezone).replace(tzinfo=None), self.instant
            )
        elif isinstance(value, date):
            self.sheet.write_datetime(row, at, value, self.day)
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            self.sheet.write_number(row, at, value, self.figure)
        else:
            self.text(row, at, plain(value), self.plain)

    def text(self, row: int, at: int, value: str, style: Any) -> None:
        """A text, whatever it looks like."""
        self.sheet.write_string(row, at, _UNSTORABLE.sub("", value)[:CELL_LIMIT], style)


def plain(value: Any) -> str:
    """What is neither day nor number in words."""
    if isinstance(value, Mark):
        return str(value.word)
    if isinstance(value, Link):
        return str(value.text)
    if isinstance(value, (list, tuple)):
        return "、".join(str(word) for word in value)
    return str(value)
