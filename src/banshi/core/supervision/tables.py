"""The list of documents and the list of look-backs, each defined once."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.tables.definitions import Choices, Column, Filter, Mark, Table, Text
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import Unit
from banshi.core.supervision.models import NOTICE, Document, LookBack
from banshi.core.supervision.queries import documents as queries
from banshi.core.supervision.queries import look_back as looks

NOTICE_WORD = _("Supervisor's reminder sheet")
WAITING, ANSWERED, LATE, RECALLED = "waiting", "answered", "late", "recalled"
STATES = (
    (WAITING, _("Waiting for an answer")),
    (LATE, _("Not answered in time")),
    (ANSWERED, _("Answered")),
    (RECALLED, _("Recalled")),
)


def documents(actor: Actor) -> Table:
    """督办文书, as ``actor`` reads it."""
    return Table(
        code="supervision",
        title=_("Documents of supervision"),
        unit=_("%(n)s documents"),
        columns=(
            Column("number", _("Number"), "number", phone="title", order_by=("number",)),
            Column("kind", _("Document"), queries.title_of),
            Column("issued_on", _("Issued on"), "issued_on", "date", order_by=("issued_on",)),
            Column("to", _("Addressee"), _addressees, phone="foot", wide=True),
            Column("matters", _("Matters"), _matters, "tags", phone="foot"),
            Column("answer_by", _("Day to answer"), "answer_by", "date", "hidden", ("answer_by",)),
            Column("state", _("State"), _state, "state"),
        ),
        order=("-issued_on",),
        filters=(
            Filter("kind", _("Document"), _kinds, lambda rows, value: rows.filter(kind=value)),
            Filter("state", _("State"), STATES, _in_state),
            Filter("unit", _("Addressee"), _units, _addressed),
        ),
        search=_search,
        search_label=_("Number of the document or of a matter"),
        row_url=lambda row: reverse("supervision:document", args=[row.subject.uid]),
        row_past=lambda row: row.recalled_on is not None,
        empty=_("What was issued by the ladder of supervision stands here, with its receipt and its answer."),
        first_step=lambda actor: (
            (_("What the ladder asks today"), reverse("supervision:ladder"))
            if actor.holds("supervision.issue")
            else None
        ),
    )


def _addressees(row: Document) -> str:
    return "、".join(one.named.name for one in row.addressees.all())


def _matters(row: Document) -> list[str]:
    return [line.number for line in row.lines.all()]


def _state(row: Document) -> Mark:
    return Mark(*queries.standing(row, row.judged_on, unanswered=row.unanswered))


def _kinds(actor: Actor) -> Choices:
    found: dict[str, Text] = {}
    for version in presets.versions(actor.zone, "ladder"):
        found.update({rung.code: named(rung) for rung in version.rules.rungs})
    return [*found.items(), (NOTICE, NOTICE_WORD)]


def _units(actor: Actor) -> Choices:
    rows = Unit.objects.visible_to(actor).order_by("protocol", "order", "pk")
    return [(unit.code, unit.name) for unit in rows]


def _in_state(rows: QuerySet, value: str) -> QuerySet:
    if value == RECALLED:
        return rows.filter(recalled_on__isnull=False)
    if value == ANSWERED:
        return rows.filter(recalled_on__isnull=True, unanswered=False)
    return rows.filter(queries.late() if value == LATE else queries.waiting())


def _addressed(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(Q(addressees__unit__code=value) | Q(addressees__post__unit__code=value)).distinct()


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    return rows.filter(Q(number__icontains=text) | Q(lines__number__icontains=text)).distinct()


LOOKED = (
    ("waiting", _("To be looked at")),
    ("holds", _("Holds")),
    ("fails", _("Does not hold")),
    ("overtaken", _("Re-opened before it was looked at")),
)
LOOK_BACKS = Table(
    code="look_backs",
    title=_("Look back"),
    unit=_("%(n)s matters drawn"),
    columns=(
        Column("number", _("Number"), "matter.number", phone="foot", order_by=("matter__number",)),
        Column("title", _("Problem"), "matter.title", phone="title", wide=True),
        Column("department", _("Responsible department"), "responsible_unit.name", phone="foot"),
        Column("closed_on", _("Closed out on"), "closed_on", "date", "hidden", ("closed_on",)),
        Column("unit", _("Looks back"), "unit.name", phone="hidden"),
        Column("due_on", _("Look back by"), "due_on", "date", order_by=("due_on",)),
        Column("result", _("Result of the second look"), lambda row: look_back_mark(row), "state"),
        Column("looked_on", _("Second look on"), "looked_on", "date", "hidden", ("looked_on",)),
        Column("sample", _("Sample"), "sample.number", phone="hidden", order_by=("sample__number",)),
    ),
    order=("-due_on",),
    filters=(
        Filter(
            "result", _("Result of the second look"), LOOKED, lambda rows, value: _with_result(rows, value)
        ),
        Filter(
            "unit",
            _("Responsible department"),
            _units,
            lambda rows, value: rows.filter(responsible_unit__code=value),
        ),
    ),
    row_url=lambda row: reverse("supervision:look_back", args=[row.uid]),
    empty=_("Closed matters that were drawn for a second look stand here, with what was found."),
    first_step=lambda actor: (
        (_("Draw a sample"), reverse("supervision:draw")) if actor.holds("supervision.draw") else None
    ),
)


def look_back_mark(row: LookBack) -> Mark:
    """What was found, or that it waits."""
    if row.result:
        return Mark(row.get_result_display(), "done" if row.result == "holds" else "open")
    overtaken = row.matter.state != "closed" or row.matter.closed_on != row.closed_on
    return Mark(LOOKED[3][1], "ended") if overtaken else Mark(LOOKED[0][1], "waiting")


def _with_result(rows: QuerySet[LookBack], value: str) -> QuerySet[Any]:
    if value == "waiting":
        return looks.waiting(rows)
    return rows.filter(looks.overtaken()) if value == "overtaken" else rows.filter(result=value)
