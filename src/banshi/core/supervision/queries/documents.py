"""Documents as lists and pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.org.wording import timeline
from banshi.core.supervision.models import Addressee, Document, Line, Reply

REPLIES = Prefetch(
    "replies", Reply.objects.select_related("words__key__subject").order_by("entered_at", "pk")
)
ADDRESSEES = Prefetch(
    "addressees",
    Addressee.objects.select_related("unit", "post").order_by("unit__protocol", "pk"),
)
LINES = Prefetch("lines", Line.objects.select_related("matter__subject", "unit").order_by("pk"))


def open_addressees() -> QuerySet[Addressee]:
    """Those who have not answered, of the document in the outer query."""
    return Addressee.objects.filter(document=OuterRef("pk"), answered_at__isnull=True)


def listed(actor: Actor) -> QuerySet[Document]:
    """Documents open to the actor, each with ``judged_on`` (today) and ``unanswered``."""
    rows = Document.objects.visible_to(actor).annotate(
        judged_on=Value(clock.today(actor.zone), DateField()), unanswered=Exists(open_addressees())
    )
    return rows.select_related("subject", "issuer_unit").prefetch_related(ADDRESSEES, LINES)


def waiting() -> Q:
    """Stands, and somebody has not answered."""
    return Q(recalled_on__isnull=True, unanswered=True)


def late() -> Q:
    """The day to answer has passed without an answer from everybody."""
    return waiting() & Q(answer_by__lt=F("judged_on"))


def title_of(row: Document) -> str:
    """What the rules of its day called it."""
    return row.title_en if (get_language() or "").startswith("en") else row.title_zh


def standing(row: Document, today: date, *, unanswered: bool) -> tuple[str | Promise, str]:
    """The state in a word, and its tone."""
    if row.recalled_on is not None:
        return _("Recalled"), "ended"
    if not unanswered:
        return _("Answered"), "done"
    if row.answer_by < today:
        return _("Not answered in time"), "open"
    received = all(one.acknowledged_at for one in row.addressees.all())
    return (_("Acknowledged"), "going") if received else (_("Issued"), "open")


@dataclass(frozen=True)
class Told:
    """An addressee with its answers in words."""

    addressee: Addressee
    late: bool
    replies: tuple[tuple[Reply, str], ...]


@dataclass(frozen=True)
class DocumentPage:
    """One document as its page shows it, to one reader."""

    document: Document
    title: str
    demand: str
    reason: str
    recall_reason: str
    lines: tuple[tuple[Line, bool], ...]
    addressees: tuple[Told, ...]
    state: tuple[Any, str]
    entries: list
    may_acknowledge: bool
    may_answer: bool
    may_recall: bool

    @property
    def heading(self) -> str:
        """The number, with the title before it unless the number begins with it."""
        number = self.document.number
        return number if number.startswith(self.title) else f"{self.title} {number}"


def page(actor: Actor, row: Document) -> DocumentPage:
    """Everything that the page of a document shows; a fixed number of queries."""
    today = clock.today(actor.zone)
    addressees = list(
        row.addressees.select_related("unit", "post")
        .prefetch_related(REPLIES)
        .order_by("unit__protocol", "pk")
    )
    lines = list(row.lines.select_related("matter__subject", "unit").order_by("pk"))
    seen = set(
        Matter.objects.visible_to(actor)
        .filter(pk__in=[line.matter_id for line in lines])
        .values_list("pk", flat=True)
    )
    mine = [one for one in addressees if one.unit_id in actor.unit_ids or one.post_id in actor.post_ids]
    stands = row.recalled_on is None
    row._prefetched_objects_cache = {"addressees": addressees}
    return DocumentPage(
        document=row,
        title=title_of(row),
        demand=vault.shown(row.demand),
        reason=vault.shown(row.reason),
        recall_reason=vault.shown(row.recall_reason),
        lines=tuple((line, line.matter_id in seen) for line in lines),
        addressees=tuple(_told(row, one, today) for one in addressees),
        state=standing(row, today, unanswered=any(one.answered_at is None for one in addressees)),
        entries=timeline(row.subject),
        may_acknowledge=stands
        and any(one.acknowledged_at is None for one in mine)
        and access.can(actor, "supervision.acknowledge", row),
        may_answer=stands and bool(mine) and access.can(actor, "supervision.answer", row),
        may_recall=stands and access.can(actor, "supervision.recall", row),
    )


def _told(row: Document, one: Addressee, today: date) -> Told:
    late = (one.answered_on or today) > row.answer_by
    return Told(one, late, tuple((reply, vault.shown(reply.words)) for reply in one.replies.all()))
