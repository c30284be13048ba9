"""Groups, whose members are the holders of posts."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.zones import access, clock
from banshi.core.org import actions, forms, queries
from banshi.core.org.models import Group
from banshi.core.org.pages import act, day_asked, fetch
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """All groups of the day with their members."""
    access.require(request.actor, "org.view")
    day, as_of = day_asked(request)
    rows = (
        Group.objects.visible_to(request.actor).on(day).select_related("subject", "zone", "office__subject")
    )
    found = list(rows.order_by("starts_on", "pk"))
    seats = queries.members_of_groups(found, day)
    context = {
        "groups": [(group, seats[group.pk]) for group in found],
        "day": day,
        "as_of": as_of,
        "may_edit": access.can(request.actor, "org.edit"),
    }
    return render(request, "org/groups.html", context)


@require_safe
def group(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One group: its members on the day, its seats over time."""
    row = fetch(request, Group, uid, "zone", "office__subject")
    day, as_of = day_asked(request)
    context = {
        "group": row,
        "seats": queries.members_on(row, day),
        "changes": queries.member_changes(row, row.starts_on + timedelta(days=1), day)[::-1][:50],
        "aliases": queries.names_of(row.subject),
        "entries": timeline(row.subject),
        "day": day,
        "as_of": as_of,
        "may_edit": access.can(request.actor, "org.edit", row) and row.ends_on is None,
    }
    return render(request, "org/group.html", context)


@FORM
def form_group(request: HttpRequest) -> HttpResponse:
    """Form a group."""
    access.require(request.actor, "org.edit")
    initial = {"starts_on": clock.today(request.zone)}
    return act(
        request,
        forms.FormGroupForm(request.POST or None, actor=request.actor, initial=initial),
        actions.form_group,
        title=_("Form a group"),
        button=_("Form the group"),
        back=lambda row: reverse("org:group", args=[row.subject.uid]),
        cancel=reverse("org:groups"),
    )


@FORM
def seat_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a post a seat."""
    row = fetch(request, Group, uid)
    access.require(request.actor, "org.edit", row)
    initial = {"starts_on": clock.today(request.zone), "role": "member"}
    return act(
        request,
        forms.SeatForm(request.POST or None, actor=request.actor, initial=initial),
        lambda **given: actions.seat_post(group=row, **given),
        title=_("Seat in %(name)s") % {"name": row.name},
        lead=_("The seat belongs to the post: whoever holds the post is the member."),
        button=_("Give the seat"),
        back=reverse("org:group", args=[uid]),
    )


@FORM
def unseat_post(request: HttpRequest, uid: UUID, post: UUID) -> HttpResponse:
    """End a post's open seat."""
    row = fetch(request, Group, uid)
    access.require(request.actor, "org.edit", row)
    seats = row.members.select_related("post")
    seat = get_object_or_404(seats, post__subject__uid=post, ends_on__isnull=True)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.unseat_post(seat=seat, **given),
        title=_("End the seat of %(name)s") % {"name": seat.post.name},
        button=_("End the seat"),
        back=reverse("org:group", args=[uid]),
    )


@FORM
def close_group(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Dissolve a group."""
    row = fetch(request, Group, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_group(group=row, **given),
        title=_("Dissolve %(name)s") % {"name": row.name},
        lead=_("Its seats end with it. It stays in every record."),
        button=_("Dissolve the group"),
        back=reverse("org:group", args=[uid]),
    )
