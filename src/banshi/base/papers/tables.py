"""The list of written papers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.papers.models import Kind, State
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.zones.models import Zone

TONES = {State.DRAFT: "open", State.ISSUED: "done", State.WITHDRAWN: "ended"}


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    return rows.filter(title__icontains=text)


PAPERS = Table(
    code="papers",
    title=_("Papers"),
    unit=_("%(n)s papers"),
    columns=(
        Column("title", _("Title"), "title", phone="title", wide=True),
        Column("kind", _("Kind of paper"), lambda row: row.get_kind_display()),
        Column(
            "state", _("State"), lambda row: Mark(row.get_state_display(), TONES[State(row.state)]), "state"
        ),
        Column("issued_on", _("Made final on"), "issued_on", "date", phone="foot", order_by=("issued_on",)),
        Column(
            "changed_on", _("Last changed on"), "changed_on", "date", phone="foot", order_by=("changed_on",)
        ),
    ),
    order=("-changed_on",),
    filters=(
        Filter("kind", _("Kind of paper"), Kind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter("state", _("State"), State.choices, lambda rows, value: rows.filter(state=value)),
    ),
    search=_search,
    search_label=_("Words of the title"),
    row_url=lambda row: reverse("papers:paper", args=[row.subject.uid]),
    row_past=lambda row: row.state == State.WITHDRAWN,
    empty=_("Notices, circulars and minutes that are written here stand here, with all their versions."),
    first_step=lambda actor: (
        (_("Write a notice"), reverse("papers:new", args=["notice"])) if actor.holds("papers.write") else None
    ),
)


def kinds() -> list[tuple[str, str]]:
    """What can be written, with the address where it is."""
    return [(str(label), reverse("papers:new", args=[code])) for code, label in Kind.choices]
