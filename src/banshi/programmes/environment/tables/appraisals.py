"""The list of appraisals from outside; the rank is told with its category and its document, wherever it goes."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.zones.models import Zone
from banshi.programmes.environment.models.appraisals import Appraisal
from banshi.programmes.environment.queries.appraisals import document_of, rank_of
from banshi.programmes.environment.tables.series import between

STATES = (("holds", _("On file")), ("taken_back", _("Taken back")))


def _rank(row: Appraisal) -> str | None:
    rank = rank_of(row)
    return str(rank) if rank else None


def _named(row: Appraisal) -> str:
    return f"{row.year} {row.title}"


def _document(row: Appraisal) -> str:
    return f"{document_of(row)} {row.document_on.isoformat()}"


def _state(row: Appraisal) -> Mark:
    return Mark(_("On file"), "done") if row.taken_back_on is None else Mark(_("Taken back"), "ended")


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    names = ("title", "body", "category", "document_title", "document_number")
    found = Q(pk__in=[])
    for name in names:
        found |= Q(**{f"{name}__icontains": text})
    return rows.filter(found)


APPRAISALS = Table(
    code="environment_appraisals",
    title=_("Appraisals from outside"),
    unit=_("%(n)s appraisals"),
    columns=(
        Column("title", _("Appraisal"), _named, phone="title", order_by=("year", "title")),
        Column("body", _("Appraised by"), "body", phone="foot"),
        Column("category", _("Peer category"), "category"),
        Column("grade", _("Grade"), "grade"),
        Column("rank", _("Rank, with category and document"), _rank, phone="foot"),
        Column("document", _("Title of the document"), document_of, phone="hidden", export=_document),
        Column("state", _("State"), _state, "state"),
    ),
    order=("-year",),
    filters=(
        Filter(
            "state",
            _("State"),
            STATES,
            lambda rows, value: rows.filter(taken_back_on__isnull=value == "holds"),
        ),
        *between("document_on"),
    ),
    search=_search,
    search_label=_("Appraisal, body or document"),
    row_url=lambda row: reverse("environment:appraisal", args=[row.subject.uid]),
    row_past=lambda row: row.taken_back_on is not None,
    empty=_("What bodies outside found of the zone stands here, each with its document."),
    first_step=lambda actor: (
        (_("Enter the first appraisal"), reverse("environment:enter_appraisal"))
        if actor.holds("environment.enter_appraisal")
        else None
    ),
)
