"""The page of one job, the part of it that is asked for again and again, and the stop."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.base.jobs import actions
from banshi.base.jobs.queries import found, shown


@never_cache
@require_safe
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far the job is; the page asks again by itself until it is over."""
    return render(request, "jobs/job.html", {"shown": shown(request.zone, found(request.actor, uid))})


@never_cache
@require_safe
def status(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The part of the page that changes."""
    return render(request, "jobs/status.html", {"shown": shown(request.zone, found(request.actor, uid))})


@require_POST
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask it to stop."""
    actions.ask_stop(actor=request.actor, job=found(request.actor, uid))
    return redirect("jobs:job", uid=uid)
