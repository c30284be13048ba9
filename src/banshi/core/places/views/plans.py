"""The zone's own plan: the one of a day, setting another, each version, and its drawing as a picture."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.files.sending import HEADERS
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, day_asked, fetch
from banshi.core.org.wording import timeline
from banshi.core.places import actions, forms, maps, queries, receiving
from banshi.core.places.models import Plan
from banshi.core.places.rules import maps as rules
from banshi.core.places.rules.plans import metres

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST = 50
SVG_HEADERS = HEADERS | {"Content-Type": "image/svg+xml; charset=utf-8"}


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan in force on the day asked for, or the first step where there is none."""
    access.require(request.actor, "places.view")
    day, as_of = day_asked(request)
    return _page(request, queries.plan_on(request.actor, day), as_of=as_of)


@require_safe
def version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version."""
    return _page(request, fetch(request, Plan, uid, "file"))


def _page(request: HttpRequest, row: Plan | None, **context: Any) -> HttpResponse:
    today = clock.today(request.zone)
    rows = Plan.objects.visible_to(request.actor).select_related("subject")
    versions = list(rows.order_by("-starts_on", "-pk")[:MOST])
    now = next((one for one in versions if one.starts_on <= today), None)
    extent = metres(*row.bounds) if row and row.in_degrees else None
    return render(
        request,
        "places/plan.html",
        {
            "plan": row,
            "map": maps.build(row, ()) if row else None,
            "versions": versions,
            "in_force": now.pk if now else None,
            "extent": [round(one) for one in extent] if extent else None,
            "entries": timeline(row.subject) if row else [],
            "may_plan": access.can(request.actor, "places.edit"),
            **context,
        },
    )


@require_safe
def drawing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A GeoJSON plan as a picture; it holds nothing that can act."""
    row = fetch(request, Plan, uid)
    if row.shapes is None:
        raise access.unknown()
    tag = f'"plan-{row.subject.uid}-1"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={**HEADERS, "ETag": tag})
    drawn = rules.drawing_svg(row.shapes, tuple(row.bounds), degrees=row.in_degrees)
    return HttpResponse(drawn, headers={**SVG_HEADERS, "ETag": tag})


@FORM
def set_plan(request: HttpRequest) -> HttpResponse:
    """Set the plan that holds from a day on."""
    access.require(request.actor, "places.edit")
    today = clock.today(request.zone)
    before = queries.plan_on(request.actor, today)
    initial = {"starts_on": today, "source": before.source if before else ""}
    form = forms.PlanForm(
        request.POST or None,
        request.FILES or None,
        continues=before is not None and not before.in_degrees,
        initial=initial,
    )
    return act(
        request,
        form,
        lambda upload, **given: actions.set_plan(
            given=receiving.take(request.zone, upload, given["system"]) if _readable(upload, given) else None,
            **given,
        ),
        title=_("Set the plan of the zone"),
        lead=_("The plans before it stay, and each day is shown with the plan of its day."),
        button=_("Set the plan"),
        back=lambda row: reverse("places:plan_version", args=[row.subject.uid]),
        cancel=reverse("places:plan"),
    )


def _readable(upload: Any, given: dict[str, Any]) -> bool:
    """Nothing is kept of a file whose coordinates are refused anyway."""
    return upload is not None and given["system"] not in forms.SHIFTED
