"""The four lists. Each is one definition; this only joins it to its rows and to the tabs above it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from banshi.base.tables import asking
from banshi.base.tables.asking import Ask
from banshi.base.tables.pages import list_page
from banshi.base.zones import access
from banshi.core.matters import tables
from banshi.core.matters.queries import lists
from banshi.core.matters.tables.beside import Beside

KEPT = ("as_of", "known_on")
STAYS = {"export_url": "", "shapes": []}
"""The menu of a list for whoever may read it and may not take it away."""


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """问题清单."""
    return _list(request, "issues")


@require_safe
def responsibility(request: HttpRequest) -> HttpResponse:
    """责任清单."""
    return _list(request, "responsibility")


@require_safe
def closure(request: HttpRequest) -> HttpResponse:
    """销号台账."""
    return _list(request, "closure")


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """重点责任清单."""
    return _list(request, "key")


@require_safe
def claimed(request: HttpRequest) -> HttpResponse:
    """自报办结: claimed closed out before Banshi, not verified."""
    return _list(request, "claimed")


def _list(request: HttpRequest, code: str) -> HttpResponse:
    access.require(request.actor, "matters.view")

    def rows(ask: Ask):
        if ask.leaves:
            access.require(request.actor, "matters.export")
        return lists.ROWS[code](request.actor, ask.as_of, ask.known_at(request.actor.zone))

    found = tables.table(code, request.actor)
    beside = Beside(request.actor, found, asking.read(request, found))
    return list_page(
        request,
        found,
        rows,
        kept=lambda ask: beside.of(tables.kept(request.actor, found, ask)),
        template="matters/list.html",
        beside=beside,
        lists=_tabs(request, code),
        first_matter=tables.first_matter(request.actor),
        **({} if request.actor.holds("matters.export") else STAYS),
    )


def _tabs(request: HttpRequest, code: str) -> list[dict]:
    """The other lists, for the same day."""
    day = "&".join(f"{name}={request.GET[name]}" for name in KEPT if request.GET.get(name))
    return [
        {"title": title, "url": reverse(f"matters:{name}") + (f"?{day}" if day else ""), "here": name == code}
        for name, title in tables.TITLES.items()
    ]
