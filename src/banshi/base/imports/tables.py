"""The list of runs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.imports import registry
from banshi.base.imports.models import State
from banshi.base.tables.definitions import Column, Filter, Mark, Table

TONES = {
    State.MAPPING: "waiting",
    State.CHECKING: "going",
    State.CHECKED: "waiting",
    State.IMPORTING: "going",
    State.STOPPED: "waiting",
    State.DONE: "done",
    State.DROPPED: "ended",
}


def _kind(row):
    return row.kind.label if row.kind else row.importer


def _state(row) -> Mark:
    return Mark(State(row.state).label, TONES[State(row.state)])


RUNS = Table(
    code="imports",
    title=_("Import workbooks"),
    unit=_("%(n)s imports"),
    columns=(
        Column("number", _("Import run"), "number", kind="number", order_by=("number",), phone="meta"),
        Column("kind", _("Contents"), _kind, phone="title"),
        Column(
            "made_at", _("File received"), "made_at", kind="datetime", order_by=("made_at",), phone="meta"
        ),
        Column("total", _("Number of rows"), "total", kind="number", phone="foot"),
        Column("created", _("Created"), "created", kind="number", phone="foot"),
        Column("changed", _("Changed"), "changed", kind="number", phone="hidden"),
        Column("same", _("Left as it is"), "same", kind="number", phone="hidden"),
        Column("refused", _("Refused"), "refused", kind="number", phone="foot"),
        Column("state", _("State"), _state, kind="state"),
    ),
    filters=(
        Filter(
            "kind",
            _("Contents"),
            lambda actor: [(one.code, one.label) for one in registry.importers(actor)],
            lambda rows, value: rows.filter(importer=value),
        ),
        Filter("state", _("State"), State.choices, lambda rows, value: rows.filter(state=value)),
    ),
    order=("-made_at",),
    row_url=lambda row: reverse("imports:run", args=[row.subject.uid]),
    row_past=lambda row: row.state in (State.DONE, State.DROPPED),
    empty=_(
        "No workbook has been taken in yet. Choose above what you have, or take an empty workbook first."
    ),
)
