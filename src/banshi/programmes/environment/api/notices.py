"""Notices with the receipt of each recipient."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Query, Schema

from banshi.base.api.lists import answer, page_of
from banshi.base.api.words import notice as demonstration
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.programmes.environment.api.shared import (
    AreaQuery,
    AttachedFile,
    RangeQuery,
    SiteNamed,
    at_place,
    files_shown,
    href,
    in_area,
    place_shown,
    router,
    viewer,
)
from banshi.programmes.environment.models import Notice, Recipient
from banshi.programmes.environment.queries import notices as queries
from banshi.programmes.environment.tables.notices import NOTICES, RECIPIENTS

STATES = {"ended": "withdrawn", "done": "done", "overdue": "late", "going": "waiting"}
RECEIPTS = {"done": "received", "waiting": "late", "overdue": "overdue", "going": "open"}
"""The tone of a state and its code, which is also the value of the filter."""
notice_href = href("notice")
WORDS = ("issuer_unit", "words__key__subject", "withdraw_reason__key__subject", "subject")


class NoticeRow(Schema):
    """A notice; of its ``sent`` recipients so many have ``acknowledged``."""

    uid: UUID
    href: str
    title: str
    number: str | None
    issued_on: date
    issuer: str
    received: str
    sent: int
    acknowledged: int
    receive_by: date
    state: str
    state_code: str


class ReceiptShown(Schema):
    """A recipient and its receipt; ``how`` is system, link, paper, or empty while there is none.

    ``days_late`` counts from the day asked for, to the receipt or to today.
    """

    name: str
    site: SiteNamed | None
    organisation: UUID | None
    unit: str | None
    how: str
    received_on: date | None
    days_late: int
    state: str
    state_code: str


class NoticeShown(Schema):
    """A notice by itself, as it was issued, with each receipt."""

    uid: UUID
    title: str
    number: str | None
    text: str
    issued_on: date
    issuer: str
    receive_by: date
    withdrawn_on: date | None
    withdraw_reason: str
    state: str
    state_code: str
    sent: int
    acknowledged: int
    recipients: list[ReceiptShown]
    files: list[AttachedFile]
    page: str
    notice: str | None


class ReceiptRow(Schema):
    """A recipient of a notice that stands."""

    who: str
    kind: str
    notice: str
    notice_uid: UUID
    href: str
    issued_on: date
    receive_by: date
    received_on: date | None
    how: str | None
    state: str
    state_code: str


@router.get("/notices", response=page_of(NoticeRow), summary="Notices")
def notices(request: Any, asked: Query[RangeQuery]) -> dict[str, Any]:
    """What was issued to sites, contractors and units, by the day of issue."""
    actor = viewer(request)
    return answer(request, NOTICES, queries.listed(actor), _extra, asked=asked)


def _extra(row: Any) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": notice_href(row.subject.uid),
        "sent": row.sent,
        "acknowledged": row.received,
        "state_code": STATES[queries.standing(row)[1]],
    }


@router.get("/notices/{uuid:uid}", response=NoticeShown, summary="One notice")
def notice(request: Any, uid: UUID) -> dict[str, Any]:
    """Its words, its files, and who has acknowledged it on which day and how."""
    actor = viewer(request)
    row = Notice.objects.visible_to(actor).select_related(*WORDS).filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    page = queries.page(actor, row)
    return {
        "uid": uid,
        "title": row.title,
        "number": row.number or None,
        "text": page.text,
        "issued_on": row.issued_on,
        "issuer": row.issuer_unit.name,
        "receive_by": row.receive_by,
        "withdrawn_on": row.withdrawn_on,
        "withdraw_reason": page.reason,
        "state": str(page.state[0]),
        "state_code": STATES[page.state[1]],
        "sent": len(page.told),
        "acknowledged": page.received,
        "recipients": [_receipt(actor, row, told) for told in page.told],
        "files": files_shown(page.files),
        "page": reverse("environment:notice", args=[uid]),
        "notice": demonstration(request.zone),
    }


def _receipt(actor: Actor, row: Any, told: queries.Told) -> dict[str, Any]:
    one: Any = told.recipient
    one.notice, one.judged_on = row, row.judged_on
    word, tone = queries.receipt_standing(one)
    firm = one.organisation
    return {
        "name": one.name,
        "site": place_shown(actor, one.place),
        "organisation": firm.subject.uid if firm and firm.subject.label <= actor.clearance else None,
        "unit": one.unit.code if one.unit else None,
        "how": one.how,
        "received_on": one.received_on,
        "days_late": told.late,
        "state": str(word),
        "state_code": RECEIPTS[tone],
    }


@router.get("/receipts", response=page_of(ReceiptRow), summary="Receipts of notices")
def receipts(request: Any, asked: Query[AreaQuery]) -> dict[str, Any]:
    """Every recipient of the notices that stand, by the day of issue: who has acknowledged, who is late."""
    actor = viewer(request)
    return answer(request, in_area(RECIPIENTS, at_place), queries.recipients(actor), _of_receipt, asked=asked)


def _of_receipt(row: Recipient) -> dict[str, Any]:
    uid = row.notice.subject.uid
    return {
        "notice_uid": uid,
        "href": notice_href(uid),
        "state_code": RECEIPTS[queries.receipt_standing(row)[1]],
    }
