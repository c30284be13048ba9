"""Water: the table of sections by months, a section with its items against the limits."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.tables.definitions import parse_day
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org.pages import act, fetch
from banshi.core.org.wording import timeline
from banshi.kernel.periods import Period
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import series
from banshi.programmes.environment.actions import water as actions
from banshi.programmes.environment.actions.air import KEEP
from banshi.programmes.environment.actions.kept import locks_of
from banshi.programmes.environment.forms.series import LastDayForm
from banshi.programmes.environment.forms.values import SectionForm, WaterMonthForm
from banshi.programmes.environment.models import Section, SectionArea, WaterMonth
from banshi.programmes.environment.queries import corrections, water_page
from banshi.programmes.environment.queries import water as queries
from banshi.programmes.environment.tables.water import SECTIONS
from banshi.programmes.environment.views import asking as asked
from banshi.programmes.environment.views.taking import water_book

FORM = require_http_methods(["GET", "HEAD", "POST"])
AREAS_NOW = Prefetch(
    "areas", queryset=SectionArea.objects.filter(ends_on__isnull=True).order_by("pk"), to_attr="areas_now"
)


def _year(request: HttpRequest, day: Any) -> int:
    """The year asked for; the last one that is over, or the present one in the second half of it."""
    return asked.year(request, queries.last_year(day) if day.month < 7 else day.year)


@require_safe
def water(request: HttpRequest) -> HttpResponse:
    """Sections by months: the class of each with the item that decides it, and the cumulative one."""
    access.require(request.actor, "environment.view")
    when = asked.when(request)
    year = _year(request, when.day)
    period = Period.whole_year(year)
    sections = [
        one
        for one in queries.sections_of(request.actor, min(when.day, period.end))
        if one.starts_on <= period.end
    ]
    found = queries.beside(sections, year, when.day, when.known_at)
    context = {
        "year": year,
        "years": range(when.limit.year, when.limit.year - 10, -1),
        "lines": water_page.lines_of(found),
        "ratio": water_page.good_sections(found),
        "months": range(1, 13),
        "locks": [one for one in locks_of(request.actor, "water") if one.covers(period.start, period.end)],
        "lists": tabs.tabs(request, "water"),
        "may_keep": request.actor.holds(KEEP),
        **when.context,
    }
    return render(request, "environment/water/table.html", context)


@require_safe
def sections(request: HttpRequest) -> HttpResponse:
    """All sections."""
    access.require(request.actor, "environment.view")
    rows = Section.objects.visible_to(request.actor).select_related("subject", "place")
    return list_page(
        request,
        SECTIONS,
        rows.prefetch_related(AREAS_NOW),
        template="environment/water/list.html",
        lists=tabs.tabs(request, "water"),
        may_keep=request.actor.holds(KEEP),
    )


@require_safe
def section(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One section: its months, its items against the limits, the year before, its history."""
    row = fetch(request, Section, uid, "place__subject")
    when = asked.when(request)
    year = _year(request, when.day)
    (found,) = queries.beside([row], year, when.day, when.known_at)
    (line,) = water_page.lines_of([found])
    context = {
        "section": row,
        "year": year,
        "years": range(when.limit.year, when.limit.year - 10, -1),
        "found": found,
        "line": line,
        "chart": water_page.chart_of(found, line),
        "items": water_page.items_of(found),
        "months": range(1, 13),
        "areas": row.areas.filter(ends_on__isnull=True).order_by("pk"),
        "corrections": corrections.of_section(row)[:10],
        "entries": timeline(row.subject),
        "lists": tabs.tabs(request, "water"),
        "may_keep": access.can(request.actor, KEEP, row),
        **when.context,
    }
    return render(request, "environment/water/section.html", context)


@require_POST
def take_water(request: HttpRequest, uid: UUID, year: int) -> HttpResponse:
    """The months of a section's year as a workbook; who took them is written down."""
    row = fetch(request, Section, uid, "place")
    period = Period.whole_year(year)
    when = asked.when(request)
    (found,) = queries.beside([row], year, when.day, when.known_at)
    series.take_away(
        actor=request.actor,
        about=row.subject,
        first_on=period.start,
        last_on=period.end,
        now=clock.now(request.zone),
    )
    return water_book(request.actor, found)


@FORM
def register_section(request: HttpRequest) -> HttpResponse:
    """Put a section into service."""
    access.require(request.actor, KEEP)
    initial = {"starts_on": clock.today(request.zone)}
    return act(
        request,
        SectionForm(request.POST or None, actor=request.actor, registering=True, initial=initial),
        actions.register_section,
        title=_("Put a section into service"),
        lead=_("Register the monitoring point under Places first."),
        button=_("Put into service"),
        back=lambda row: reverse("environment:section", args=[row.subject.uid]),
        cancel=reverse("environment:sections"),
    )


@FORM
def change_section(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a section's water, level, target or areas."""
    row = fetch(request, Section, uid, "place")
    access.require(request.actor, KEEP, row)
    names = ("code", "kind", "water_zh", "water_en", "control_level", "target", "freezes")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names}
    areas = row.areas.filter(ends_on__isnull=True).order_by("pk")
    initial["areas"] = "\n".join(f"{area.kind}, {area.name_zh}, {area.name_en}" for area in areas)
    initial["effective_on"] = clock.today(request.zone)
    return act(
        request,
        SectionForm(request.POST or None, actor=request.actor, registering=False, initial=initial),
        lambda **given: actions.change_section(section=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("What it was stays in the history."),
        button=_("Change it"),
        back=reverse("environment:section", args=[uid]),
    )


@FORM
def close_section(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a section out of service."""
    row = fetch(request, Section, uid, "place")
    access.require(request.actor, KEEP, row)
    return act(
        request,
        LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_section(section=row, **given),
        title=_("Take %(name)s out of service") % {"name": row.name},
        lead=_("Its values stay, and so does its page."),
        button=_("Take out of service"),
        back=reverse("environment:section", args=[uid]),
    )


@FORM
def enter_water(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a month by hand, or correct it (``?month=``)."""
    row = fetch(request, Section, uid, "place")
    access.require(request.actor, KEEP, row)
    month = (parse_day(request.GET.get("month", "")) or clock.today(request.zone)).replace(day=1)
    known = WaterMonth.objects.known().filter(zone=row.zone_id, section=row, month=month).first()
    form = WaterMonthForm(request.POST or None, initial={"month": month} | (known.amounts if known else {}))
    return act(
        request,
        form,
        lambda *, actor, now, key, **cleaned: actions.correct_water_month(
            actor=actor, section=row, now=now, key=key, **form.given()
        ),
        title=_("Enter or correct a month of %(name)s") % {"name": row.name},
        lead=_(
            "A value that is known stays in the history, and whoever took it away is named beside the new one."
        ),
        button=_("Record the month"),
        back=reverse("environment:section", args=[uid]),
    )


addresses = [
    path("water/", water, name="water"),
    path("water/sections/", sections, name="sections"),
    path("water/sections/register", register_section, name="register_section"),
    path("water/<uuid:uid>", section, name="section"),
    path("water/<uuid:uid>/change", change_section, name="change_section"),
    path("water/<uuid:uid>/close", close_section, name="close_section"),
    path("water/<uuid:uid>/enter", enter_water, name="enter_water"),
    path("water/<uuid:uid>/<int:year>/take", take_water, name="take_water"),
]
"""Addresses of water."""
