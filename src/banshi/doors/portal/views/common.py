"""What the public pages share: nobody is signed in, nothing is kept by anybody on the way."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from banshi.base.signin.sessions import address_of
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.doors.portal import people
from banshi.doors.portal.rules import Portal

View = Callable[..., HttpResponse]
MOST_BYTES = 100 * 1024 * 1024


def public(view: View) -> View:
    """Open to everybody, kept in no cache, and no reader's own shell around it."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.actor = request.zone = None
        return view(request, *args, **kwargs)

    return login_not_required(never_cache(shown))


def stand_in(request: HttpRequest, zone: Zone) -> Portal:
    """The page is of this zone: its name, its clock, its rules."""
    request.zone = zone
    return people.rules_of(zone, clock.today(zone))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The one answer for what never was, has ended, or is of nobody here."""
    return render(request, "portal/unknown.html", status=404)


def from_where(request: HttpRequest) -> str:
    """The network address of the sender; used for a keyed digest alone."""
    return address_of(request)
