"""The router of the programme, and what its lists share: filters by day and area, names of files and places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from banshi.base.api.lists import SearchQuery
from banshi.base.api.registry import register
from banshi.base.files.models import StoredFile
from banshi.base.tables.definitions import Choices, Filter, Table
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.core.places.models import Place
from banshi.programmes.environment.models.series import VIEW

router = register("environment", title=_("Environment"), order=700)


class RangeQuery(SearchQuery):
    """A list that can be cut to days, both of them included."""

    from_: Annotated[date | None, Field(alias="from", description="First day")] = None
    until: Annotated[date | None, Field(description="Last day")] = None
    state: str | None = None


class AreaQuery(RangeQuery):
    """A list that can also be cut to an area."""

    area: Annotated[
        UUID | None, Field(description="The uid of the place in which the site lies, or of the site itself")
    ] = None


class AttachedFile(Schema):
    """A file that belongs to it; ``href`` is where the bytes are."""

    uid: UUID
    name: str
    href: str


class SiteNamed(Schema):
    """A site; ``uid`` where the place itself is open to the reader."""

    uid: UUID | None
    name: str


def viewer(request: Any) -> Actor:
    """The reader, who may see the programme."""
    access.require(request.actor, VIEW)
    return request.actor


def in_area(table: Table, of: Callable[[QuerySet], Q]) -> Table:
    """``table`` with a filter by area; ``of`` says which rows belong to the places in it."""

    def apply(rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(of(_places(value)))

    return replace(table, filters=(*table.filters, Filter("area", _("Area"), _areas, apply)))


def at_place(places: QuerySet) -> Q:
    """Rows whose site is one of the places."""
    return Q(place__in=places)


def _areas(actor: Actor) -> Choices:
    rows = Place.objects.visible_to(actor).order_by("name_zh", "pk")
    return [(str(uid), name) for uid, name in rows.values_list("subject__uid", "name_zh")]


def _places(uid: str) -> QuerySet:
    """The place itself and what lies in it."""
    return Place.objects.filter(Q(subject__uid=uid) | Q(within__subject__uid=uid)).values("pk")


def file_shown(row: StoredFile | None) -> dict[str, Any] | None:
    """A file by its name and address; None for one that was erased."""
    if row is None or row.erased_at is not None:
        return None
    return {
        "uid": row.uid,
        "name": row.original_name,
        "href": reverse("api:files_content", args=[row.uid]),
    }


def files_shown(rows: Any) -> list[dict[str, Any]]:
    """Those of the files that are still there."""
    return [found for row in rows if (found := file_shown(row))]


def place_shown(actor: Actor, place: Place | None) -> dict[str, Any] | None:
    """A site by its name, and by its uid for whoever may open it."""
    if place is None:
        return None
    opens = place.subject.label <= actor.clearance
    return {"uid": place.subject.uid if opens else None, "name": place.name}


def href(operation: str) -> Callable[[UUID], str]:
    """Where one of these is found in the API."""
    return lambda uid: reverse(f"api:environment_{operation}", args=[uid])
