"""Occasions: the list, the calendar, one of them, series, and the acts on them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.zones import access, clock
from banshi.core.matters import actions as matters
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions import actions, forms, queries, rules, tables
from banshi.core.occasions.actions import Present
from banshi.core.occasions.models import Occasion, Series, State
from banshi.core.org.pages import act, fetch
from banshi.core.org.panels import panels
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])


def tabs(here: str) -> list[dict[str, Any]]:
    """The three faces of what is planned and held."""
    found = (
        ("list", _("List"), "occasions:list"),
        ("calendar", _("Calendar"), "occasions:calendar"),
        ("series", _("Series"), "occasions:series_list"),
    )
    return [{"title": title, "url": reverse(name), "here": code == here} for code, title, name in found]


@require_safe
def occasions(request: HttpRequest) -> HttpResponse:
    """All occasions."""
    access.require(request.actor, "occasions.view")
    return list_page(
        request,
        tables.occasions(request.actor),
        queries.listed(request.actor),
        template="occasions/list.html",
        lists=tabs("list"),
        add=reverse("occasions:plan") if request.actor.holds("occasions.plan") else "",
        add_label=_("Plan an occasion"),
    )


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """All series, each with how often it was missed."""
    access.require(request.actor, "occasions.view")
    today = clock.today(request.zone)
    gone = Q(occasions__state=State.PLANNED, occasions__planned_on__lt=today)
    rows = Series.objects.visible_to(request.actor).select_related("subject", "host")
    return list_page(
        request,
        tables.SERIES,
        rows.annotate(missed_count=Count("occasions", filter=gone)),
        template="occasions/list.html",
        lists=tabs("series"),
        add=reverse("occasions:plan_series") if request.actor.holds("occasions.plan") else "",
        add_label=_("Plan a series"),
    )


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: what is planned, held and missed on each day, and on which of them nobody works."""
    access.require(request.actor, "occasions.view")
    today = clock.today(request.zone)
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    if not 2 <= first.year <= 9998:
        first = today.replace(day=1)
    before, after = queries.neighbours(first)
    context = {
        "first": first,
        "today": today,
        "weekdays": [word for _day, word in tables.WEEKDAYS],
        "weeks": queries.month(request.actor, first),
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "lists": tabs("calendar"),
    }
    return render(request, "occasions/calendar.html", context)


@require_safe
def occasion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One occasion."""
    related = ("host", "place__subject", "series__subject", *queries.VAULTED)
    row = fetch(request, Occasion, uid, *related)
    context = {"page": queries.page(request.actor, row), "panels": panels(request.actor, row)}
    return render(request, "occasions/occasion.html", context)


@FORM
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an occasion."""
    access.require(request.actor, "occasions.plan")
    return act(
        request,
        forms.PlanForm(
            request.POST or None, actor=request.actor, initial={"planned_on": clock.today(request.zone)}
        ),
        actions.plan_occasion,
        title=_("Plan an occasion"),
        button=_("Plan it"),
        back=lambda row: reverse("occasions:occasion", args=[row.subject.uid]),
        cancel=reverse("occasions:list"),
    )


@FORM
def plan_series(request: HttpRequest) -> HttpResponse:
    """Plan one that comes again."""
    access.require(request.actor, "occasions.plan")
    return act(
        request,
        forms.SeriesForm(
            request.POST or None, actor=request.actor, initial={"starts_on": clock.today(request.zone)}
        ),
        actions.plan_series,
        title=_("Plan a series"),
        lead=_("The next three months are planned at once, on the zone's working calendar."),
        button=_("Plan it"),
        back=lambda row: reverse("occasions:series", args=[row.subject.uid]),
        cancel=reverse("occasions:series_list"),
    )


def _kept(request: HttpRequest, uid: UUID) -> Occasion:
    row = fetch(request, Occasion, uid, "host", "place", *queries.VAULTED)
    access.require(request.actor, "occasions.keep", row)
    return row


