"""Measures on sites, each kind in its own unit; what is verified is added within one kind and unit, never across."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Query, Schema

from banshi.base.api.lists import answer, columns_of, known_names, page_of
from banshi.base.api.words import notice
from banshi.base.figures.registry import Question
from banshi.base.zones import access, clock
from banshi.kernel.qualifiers import Qualified
from banshi.programmes.environment.api.shared import (
    AreaQuery,
    AttachedFile,
    SiteNamed,
    at_place,
    files_shown,
    href,
    in_area,
    place_shown,
    router,
    viewer,
)
from banshi.programmes.environment.models import Measure
from banshi.programmes.environment.queries import measures as queries
from banshi.programmes.environment.tables.measures import MEASURES, REMOVED, STANDING, unit_name

measure_href = href("measure")
VAULTED = ("findings__key__subject", "remove_reason__key__subject")


class MeasureRow(Schema):
    """A measure. ``quantity`` is exact, in ``unit``; how it is meant says ``qualifier``; ``amount`` is both in words.

    It counts once ``verified_on`` is given, by somebody else than whoever entered it.
    """

    uid: UUID
    href: str
    place: str
    kind: str
    kind_code: str
    amount: str
    quantity: str
    qualifier: str
    unit: str
    by: str
    spot: str | None
    installed_on: date
    verified_on: date | None
    removed_on: date | None
    state: str
    state_code: str


class MeasureShown(MeasureRow):
    """A measure by itself: what the verifier found, why it was taken away, and its pictures."""

    site: SiteNamed
    found: str
    remove_reason: str
    files: list[AttachedFile]
    page: str
    notice: str | None


class QuantityShown(Schema):
    """A sum within one kind and unit, with the qualifier that a sum of its parts has."""

    quantity: str
    qualifier: str


class TotalRow(Schema):
    """One kind in one unit: ``added`` is all that was verified, of which so much was ``removed``, and the rest stands
    at so many ``sites``; ``waiting`` are measures that nobody has verified yet and that count nowhere."""

    kind: str
    kind_code: str
    unit: str
    added: QuantityShown | None
    removed: QuantityShown | None
    standing: QuantityShown | None
    sites: int
    waiting: int


class Totals(Schema):
    """All kinds. There is no sum of them."""

    as_of: date
    items: list[TotalRow]
    notice: str | None


class MeasureQuery(AreaQuery):
    """The filters of the list, by the day on which it was put up."""

    kind: str | None = None


class TotalQuery(Schema):
    """The day at whose end it is counted; today unless told."""

    as_of: date | None = None


@router.get("/measures", response=page_of(MeasureRow), summary="Measures on sites")
def measures(request: Any, asked: Query[MeasureQuery]) -> dict[str, Any]:
    """What contractors and units put up: misting machines, wheel-wash pools, hoarding, access roads and others."""
    actor = viewer(request)
    return answer(request, in_area(MEASURES, at_place), queries.listed(actor), _extra, asked=asked)


def _extra(row: Measure) -> dict[str, Any]:
    state = str(row.state)
    if state == "verified":
        state = STANDING if row.removed_on is None else REMOVED
    return {
        "uid": row.subject.uid,
        "href": measure_href(row.subject.uid),
        "kind_code": row.kind,
        "quantity": _exact(row.amount),
        "qualifier": row.qualifier,
        "unit": unit_name(row),
        "state_code": state,
    }


@router.get("/measures/totals", response=Totals, summary="Measures in all, by kind")
def measure_totals(request: Any, asked: Query[TotalQuery]) -> dict[str, Any]:
    """What was verified by a day, each kind in its own unit."""
    actor = viewer(request)
    known_names(request, {"as_of"})
    day = asked.as_of or clock.today(actor.zone)
    question = Question(actor.zone, actor, day)
    rows = queries.totals(actor, day, question.reaches_to)
    return {"as_of": day, "items": [_total(row) for row in rows], "notice": notice(request.zone)}


def _exact(given: Qualified) -> str:
    return format(Decimal(given.value), "f")


def _total(row: queries.Total) -> dict[str, Any]:
    return {
        "kind": row.name,
        "kind_code": row.kind,
        "unit": row.unit,
        "added": _amount(row.added),
        "removed": _amount(row.removed),
        "standing": _amount(row.standing),
        "sites": row.sites,
        "waiting": row.waiting,
    }


def _amount(given: Qualified | None) -> dict[str, str] | None:
    if given is None:
        return None
    return {"quantity": _exact(given), "qualifier": given.qualifier.value}


@router.get("/measures/{uuid:uid}", response=MeasureShown, summary="One measure")
def measure(request: Any, uid: UUID) -> dict[str, Any]:
    """One measure with what its verifier found."""
    actor = viewer(request)
    row = queries.listed(actor).select_related(*VAULTED).filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    page = queries.page(actor, row)
    return {
        **columns_of(MEASURES, row),
        **_extra(row),
        "site": place_shown(actor, row.place),
        "found": page.findings,
        "remove_reason": page.reason,
        "files": files_shown(page.files),
        "page": reverse("environment:measure", args=[uid]),
        "notice": notice(request.zone),
    }
