"""Look-back: what was drawn, the drawing, one task, one sample."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.history.acts import done_under
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.core.org.pages import act
from banshi.core.org.wording import timeline
from banshi.core.supervision import actions, forms, tables
from banshi.core.supervision.models import LookBack, Sample
from banshi.core.supervision.queries import look_back as queries
from banshi.core.supervision.views.common import tabs

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """All that was drawn."""
    access.require(request.actor, "supervision.samples")
    return list_page(
        request,
        tables.LOOK_BACKS,
        queries.tasks(request.actor),
        template="supervision/look_backs.html",
        lists=tabs(request, "look_back"),
        may_draw=request.actor.holds("supervision.draw"),
    )


@FORM
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample of what was closed out long enough ago."""
    access.require(request.actor, "supervision.draw")
    found = queries.ahead(request.actor)
    lead = _(
        "%(n)s close-outs up to %(day)s stood in no sample yet; %(size)s of them are drawn "
        "(%(share)s%% and at least %(minimum)s)."
    ) % {
        "n": found.population,
        "day": found.until.isoformat(),
        "size": found.size,
        "share": found.rules.share_percent,
        "minimum": found.rules.minimum,
    }
    return act(
        request,
        forms.DrawForm(request.POST or None),
        actions.draw_sample,
        title=_("Draw a sample"),
        lead=lead,
        button=_("Draw"),
        back=lambda row: reverse("supervision:sample", args=[row.subject.uid]),
        cancel=reverse("supervision:look_backs"),
    )


def _task(request: HttpRequest, uid: UUID) -> LookBack:
    access.require(request.actor, "supervision.samples")
    rows = queries.tasks(request.actor).select_related("words__key__subject", "person__subject")
    return get_object_or_404(rows, uid=uid)


@require_safe
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One close-out drawn for a second look: what is known, and what was found."""
    row = _task(request, uid)
    may_look = not row.result and access.can(request.actor, "supervision.look_back", row.matter)
    fault = queries.fault_of_looker(request.actor, row, row.matter) if may_look else None
    context = {
        "row": row,
        "mark": tables.look_back_mark(row),
        "words": vault.shown(row.words),
        "may_look": may_look and fault is None,
        "fault": fault,
    }
    return render(request, "supervision/look_back.html", context)


@FORM
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what the second look found; what was found already is shown, also to a second click."""
    row = _task(request, uid)
    if row.result and (request.method != "POST" or done_under(request.actor, formkey.sent(request))):
        return redirect("supervision:look_back", uid)
    access.require(request.actor, "supervision.look_back", row.matter)
    return act(
        request,
        forms.LookBackForm(request.POST or None, initial={"looked_on": clock.today(request.zone)}),
        lambda **given: actions.record_look_back(task=row, **given),
        title=_("Look back at %(number)s") % {"number": row.matter.number},
        lead=_("Go and look, or ask the raiser. What does not hold is re-opened at once."),
        button=_("Record"),
        back=reverse("supervision:look_back", args=[uid]),
    )


@require_safe
def sample(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One drawing: its seed, out of how many, and the proof that the same ones come out again."""
    access.require(request.actor, "supervision.samples")
    rows = Sample.objects.filter(zone=request.actor.zone).select_related("subject")
    row = get_object_or_404(rows, subject__uid=uid)
    context = {
        "sample": row,
        "again": queries.again(row),
        "tasks": [
            (one, tables.look_back_mark(one)) for one in queries.tasks(request.actor).filter(sample=row)
        ],
        "entries": timeline(row.subject),
    }
    return render(request, "supervision/sample.html", context)
