"""One's own sessions: where somebody is signed in, and ending what is not his."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from banshi.base.signin import actions, devices, queries
from banshi.base.signin.sessions import rules_here, visit_of
from banshi.base.zones import clock


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Each session: device, since when, last seen."""
    rows = queries.sessions_of(request.user, clock.process_now())
    here = request.session.session_key
    zone = request.zone
    shown = [
        (
            row,
            devices.say(row.device),
            row.session_key == here,
            clock.shown(zone, row.since),
            clock.shown(zone, row.seen_at),
        )
        for row in rows
    ]
    context = {
        "rows": shown,
        "others": sum(not own for _row, _word, own, *_times in shown),
        "asked": rules_here(request),
    }
    return render(request, "signin/places.html", context)


@require_POST
def end(request: HttpRequest, public: str) -> HttpResponse:
    """End one of one's own sessions; the one in hand ends by signing out."""
    actions.end_session(account=request.user, public=public, visit=visit_of(request))
    messages.success(request, _("That place was signed out."))
    return redirect("signin:places")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = actions.end_all_sessions(
        account=request.user, keep=request.session.session_key or "", visit=visit_of(request)
    )
    messages.success(request, _("Signed out in %(n)s other places.") % {"n": ended})
    return redirect("signin:places")
