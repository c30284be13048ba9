"""What a matter's page and the closure ledger show of supervision."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.engines.kept import KeptFor
from banshi.base.zones import access
from banshi.base.zones.access import Actor, Sight
from banshi.core.matters.extras import ClosingColumn
from banshi.core.matters.models import Matter
from banshi.core.org.panels import Line, Panel
from banshi.core.supervision.models import Document, LookBack, Result
from banshi.core.supervision.queries.documents import title_of

MOST = 20


def _documents(sight: Sight, matter: int) -> QuerySet:
    rows = Document.objects.visible_to(sight.actor).filter(lines__matter=matter).select_related("subject")
    return rows.order_by("-issued_on", "-pk")[:MOST]


def _of_inside(inside: bool, zone: int, matter: int) -> QuerySet:
    rows = LookBack.objects.filter(zone=zone, matter=matter)
    return (rows if inside else rows.exclude(result="")).order_by("-closed_on")[:MOST]


DOCUMENTS = KeptFor(_documents, matter=int)
LOOKS = KeptFor(_of_inside, zone=int, matter=int)


def of_matter(actor: Actor, matter: Matter) -> Panel:
    """The documents about a matter and the second looks at it, the newest first; at most two queries."""
    lines = []
    if actor.holds("supervision.issue") and matter.clock_due_on and matter.dispatched_on:
        lines.append(Line(_("Issue a document"), f"{reverse('supervision:choose')}?m={matter.number}"))
    if actor.holds("supervision.view"):
        sight = access.sight(actor, "supervision.view", "matters.view")
        lines += [_document(row) for row in DOCUMENTS(sight, matter=matter.pk)]
    lines += _looks(actor, matter)
    return Panel(_("Supervision"), tuple(lines))


def _document(row: Document) -> Line:
    detail = f"{row.issued_on:%m-%d}"
    if row.recalled_on:
        detail = f"{detail} {_('Recalled')}"
    return Line(
        f"{title_of(row)} {row.number}", reverse("supervision:document", args=[row.subject.uid]), detail
    )


def _looks(actor: Actor, matter: Matter) -> list[Line]:
    """A look that is still ahead is not told to the department that handled it."""
    if not actor.holds("supervision.view"):
        return []
    inside = actor.holds("supervision.samples")
    found = []
    for row in LOOKS(inside, zone=actor.zone.pk, matter=matter.pk):
        word = row.get_result_display() if row.result else _("to be looked at")
        day = row.looked_on or row.due_on
        url = reverse("supervision:look_back", args=[row.uid]) if inside else None
        found.append(Line(_("Look back: %(result)s") % {"result": word}, url, f"{day:%m-%d}"))
    return found


def _annotated(rows: QuerySet) -> QuerySet:
    """Each row with the last result known on the day shown."""
    owner = "pk" if rows.model is Matter else "matter"
    judged = OuterRef("judged_on")
    found = LookBack.objects.filter(
        zone=OuterRef("zone"), matter=OuterRef(owner), looked_on__lte=judged
    ).order_by("-looked_on", "-pk")
    return rows.annotate(
        looked_result=Subquery(found.values("result")[:1]), looked_on=Subquery(found.values("looked_on")[:1])
    )


def _said(row: Matter) -> str | None:
    if not row.looked_result:
        return None
    return f"{Result(row.looked_result).label} {row.looked_on:%m-%d}"


looked_back = ClosingColumn(_annotated, _said)
