"""Appraisals from outside: the list, storing one with its document, its page, taking one back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.files import intake
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, fetch
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import appraisals as actions
from banshi.programmes.environment.forms.appraisals import EnterAppraisalForm
from banshi.programmes.environment.forms.notices import ReasonForm
from banshi.programmes.environment.models import Appraisal
from banshi.programmes.environment.queries import appraisals as queries
from banshi.programmes.environment.tables.appraisals import APPRAISALS

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def appraisals(request: HttpRequest) -> HttpResponse:
    """All appraisals that are open to the reader."""
    access.require(request.actor, "environment.view")
    return list_page(
        request,
        APPRAISALS,
        queries.listed(request.actor),
        template="environment/appraisals/list.html",
        lists=tabs.tabs(request, "appraisals"),
        may_enter=request.actor.holds("environment.enter_appraisal"),
    )


def _taken(request: HttpRequest, upload: Any) -> Any:
    found = intake.take_all(request.zone, [upload] if upload else [], field="upload")
    return found[0] if found else None


@FORM
def enter(request: HttpRequest) -> HttpResponse:
    """Store an appraisal with its document."""
    access.require(request.actor, "environment.enter_appraisal")
    return act(
        request,
        EnterAppraisalForm(
            request.POST or None,
            request.FILES or None,
            initial={"year": clock.today(request.zone).year - 1},
        ),
        lambda upload, **given: actions.enter_appraisal(upload=_taken(request, upload), **given),
        title=_("Enter an appraisal"),
        lead=_("It is stored as the document says it, and never computed. A rank needs its category."),
        button=_("Store"),
        back=lambda row: reverse("environment:appraisal", args=[row.subject.uid]),
        cancel=reverse("environment:appraisals"),
    )


@require_safe
def appraisal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One appraisal with its document."""
    row = fetch(request, Appraisal, uid, "document", "take_back_reason__key__subject")
    context = {"page": queries.page(request.actor, row), "appraisal": row}
    return render(request, "environment/appraisals/appraisal.html", context)


@FORM
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was entered wrongly."""
    row = fetch(request, Appraisal, uid)
    access.require(request.actor, "environment.enter_appraisal", row)
    return act(
        request,
        ReasonForm(request.POST or None),
        lambda **given: actions.take_back_appraisal(appraisal=row, **given),
        title=_("Take the record back"),
        lead=_("It stays in the list, marked as taken back, and counts nowhere. Enter it anew afterwards."),
        button=_("Take back"),
        back=reverse("environment:appraisal", args=[uid]),
    )


addresses = [
    path("appraisals/", appraisals, name="appraisals"),
    path("appraisals/enter/", enter, name="enter_appraisal"),
    path("appraisals/<uuid:uid>/", appraisal, name="appraisal"),
    path("appraisals/<uuid:uid>/take-back/", take_back, name="take_back_appraisal"),
]
"""Addresses of appraisals."""
