"""The map of places, and setting where one lies."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.zones import access, clock
from banshi.core.org.pages import act, day_asked, fetch
from banshi.core.places import actions, forms, maps, queries
from banshi.core.places.models import Place, PlaceKind, Plan
from banshi.core.places.rules import geometry as rules

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHAPES = {PlaceKind.MONITORING_POINT: "round", PlaceKind.SENSITIVE: "diamond"}


def mark_of(place: Place, geometry: dict[str, Any] | None, *, may_edit: bool) -> maps.Mark:
    """A place on a map, quiet."""
    return maps.Mark(
        name=place.name,
        url=reverse("places:place", args=[place.subject.uid]),
        kind=place.get_kind_display(),
        geometry=geometry,
        shape=SHAPES.get(place.kind, "square"),
        set_url=reverse("places:position", args=[place.subject.uid]) if may_edit else "",
    )


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All places of a day on the plan of that day."""
    access.require(request.actor, "places.view")
    day, as_of = day_asked(request)
    kind = request.GET.get("kind", "")
    rows = Place.objects.visible_to(request.actor).on(day).select_related("subject")
    if kind in PlaceKind.values:
        rows = rows.filter(kind=kind)
    places = list(rows.order_by("name_zh", "pk")[: maps.MOST + 1])
    plan = queries.plan_on(request.actor, day)
    where = queries.positions(plan, places)
    may_edit = access.can(request.actor, "places.edit")
    marks = [mark_of(place, where.get(place.pk), may_edit=may_edit) for place in places[: maps.MOST]]
    context = {
        "map": replace(maps.build(plan, marks), more=len(places) > maps.MOST),
        "kinds": PlaceKind.choices,
        "kind": kind,
        "as_of": as_of,
        "may_plan": may_edit,
        "count": len(places),
    }
    return render(request, "places/map.html", context)


@FORM
def position(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say where a place lies: on the map, or typed."""
    row = fetch(request, Place, uid)
    access.require(request.actor, "places.edit", row)
    today = clock.today(request.zone)
    plan = queries.plan_on(request.actor, today)
    known = queries.positions(plan, [row]).get(row.pk)
    initial = {"geometry": rules.as_lines(known) if known else "", "effective_on": today}
    own = plan is not None and not plan.in_degrees
    form = forms.PositionForm(request.POST or None, own_measure=own, initial=initial)
    form.map = _around(request, row, plan)
    return act(
        request,
        form,
        lambda **given: actions.set_position(place=row, plan=plan if own else None, **given),
        title=_("Where %(name)s lies") % {"name": row.name},
        lead=_("Click on the plan, or type. The position it had stays in the history."),
        button=_("Set the position"),
        back=reverse("places:place", args=[uid]),
        template="places/position.html",
    )


def _around(request: HttpRequest, row: Place, plan: Plan | None) -> maps.MapView:
    """The plan with the other places of the kind, for orientation; a page without a plan shows where those lie."""
    others = Place.objects.visible_to(request.actor).filter(kind=row.kind, ends_on=None).exclude(pk=row.pk)
    places = list(others.select_related("subject").order_by("name_zh", "pk")[:200])
    where = queries.positions(plan, places)
    marks = [mark_of(one, where.get(one.pk), may_edit=False) for one in places if one.pk in where]
    return maps.build(plan, marks, edits=True)
