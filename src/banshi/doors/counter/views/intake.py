"""The screen for calls and walk-ins: typed while somebody talks, with what is known of him beside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.files import intake as files
from banshi.base.history import acts
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries.matter import MatterPage
from banshi.doors.counter.actions import take_in
from banshi.doors.counter.forms import IntakeForm
from banshi.doors.counter.queries.beside import Beside, Typed
from banshi.doors.counter.queries.words import channels_of, words_of

REGISTER = "matters.register"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def intake(request: HttpRequest) -> HttpResponse:
    """Take a matter in. What may be the same is saved only once it was seen beside."""
    access.require(request.actor, REGISTER)
    form = IntakeForm(request.POST or None, request.FILES or None, actor=request.actor)
    found = []
    if request.method == "POST" and form.is_valid():
        found = unseen(request, form)
        if not found:
            try:
                return redirect("counter:taken", take(request, form).subject.uid)
            except Refusal as refusal:
                form.refuse(refusal)
    return form_page(request, "counter/intake.html", form, **around(request, form, found))


def around(request: HttpRequest, form: IntakeForm, found: list) -> dict:
    """What every page with the form shows around it."""
    channels = words_of(request.zone, form.today).channels
    return {
        "beside": Beside(request.actor, form.typed(), clock.now(request.zone)) if form.is_bound else None,
        "unseen": found,
        "channels": channels_of(channels),
        "may_merge": request.actor.holds("matters.merge"),
    }


def unseen(request: HttpRequest, form: IntakeForm) -> list:
    """Likely duplicates that did not stand beside the form when it was sent; none on a second click."""
    if "different" in request.POST or request.POST.get("same_as"):
        return []
    seen = set(request.POST.getlist("seen"))
    beside = Beside(request.actor, form.typed(), clock.now(request.zone))
    found = [row for row in beside.duplicates if row.matter.number not in seen]
    return [] if found and acts.done_under(request.actor, formkey.sent(request)) else found


def take(request: HttpRequest, form: IntakeForm) -> Matter:
    """Call the use case with what was typed."""
    photo = form.cleaned_data.get("photo")
    same = request.POST.get("same_as")
    return take_in(
        actor=request.actor,
        same_as=_visible(request, same) if same else None,
        photo=files.take(request.zone, photo) if photo else None,
        now=clock.now(request.zone),
        key=formkey.of(request),
        **form.values(),
    )


def _visible(request: HttpRequest, number: str) -> Matter:
    matter = Matter.objects.visible_to(request.actor).filter(number=number).first()
    if matter is None:
        raise access.unknown()
    return matter


@require_POST
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """What stands beside, by what is typed so far. It writes nothing; a post, so that no telephone number
    gets into an address or a log."""
    access.require(request.actor, REGISTER)
    form = IntakeForm(request.POST, actor=request.actor)
    form.full_clean()
    beside = Beside(request.actor, form.typed(), clock.now(request.zone))
    return render(request, "counter/beside.html", {"beside": beside, "form": form, "named": True})


@require_safe
def taken(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The number to read out, what happens next and until when, and the next caller."""
    matter = queries.find(request.actor, uid)
    access.require(request.actor, REGISTER)
    now = clock.now(request.zone)
    typed = Typed(kind=matter.kind, category=matter.category, source_kind=matter.source_kind)
    context = {
        "page": MatterPage(request.actor, matter, now),
        "beside": Beside(request.actor, typed, now),
        "matter": matter,
    }
    return render(request, "counter/taken.html", context)


def said(request: HttpRequest, matter: Matter) -> None:
    """Tell on the next page that it is filed."""
    messages.success(request, _("%(number)s is on the issue list.") % {"number": matter.number})
