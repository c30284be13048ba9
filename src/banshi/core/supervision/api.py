"""Documents of supervision for programmes, to be read alone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema

from banshi.base.api.lists import SearchQuery, answer, page_of
from banshi.base.api.registry import register
from banshi.base.api.words import notice
from banshi.base.zones import access
from banshi.core.supervision import tables
from banshi.core.supervision.models import Document
from banshi.core.supervision.queries import documents as queries
from banshi.core.supervision.views.documents import WORDS

router = register("supervision", title=_("Supervision"), order=500)


class DocumentRow(Schema):
    """A document of supervision."""

    uid: UUID
    href: str
    number: str
    kind: str
    kind_code: str
    issued_on: date
    to: str
    matters: list[str]
    answer_by: date
    state: str


class LineShown(Schema):
    """A matter as the document named it; ``matter`` is its uid where it is open to the reader."""

    number: str
    title: str
    due_on: date
    workdays: int
    matter: UUID | None


class ReplyShown(Schema):
    """One answer."""

    answered_on: date
    words: str


class AddresseeShown(Schema):
    """Whom it goes to, the receipt and the answers."""

    name: str
    acknowledged_at: datetime | None
    answered_on: date | None
    late: bool
    replies: list[ReplyShown]


class DocumentShown(Schema):
    """A document by itself."""

    uid: UUID
    number: str
    title: str
    kind_code: str
    issued_on: date
    issuer: str
    demand: str
    reason: str
    answer_by: date
    recalled_on: date | None
    recall_reason: str
    state: str
    lines: list[LineShown]
    addressees: list[AddresseeShown]
    page: str
    notice: str | None


class DocumentQuery(SearchQuery):
    """The filters of the list."""

    kind: str | None = None
    state: str | None = None
    unit: str | None = None


@router.get("/documents", response=page_of(DocumentRow), summary="Documents of supervision")
def documents(request: Any, asked: Query[DocumentQuery]) -> dict[str, Any]:
    """What was issued, with receipt and answer (督办文书)."""
    access.require(request.actor, "supervision.view")
    return answer(
        request, tables.documents(request.actor), queries.listed(request.actor), _extra, asked=asked
    )


def _extra(row: Document) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": reverse("api:supervision_document", args=[row.subject.uid]),
        "kind_code": row.kind,
    }


@router.get("/documents/{uuid:uid}", response=DocumentShown, summary="One document")
def document(request: Any, uid: UUID) -> dict[str, Any]:
    """The paper, who has it, and what was answered."""
    rows = Document.objects.visible_to(request.actor).select_related("subject", "issuer_unit", *WORDS)
    row = rows.filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    page = queries.page(request.actor, row)
    return {
        "uid": uid,
        "number": row.number,
        "title": page.title,
        "kind_code": row.kind,
        "issued_on": row.issued_on,
        "issuer": row.issuer_unit.name,
        "demand": page.demand,
        "reason": page.reason,
        "answer_by": row.answer_by,
        "recalled_on": row.recalled_on,
        "recall_reason": page.recall_reason,
        "state": str(page.state[0]),
        "lines": [_line(line, seen=seen) for line, seen in page.lines],
        "addressees": [_addressee(told) for told in page.addressees],
        "page": reverse("supervision:document", args=[uid]),
        "notice": notice(request.zone),
    }


def _line(line: Any, *, seen: bool) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": line.title,
        "due_on": line.due_on,
        "workdays": line.workdays,
        "matter": line.matter.subject.uid if seen else None,
    }


def _addressee(told: queries.Told) -> dict[str, Any]:
    one = told.addressee
    return {
        "name": one.named.name,
        "acknowledged_at": one.acknowledged_at,
        "answered_on": one.answered_on,
        "late": told.late,
        "replies": [{"answered_on": reply.answered_on, "words": words} for reply, words in told.replies],
    }
