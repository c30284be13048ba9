"""Call-back: whose raiser waits, the sheet of one call, and the telephone shown with a trace."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions import record_answer
from banshi.core.matters.actions.reveal import reveal_raiser
from banshi.core.matters.models import Matter, Solved
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries import rows
from banshi.core.matters.queries.matter import MatterPage
from banshi.doors.counter.actions import record_not_reached
from banshi.doors.counter.forms import CallForm
from banshi.doors.counter.models import CallBack
from banshi.doors.counter.queries import calls as listed


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Whose raiser waits for a call, the oldest day first; prints with room for the answers."""
    access.require(request.actor, listed.ANSWER)
    return render(
        request, "counter/calls.html", {"calls": listed.calls(request.actor, clock.now(request.zone))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The questions of one call, and what was said."""
    page = _page(request, uid)
    form = CallForm(request.POST or None, initial={"next_on": listed.usual_next(page.actor, page.today)})
    if request.method == "POST" and form.is_valid():
        try:
            return _said(request, _record(request, page, form), form)
        except Refusal as refusal:
            form.refuse(refusal)
    return _sheet(request, page, form)


@require_POST
@never_cache
def phone(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same sheet with name and telephone, once; the asking is in the history."""
    page = _page(request, uid)
    reveal_raiser(actor=request.actor, matter=page.matter, now=page.now, key=formkey.of(request))
    page = MatterPage(request.actor, queries.find(request.actor, uid), page.now, revealed=True)
    form = CallForm(initial={"next_on": listed.usual_next(page.actor, page.today)})
    form.key_spent = True
    return _sheet(request, page, form)


def _page(request: HttpRequest, uid: UUID) -> MatterPage:
    """The matter. Raises for who may not ask its raiser."""
    page = MatterPage(request.actor, queries.find(request.actor, uid), clock.now(request.zone))
    access.require(request.actor, listed.ANSWER, page.matter)
    return page


def _record(request: HttpRequest, page: MatterPage, form: CallForm) -> Matter:
    given = form.cleaned_data
    common = {
        "actor": request.actor, "matter": page.matter, "now": page.now, "key": formkey.of(request),
        "text": given["text"],
    }  # fmt: skip
    if given["reached"] == "no":
        return record_not_reached(next_on=given["next_on"], **common)
    return record_answer(
        solved=given["solved"],
        satisfaction=given["satisfaction"],
        channel=given["channel"],
        answered_on=page.today,
        **common,
    )


def _said(request: HttpRequest, matter: Matter, form: CallForm) -> HttpResponse:
    """Say what follows, and go on with the list."""
    number = {"number": matter.number}
    if form.cleaned_data["reached"] == "yes":
        went_back = matter.state not in ("verified", "closed")
        text = _("%(number)s: the answer is recorded.")
        text = _("%(number)s: it goes back to the department, as the raiser said.") if went_back else text
    elif matter.solved == Solved.NO_ANSWER:
        text = _("%(number)s: not reached often enough; recorded as no answer.")
    else:
        text = _("%(number)s: not reached; it stays on the list for the next try.")
    messages.success(request, text % number)
    return redirect("counter:calls")


def _sheet(request: HttpRequest, page: MatterPage, form: CallForm) -> HttpResponse:
    contact = getattr(page.matter, "first_contact", None)
    context = {
        "page": page,
        "raiser": page.raiser,
        "tries": rows.tries(page.matter),
        "needed": page.terms.tries_before_no_answer,
        "through": contact if contact and contact.call_back == CallBack.AUTHOR else None,
        "may_ask": "answer" in page.offered,
        "cancel_url": "/counter/calls/",
    }
    return form_page(request, "counter/call.html", form, **context)
