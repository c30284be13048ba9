"""The supervisor's desk: anomalies with their trail, his decisions, his reminder sheets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.calendars.queries import load_calendar
from banshi.base.presets import queries as presets
from banshi.base.zones import access, clock
from banshi.core.org.pages import act
from banshi.core.supervision import actions, forms
from banshi.core.supervision.models import Anomaly, Decision
from banshi.core.supervision.queries import desk as queries

FORM = require_http_methods(["GET", "HEAD", "POST"])
DESK = "supervision.desk"


@require_safe
def anomalies(request: HttpRequest) -> HttpResponse:
    """What the detectors find; what was decided on is shown when asked for."""
    access.require(request.actor, DESK)
    shown = request.GET.get("decided") == "1"
    found = queries.groups(request.actor, all_of_them=shown)
    context = {
        "groups": found,
        "all_of_them": shown,
        "count": sum(len(group.lines) + group.more for group in found),
        "decided": sum(group.decided for group in found),
        "window": presets.rules(request.zone, "anomalies", clock.today(request.zone)).window_days,
    }
    return render(request, "supervision/desk.html", context)


@require_safe
def anomaly(request: HttpRequest, detector: str, key: str) -> HttpResponse:
    """One anomaly: the matters, the entries behind it, what was decided."""
    access.require(request.actor, DESK)
    return render(request, "supervision/anomaly.html", {"page": queries.page(request.actor, detector, key)})


@FORM
def decide(request: HttpRequest, detector: str, key: str) -> HttpResponse:
    """Dismiss it, or follow it up."""
    access.require(request.actor, "supervision.decide")
    one, _found = queries.find(request.actor, detector, key)
    here = reverse("supervision:anomaly", args=[detector, key])

    def after(row: Anomaly) -> str:
        if row.decision != Decision.FOLLOWED:
            return reverse("supervision:desk")
        messages.success(request, _("Followed up. You may now issue a reminder sheet to the unit."))
        return here

    return act(
        request,
        forms.DecideForm(request.POST or None),
        lambda **given: actions.decide_anomaly(detector=detector, mark=key, **given),
        title=one.title,
        lead=_("The records of others stay as they are; your decision and its reason are kept."),
        button=_("Decide"),
        back=after,
        cancel=here,
    )


@FORM
def notice(request: HttpRequest) -> HttpResponse:
    """A reminder sheet of supervision to a unit."""
    access.require(request.actor, "supervision.remind")
    today = clock.today(request.zone)
    workdays = presets.rules(request.zone, "ladder", today).notice_workdays
    followed = _followed(request)
    form = forms.NoticeForm(
        request.POST or None,
        actor=request.actor,
        today=today,
        initial={"answer_by": load_calendar(request.zone).add_workdays(today, workdays)},
    )
    return act(
        request,
        form,
        lambda **given: actions.issue_notice(anomaly=followed, **given),
        title=_("Supervisor's reminder sheet"),
        lead=_("Only the unit, the leaders and the supervisors read it. It gets its own number of the year."),
        button=_("Issue"),
        back=lambda row: reverse("supervision:document", args=[row.subject.uid]),
        cancel=reverse("supervision:desk"),
    )


def _followed(request: HttpRequest) -> Any:
    """The anomaly that the sheet follows up, when the address names one."""
    detector, _colon, key = request.GET.get("for", "").partition(":")
    if not key:
        return None
    found = queries.decisions(request.actor).filter(detector=detector, key=key).first()
    if found is None:
        raise access.unknown()
    return found
