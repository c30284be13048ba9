"""Patrols with their stops, checks and findings."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from ninja import Query, Schema

from banshi.base.api.lists import answer, columns_of, page_of
from banshi.base.api.words import notice
from banshi.core.matters.models import Evidence
from banshi.programmes.environment.api.shared import (
    AreaQuery,
    AttachedFile,
    SiteNamed,
    at_place,
    file_shown,
    href,
    in_area,
    place_shown,
    router,
    viewer,
)
from banshi.programmes.environment.models import Finding, Patrol, PatrolStop
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.queries.patrol_lists import listed, one_patrol
from banshi.programmes.environment.tables import patrols as tables

STATES = {"done": "closed", "ended": "ended", "waiting": "submitted", "overdue": "overdue", "going": "open"}
"""The tone of a finding's state and its code, which is also the value of the filter."""
patrol_href, finding_href = href("patrol"), href("finding")


class PatrolRow(Schema):
    """A patrol: its route, who went (person-times), and what it found."""

    uid: UUID
    href: str
    number: str
    title: str
    planned_on: date
    held_on: date | None
    host: str
    stops: int
    visited: int
    person_times: int | None
    findings: int
    state: str
    state_code: str


class CheckShown(Schema):
    """One item of the list at a stop; ``result`` is met, failed or na, which has a reason."""

    item: str
    name: str
    result: str
    reason: str


class StopShown(Schema):
    """A site on the route, why it was chosen, and what was checked there."""

    uid: UUID
    order: int
    site: SiteNamed
    score: int
    reasons: str
    visited_on: date | None
    checks: list[CheckShown]


class FindingRow(Schema):
    """A finding, which is a rectification matter."""

    uid: UUID
    href: str
    number: str
    place: str
    item: str
    item_code: str
    contractor: str
    department: str | None
    found_on: date
    due_on: date | None
    closed_on: date | None
    handed: str | None
    state: str
    state_code: str
    rechecks_failed: int


class PatrolShown(Schema):
    """A patrol by itself. ``persons`` are the different people among the ``person_times``."""

    uid: UUID
    number: str
    title: str
    planned_on: date
    held_on: date | None
    host: str
    person_times: int | None
    persons: int
    state: str
    state_code: str
    standard: str
    list_version: int
    stops: list[StopShown]
    findings: list[FindingRow]
    page: str
    notice: str | None


class PhotoShown(Schema):
    """A photo of a finding with its day."""

    dated_on: date
    file: AttachedFile | None


class HandingShown(Schema):
    """How the sheet was taken. Who signed, and before whom it was refused, is for the page."""

    how: str
    how_code: str
    handed_on: date


class FindingShown(FindingRow):
    """A finding by itself, with its photos before and after. ``matter`` is its address in the API of matters."""

    patrol: UUID
    stop: UUID
    site: SiteNamed
    clause: str
    requirement: str
    before: list[PhotoShown]
    after: list[PhotoShown]
    handing: HandingShown | None
    matter: str
    page: str
    notice: str | None


class FindingQuery(AreaQuery):
    """The filters of the ledger, by the day of the finding."""

    item: str | None = None


@router.get("/patrols", response=page_of(PatrolRow), summary="Patrols")
def patrols(request: Any, asked: Query[AreaQuery]) -> dict[str, Any]:
    """Planned and held (巡查), by the day planned."""
    actor = viewer(request)
    return answer(request, in_area(tables.PATROLS, _going_to), listed(actor), _patrol, asked=asked)


def _going_to(places: QuerySet) -> Q:
    return Q(pk__in=PatrolStop.objects.filter(place__in=places).values("patrol"))


def _patrol(row: Patrol) -> dict[str, Any]:
    uid = row.occasion.subject.uid
    return {"uid": uid, "href": patrol_href(uid), "state_code": tables.state_code(row)}


@router.get("/patrols/{uuid:uid}", response=PatrolShown, summary="One patrol")
def patrol(request: Any, uid: UUID) -> dict[str, Any]:
    """The route with its reasons, each item that was checked, and each finding."""
    actor = viewer(request)
    page = one_patrol(actor, uid)
    row, found = page.patrol, page.list
    table = tables.findings(actor)
    return {
        "uid": uid,
        "number": row.occasion.number,
        "title": row.occasion.title,
        "planned_on": row.occasion.planned_on,
        "held_on": row.occasion.held_on,
        "host": row.occasion.host.name,
        "person_times": row.person_times,
        "persons": page.persons,
        "state": str(tables.state(row).word),
        "state_code": tables.state_code(row),
        "standard": found.standard,
        "list_version": row.list_version,
        "stops": [_stop(actor, stop, found) for stop in page.stops],
        "findings": [_whole(table, one) for one in page.findings],
        "page": reverse("environment:patrol", args=[uid]),
        "notice": notice(request.zone),
    }


def _stop(actor: Any, stop: PatrolStop, found: Any) -> dict[str, Any]:
    return {
        "uid": stop.uid,
        "order": stop.order,
        "site": place_shown(actor, stop.place),
        "score": stop.score,
        "reasons": queries.reasons_said(stop),
        "visited_on": stop.visited_on,
        "checks": [
            {"item": one.item, "name": queries.item_name(found, one.item), "result": one.result,
             "reason": one.reason}
            for one in stop.checks.all()
        ],
    }  # fmt: skip


@router.get("/findings", response=page_of(FindingRow), summary="Findings")
def findings(request: Any, asked: Query[FindingQuery]) -> dict[str, Any]:
    """What patrols found, until it was put right and rechecked (整改台账)."""
    actor = viewer(request)
    table = in_area(tables.findings(actor), at_place)
    return answer(request, table, queries.findings(actor), _finding, asked=asked)


def _finding(row: Finding) -> dict[str, Any]:
    uid = row.matter.subject.uid
    return {
        "uid": uid,
        "href": finding_href(uid),
        "item_code": row.item,
        "state_code": STATES[queries.state_word(row)[1]],
        "rechecks_failed": row.matter.returned,
    }


def _whole(table: Any, row: Finding) -> dict[str, Any]:
    return {**columns_of(table, row), **_finding(row)}


@router.get("/findings/{uuid:uid}", response=FindingShown, summary="One finding")
def finding(request: Any, uid: UUID) -> dict[str, Any]:
    """The item with its clause, the day, the pair of photos, and how the sheet was taken."""
    actor = viewer(request)
    page = queries.finding_page(actor, uid)
    row, sheet = page.finding, page.handing
    return {
        **_whole(tables.findings(actor), row),
        "patrol": row.stop.patrol.occasion.subject.uid,
        "stop": row.stop.uid,
        "site": place_shown(actor, row.place),
        "clause": page.clause,
        "requirement": row.matter.requirement,
        "before": [_photo(one) for one in page.pair.before],
        "after": [_photo(one) for one in page.pair.after],
        "handing": {"how": str(page.how), "how_code": sheet.how, "handed_on": sheet.handed_on}
        if sheet
        else None,
        "matter": reverse("api:matters_matter", args=[uid]),
        "page": reverse("environment:finding", args=[uid]),
        "notice": notice(request.zone),
    }


def _photo(one: Evidence) -> dict[str, Any]:
    return {"dated_on": one.dated_on, "file": file_shown(one.file)}
