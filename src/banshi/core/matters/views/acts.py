"""One view for every act on a matter, and the entry of a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from banshi.base.files import intake
from banshi.base.history import acts as history
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.entering import enter_matter
from banshi.core.matters.forms.base import ActForm
from banshi.core.matters.forms.entering import EnterForm
from banshi.core.matters.forms.registry import ACTS, ActPage
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.rules.offering import verb_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
FILES = ("upload", "photo")


@FORM
def act(request: HttpRequest, uid: UUID, act: str) -> HttpResponse:
    """The form of one act; what was sent goes to its use case, and a refusal lands on its field."""
    if act not in ACTS:
        raise Http404
    page = MatterPage(request.actor, queries.find(request.actor, uid), clock.now(request.zone))
    found = ACTS[act]
    _may_now(request, page, act)
    form = found.form(request.POST or None, request.FILES or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, page, act, _call(request, found, form))
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("matters:matter", args=[uid])
    return form_page(
        request,
        "matters/act.html",
        form,
        page=page,
        act=act,
        found=found,
        word=page.word_of(act),
        cancel_url=back,
    )


def _may_now(request: HttpRequest, page: MatterPage, act: str) -> None:
    """Raise for an act that is not open to the actor, or not in this state; a second click is no fault."""
    access.require(page.actor, verb_of(act), page.matter)
    fault = page.lifecycle.fault(act, page.matter.state)
    if request.method != "POST" and fault and act not in page.offered:
        raise fault.refusal()


def _call(request: HttpRequest, found: ActPage, form: ActForm) -> Matter:
    return found.call(
        actor=request.actor,
        matter=form.matter,
        now=form.page.now,
        key=formkey.of(request),
        **_with_files(request, form.values()),
    )


def _with_files(request: HttpRequest, values: dict) -> dict:
    """Files are taken in before the use case begins, so that its lock is held for rows alone."""
    taken = {name: intake.take(request.zone, values[name]) for name in FILES if values.get(name)}
    return {**values, **taken}


def _done(request: HttpRequest, page: MatterPage, act: str, matter: Matter) -> HttpResponse:
    messages.success(
        request, _("%(number)s: %(act)s — recorded.") % {"number": matter.number, "act": page.word_of(act)}
    )
    if not access.can(request.actor, queries.VIEW, matter):
        return redirect("/")
    return redirect("matters:matter", matter.subject.uid)


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Enter a matter. Likely duplicates are shown before it is saved."""
    access.require(request.actor, "matters.register")
    form = EnterForm(request.POST or None, request.FILES or None, actor=request.actor)
    context = {"cancel_url": "/", "may_merge": request.actor.holds("matters.merge")}
    if request.method == "POST" and "find" in request.POST:
        form.errors.clear()
        return form_page(request, "matters/new.html", form, **context)
    if request.method == "POST" and form.is_valid():
        same = request.POST.get("same_as", "")
        found = [] if same or "different" in request.POST else form.duplicates()
        if found and not history.done_under(request.actor, formkey.sent(request)):
            return form_page(request, "matters/new.html", form, duplicates=found, **context)
        try:
            return _entered(request, form, same)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "matters/new.html", form, **context)


def _entered(request: HttpRequest, form: EnterForm, same: str) -> HttpResponse:
    into = _visible(request, same) if same else None
    values = _with_files(request, {**form.values(), "photo": form.cleaned_data.get("photo")})
    matter = enter_matter(
        actor=request.actor, same_as=into, now=clock.now(request.zone), key=formkey.of(request), **values
    )
    text = _("%(number)s is on the issue list.") if into is None else _("%(number)s was entered and merged.")
    messages.success(request, text % {"number": matter.number})
    return redirect("matters:matter", matter.subject.uid)


def _visible(request: HttpRequest, number: str) -> Matter:
    matter = Matter.objects.visible_to(request.actor).filter(number=number).first()
    if matter is None:
        raise access.unknown()
    return matter
