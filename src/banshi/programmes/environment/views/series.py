"""Corrections with their readers, and locked periods."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, fetch
from banshi.core.org.wording import timeline
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import series as actions
from banshi.programmes.environment.forms.series import LockForm, UnlockForm
from banshi.programmes.environment.models import PeriodLock
from banshi.programmes.environment.queries import corrections as queries
from banshi.programmes.environment.tables.series import AIR_CORRECTIONS, LOCKS, WATER_CORRECTIONS, moved

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def air_corrections(request: HttpRequest) -> HttpResponse:
    """Corrected days of air, the last one first."""
    return _corrections(request, AIR_CORRECTIONS, queries.of_air(request.actor), "air")


@require_safe
def water_corrections(request: HttpRequest) -> HttpResponse:
    """Corrected months of water, the last one first."""
    return _corrections(request, WATER_CORRECTIONS, queries.of_water(request.actor), "water")


def _corrections(request: HttpRequest, table, rows, medium: str) -> HttpResponse:
    access.require(request.actor, "environment.view")
    return list_page(
        request,
        table,
        rows,
        template="environment/series/corrections.html",
        medium=medium,
        lists=tabs.tabs(request, "corrections"),
    )


@require_safe
def correction(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One correction: the old value, the new one, why, and who had the old one."""
    found = queries.find(request.actor, uid)
    context = {
        "found": found,
        "moved": moved(found.row),
        "lists": tabs.tabs(request, "corrections"),
        "today": clock.today(request.zone),
    }
    return render(request, "environment/series/correction.html", context)


@require_safe
def locks(request: HttpRequest) -> HttpResponse:
    """Periods that are locked, and those that were."""
    access.require(request.actor, "environment.view")
    rows = PeriodLock.objects.visible_to(request.actor).select_related("subject")
    return list_page(
        request,
        LOCKS,
        rows,
        template="environment/series/locks.html",
        may_lock=request.actor.holds("environment.lock"),
        lists=tabs.tabs(request, "locks"),
    )


@require_safe
def lock(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One lock: what it holds, what proves it, its history."""
    row = fetch(request, PeriodLock, uid)
    context = {
        "lock": row,
        "entries": timeline(row.subject),
        "lists": tabs.tabs(request, "locks"),
        "may_unlock": row.unlocked_at is None and access.can(request.actor, "environment.unlock", row),
    }
    return render(request, "environment/series/lock.html", context)


@FORM
def lock_period(request: HttpRequest) -> HttpResponse:
    """Lock a month, a quarter or a year."""
    access.require(request.actor, "environment.lock")
    return act(
        request,
        LockForm(request.POST or None),
        actions.lock_period,
        title=_("Lock a period"),
        lead=_(
            "No value of the period is entered or corrected until it is unlocked, which another post does."
        ),
        button=_("Lock it"),
        back=lambda row: reverse("environment:lock", args=[row.subject.uid]),
        cancel=reverse("environment:locks"),
    )


@FORM
def unlock_period(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Unlock a period, for a reason."""
    row = fetch(request, PeriodLock, uid)
    access.require(request.actor, "environment.unlock", row)
    return act(
        request,
        UnlockForm(request.POST or None),
        lambda **given: actions.unlock_period(lock=row, **given),
        title=_("Unlock %(period)s") % {"period": row.name},
        lead=_("Its values may be corrected again. Lock it anew when that is done."),
        button=_("Unlock it"),
        back=reverse("environment:lock", args=[uid]),
    )


addresses = [
    path("corrections/air", air_corrections, name="air_corrections"),
    path("corrections/water", water_corrections, name="water_corrections"),
    path("corrections/<uuid:uid>", correction, name="correction"),
    path("locks/", locks, name="locks"),
    path("locks/new", lock_period, name="lock_period"),
    path("locks/<uuid:uid>", lock, name="lock"),
    path("locks/<uuid:uid>/unlock", unlock_period, name="unlock_period"),
]
"""Addresses of corrections and locks."""
