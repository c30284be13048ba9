"""Links and their printed signs."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.presets import queries as presets
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.pages import act
from banshi.core.org.wording import timeline
from banshi.doors.portal import actions, queries
from banshi.doors.portal.forms import LastDayForm, LinkForm
from banshi.doors.portal.models import IntakeLink
from banshi.doors.portal.people import rules_of
from banshi.doors.portal.tables import LINKS

FORM = require_http_methods(["GET", "HEAD", "POST"])
SIZES = ("a4", "a6")


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """All links of the zone."""
    access.require(request.actor, "portal.links")
    return list_page(request, LINKS, queries.links(request.actor), template="portal/links.html")


@FORM
def make(request: HttpRequest) -> HttpResponse:
    """Make a link."""
    access.require(request.actor, "portal.links")
    initial = {"starts_on": clock.today(request.zone), "kinds": ["problem"], "source_kind": "resident"}
    return act(
        request,
        LinkForm(request.POST or None, actor=request.actor, initial=initial),
        actions.make_link,
        title=_("Make a link"),
        lead=_("Whoever scans the sign finds the form with all of this filled in. He needs no account."),
        button=_("Make it"),
        back=lambda row: reverse("portal:link", args=[row.subject.uid]),
        cancel=reverse("portal:links"),
    )


def _fetch(request: HttpRequest, uid: UUID) -> IntakeLink:
    rows = IntakeLink.objects.visible_to(request.actor).select_related(
        "subject", "contact__unit", "raiser_org__subject", "place__subject"
    )
    link = get_object_or_404(rows, subject__uid=uid)
    link.zone = request.zone
    return link


def _address(request: HttpRequest, link: IntakeLink) -> str:
    return request.build_absolute_uri(reverse("portal:form", args=[link.token]))


@require_safe
def link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One link: its address, what it fixes, how much came in, its history."""
    row = _fetch(request, uid)
    today = clock.today(request.zone)
    known = presets.rules(request.zone, "kinds", today)
    address = _address(request, row)
    context = {
        "link": row,
        "address": address,
        "picture": segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=2),
        "kinds": [named(known.kinds[code]) for code in row.kinds if code in known.kinds],
        "category": named(known.categories[row.category])
        if row.category in known.categories
        else row.category,
        "count": row.reports.count(),
        "ended": row.ends_on is not None and row.ends_on < today,
        "entries": timeline(row.subject),
    }
    return render(request, "portal/link.html", context)


@require_safe
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sign to be printed, on A4 or A6."""
    row = _fetch(request, uid)
    size = request.GET.get("size", "a4")
    address = _address(request, row)
    context = {
        "link": row,
        "address": address,
        "size": size if size in SIZES else "a4",
        "picture": segno.make(address, error="q", micro=False).svg_data_uri(scale=10, border=4),
        "portal": rules_of(request.zone, clock.today(request.zone)),
    }
    return render(request, "portal/sheet.html", context)


@FORM
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a sign down."""
    row = _fetch(request, uid)
    access.require(request.actor, "portal.links", row)
    return act(
        request,
        LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.end_link(link=row, **given),
        title=_("End %(name)s") % {"name": row.title},
        lead=_("After that day the sign leads to nothing. What came in through it goes on."),
        button=_("End it"),
        back=reverse("portal:link", args=[uid]),
    )
