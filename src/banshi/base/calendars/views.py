"""Pages of the working calendar."""

from __future__ import annotations

import json
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.calendars import actions, files, queries, rules
from banshi.base.calendars.forms import (
    AnnounceForm,
    DayForm,
    HoursForm,
    ImportConfirmForm,
    ImportForm,
    LiftForm,
)
from banshi.base.calendars.refusals import sentence
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    """The current year of the zone."""
    return year(request, clock.today(request.zone).year)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year as twelve months, its exceptional days and the working hours."""
    calendar = queries.calendar_of(request.actor)
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise Http404
    context = {
        "page": queries.year_page(request.zone, year),
        "may_edit": access.can(request.actor, actions.EDIT, calendar),
        "before": year - 1,
        "after": year + 1,
    }
    return render(request, "calendars/year.html", context)


@FORM
def set_day(request: HttpRequest) -> HttpResponse:
    """Add an exceptional day, or correct one."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    form = DayForm(request.POST or None, initial=_standing(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.set_calendar_day(
                actor=request.actor, **form.cleaned_data, now=_now(request), key=formkey.of(request)
            )
            return redirect("calendars:year", row.day.year)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "calendars/day.html", form, cancel_url=reverse("calendars:calendar"))


@FORM
def lift_day(request: HttpRequest, day: str) -> HttpResponse:
    """Make an exceptional day an ordinary one again."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    found = _read_day(day)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_calendar_day(
                actor=request.actor,
                day=found,
                **form.cleaned_data,
                now=_now(request),
                key=formkey.of(request),
            )
            return redirect("calendars:year", found.year)
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("calendars:year", args=[found.year])
    return form_page(request, "calendars/lift.html", form, day=found, cancel_url=back)


@FORM
def announce(request: HttpRequest, year: int) -> HttpResponse:
    """Say that the holidays of a year are known."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_year(
                actor=request.actor,
                year=year,
                **form.cleaned_data,
                now=_now(request),
                key=formkey.of(request),
            )
            return redirect("calendars:year", year)
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("calendars:year", args=[year])
    return form_page(request, "calendars/announce.html", form, year=year, cancel_url=back)


@FORM
def hours(request: HttpRequest) -> HttpResponse:
    """Set the timetable from a day on."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("valid_from", "source")}
        try:
            actions.set_working_hours(
                actor=request.actor,
                seasons=form.seasons(),
                **given,
                now=_now(request),
                key=formkey.of(request),
            )
            return redirect("calendars:calendar")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "calendars/hours.html", form, cancel_url=reverse("calendars:calendar"))


@FORM
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file and see what each of its rows would change; nothing is changed here."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = files.read_rows(upload.read(files.MOST_BYTES + 1), upload.name)
            return _preview(request, queries.import_plan(request.zone, rows), upload.name)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "calendars/import.html", form, cancel_url=reverse("calendars:calendar"))


def _preview(request: HttpRequest, lines: tuple[rules.Line, ...], file_name: str) -> HttpResponse:
    counts = {status: 0 for status in ("new", "changed", "same", "refused")}
    for line in lines:
        counts[line.status] += 1
    rows = json.dumps(rules.as_cells(lines), ensure_ascii=False)
    form = ImportConfirmForm(initial={"rows": rows, "file_name": file_name[:100], "announce": True})
    shown = [(line, sentence(line.why, other=line.other) if line.why else "") for line in lines]
    return render(
        request, "calendars/preview.html", {"form": form, "lines": shown, "counts": counts, "file": file_name}
    )


@require_POST
def import_apply(request: HttpRequest) -> HttpResponse:
    """Take over the rows that were looked at."""
    access.require(request.actor, actions.EDIT, queries.calendar_of(request.actor))
    form = ImportConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("calendars:import")
    actions.import_calendar(
        actor=request.actor, **form.cleaned_data, now=_now(request), key=formkey.of(request)
    )
    days = [row[0] for row in form.cleaned_data["rows"]]
    return redirect("calendars:year", int(max(days)[:4]))


def _now(request: HttpRequest):
    return clock.now(request.zone)


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _standing(request: HttpRequest) -> dict[str, object]:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    found = queries.standing_days(request.zone).get(day)
    return vars(found) if found and found.kind != rules.ORDINARY else {"day": day}
