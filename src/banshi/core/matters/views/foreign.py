"""Numbers of systems outside: entered on a matter, and the replies in each system's own form."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions
from banshi.core.matters.forms.foreign import ForeignForm
from banshi.core.matters.queries import foreign
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.replies import workbook

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """The systems outside, and how many matters carry their numbers."""
    access.require(request.actor, "matters.export")
    counts = foreign.counted(request.actor)
    known = foreign.systems(request.zone).systems
    rows = [
        (one, foreign.named(one), counts.get(code, 0), foreign.source_of(one)) for code, one in known.items()
    ]
    return render(request, "matters/replies.html", {"systems": rows})


@require_safe
def replies_to(request: HttpRequest, code: str) -> HttpResponse:
    """The replies to one system, in the order of its columns: on the page, or as its workbook."""
    access.require(request.actor, "matters.export")
    system = foreign.systems(request.zone).systems.get(code)
    if system is None:
        raise Http404
    rows = foreign.carrying(request.actor, code)
    if request.GET.get("shape") == "xlsx":
        return workbook(request.actor, system, rows)
    shown = list(foreign.replies(request.actor, system, rows[:MOST_SHOWN]))
    context = {
        "system": system,
        "name": foreign.named(system),
        "columns": [foreign.named(column) for column in system.columns],
        "rows": shown,
        "most": MOST_SHOWN,
    }
    return render(request, "matters/replies_to.html", context)


@FORM
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter the number by which a system outside knows a matter."""
    matter = queries.find(request.actor, uid)
    access.require(request.actor, "matters.register", matter)
    form = ForeignForm(request.POST or None, zone=request.zone)
    back = reverse("matters:matter", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_foreign_number(
                actor=request.actor,
                matter=matter,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.values(),
            )
            return redirect(back)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request,
        "org/act.html",
        form,
        title=_("Number of a system outside: %(number)s") % {"number": matter.number},
        lead=_("The matter is found by it, and the reply goes out in that system's form."),
        button=_("Enter it"),
        cancel_url=back,
    )
