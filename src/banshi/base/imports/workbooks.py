"""Workbooks out: the empty one of an importer, and the clerk's own with what became of each row."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from banshi.base.imports import table
from banshi.base.imports.models import Run, State, Taken, Told
from banshi.base.imports.reader.book import Cell, Sheet, shown
from banshi.base.imports.registry import Importer, Kind
from banshi.base.tables.workbook import _UNSTORABLE, CELL_LIMIT, MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "file_back", "sample"]
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("", text)[:CELL_LIMIT]


def sample(importer: Importer) -> bytes:
    """An empty workbook with the columns of an importer, one example, and a sheet that explains them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_sheet_name(str(importer.label)))
        told = book.add_worksheet(_("How to fill it in"))
        needed = _("needed")
        for at, one in enumerate(importer.fields):
            name = f"{one.label} ({needed})" if one.required else str(one.label)
            sheet.write_string(0, at, name, bold)
            sheet.write_string(1, at, one.example)
            sheet.set_column(at, at, max(12, min(30, 2 * len(str(one.label)) + 6)))
        sheet.freeze_panes(1, 0)
        for at, name in enumerate((_("Column"), _("Needed"), _("What to write"), _("Also known as"))):
            told.write_string(0, at, name, bold)
        for row, one in enumerate(importer.fields, 1):
            told.write_string(row, 0, str(one.label), wrapped)
            told.write_string(row, 1, _("yes") if one.required else "", wrapped)
            told.write_string(row, 2, str(one.hint), wrapped)
            told.write_string(row, 3, "、".join(one.synonyms), wrapped)
        last = len(importer.fields) + 2
        told.write_string(
            last, 0, _("The second row of the first sheet is an example: write over it."), wrapped
        )
        for at, width in enumerate((24, 8, 60, 60)):
            told.set_column(at, at, width)
    return out.getvalue()


def _sheet_name(text: str) -> str:
    return "".join(" " if mark in "[]:*?/\\" else mark for mark in text)[:31].strip("' ") or "1"


def file_back(run: Run, importer: Importer) -> bytes:
    """The clerk's sheet as it came, with a column that says what became of each row; refused ones are marked."""
    loaded = table.load(run, importer)
    said, refused = _said(run, loaded)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        pen = _Pen(book, book.add_worksheet(_sheet_name(run.sheet)))
        pen.lay(loaded.sheet, refused)
        at = max(len(loaded.header.names), max((len(row) for row in loaded.sheet.rows or ()), default=0))
        pen.sheet.write_string(loaded.header.bottom, at, _("What became of it, and why"), pen.head)
        pen.sheet.set_column(at, at, 60)
        for row, text in said.items():
            pen.sheet.write_string(row - 1, at, _clean(text), pen.marked if row in refused else pen.plain)
        pen.sheet.freeze_panes(loaded.header.bottom + 1, 0)
    return out.getvalue()


def _said(run: Run, loaded: table.Loaded) -> tuple[dict[int, str], set[int]]:
    tried = run.state in (State.CHECKED, State.CHECKING, State.MAPPING)
    told = {one.row: one for one in Told.objects.filter(zone=run.zone, run=run, tried=tried)}
    taken = dict(
        Taken.objects.filter(zone=run.zone, run=run).values_list("row", "subject__caption")
        if not tried
        else ()
    )
    said: dict[int, str] = {}
    for one in loaded.rows:
        found = told.get(one.row)
        if found is not None and found.kind == Kind.REFUSE:
            said[one.row] = _("Refused: %(why)s") % {"why": found.why}
        elif one.row in taken:
            said[one.row] = _("Taken over: %(what)s") % {"what": taken[one.row]}
        elif tried:
            said[one.row] = _("Will be taken over or left as it is")
        elif one.row > run.position:
            said[one.row] = _("Not reached yet")
        else:
            said[one.row] = _("Here already, left as it is")
    for line in loaded.passed:
        if line.passed:
            said[line.number] = _("Passed over: a total, a note or a repeated header")
    return said, {row for row, one in told.items() if one.kind == Kind.REFUSE}


class _Pen:
    """Writes cells by their own type; a text is a text whatever it looks like."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Any):
        self.sheet = sheet
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.marked = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.marked_day = book.add_format(
            {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "bg_color": "#FFF2CC"}
        )

    def lay(self, sheet: Sheet, refused: set[int]) -> None:
        """The sheet as it came, merged cells merged."""
        for at, row in enumerate(sheet.rows or ()):
            for place, cell in enumerate(row):
                self.cell(at, place, cell, at + 1 in refused)
        for top, left, bottom, right in sheet.merged:
            rows = sheet.rows or []
            if top < len(rows) and left < len(rows[top]) and (top, left) != (bottom, right):
                marked = top + 1 in refused
                text = _clean(shown(rows[top][left]))
                self.sheet.merge_range(top, left, bottom, right, "", self.marked if marked else self.plain)
                self.sheet.write_string(top, left, text, self.marked if marked else self.plain)

    def cell(self, row: int, place: int, cell: Cell, marked: bool) -> None:
        """One cell."""
        style = self.marked if marked else self.plain
        if cell is None:
            if marked:
                self.sheet.write_blank(row, place, None, style)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(row, place, cell, style)
        elif isinstance(cell, Decimal) and abs(cell.adjusted()) < 15:
            self.sheet.write_number(row, place, float(cell), style)
        elif isinstance(cell, datetime | date) and cell.year >= 1901:
            self.sheet.write_datetime(row, place, cell, self.marked_day if marked else self.day)
        else:
            self.sheet.write_string(row, place, _clean(shown(cell)), style)
