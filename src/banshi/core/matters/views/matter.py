"""The page of one matter."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.base.ui import formkey
from banshi.base.zones import clock
from banshi.core.matters.actions.reveal import reveal_raiser
from banshi.core.matters.forms.registry import ACTS
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries.matter import MatterPage


@require_safe
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A matter with its one time line; the raiser's name, phone and numbers in texts are masked."""
    page = MatterPage(request.actor, queries.find(request.actor, uid), clock.now(request.zone))
    return _page(request, page)


@require_POST
@never_cache
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same page with the raiser's name and phone, once; the asking is in the history."""
    found = queries.find(request.actor, uid)
    now = clock.now(request.zone)
    reveal_raiser(actor=request.actor, matter=found, now=now, key=formkey.of(request))
    page = MatterPage(request.actor, queries.find(request.actor, uid), now, revealed=True)
    return _page(request, page)


def _page(request: HttpRequest, page: MatterPage) -> HttpResponse:
    one_tap = {code for code, found in ACTS.items() if found.one_tap}
    return render(request, "matters/matter.html", {"page": page, "raiser": page.raiser, "one_tap": one_tap})
