"""Units: the tree, a unit, and the acts on them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.zones import access, clock
from banshi.core.org import actions, forms, queries
from banshi.core.org.models import Unit
from banshi.core.org.pages import act, day_asked, fetch
from banshi.core.org.panels import panels
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """All units in protocol order with their posts, and who holds each on the day."""
    access.require(request.actor, "org.view")
    day, as_of = day_asked(request)
    context = {
        "tree": queries.tree_with_posts(request.zone, day, request.actor),
        "day": day,
        "as_of": as_of,
        "may_edit": access.can(request.actor, "org.edit"),
    }
    return render(request, "org/units.html", context)


@require_safe
def unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One unit: what it is, its posts and holders on the day, its history."""
    row = fetch(request, Unit, uid)
    day, as_of = day_asked(request)
    tree = queries.tree_with_posts(request.zone, day, request.actor)
    context = {
        "unit": row,
        "line": next((line for line in tree if line.unit.id == row.pk), None),
        "around": queries.around(tree, row.pk),
        "groups": row.groups_run.visible_to(request.actor).on(day).select_related("subject"),
        "aliases": queries.names_of(row.subject),
        "panels": panels(request.actor, row),
        "entries": timeline(row.subject),
        "day": day,
        "as_of": as_of,
        "may_edit": access.can(request.actor, "org.edit", row) and row.ends_on is None,
    }
    return render(request, "org/unit.html", context)


@FORM
def open_unit(request: HttpRequest) -> HttpResponse:
    """Open a unit."""
    access.require(request.actor, "org.edit")
    initial = {"starts_on": clock.today(request.zone), "parent": request.GET.get("under", "")}
    return act(
        request,
        forms.OpenUnitForm(request.POST or None, actor=request.actor, initial=initial),
        actions.open_unit,
        title=_("Open a unit"),
        button=_("Open the unit"),
        back=lambda row: reverse("org:unit", args=[row.subject.uid]),
        cancel=reverse("org:units"),
    )


@FORM
def change_unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rename a unit, put it elsewhere, reorder it."""
    row = fetch(request, Unit, uid, "parent__subject", "co_located_with__subject")
    access.require(request.actor, "org.edit", row)
    initial = {name: getattr(row, name) for name in ("name_zh", "name_en", "short_zh", "kind", "order")}
    initial |= {"parent": row.parent, "co_located_with": row.co_located_with}
    return act(
        request,
        forms.ChangeUnitForm(
            request.POST or None,
            actor=request.actor,
            initial=initial | {"effective_on": clock.today(request.zone)},
        ),
        lambda **given: actions.change_unit(unit=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("Days before the change keep the name and the place that the unit had."),
        button=_("Change the unit"),
        back=reverse("org:unit", args=[uid]),
    )


@FORM
def close_unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a unit end."""
    row = fetch(request, Unit, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_unit(unit=row, **given),
        title=_("Close %(name)s") % {"name": row.name},
        lead=_("It stays in every record. Its posts, the units below it and its groups have to end first."),
        button=_("Close the unit"),
        back=reverse("org:unit", args=[uid]),
    )


@FORM
def open_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a post in a unit."""
    row = fetch(request, Unit, uid)
    access.require(request.actor, "org.edit", row)
    initial = {"starts_on": clock.today(request.zone), "kind": "administrative", "rank": "staff"}
    return act(
        request,
        forms.OpenPostForm(request.POST or None, actor=request.actor, initial=initial),
        lambda **given: actions.open_post(unit=row, **given),
        title=_("Open a post in %(name)s") % {"name": row.name},
        button=_("Open the post"),
        back=lambda post: reverse("org:post", args=[post.subject.uid]),
        cancel=reverse("org:unit", args=[uid]),
    )
