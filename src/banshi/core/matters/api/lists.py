"""The four lists, with the filters and columns of their pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from banshi.base.api.lists import DatedQuery, SearchQuery, answer, page_of
from banshi.base.tables.asking import Ask
from banshi.base.zones import access
from banshi.core.matters import tables
from banshi.core.matters.api.shapes import href_of, router
from banshi.core.matters.queries import lists

NATURES = (
    "raised (problems and needs), problem, need, task, rectification, condition, or all. Without it, and without a "
    "kind, a list shows what was raised, as the figures count it."
)


class OfMatter(Schema):
    """What every row says of its matter; ``state_code`` and ``label`` are codes, the rest are words."""

    uid: UUID
    href: str
    number: str
    problem: str
    state_code: str
    label: int


class IssueRow(OfMatter):
    """问题清单."""

    source: str | None
    raiser: str | None
    category: str | None
    about: str | None
    collector: str | None
    raised_on: date
    state: str


class ResponsibilityRow(OfMatter):
    """责任清单, and 重点责任清单."""

    leader: str | None
    unit: str | None
    co_handlers: str | None
    due_on: date | None
    requirement: str | None
    state: str
    light: str | None
    light_code: str | None


class ClosureRow(OfMatter):
    """销号台账."""

    unit: str | None
    outcome: str | None
    submitted_on: date | None
    verifier: str | None
    satisfaction: str | None
    closed_on: date | None
    look_back: str | None


class OfAll(SearchQuery, DatedQuery):
    """The filters that all four lists have; units, posts and kinds go by their codes."""

    unit: str | None = None
    nature: Annotated[str | None, Field(description=NATURES)] = None
    kind: str | None = None
    collector: str | None = None
    category: str | None = None
    raiser: str | None = None
    leader: str | None = None
    label: str | None = None
    reopened: str | None = None


class IssueQuery(OfAll):
    """The filters of the issue list."""

    group: str | None = None
    key: str | None = None
    late: str | None = None


class KeyQuery(OfAll):
    """The filters of the key list."""

    group: str | None = None
    late: str | None = None


class ClosureQuery(OfAll):
    """The filters of the closure ledger."""

    outcome: str | None = None
    satisfaction: str | None = None
    in_time: str | None = None
    key: str | None = None


IssuePage, ResponsibilityPage, ClosurePage = map(page_of, (IssueRow, ResponsibilityRow, ClosureRow))


@router.get("/", response=IssuePage, summary="Issue list")
def issues(request: Any, asked: Query[IssueQuery]) -> dict[str, Any]:
    """All that was collected (问题清单)."""
    return _list(request, "issues", asked)


@router.get("/responsibility", response=ResponsibilityPage, summary="Responsibility list")
def responsibility(request: Any, asked: Query[IssueQuery]) -> dict[str, Any]:
    """All that was dispatched (责任清单)."""
    return _list(request, "responsibility", asked)


@router.get("/key", response=ResponsibilityPage, summary="Key responsibility list")
def key(request: Any, asked: Query[KeyQuery]) -> dict[str, Any]:
    """What stands on the key list (重点责任清单)."""
    return _list(request, "key", asked)


@router.get("/closure", response=ClosurePage, summary="Closure ledger")
def closure(request: Any, asked: Query[ClosureQuery]) -> dict[str, Any]:
    """What is closed out (销号台账)."""
    return _list(request, "closure", asked)


def _list(request: Any, code: str, asked: Any) -> dict[str, Any]:
    access.require(request.actor, "matters.view")
    access.require(request.actor, "matters.export")
    shown = tables.Lists(request.actor)
    lit = code in ("responsibility", "key")

    def rows(ask: Ask) -> Any:
        return lists.ROWS[code](request.actor, ask.as_of, ask.known_at(request.zone))

    def extra(row: Any) -> dict[str, Any]:
        matter = tables.matter_of(row)
        found = {
            "uid": matter.subject.uid,
            "href": href_of(matter),
            "state_code": row.state,
            "label": row.label,
        }
        return found | {"light_code": shown.light(row).tone} if lit else found

    return answer(request, shown.table(code), rows, extra, asked=asked)
