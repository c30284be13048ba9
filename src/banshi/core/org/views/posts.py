"""A post and the acts on it."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.zones import access, clock
from banshi.core.org import actions, forms, queries
from banshi.core.org.models import Post
from banshi.core.org.pages import act, fetch
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One post: who held it when, who stood in, where it has a seat."""
    row = fetch(request, Post, uid, "unit__subject")
    today = clock.today(request.zone)
    context = {
        "post": row,
        "holder": queries.holders_on(request.zone, today).get(row.pk),
        "holdings": row.holdings.select_related("person__subject").order_by("-starts_on"),
        "deputyships": row.deputyships.select_related("person__subject").order_by("-starts_on"),
        "seats": row.seats.select_related("group__subject").order_by("-starts_on"),
        "entries": timeline(row.subject),
        "may_edit": access.can(request.actor, "org.edit", row) and row.ends_on is None,
    }
    return render(request, "org/post.html", context)


@FORM
def change_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rename or reorder a post."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    initial = {name: getattr(row, name) for name in ("name_zh", "name_en", "kind", "rank", "order")}
    return act(
        request,
        forms.ChangePostForm(
            request.POST or None,
            actor=request.actor,
            initial=initial | {"effective_on": clock.today(request.zone)},
        ),
        lambda **given: actions.change_post(post=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("Whoever holds the post keeps it. Its rank decides what it answers for."),
        button=_("Change the post"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def appoint(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Appoint somebody."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    initial = {"starts_on": clock.today(request.zone)}
    return act(
        request,
        forms.AppointForm(request.POST or None, actor=request.actor, initial=initial),
        lambda **given: actions.appoint(post=row, **given),
        title=_("Appoint to %(name)s") % {"name": row.name},
        lead=_(
            "Whoever holds the post until then ends the day before. Every group with a seat for it follows."
        ),
        button=_("Appoint"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def hand_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pass a post from hand to hand."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.HandOverForm(
            request.POST or None, actor=request.actor, initial={"on": clock.today(request.zone)}
        ),
        lambda **given: actions.hand_over(post=row, **given),
        title=_("Hand over %(name)s") % {"name": row.name},
        lead=_("What lies with the post lies with the new holder from that day on."),
        button=_("Hand over"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def deputise(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name a deputy between two dates."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.DeputiseForm(
            request.POST or None, actor=request.actor, initial={"starts_on": clock.today(request.zone)}
        ),
        lambda **given: actions.deputise(post=row, **given),
        title=_("Deputy for %(name)s") % {"name": row.name},
        lead=_("The deputy may do what the post may do, and every act names both."),
        button=_("Name the deputy"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def vacate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the holding that is open."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    holding = get_object_or_404(row.holdings, ends_on__isnull=True)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.end_holding(holding=holding, **given),
        title=_("%(name)s becomes vacant") % {"name": row.name},
        lead=_("Nobody holds the post after the last day, until somebody is appointed."),
        button=_("End the holding"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def revoke_deputy(request: HttpRequest, uid: UUID, starts_on: str) -> HttpResponse:
    """End a deputyship early; it is named by its first day."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    try:
        deputyship = get_object_or_404(
            row.deputyships, starts_on=date.fromisoformat(starts_on), revoked_at=None
        )
    except ValueError as error:
        raise Http404 from error
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.revoke_deputy(deputyship=deputyship, **given),
        title=_("End the deputy for %(name)s") % {"name": row.name},
        lead=_("A last day before the first means that it never began."),
        button=_("End it"),
        back=reverse("org:post", args=[uid]),
    )


@FORM
def close_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a post end."""
    row = fetch(request, Post, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_post(post=row, **given),
        title=_("Close %(name)s") % {"name": row.name},
        lead=_("It stays in every record. Holders, deputies and seats have to end first."),
        button=_("Close the post"),
        back=reverse("org:post", args=[uid]),
    )
