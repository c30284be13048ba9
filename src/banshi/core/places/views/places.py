"""Places: the list, a place where it lies, and the acts on it."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org import queries as org
from banshi.core.org.pages import act, fetch
from banshi.core.org.panels import panels
from banshi.core.org.wording import timeline
from banshi.core.places import actions, forms, maps, queries
from banshi.core.places.models import Place
from banshi.core.places.rules import geometry as rules
from banshi.core.places.tables import PLACES
from banshi.core.places.views.maps import mark_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
NAMES = Prefetch("subject__aliases", queryset=org.aliases().order_by("pk"), to_attr="names_in_use")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All places."""
    access.require(request.actor, "places.view")
    rows = Place.objects.visible_to(request.actor).select_related("subject", "within", "held_by")
    may_edit = access.can(request.actor, "places.edit")
    return list_page(
        request, PLACES, rows.prefetch_related(NAMES), template="places/list.html", may_edit=may_edit
    )


@require_safe
def place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One place: its outline, what lies in it, its history."""
    row = fetch(request, Place, uid, "within__subject", "held_by__subject")
    may_edit = access.can(request.actor, "places.edit", row)
    plan = queries.plan_on(request.actor, clock.today(request.zone))
    mark = mark_of(row, queries.positions(plan, [row]).get(row.pk), may_edit=may_edit)
    context = {
        "place": row,
        "map": maps.build(plan, [mark]) if plan else None,
        "outline": rules.outline(row.geometry) if row.geometry else None,
        "parts": row.parts.visible_to(request.actor).select_related("subject").order_by("name_zh", "pk"),
        "aliases": org.names_of(row.subject),
        "panels": panels(request.actor, row),
        "entries": timeline(row.subject),
        "may_edit": may_edit,
    }
    return render(request, "places/place.html", context)


@FORM
def register(request: HttpRequest) -> HttpResponse:
    """Register a place."""
    access.require(request.actor, "places.edit")
    initial = {"starts_on": clock.today(request.zone)}
    return act(
        request,
        forms.PlaceForm(request.POST or None, actor=request.actor, initial=initial),
        actions.register_place,
        title=_("Register a place"),
        button=_("Register"),
        back=lambda row: reverse("places:place", args=[row.subject.uid]),
        cancel=reverse("places:list"),
    )


@FORM
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct a place, or note that it changed."""
    row = fetch(request, Place, uid, "within", "held_by")
    access.require(request.actor, "places.edit", row)
    initial = {name: getattr(row, name) for name in ("name_zh", "name_en", "kind", "within", "held_by")}
    initial["geometry"] = rules.as_text(row.geometry) if row.geometry else ""
    initial["effective_on"] = clock.today(request.zone)
    return act(
        request,
        forms.ChangePlaceForm(request.POST or None, actor=request.actor, initial=initial),
        lambda **given: actions.change_place(place=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("The outline it had stays in the history."),
        button=_("Change it"),
        back=reverse("places:place", args=[uid]),
    )


@FORM
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a place end."""
    row = fetch(request, Place, uid)
    access.require(request.actor, "places.edit", row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_place(place=row, **given),
        title=_("End %(name)s") % {"name": row.name},
        lead=_("It stays in every record and in the list of those that ended."),
        button=_("End it"),
        back=reverse("places:place", args=[uid]),
    )
