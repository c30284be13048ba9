"""The fields that a Word form may name, and what a paper says in them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.papers.paper import Facts, Grid, Paper, Para, blank_number, written_day
from banshi.base.papers.text import clean, one_line, title_lines

FIELDS = {
    "house": _("name of the issuing body, as the masthead has it"),
    "number": _("the open place of the document number"),
    "urgency": _("urgency, where there is one"),
    "title": _("title on one line"),
    "title_lines": _("title in its lines: {%p for line in title_lines %}"),
    "recipients": _("main recipients"),
    "body": _("paragraphs: p.level (0 to 4), p.heading, p.text"),
    "table_heads": _("heads of the table in the body"),
    "table_rows": _("rows of the table in the body, each a list of cells"),
    "facts": _("labels and values: f.label, f.value"),
    "attachments": _("attachments: a.label, a.title"),
    "present": _("who attended: a.label, a.names"),
    "signature": _("issuing body as it signs"),
    "date": _("date of the paper"),
    "note": _("note in brackets under the date"),
    "copies": _("copies"),
    "demo": _("«demonstration data» in a demonstration, else nothing"),
}
"""What a form may name, and what it is."""


@dataclass(frozen=True)
class _Item:
    """One paragraph, fact or attachment as a form sees it."""

    level: int = 0
    heading: str = ""
    text: str = ""
    label: str = ""
    value: str = ""
    title: str = ""
    names: str = ""


def fields_of(paper: Paper) -> dict[str, Any]:
    """The fields of a paper, as plain texts and lists of them."""
    grid = next((one for one in paper.blocks if isinstance(one, Grid)), None)
    facts = [line for one in paper.blocks if isinstance(one, Facts) for line in one.lines]
    named = paper.named
    return {
        "house": one_line(paper.house),
        "number": blank_number(paper.year) if paper.numbered else "",
        "urgency": one_line(paper.urgency),
        "title": one_line(paper.title),
        "title_lines": [one_line(line) for line in title_lines(paper.title)],
        "recipients": "、".join(one_line(name) for name in paper.recipients),
        "body": [_paragraph(one) for one in paper.blocks if isinstance(one, Para)],
        "table_heads": [one_line(head) for head in grid.heads] if grid else [],
        "table_rows": [[one_line(cell) for cell in row] for row in grid.rows] if grid else [],
        "facts": [_Item(label=one_line(label), value=one_line(value)) for label, value in facts],
        "attachments": [
            _Item(label=f"{at}." if len(named) > 1 else "", title=one_line(annex.title))
            for at, annex in enumerate(named, 1)
        ],
        "present": [_Item(label=one_line(label), names=one_line(names)) for label, names in paper.present],
        "signature": one_line(paper.signature),
        "date": written_day(paper.signed_on),
        "note": one_line(paper.note),
        "copies": "，".join(one_line(name) for name in paper.copies),
        "demo": "演示数据" if paper.demo else "",
    }


def _paragraph(one: Para) -> _Item:
    text = clean(one.text).replace("\n", " ")
    return _Item(level=one.level, heading=text[: one.heading], text=text[one.heading :])
