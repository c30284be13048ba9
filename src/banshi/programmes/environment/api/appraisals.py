"""Appraisals from outside. A rank is given with its category and its document, or not at all."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Query, Schema

from banshi.base.api.lists import answer, columns_of, page_of
from banshi.base.api.words import notice
from banshi.base.zones import access
from banshi.programmes.environment.api.shared import (
    AttachedFile,
    RangeQuery,
    file_shown,
    href,
    router,
    viewer,
)
from banshi.programmes.environment.models import Appraisal
from banshi.programmes.environment.queries import appraisals as queries
from banshi.programmes.environment.tables.appraisals import APPRAISALS

appraisal_href = href("appraisal")


class AppraisalRow(Schema):
    """An appraisal, as its document says it; ``rank`` is a sentence with category and document."""

    uid: UUID
    href: str
    year: int
    title: str
    body: str
    category: str | None
    grade: str | None
    rank: str | None
    document: str
    document_on: date
    state: str
    state_code: str


class RankShown(Schema):
    """A rank: the place within its category, of how many where the document says so, and that document."""

    place: int
    category: str
    of_how_many: int | None
    document: str


class SourceDocument(Schema):
    """The document that says so, with the file; without one where it was erased."""

    title: str
    number: str
    issued_on: date
    file: AttachedFile | None


class AppraisalShown(Schema):
    """An appraisal by itself. ``sentence`` says it whole."""

    uid: UUID
    year: int
    title: str
    body: str
    category: str
    grade: str
    rank: RankShown | None
    document: SourceDocument
    sentence: str
    state_code: str
    taken_back_on: date | None
    take_back_reason: str
    page: str
    notice: str | None


@router.get("/appraisals", response=page_of(AppraisalRow), summary="Appraisals from outside")
def appraisals(request: Any, asked: Query[RangeQuery]) -> dict[str, Any]:
    """What bodies outside found of the zone, by the day of the document."""
    actor = viewer(request)
    return answer(request, APPRAISALS, queries.listed(actor), _extra, asked=asked)


def _extra(row: Appraisal) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": appraisal_href(row.subject.uid),
        "year": row.year,
        "document_on": row.document_on,
        "state_code": "holds" if row.taken_back_on is None else "taken_back",
    }


@router.get("/appraisals/{uuid:uid}", response=AppraisalShown, summary="One appraisal")
def appraisal(request: Any, uid: UUID) -> dict[str, Any]:
    """Category, grade, rank and document together."""
    actor = viewer(request)
    rows = queries.listed(actor).select_related("take_back_reason__key__subject")
    row = rows.filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    page = queries.page(actor, row)
    rank = page.rank
    return {
        **columns_of(APPRAISALS, row),
        **_extra(row),
        "title": row.title,
        "category": row.category,
        "grade": row.grade,
        "rank": {
            "place": rank.place,
            "category": rank.category,
            "of_how_many": rank.of_how_many,
            "document": rank.document,
        }
        if rank
        else None,
        "document": {
            "title": row.document_title,
            "number": row.document_number,
            "issued_on": row.document_on,
            "file": file_shown(row.document),
        },
        "sentence": queries.sentence(row),
        "taken_back_on": row.taken_back_on,
        "take_back_reason": page.reason,
        "page": reverse("environment:appraisal", args=[uid]),
        "notice": notice(request.zone),
    }
