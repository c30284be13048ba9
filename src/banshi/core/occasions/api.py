"""Occasions for programmes, to be read alone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema

from banshi.base.api.lists import SearchQuery, answer, page_of
from banshi.base.api.registry import register
from banshi.base.api.words import notice
from banshi.base.zones import access
from banshi.core.occasions import queries, tables
from banshi.core.occasions.models import Occasion

router = register("occasions", title=_("Occasions"), order=550)


class OccasionRow(Schema):
    """An occasion."""

    uid: UUID
    href: str
    number: str
    title: str
    kind: str
    kind_code: str
    planned_on: date
    held_on: date | None
    host: str
    place: str | None
    person_times: int | None
    state: str


class OccasionShown(Schema):
    """An occasion by itself; ``matters`` are those that came out of it and are open to the reader."""

    uid: UUID
    number: str
    title: str
    kind_code: str
    planned_on: date
    held_on: date | None
    host: str
    place: str | None
    person_times: int
    state: str
    agenda: str
    minutes: str
    matters: list[UUID]
    page: str
    notice: str | None


class OccasionQuery(SearchQuery):
    """The filters of the list."""

    kind: str | None = None
    state: str | None = None
    unit: str | None = None


@router.get("/", response=page_of(OccasionRow), summary="Occasions")
def occasions(request: Any, asked: Query[OccasionQuery]) -> dict[str, Any]:
    """What is planned and what was held."""
    access.require(request.actor, "occasions.view")
    return answer(
        request, tables.occasions(request.actor), queries.listed(request.actor), _extra, asked=asked
    )


def _extra(row: Occasion) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": reverse("api:occasions_occasion", args=[row.subject.uid]),
        "kind_code": row.kind,
    }


@router.get("/{uuid:uid}", response=OccasionShown, summary="One occasion")
def occasion(request: Any, uid: UUID) -> dict[str, Any]:
    """When, where, how many were there, what was said, and what came of it."""
    rows = Occasion.objects.visible_to(request.actor).select_related(
        "subject", "host", "place", *queries.VAULTED
    )
    row = rows.filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    page = queries.page(request.actor, row)
    return {
        "uid": uid,
        "number": row.number,
        "title": row.title,
        "kind_code": row.kind,
        "planned_on": row.planned_on,
        "held_on": row.held_on,
        "host": row.host.name,
        "place": row.place.name if row.place else None,
        "person_times": page.person_times,
        "state": str(page.state[0]),
        "agenda": page.agenda,
        "minutes": page.minutes,
        "matters": [matter.subject.uid for matter in page.matters],
        "page": reverse("occasions:occasion", args=[uid]),
        "notice": notice(request.zone),
    }
