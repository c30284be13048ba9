"""Air: stations, their days, the year as a calendar."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.tables import asking, listing, workbook
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import parse_day
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.org.pages import act, fetch
from banshi.core.org.wording import timeline
from banshi.programmes.environment import tabs
from banshi.programmes.environment.actions import air as actions
from banshi.programmes.environment.actions import series
from banshi.programmes.environment.actions.kept import locks_of
from banshi.programmes.environment.forms.series import LastDayForm, StationForm
from banshi.programmes.environment.forms.values import AirDayForm
from banshi.programmes.environment.models import AirDay, Station
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.queries import air as queries
from banshi.programmes.environment.queries import calendar, corrections
from banshi.programmes.environment.tables.air import DAYS, STATIONS
from banshi.programmes.environment.views import asking as asked

FORM = require_http_methods(["GET", "HEAD", "POST"])
KEEP = actions.KEEP


@require_safe
def air(request: HttpRequest) -> HttpResponse:
    """The year of the zone's own air, or the list of stations while there is none."""
    access.require(request.actor, "environment.view")
    today = clock.today(request.zone)
    for station in queries.headline(request.actor, today):
        counts = queries.counts_of(station, today)
        if counts:
            last = next((one for one in counts if one.year < today.year), counts[0])
            return redirect("environment:air_year", station.subject.uid, last.year)
    return redirect("environment:stations")


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """All stations."""
    access.require(request.actor, "environment.view")
    rows = Station.objects.visible_to(request.actor).select_related("subject", "place")
    return list_page(
        request,
        STATIONS,
        rows,
        template="environment/air/list.html",
        lists=tabs.tabs(request, "air"),
        may_keep=request.actor.holds(KEEP),
    )


