"""Units with their posts, and the organisations outside, for programmes. People go by number, never by name."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema

from banshi.base.api.lists import SearchQuery, answer, known_names, page_of
from banshi.base.api.registry import register
from banshi.base.api.words import notice
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.org import queries
from banshi.core.org.models import OutsideOrganisation
from banshi.core.org.queries.tree import PostLine, TreeLine
from banshi.core.org.tables import OUTSIDE
from banshi.core.org.views.outside import NAMES

router = register("org", title=_("Organisation"), order=200)


class PostShown(Schema):
    """A post, and by number who holds it and who stands in on the day."""

    uid: UUID
    code: str
    name: str
    kind: str
    rank: str
    holder: int | None
    deputy: int | None


class UnitShown(Schema):
    """A unit as it was called on the day; ``depth`` 0 stands at the top, in protocol order."""

    uid: UUID
    code: str
    name: str
    kind: str
    depth: int
    parent: str | None
    sits_in: str | None
    posts: list[PostShown]


class UnitsShown(Schema):
    """All units on a day."""

    items: list[UnitShown]
    as_of: date
    notice: str | None


class OutsideRow(Schema):
    """An organisation outside."""

    uid: UUID
    href: str
    name: str
    kind: str
    kind_code: str
    aliases: list[str]
    credit_code: str | None
    starts_on: date
    ends_on: date | None
    state: str


class OutsideShown(OutsideRow):
    """An organisation outside by itself."""

    name_zh: str
    name_en: str
    page: str
    notice: str | None


class OutsideQuery(SearchQuery):
    """The filters of the list."""

    kind: str | None = None
    state: str | None = None


class UnitQuery(Schema):
    """The day, today when none is given."""

    as_of: date | None = None


@router.get("/units", response=UnitsShown, summary="Units and posts")
def units(request: Any, asked: Query[UnitQuery]) -> dict[str, Any]:
    """The units in protocol order with their posts on a day."""
    access.require(request.actor, "org.view")
    known_names(request, {"as_of"})
    tree, day = _tree(request, asked.as_of)
    codes = {line.unit.id: line.unit.code for line in tree}
    return {"items": [_unit(line, codes) for line in tree], "as_of": day, "notice": notice(request.zone)}


@router.get("/units/{slug:code}", response=UnitShown, summary="One unit")
def unit(request: Any, code: str, asked: Query[UnitQuery]) -> dict[str, Any]:
    """A unit by its code, on a day."""
    access.require(request.actor, "org.view")
    known_names(request, {"as_of"})
    tree, _day = _tree(request, asked.as_of)
    codes = {line.unit.id: line.unit.code for line in tree}
    found = next((line for line in tree if line.unit.code == code), None)
    if found is None:
        raise access.unknown()
    return _unit(found, codes)


def _tree(request: Any, as_of: date | None) -> tuple[list[TreeLine], date]:
    today = clock.today(request.zone)
    if as_of is not None and as_of > today:
        raise Refusal("api.future_day", _("Choose a day up to today."), field="as_of")
    day = as_of or today
    return queries.tree_with_posts(request.zone, day, request.actor), day


def _unit(line: TreeLine, codes: dict[int, str]) -> dict[str, Any]:
    row = line.unit
    return {
        "uid": row.uid,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "depth": row.depth,
        "parent": codes.get(row.parent_id) if row.parent_id else None,
        "sits_in": line.host.code if line.host else None,
        "posts": [_post(post) for post in line.posts],
    }


def _post(line: PostLine) -> dict[str, Any]:
    post, holder = line.post, line.holder
    return {
        "uid": post.subject.uid,
        "code": post.code,
        "name": post.name,
        "kind": post.kind,
        "rank": post.rank,
        "holder": holder.person.number if holder.person else None,
        "deputy": holder.deputy.number if holder.deputy else None,
    }


@router.get("/outside", response=page_of(OutsideRow), summary="Organisations outside")
def outside_list(request: Any, asked: Query[OutsideQuery]) -> dict[str, Any]:
    """Enterprises, contractors, villages, colleges, authorities."""
    access.require(request.actor, "org.view")
    return answer(request, OUTSIDE, _rows(request), _extra, asked=asked)


@router.get("/outside/{uuid:uid}", response=OutsideShown, summary="One organisation outside")
def outside(request: Any, uid: UUID) -> dict[str, Any]:
    """An organisation with its other names."""
    row = _rows(request).filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    return {
        **_extra(row),
        "name": row.name,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.get_kind_display(),
        "aliases": [alias.text for alias in row.subject.names_in_use],
        "credit_code": row.credit_code or None,
        "starts_on": row.starts_on,
        "state": str(_("Current") if row.ends_on is None else _("Ended")),
        "page": reverse("org:outside", args=[uid]),
        "notice": notice(request.zone),
    }


def _rows(request: Any) -> Any:
    return (
        OutsideOrganisation.objects.visible_to(request.actor)
        .select_related("subject")
        .prefetch_related(NAMES)
    )


def _extra(row: OutsideOrganisation) -> dict[str, Any]:
    return {
        "uid": row.subject.uid,
        "href": reverse("api:org_outside", args=[row.subject.uid]),
        "kind_code": row.kind,
        "ends_on": row.ends_on,
    }
