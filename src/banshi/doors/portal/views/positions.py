"""Where the photos of a public report were taken, for whoever may ask who raised it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.base.ui import formkey
from banshi.base.zones import access, clock
from banshi.core.matters.queries import matter as matters
from banshi.doors.portal import queries
from banshi.doors.portal.actions.positions import show_positions


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def positions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Masked until it is asked for; shown once, and the asking is in the history."""
    matter = matters.find(request.actor, uid)
    access.require(request.actor, "matters.reveal", matter)
    found = queries.positions_of(matter)
    if not found:
        raise access.unknown()
    shown = ()
    if request.method == "POST":
        now, key = clock.now(request.zone), formkey.of(request)
        show_positions(actor=request.actor, matter=matter, now=now, key=key)
        shown = queries.shown_positions(request.actor, found)
    context = {"matter": matter, "count": len(found), "shown": shown}
    return render(request, "portal/positions.html", context)