@FORM
def hold(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that it was held."""
    row = _kept(request, uid)
    today = clock.today(request.zone)
    return act(
        request,
        forms.HoldForm(
            request.POST or None,
            request.FILES or None,
            actor=request.actor,
            initial={"held_on": min(row.planned_on, today)},
        ),
        lambda **given: actions.hold_occasion(occasion=row, **given),
        title=_("Record that it was held: %(title)s") % {"title": row.title},
        lead=_("Everybody who was there counts once; the number of person-times is the sum."),
        button=_("Record it"),
        back=reverse("occasions:occasion", args=[uid]),
    )


@FORM
def attendance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct who was there."""
    row = _kept(request, uid)
    there = row.attendances.filter(ended_at__isnull=True).select_related("post__subject", "outside")
    posts = [one.post for one in there if one.post]
    outside = next((one for one in there if one.outside_id), None)
    guests = sum(one.count for one in there if not (one.post_id or one.person_id or one.outside_id))
    initial = {"posts": posts, "guests": guests or None}
    if outside:
        initial |= {"outside": outside.outside, "outside_count": outside.count}
    alone = [Present(person=one.person) for one in there.filter(post__isnull=True, person__isnull=False)]

    def do(*, present: tuple[Present, ...], **given: Any) -> Occasion:
        return actions.record_attendance(occasion=row, present=(*present, *alone), **given)

    return act(
        request,
        forms.AttendanceForm(request.POST or None, actor=request.actor, initial=initial),
        do,
        title=_("Correct who was there"),
        lead=_("Who was noted before stays in the history."),
        button=_("Correct it"),
        back=reverse("occasions:occasion", args=[uid]),
    )


@FORM
def amend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct the wording, the place, the day ahead, agenda and minutes."""
    row = _kept(request, uid)
    page = queries.page(request.actor, row)
    initial = {
        "title": row.title,
        "place": row.place,
        "planned_on": row.planned_on,
        "agenda": page.agenda,
        "minutes": page.minutes,
    }
    return act(
        request,
        forms.AmendForm(
            request.POST or None, request.FILES or None, actor=request.actor, occasion=row, initial=initial
        ),
        lambda **given: actions.amend_occasion(occasion=row, **given),
        title=_("Correct %(title)s") % {"title": row.title},
        lead=_("What it said before stays in the history."),
        button=_("Correct it"),
        back=reverse("occasions:occasion", args=[uid]),
    )


@FORM
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cancel an occasion."""
    row = _kept(request, uid)
    return act(
        request,
        forms.ReasonForm(request.POST or None),
        lambda **given: actions.cancel_occasion(occasion=row, **given),
        title=_("Cancel %(title)s") % {"title": row.title},
        lead=_("It stays in the list, marked as cancelled."),
        button=_("Cancel the occasion"),
        back=reverse("occasions:occasion", args=[uid]),
    )


@FORM
def raise_matter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a matter that came out of it."""
    row = fetch(request, Occasion, uid, "host", "place")
    access.require(request.actor, "matters.register")

    def do(**given: Any) -> Any:
        return matters.receive_matter(
            raiser=matters.Raiser("office", unit=row.host),
            raised_on=row.held_on or clock.today(request.zone),
            origin=row.subject,
            place=row.place,
            **given,
        )

    return act(
        request,
        forms.RaiseForm(request.POST or None, actor=request.actor),
        do,
        title=_("Enter a matter that came out of it"),
        lead=_("Its page then says from which occasion it comes."),
        button=_("Enter it"),
        back=lambda matter: reverse("matters:matter", args=[matter.subject.uid]),
        cancel=reverse("occasions:occasion", args=[uid]),
    )


@require_safe
def series(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One series: its rule, what is planned, what was held, what was missed."""
    row = fetch(request, Series, uid, "host", "place__subject")
    today = clock.today(request.zone)
    kind = queries.kind_names(request.zone).get(row.kind)
    found = row.occasions.visible_to(request.actor).select_related("subject").order_by("-planned_on")[:120]
    context = {
        "series": row,
        "rule": tables.rule_words(row),
        "kind": named(kind) if kind else row.kind,
        "rows": [(one, queries.WORDS[rules.state_on(one.state, one.planned_on, today)]) for one in found],
        "entries": timeline(row.subject),
        "may_keep": (row.ends_on is None or row.ends_on >= today)
        and access.can(request.actor, "occasions.keep", row),
    }
    return render(request, "occasions/series.html", context)


@require_POST
def ahead(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan the next ones of a series."""
    row = fetch(request, Series, uid)
    actions.plan_ahead(actor=request.actor, series=row, now=clock.now(request.zone), key=formkey.of(request))
    return redirect("occasions:series", uid)


@FORM
def end_series(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a series."""
    row = fetch(request, Series, uid)
    access.require(request.actor, "occasions.keep", row)
    return act(
        request,
        forms.EndForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.end_series(series=row, **given),
        title=_("End %(name)s") % {"name": row.title},
        lead=_("What is planned after that day is cancelled with the reason."),
        button=_("End it"),
        back=reverse("occasions:series", args=[uid]),
    )
