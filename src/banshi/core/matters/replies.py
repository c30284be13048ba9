"""Replies to a system outside as a workbook: its columns, in its order, and nothing beside them."""

import io
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from banshi.base.tables.workbook import MEDIA_TYPE, OPTIONS, Pen
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.matters.queries.foreign import named, replies
from banshi.core.matters.rules.foreign import System

DAYS = frozenset(("replied_on", "raised_on", "foreign_due_on", "closed_on"))


def workbook(actor: Actor, system: System, rows: Iterable[Matter]) -> HttpResponse:
    """The download: row 1 the system's headings in Chinese as it has them, one matter a row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    sheet = book.add_worksheet(named(system)[:31])
    pen = Pen(book, sheet, actor.zone.timezone)
    for at, column in enumerate(system.columns):
        sheet.set_column(at, at, 12 if column.value in DAYS else 40 if column.value == "reply" else 18)
        pen.text(0, at, column.zh, pen.head)
    for number, reply in enumerate(replies(actor, system, rows), 1):
        for at, value in enumerate(reply.values):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, pen.day)
            elif value:
                pen.text(number, at, str(value), pen.plain)
    sheet.freeze_panes(1, 0)
    book.close()
    name = _("Replies to %(system)s") % {"system": named(system)}
    parts = [
        name,
        clock.today(actor.zone).isoformat(),
        *([_("Demonstration data")] if actor.zone.simulated else []),
    ]
    response = HttpResponse(out.getvalue(), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = _attachment("-".join(parts))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name.replace(" ", "_") + ".xlsx") or "attachment"
