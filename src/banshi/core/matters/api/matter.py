"""One matter, as its page shows it: the raiser's name and telephone stay masked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Schema

from banshi.base.api.words import notice
from banshi.base.zones import clock
from banshi.core.matters.api.shapes import href_of, router
from banshi.core.matters.models import Evidence
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.queries.timeline import Line


class Coded(Schema):
    """A code and its word in the language asked for."""

    code: str
    word: str


class Named(Schema):
    """A unit or a post by its code and name."""

    code: str
    name: str


class Raiser(Schema):
    """Who raised it; of a resident only that it was one, with a masked name and telephone."""

    kind: str
    organisation: UUID | None
    unit: Named | None
    name: str
    phone: str


class EvidenceShown(Schema):
    """A file or the raiser's word, with the day it speaks of."""

    kind: str
    dated_on: date
    file: UUID | None
    href: str | None


class LineShown(Schema):
    """One entry of the time line."""

    entry: int
    recorded_at: datetime
    on: date
    what: str
    who: str
    texts: list[str]
    facts: list[list[str]]


class LinkShown(Schema):
    """Another thing that it hangs together with."""

    what: str
    caption: str
    page: str | None


class MatterShown(Schema):
    """A matter. ``acts`` are what the owner of the token may do to it now."""

    uid: UUID
    number: str
    title: str
    words: str
    state: Coded
    kind: Coded
    category: Coded
    source: Coded
    label: int
    light: str
    raised_on: date
    recorded_at: datetime
    raiser: Raiser
    place: UUID | None
    collector: Named
    lead_leader: Named | None
    responsible_unit: Named | None
    requirement: str
    holder: str
    turn_due_on: date | None
    due_on: date | None
    next_reply_on: date | None
    review_on: date | None
    submitted_on: date | None
    verified_on: date | None
    closed_on: date | None
    outcome: str
    solved: str
    satisfaction: str
    in_time: bool | None
    key_listed: bool
    returned: int
    reopened: int
    acts: list[Coded]
    evidence: list[EvidenceShown]
    links: list[LinkShown]
    lines: list[LineShown]
    head: int
    page: str
    href: str
    notice: str | None


OF_ROW = (
    "number", "title", "label", "raised_on", "recorded_at", "requirement", "turn_due_on", "due_on",
    "next_reply_on", "review_on", "submitted_on", "verified_on", "closed_on", "outcome", "solved",
    "satisfaction", "in_time", "key_listed", "returned", "reopened",
)  # fmt: skip
OF_PAGE = ("words", "light", "holder")


@router.get("/{uuid:uid}", response=MatterShown, summary="One matter")
def matter(request: Any, uid: UUID) -> dict[str, Any]:
    """State, deadlines, evidence and the one time line."""
    return shown(page_of(request, uid))


def page_of(request: Any, uid: UUID) -> MatterPage:
    """The matter as the owner of the token sees it; 404 for the hidden and the missing alike."""
    found = queries.find(request.actor, uid)
    return MatterPage(request.actor, found, clock.now(request.zone))


def shown(page: MatterPage) -> dict[str, Any]:
    """A matter as plain values."""
    row = page.matter
    return {
        **{name: getattr(row, name) for name in OF_ROW},
        **{name: getattr(page, name) for name in OF_PAGE},
        "satisfaction": row.satisfaction if page.sees_rating else "",
        "uid": row.subject.uid,
        "state": {"code": row.state, "word": page.state_word},
        "kind": {"code": row.kind, "word": page.kind_word},
        "category": {"code": row.category, "word": page.category},
        "source": {"code": row.source_kind, "word": page.source},
        "raiser": _raiser(page),
        "place": row.place.subject.uid if row.place and _open(page, row.place) else None,
        "collector": _named(row.collector),
        "lead_leader": _named(row.lead_leader),
        "responsible_unit": _named(row.responsible_unit),
        "acts": [{"code": act, "word": page.word_of(act)} for act in page.offered],
        "evidence": [_evidence(one) for one in row.evidence.all()],
        "links": [{"what": one.what, "caption": one.caption, "page": one.url} for one in page.links],
        "lines": [_line(line) for line in page.lines],
        "head": row.subject.head_n,
        "page": reverse("matters:matter", args=[row.subject.uid]),
        "href": href_of(row),
        "notice": notice(page.actor.zone),
    }


def _open(page: MatterPage, thing: Any) -> bool:
    return thing.subject.label <= page.actor.clearance


def _raiser(page: MatterPage) -> dict[str, Any]:
    row, masked = page.matter, page.raiser
    org = row.raiser_org
    return {
        "kind": row.raiser_kind,
        "organisation": org.subject.uid if org and _open(page, org) else None,
        "unit": _named(row.raiser_unit),
        "name": masked.name,
        "phone": masked.phone,
    }


def _named(thing: Any) -> dict[str, str] | None:
    return {"code": thing.code, "name": thing.name} if thing else None


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "dated_on": one.dated_on,
        "file": one.file.uid if one.file else None,
        "href": reverse("api:files_content", args=[one.file.uid]) if one.file else None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "entry": line.n,
        "recorded_at": line.at,
        "on": line.on,
        "what": line.what,
        "who": line.who,
        "texts": [str(text) for text in line.texts],
        "facts": [[str(label), str(value)] for label, value in line.facts],
    }
