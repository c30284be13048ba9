"""The list of written papers, and that of files of many papers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.papers import registry
from banshi.base.papers.models import Bundle, Kind, State
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


def standing(row: Bundle) -> Mark:
    """How a file of many papers stands."""
    if row.under_way:
        return Mark(_("Being made"), "going")
    if row.ready:
        return Mark(_("Ready"), "done")
    if row.file is not None:
        return Mark(_("Removed"), "ended")
    return Mark(_("Not made"), "ended")


def _named(row: Bundle) -> str:
    """What it is, and of how many."""
    return f"{registry.many(row.kind).title} · {len(row.things):,}"


BUNDLES = Table(
    code="bundles",
    title=_("Papers as one file"),
    unit=_("%(n)s files"),
    columns=(
        Column("what", _("Kind of paper"), _named, phone="title", wide=True),
        Column(
            "papers", _("Papers"), lambda row: row.papers if row.made_at else None, "number", phone="hidden"
        ),
        Column("form", _("As"), lambda row: row.get_form_display()),
        Column("state", _("State"), standing, "state"),
        Column("asked_on", _("Asked for on"), "asked_on", "date", phone="hidden"),
        Column(
            "until", _("Kept until"), lambda row: row.kept_until if row.ready else None, "date", phone="foot"
        ),
    ),
    order=("-id",),
    row_url=lambda row: reverse("papers:bundle", args=[row.subject.uid]),
    row_past=lambda row: not (row.ready or row.under_way),
    empty=_(
        "Whoever ticks matters in the closure ledger, or takes all of a list, finds their close-out receipts here as "
        "one file. Only you see yours; each is kept for seven days."
    ),
)


def kinds() -> list[tuple[str, str]]:
    """What can be written, with the address where it is."""
    return [(str(label), reverse("papers:new", args=[code])) for code, label in Kind.choices]
