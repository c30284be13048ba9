"""Measures on sites: the list, the totals of each kind, entering, verifying and taking away."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.figures.registry import Question
from banshi.base.files import intake
from banshi.base.tables import asking
from banshi.base.tables.definitions import Table
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, fetch
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import measures as actions
from banshi.programmes.environment.forms.measures import (
    EnterMeasureForm,
    RemoveMeasureForm,
    VerifyMeasureForm,
)
from banshi.programmes.environment.models import Measure
from banshi.programmes.environment.queries import measures as queries
from banshi.programmes.environment.tables.measures import (
    MEASURES,
    amount_said,
    by_whom,
    kind_name,
    state_mark,
)

FORM = require_http_methods(["GET", "HEAD", "POST"])
RELATED = ("place__subject", "organisation__subject", "by_unit__subject")
WORDS = ("findings__key__subject", "remove_reason__key__subject")
TOTALS = Table(
    code="environment_totals", title=gettext_lazy("Measures in total"), columns=(), order=(), dated=True
)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """All measures that are open to the reader."""
    access.require(request.actor, "environment.view")
    return list_page(
        request,
        MEASURES,
        queries.listed(request.actor),
        template="environment/measures/list.html",
        lists=tabs.tabs(request, "measures"),
        may_enter=request.actor.holds("environment.enter_measure"),
    )


@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """One row for each kind and unit, as of a day. There is no sum of all: units are never added together."""
    access.require(request.actor, "environment.view")
    ask = asking.read(request, TOTALS)
    today = clock.today(request.zone)
    question = Question(request.zone, request.actor, ask.as_of or today, ask.known_at(request.zone))
    context = {
        "totals": queries.totals(request.actor, question.as_of, question.reaches_to),
        "ask": ask,
        "as_of": ask.as_of,
        "day_limit": today.isoformat(),
        "lists": tabs.tabs(request, "measures"),
    }
    return render(request, "environment/measures/totals.html", context)


def _taken(request: HttpRequest, uploads: list[Any]) -> list[intake.Taken]:
    return intake.take_all(request.zone, uploads, field="uploads")


@FORM
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a measure."""
    access.require(request.actor, "environment.enter_measure")
    form = EnterMeasureForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        initial={"installed_on": clock.today(request.zone)},
    )
    return act(
        request,
        form,
        lambda uploads, **given: actions.enter_measure(uploads=_taken(request, uploads), **given),
        title=_("Enter a measure"),
        lead=_("It counts once somebody else has verified it on site."),
        button=_("Enter"),
        back=lambda row: reverse("environment:measure", args=[row.subject.uid]),
        cancel=reverse("environment:measures"),
    )


@require_safe
def measure(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One measure with its photos and its history."""
    row = fetch(request, Measure, uid, *RELATED, *WORDS)
    context = {
        "page": queries.page(request.actor, row),
        "measure": row,
        "kind": kind_name(row),
        "amount": amount_said(row),
        "by": by_whom(row),
        "mark": state_mark(row),
    }
    return render(request, "environment/measures/measure.html", context)


@FORM
def verify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what was found on site."""
    row = fetch(request, Measure, uid, *RELATED)
    access.require(request.actor, "environment.verify_measure", row)
    form = VerifyMeasureForm(
        request.POST or None, request.FILES or None, initial={"day": clock.today(request.zone)}
    )
    return act(
        request,
        form,
        lambda uploads, **given: actions.verify_measure(
            measure=row, uploads=_taken(request, uploads), **given
        ),
        title=_("Verify on site"),
        lead=f"{row.place.name} · {kind_name(row)} {amount_said(row)}",
        button=_("Record what was found"),
        back=reverse("environment:measure", args=[uid]),
    )


@FORM
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was taken away."""
    row = fetch(request, Measure, uid, *RELATED)
    access.require(request.actor, "environment.enter_measure", row)
    return act(
        request,
        RemoveMeasureForm(request.POST or None, initial={"day": clock.today(request.zone)}),
        lambda **given: actions.remove_measure(measure=row, **given),
        title=_("Taken away"),
        lead=_("What was added stays counted as added; it no longer counts as standing there."),
        button=_("Record it"),
        back=reverse("environment:measure", args=[uid]),
    )


addresses = [
    path("measures/", measures, name="measures"),
    path("measures/totals/", totals, name="measure_totals"),
    path("measures/enter/", enter, name="enter_measure"),
    path("measures/<uuid:uid>/", measure, name="measure"),
    path("measures/<uuid:uid>/verify/", verify, name="verify_measure"),
    path("measures/<uuid:uid>/remove/", remove, name="remove_measure"),
]
"""Addresses of measures."""