@require_safe
def station(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One station: what it stands for, its years, its history."""
    row = fetch(request, Station, uid, "place__subject")
    today = clock.today(request.zone)
    rows = AirDay.objects.known().filter(zone=row.zone_id, station=row).order_by("-on")
    context = {
        "station": row,
        "years": queries.counts_of(row, today),
        "days": rows[:14],
        "corrections": corrections.of_station(row)[:10],
        "entries": timeline(row.subject),
        "lists": tabs.tabs(request, "air"),
        "may_keep": access.can(request.actor, KEEP, row),
        "today": today,
    }
    return render(request, "environment/air/station.html", context)


@require_safe
def air_year(request: HttpRequest, uid: UUID, year: int) -> HttpResponse:
    """The year as a calendar, under a named standard and practice, beside the year before."""
    row = fetch(request, Station, uid, "place")
    if not 1990 <= year <= 2100:
        raise Http404
    when, practice = asked.when(request), asked.practice(request)
    standard = asked.standard(request)
    found = queries.year_of([row], year, when.day, when.known_at, standard)
    context = {
        "station": row,
        "year": year,
        "found": found,
        "practice": practice,
        "practices": asked.PRACTICES,
        "standards": queries.ALL_STANDARDS,
        "standard": standard,
        "years": queries.years_of(row),
        "lists": tabs.tabs(request, "air"),
        "may_keep": access.can(request.actor, KEEP, row),
        **when.context,
    }
    if found is not None:
        context |= _drawn(request, found, practice)
    return render(request, "environment/air/year.html", context)


def _drawn(request: HttpRequest, found: queries.Year, practice: str) -> dict[str, Any]:
    rows, levels = calendar.rows_of(found), calendar.levels_of(found)
    locks = [one for one in locks_of(request.actor, "air") if one.covers(found.first, found.last)]
    return {
        "rows": rows,
        "levels": levels,
        "items": calendar.items_of(found, practice),
        "attains": found.result.attains[practice],
        "chart": calendar.chart_of(found, rows, levels),
        "locks": locks,
        "doubts": found.result.unverified,
    }


def _rows(request: HttpRequest, row: Station, ask: Ask) -> Any:
    rows = AirDay.objects.visible_to(request.actor).filter(station=row)
    rows = rows.known(ask.known_at(request.zone)).select_related("source")
    return rows.filter(on__lte=ask.as_of) if ask.as_of else rows


@require_safe
def air_days(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The days of a station. As a workbook they leave by the button, which writes down who took them."""
    row = fetch(request, Station, uid, "place")
    if request.GET.get("export"):
        raise Refusal(
            "environment.by_the_button",
            _("Values leave this page by the button «Take as a workbook», which writes down who has them."),
        )
    return list_page(
        request,
        DAYS,
        lambda ask: _rows(request, row, ask),
        template="environment/air/days.html",
        station=row,
        lists=tabs.tabs(request, "air"),
        may_keep=access.can(request.actor, KEEP, row),
    )


@require_POST
def take_air(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The days of a station as a workbook, as filtered; who took them is written down."""
    row = fetch(request, Station, uid, "place")
    ask = asking.read(request, DAYS)
    found, chosen = listing.narrowed(DAYS, _rows(request, row, ask), ask, request.actor)
    ends = found.order_by("on").values_list("on", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        raise Refusal("environment.nothing_to_take", _("There is no day to take. Change the filter."))
    series.take_away(
        actor=request.actor, about=row.subject, first_on=first, last_on=last, now=clock.now(request.zone)
    )
    return workbook.response(DAYS, found, ask, chosen, request.actor)


@FORM
def register_station(request: HttpRequest) -> HttpResponse:
    """Put a station into service."""
    access.require(request.actor, KEEP)
    initial = {"starts_on": clock.today(request.zone), "area_kind": "county_town"}
    return act(
        request,
        StationForm(request.POST or None, actor=request.actor, registering=True, initial=initial),
        actions.register_station,
        title=_("Put a station into service"),
        lead=_("Register the monitoring point under Places first."),
        button=_("Put into service"),
        back=lambda row: reverse("environment:station", args=[row.subject.uid]),
        cancel=reverse("environment:stations"),
    )


@FORM
def change_station(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change what a station stands for, its code, its control level."""
    row = fetch(request, Station, uid, "place")
    access.require(request.actor, KEEP, row)
    initial = {
        name: getattr(row, name) for name in ("code", "area_kind", "area_zh", "area_en", "control_level")
    }
    initial["effective_on"] = clock.today(request.zone)
    return act(
        request,
        StationForm(request.POST or None, actor=request.actor, registering=False, initial=initial),
        lambda **given: actions.change_station(station=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("What it was stays in the history."),
        button=_("Change it"),
        back=reverse("environment:station", args=[uid]),
    )


@FORM
def close_station(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a station out of service."""
    row = fetch(request, Station, uid, "place")
    access.require(request.actor, KEEP, row)
    return act(
        request,
        LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_station(station=row, **given),
        title=_("Take %(name)s out of service") % {"name": row.name},
        lead=_("Its values stay, and so does its page."),
        button=_("Take out of service"),
        back=reverse("environment:station", args=[uid]),
    )


@FORM
def enter_air(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a day by hand, or correct it (``?on=``)."""
    row = fetch(request, Station, uid, "place")
    access.require(request.actor, KEEP, row)
    form = AirDayForm(request.POST or None, initial=_initial(request, row))
    return act(
        request,
        form,
        lambda *, actor, now, key, **cleaned: actions.correct_air_day(
            actor=actor, station=row, now=now, key=key, **form.given()
        ),
        title=_("Enter or correct a day of %(name)s") % {"name": row.name},
        lead=_(
            "A value that is known stays in the history, and whoever took it away is named beside the new one."
        ),
        button=_("Record the day"),
        back=reverse("environment:station", args=[uid]),
    )


def _initial(request: HttpRequest, row: Station) -> dict[str, Any]:
    on = parse_day(request.GET.get("on", "")) or queries.yesterday(clock.today(request.zone))
    known = AirDay.objects.known().filter(zone=row.zone_id, station=row, on=on).first()
    if known is None:
        return {"on": on}
    return {"on": on, "invalid_why": known.invalid_why} | {
        name: getattr(known, name) for name in COLUMNS.values()
    }


addresses = [
    path("air/", air, name="air"),
    path("air/stations/", stations, name="stations"),
    path("air/stations/register", register_station, name="register_station"),
    path("air/<uuid:uid>", station, name="station"),
    path("air/<uuid:uid>/change", change_station, name="change_station"),
    path("air/<uuid:uid>/close", close_station, name="close_station"),
    path("air/<uuid:uid>/enter", enter_air, name="enter_air"),
    path("air/<uuid:uid>/days", air_days, name="air_days"),
    path("air/<uuid:uid>/take", take_air, name="take_air"),
    path("air/<uuid:uid>/<int:year>", air_year, name="air_year"),
]
"""Addresses of air."""
