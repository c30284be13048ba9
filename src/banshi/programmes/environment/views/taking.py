"""A section's year as a workbook: months down, items across, means and limits below."""

import tempfile
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

from banshi.base.tables.workbook import MEDIA_TYPE, OPTIONS
from banshi.base.zones.access import Actor
from banshi.programmes.environment.queries.water import Beside
from banshi.programmes.environment.queries.water_page import items_of
from banshi.programmes.environment.wording import english, item_name


def water_book(actor: Actor, found: Beside) -> FileResponse:
    """The workbook as a download. Amounts are texts as given, so that nothing is rounded on the way."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    title = _("%(name)s, %(year)s") % {"name": found.section.name, "year": found.after.year}
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        _write(book, title, actor, found)
    file.seek(0)
    parts = [title, actor.zone.name] + ([_("Demonstration data")] if actor.zone.simulated else [])
    sent = FileResponse(
        file,
        as_attachment=True,
        filename="-".join(parts).replace(" ", "_") + ".xlsx",
        content_type=MEDIA_TYPE,
    )
    sent["Cache-Control"] = "private, no-store"
    sent["X-Content-Type-Options"] = "nosniff"
    return sent


def _write(book: xlsxwriter.Workbook, title: str, actor: Actor, found: Beside) -> None:
    page = book.add_worksheet(str(found.after.year))
    bold = book.add_format({"bold": True, "text_wrap": True})
    items = items_of(found)
    facts = [actor.zone.name, "GB 3838-2002", "环办〔2011〕22号"]
    if actor.zone.simulated:
        facts.insert(0, _("Demonstration data"))
    page.write_string(0, 0, title, bold)
    page.write_string(1, 0, " · ".join(facts))
    head = [_("Month"), *(item_name(one.code) for one in items), _("Class"), _("Deciding items")]
    for at, word in enumerate(head):
        page.write_string(3, at, word, bold)
    page.set_column(0, len(head) - 1, 12)
    line = 4
    for number, (month, one) in enumerate(sorted(found.after.months.items())):
        cells = [f"{month:%Y-%m}", *(item.values[month.month - 1] for item in items)]
        cells += [_named(one.result.grade), "、".join(item_name(worst.code) for worst in one.result.worst)]
        line = 4 + number
        _row(page, line, cells)
    means = found.after.cumulative
    if means is not None:
        worst = "、".join(item_name(one.code) for one in means.result.worst)
        _row(page, line + 1, [_("Mean"), *(one.mean_text for one in items), _named(means.grade), worst])
    page.freeze_panes(4, 1)


def _named(grade: Any) -> str:
    return "" if grade is None else str(grade.en if english() else grade.zh)


def _row(page: Any, line: int, cells: list[str]) -> None:
    for at, cell in enumerate(cells):
        page.write_string(line, at, cell)
