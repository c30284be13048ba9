"""Patrols: the inbox, the route, the stop with its field form, findings, the wall, one site."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.ui.keeping import keepable, seconds_left
from banshi.base.zones import access, clock
from banshi.core.occasions.models import Occasion
from banshi.core.org.models import Post
from banshi.core.org.pages import act, day_asked, fetch
from banshi.core.org.queries import protocol_order
from banshi.core.places.models import Place
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.forms import patrols as forms
from banshi.programmes.environment.models import Patrol, PatrolStop, Site
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.queries.routes import risks
from banshi.programmes.environment.tables import patrols as tables
from banshi.programmes.environment.views.keeping import keep, may_keep

FORM = require_http_methods(["GET", "HEAD", "POST"])
VIEW, WRITE = "environment.view", "environment.patrol"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The inspector's morning: routes, rechecks due, sheets not handed over, what is being put right."""
    access.require(request.actor, VIEW)
    found = queries.inbox(request.actor)
    patrols = [
        (row, [(stop, queries.reasons_said(stop)) for stop in row.stops.all()]) for row in found.patrols
    ]
    states = {row.pk: queries.state_word(row) for row in (*found.open, *found.rechecks)}
    context = {
        "inbox": found,
        "patrols": patrols,
        "open": [(row, states[row.pk]) for row in found.open],
        "may_plan": request.actor.holds(WRITE),
    }
    page = render(request, "environment/patrols/inbox.html", context)
    return keepable(request, page, found.today) if context["may_plan"] else page


@FORM
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a patrol: sites in the order of their risk, each with the reasons."""
    access.require(request.actor, WRITE)
    today = clock.today(request.zone)
    found = risks(request.zone, queries.candidates(request.actor), today)
    found.sort(key=lambda pair: (-pair[1].score, pair[0].name_zh))
    sites = {}
    for place, risk in found:
        said = queries.reasons_said(PatrolStop(reasons=[list(one) for one in risk.reasons]))
        why = said or _("no reason")
        sites[str(place.subject.uid)] = (place, f"{place.name}（{why}）")
    form = forms.PatrolForm(
        request.POST or None, actor=request.actor, sites=sites, initial={"planned_on": today}
    )
    return act(
        request,
        form,
        actions.plan_patrol,
        title=_("Plan a patrol"),
        lead=_(
            "The route goes by risk: what is overdue and open, what was found lately, where nobody was for long."
        ),
        button=_("Plan it"),
        back=lambda row: reverse("environment:patrol", args=[row.subject.uid]),
        cancel=reverse("environment:patrols"),
    )


def _patrol(request: HttpRequest, uid: UUID) -> Patrol:
    """The patrol behind an occasion that the reader may see."""
    access.require(request.actor, VIEW)
    occasion = fetch(request, Occasion, uid, "host")
    row = get_object_or_404(Patrol, zone=request.zone, occasion=occasion)
    row.occasion, row.zone = occasion, request.zone
    return row


@require_safe
def patrol(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One patrol: its route with the reasons, and what was found at each stop."""
    row = _patrol(request, uid)
    found = list(queries.findings(request.actor).filter(stop__patrol=row).order_by("pk"))
    by_stop: dict[int, list] = {}
    for one in found:
        by_stop.setdefault(one.stop_id, []).append(one)
    stops = [
        (stop, queries.reasons_said(stop), by_stop.get(stop.pk, []))
        for stop in row.stops.select_related("place").order_by("order")
    ]
    context = {
        "patrol": row,
        "stops": stops,
        "list": queries.list_of(row),
        "may_record": row.occasion.state == "planned" and access.can(request.actor, WRITE, row.occasion),
        "count": len(found),
    }
    if not context["may_record"]:
        return render(request, "environment/patrols/patrol.html", context)
    page = render(request, "environment/patrols/patrol.html", {**context, "keep": keep(request, row)})
    return may_keep(request, page, row.occasion)


@FORM
def finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The patrol is over: who went."""
    row = _patrol(request, uid)
    access.require(request.actor, "occasions.keep", row.occasion)
    today = clock.today(request.zone)
    posts = Post.objects.visible_to(request.actor).on(today).filter(unit=row.occasion.host)
    choices = {
        str(post.subject.uid): (post, post.name)
        for post in posts.select_related("subject").order_by(*protocol_order(of="post"))
    }
    initial = {"held_on": min(row.occasion.planned_on, today)}
    return act(
        request,
        forms.FinishForm(request.POST or None, actor=request.actor, posts=choices, initial=initial),
        lambda **given: actions.finish_patrol(occasion=row.occasion, **given),
        title=_("End the patrol"),
        lead=_("Everybody who went counts once: person-times are the sum over all patrols."),
        button=_("End the patrol"),
        back=reverse("environment:patrol", args=[uid]),
    )


def _stop_context(page: queries.StopPage, **forms_given: Any) -> dict[str, Any]:
    today = clock.today(page.stop.zone)
    return {"page": page, "today": today, "left": seconds_left(page.stop.zone, today), **forms_given}


@require_safe
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A stop: the items, and the field form while the patrol is on."""
    page = queries.stop_page(request.actor, uid)
    context = _stop_context(page, finding=forms.FindingForm(page=page), check=forms.CheckForm(page=page))
    if not page.may_record:
        return render(request, "environment/patrols/stop.html", context)
    context["keep"] = keep(request, page.stop.patrol)
    return may_keep(request, render(request, "environment/patrols/stop.html", context), page.occasion)


