"""The tracker: what happened, what is next, and what the raiser may add or answer; and finding it by code."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.ui import formkey
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal, Unknown
from banshi.doors.portal import actions, people, queries, rules, uploads
from banshi.doors.portal.actions.counting import count_code
from banshi.doors.portal.forms import AddForm, AnswerForm, FindForm
from banshi.doors.portal.models import Report
from banshi.doors.portal.people import public_actor
from banshi.doors.portal.views.common import from_where, nothing_here, public, stand_in

CODE_UNKNOWN = _("No report has this code. Compare it, sign by sign, with your receipt and try again.")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def find(request: HttpRequest) -> HttpResponse:
    """Find a report by the code on its slip; tries are counted, found or not."""
    found = FindForm(request.POST or None)
    if request.method == "POST" and found.is_valid():
        try:
            _count(request)
        except Refusal as refusal:
            found.refuse(refusal)
        else:
            if queries.report_of(found.cleaned_data["code"]) is not None:
                return redirect("portal:tracker", _dashed(found.cleaned_data["code"]))
            found.refuse(Unknown("portal.code_unknown", CODE_UNKNOWN, field="code"))
    status = found.status if found.is_bound and found.errors else 200
    return render(request, "portal/find.html", {"form": found}, status=status)


def _count(request: HttpRequest) -> None:
    """Under the first zone: a code says nothing of its zone before it is found."""
    zone = Zone.objects.select_related("subject").order_by("pk").first()
    if zone is not None:
        now = clock.now(zone)
        portal = people.rules_of(zone, clock.today(zone))
        count_code(zone=zone, portal=portal, address=from_where(request), now=now)


def _dashed(code: str) -> str:
    plain = rules.read_code(code) or ""
    return "-".join(plain[at : at + rules.CODE_GROUP] for at in range(0, rules.CODE_SIGNS, rules.CODE_GROUP))


@require_safe
@public
def tracker(request: HttpRequest, code: str) -> HttpResponse:
    """The report as its raiser sees it."""
    report = queries.report_of(code)
    return nothing_here(request) if report is None else _page(request, report, code)


def _page(
    request: HttpRequest,
    report: Report,
    code: str,
    *,
    add: AddForm | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    portal = stand_in(request, report.zone)
    sent_back = add or answer
    address = request.build_absolute_uri(reverse("portal:tracker", args=[_dashed(code)]))
    context: dict[str, Any] = {
        "tracked": queries.tracked(report),
        "report": report,
        "portal": portal,
        "code": _dashed(code),
        "address": address,
        "picture": segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2),
        "fresh": "new" in request.GET,
        "add": add or AddForm(portal=portal),
        "answer": answer or AnswerForm(),
    }
    return render(request, "portal/tracker.html", context, status=sent_back.status if sent_back else 200)


@require_POST
@public
def add(request: HttpRequest, code: str) -> HttpResponse:
    """A sentence or a photo more."""
    report = queries.report_of(code)
    if report is None:
        return nothing_here(request)
    found = AddForm(request.POST, request.FILES, portal=stand_in(request, report.zone))
    if found.is_valid():
        try:
            actions.add_to_report(
                actor=public_actor(report.zone),
                report=report,
                text=found.cleaned_data["text"],
                photos=uploads.take_photos(report.zone, found.cleaned_data["photos"]),
                now=clock.now(report.zone),
                key=formkey.of(request),
            )
            return redirect("portal:tracker", _dashed(code))
        except Refusal as refusal:
            found.refuse(refusal)
    return _page(request, report, code, add=found)


@require_POST
@public
def stop_texts(request: HttpRequest, code: str) -> HttpResponse:
    """No more text messages."""
    report = queries.report_of(code)
    if report is None:
        return nothing_here(request)
    stand_in(request, report.zone)
    actions.stop_texts(
        actor=public_actor(report.zone),
        report=report,
        now=clock.now(report.zone),
        key=formkey.of(request),
    )
    return redirect("portal:tracker", _dashed(code))


@require_POST
@public
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Solved, partly or not; satisfied or not."""
    report = queries.report_of(code)
    if report is None:
        return nothing_here(request)
    found = AnswerForm(request.POST)
    if found.is_valid():
        try:
            actions.answer_report(
                actor=public_actor(report.zone),
                report=report,
                now=clock.now(report.zone),
                key=formkey.of(request),
                **found.cleaned_data,
            )
            return redirect("portal:tracker", _dashed(code))
        except Refusal as refusal:
            found.refuse(refusal)
    return _page(request, report, code, answer=found)
