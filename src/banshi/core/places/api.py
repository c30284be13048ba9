"""Places with their outlines, for programmes."""

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
from banshi.core.places.models import Place
from banshi.core.places.tables import PLACES
from banshi.core.places.views.places import NAMES

router = register("places", title=_("Places"), order=300)


class PlaceRow(Schema):
    """A place."""

    uid: UUID
    href: str
    name: str
    kind: str
    kind_code: str
    within: str | None
    held_by: str | None
    aliases: list[str]
    starts_on: date
    ends_on: date | None
    state: str


class PlaceShown(PlaceRow):
    """A place by itself. ``geometry`` is GeoJSON in degrees of CGCS2000 (equal to WGS 84 here)."""

    name_zh: str
    name_en: str
    geometry: dict[str, Any] | None
    page: str
    notice: str | None


class PlaceQuery(SearchQuery):
    """The filters of the list."""

    kind: str | None = None
    state: str | None = None
    drawn: str | None = None


@router.get("/", response=page_of(PlaceRow), summary="Places")
def places(request: Any, asked: Query[PlaceQuery]) -> dict[str, Any]:
    """Sites, roads, buildings, monitoring points and sensitive places."""
    access.require(request.actor, "places.view")
    return answer(request, PLACES, _rows(request), _extra, asked=asked)


@router.get("/{uuid:uid}", response=PlaceShown, summary="One place")
def place(request: Any, uid: UUID) -> dict[str, Any]:
    """A place with its outline."""
    row = _rows(request).filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    return {
        **_extra(row),
        "name": row.name,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.get_kind_display(),
        "within": row.within.name if row.within else None,
        "held_by": row.held_by.name if row.held_by else None,
        "aliases": row.other_names,
        "starts_on": row.starts_on,
        "state": str(_("Current") if row.ends_on is None else _("Ended")),
        "geometry": row.geometry,
        "page": reverse("places:place", args=[uid]),
        "notice": notice(request.zone),
    }


def _rows(request: Any) -> Any:
    rows = Place.objects.visible_to(request.actor).select_related("subject", "within", "held_by")
    return rows.prefetch_related(NAMES)


def _extra(row: Place) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": reverse("api:places_place", args=[row.subject.uid]),
        "kind_code": row.kind,
        "ends_on": row.ends_on,
    }
