"""Where the photos of a public report were taken, for whoever may ask who raised it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.base.ui import formkey
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access, clock
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import matter as matters
from banshi.doors.portal import queries
from banshi.doors.portal.actions.positions import show_positions


def _kept(request: HttpRequest, uid: UUID) -> tuple[Matter, list[VaultItem]]:
    matter = matters.find(request.actor, uid)
    access.require(request.actor, "matters.reveal", matter)
    found = queries.positions_of(matter)
    if not found:
        raise access.unknown()
    return matter, found


@require_safe
def positions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Masked."""
    matter, _found = _kept(request, uid)
    return render(request, "portal/positions.html", {"matter": matter})


@require_POST
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same page in clear, once; the asking is in the history."""
    matter, found = _kept(request, uid)
    now, key = clock.now(request.zone), formkey.of(request)
    show_positions(actor=request.actor, matter=matter, now=now, key=key)
    context = {"matter": matter, "shown": queries.shown_positions(request.actor, found)}
    return render(request, "portal/positions.html", context)