@FORM
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Report a finding at a stop."""
    page = queries.stop_page(request.actor, uid)
    access.require(request.actor, WRITE, page.occasion)
    return act(
        request,
        forms.FindingForm(request.POST or None, request.FILES or None, page=page),
        lambda **given: actions.report_finding(stop=page.stop, **given),
        title=_("Report a finding: %(site)s") % {"site": page.stop.place.name},
        button=_("Hand over for rectification"),
        back=reverse("environment:stop", args=[uid]),
    )


@FORM
def check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record the items that are met or do not apply."""
    page = queries.stop_page(request.actor, uid)
    access.require(request.actor, WRITE, page.occasion)
    return act(
        request,
        forms.CheckForm(request.POST or None, page=page),
        lambda **given: actions.check_stop(stop=page.stop, **given),
        title=_("Check the items: %(site)s") % {"site": page.stop.place.name},
        lead=_("Where an item does not apply, write why; the tick then says that all others are met."),
        button=_("Record it"),
        back=reverse("environment:stop", args=[uid]),
    )


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """The ledger of findings."""
    access.require(request.actor, VIEW)
    rows = queries.findings(request.actor)
    return list_page(
        request,
        tables.findings(request.actor),
        rows,
        template="environment/patrols/findings.html",
        here="findings",
    )


@require_safe
def finding(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One finding: its pair of photos, its sheet, and what is to be done."""
    page = queries.finding_page(request.actor, uid)
    return render(
        request, "environment/patrols/finding.html", {"page": page, "state": queries.state_word(page.finding)}
    )


@FORM
def hand(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand the sheet to the site."""
    page = queries.finding_page(request.actor, uid)
    access.require(request.actor, WRITE, page.matter)
    return act(
        request,
        forms.HandForm(request.POST or None),
        lambda **given: actions.hand_over(matter=page.matter, **given),
        title=_("Hand over the sheet %(number)s") % {"number": page.matter.number},
        lead=_(
            "The site manager signs on the glass or gives his name; a refusal is recorded with a witness."
        ),
        button=_("Record it"),
        back=reverse("environment:finding", args=[uid]),
        template="environment/patrols/hand.html",
    )


@FORM
def recheck(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look again."""
    page = queries.finding_page(request.actor, uid)
    access.require(request.actor, "matters.verify", page.matter)
    return act(
        request,
        forms.RecheckForm(request.POST or None, request.FILES or None),
        lambda **given: actions.recheck(matter=page.matter, **given),
        title=_("Recheck %(number)s") % {"number": page.matter.number},
        lead=_("The issuer rechecks, never the contractor and never the building client."),
        button=_("Record it"),
        back=reverse("environment:finding", args=[uid]),
    )


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Sites × items."""
    access.require(request.actor, VIEW)
    day, as_of = day_asked(request)
    found, rows = queries.wall(request.zone, day)
    context = {
        "list": found,
        "rows": rows,
        "as_of": as_of,
        "english": (get_language() or "").startswith("en"),
        "full": sum(row.full for row in rows if row.checked),
        "checked": sum(row.checked for row in rows),
    }
    return render(request, "environment/patrols/wall.html", context)


@require_safe
def site(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One site: who builds, the items, and the pairs of photos."""
    access.require(request.actor, VIEW)
    place = fetch(request, Place, uid)
    found, rows = queries.wall(request.zone, clock.today(request.zone), places=[place.pk])
    findings = list(queries.findings(request.actor).filter(place=place).order_by("-found_on", "-pk")[:60])
    pairs = queries.pairs(request.actor, [row.matter_id for row in findings])
    context = {
        "place": place,
        "list": found,
        "row": rows[0] if rows else None,
        "cells": list(zip(found.items.values(), rows[0].cells, strict=True)) if rows else [],
        "findings": [
            (row, queries.item_name(found, row.item), queries.state_word(row), pairs.get(row.matter_id))
            for row in findings
        ],
        "may_set": access.can(request.actor, WRITE, place),
    }
    return render(request, "environment/patrols/site.html", context)


@FORM
def set_site(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter who builds at a place."""
    access.require(request.actor, VIEW)
    place = fetch(request, Place, uid)
    access.require(request.actor, WRITE, place)
    row = Site.objects.filter(zone=request.zone, place=place).select_related(
        "contractor", "responsible_unit__subject", "lead_leader__subject", "client_unit__subject"
    )
    known = row.first()
    names = ("contractor", "responsible_unit", "lead_leader", "client_unit")
    initial = {name: getattr(known, name) for name in names} if known else {}
    return act(
        request,
        forms.SiteForm(request.POST or None, actor=request.actor, initial=initial),
        lambda **given: actions.set_site(place=place, **given),
        title=_("Who builds at %(site)s") % {"site": place.name},
        button=_("Enter it"),
        back=reverse("environment:site", args=[uid]),
    )


addresses = [
    path("patrols/", inbox, name="patrols"),
    path("patrols/plan/", plan, name="plan_patrol"),
    path("patrols/<uuid:uid>/", patrol, name="patrol"),
    path("patrols/<uuid:uid>/finish/", finish, name="finish_patrol"),
    path("patrols/stops/<uuid:uid>/", stop, name="stop"),
    path("patrols/stops/<uuid:uid>/finding/", report, name="report_finding"),
    path("patrols/stops/<uuid:uid>/check/", check, name="check_stop"),
    path("findings/", findings, name="findings"),
    path("findings/<uuid:uid>/", finding, name="finding"),
    path("findings/<uuid:uid>/hand/", hand, name="hand_over"),
    path("findings/<uuid:uid>/recheck/", recheck, name="recheck"),
    path("wall/", wall, name="wall"),
    path("sites/<uuid:uid>/", site, name="site"),
    path("sites/<uuid:uid>/set/", set_site, name="set_site"),
]
