"""Appraisals as lists, pages, exports and programmes get them: a rank only with its category and its document."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banshi.base.files.models import StoredFile
from banshi.base.vault import store as vault
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.org.wording import timeline
from banshi.programmes.environment.models.appraisals import Appraisal


@dataclass(frozen=True)
class Rank:
    """A rank as it may be told: within its category, with the document that says so."""

    place: int
    category: str
    of_how_many: int | None
    document: str

    def __str__(self) -> str:
        said = {
            "category": self.category,
            "place": self.place,
            "all": self.of_how_many,
            "document": self.document,
        }
        if self.of_how_many is None:
            return _("No. %(place)s within %(category)s («%(document)s»)") % said
        return _("No. %(place)s of %(all)s within %(category)s («%(document)s»)") % said


def document_of(row: Appraisal) -> str:
    """The title of the document, with its number where it has one."""
    return f"{row.document_title}（{row.document_number}）" if row.document_number else row.document_title


def rank_of(row: Appraisal) -> Rank | None:
    """The rank; None where there is none, and where its document was erased."""
    if row.rank is None or not row.category or row.document.erased_at is not None:
        return None
    return Rank(row.rank, row.category, row.of_how_many, document_of(row))


def sentence(row: Appraisal) -> str:
    """What the document says, whole: ``2020年度…考核：优秀，二类园区第1名（共9个），见《…》``."""
    said = {"year": row.year, "title": row.title, "body": row.body, "grade": row.grade}
    head = _("%(year)s, %(title)s (%(body)s)") % said
    parts = [part for part in (row.grade, str(rank_of(row) or "")) if part]
    if rank_of(row) is None:
        parts.append(_("see «%(document)s»") % {"document": document_of(row)})
    return _("%(head)s: %(what)s") % {"head": head, "what": _(", ").join(parts)}


def listed(actor: Actor) -> QuerySet[Appraisal]:
    """Appraisals open to the actor."""
    return Appraisal.objects.visible_to(actor).select_related("subject", "document")


def holding(actor: Actor, as_of: date, reaches_to: datetime) -> QuerySet[Appraisal]:
    """Those known by the day and not taken back by then."""
    rows = listed(actor).filter(document_on__lte=as_of, entered_at__lt=reaches_to)
    return rows.filter(Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=reaches_to))


@dataclass(frozen=True)
class AppraisalPage:
    """One appraisal as its page shows it."""

    appraisal: Appraisal
    rank: Rank | None
    document: str
    files: tuple[StoredFile, ...]
    reason: str
    entries: list
    may_take_back: bool


def page(actor: Actor, row: Appraisal) -> AppraisalPage:
    """Everything that the page of an appraisal shows."""
    return AppraisalPage(
        appraisal=row,
        rank=rank_of(row),
        document=document_of(row),
        files=(row.document,),
        reason=vault.shown(row.take_back_reason),
        entries=timeline(row.subject),
        may_take_back=row.taken_back_on is None and access.can(actor, "environment.enter_appraisal", row),
    )
