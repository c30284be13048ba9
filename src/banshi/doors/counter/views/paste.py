"""Paste a message: it is read, shown with what was found in it, corrected by a person, and filed by him."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.doors.counter.forms import IntakeForm, PasteForm
from banshi.doors.counter.queries.beside import Beside
from banshi.doors.counter.queries.drafts import Draft
from banshi.doors.counter.views import intake

WHOLE = "whole"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paste(request: HttpRequest) -> HttpResponse:
    """The empty field, the draft, or its filing: as far as the form has come. Nothing is kept before filing."""
    access.require(request.actor, intake.REGISTER)
    first = PasteForm(request.POST or None)
    if request.method != "POST" or not first.is_valid():
        return form_page(request, "counter/paste.html", first)
    draft = Draft(request.actor, first.cleaned_data["pasted"], clock.now(request.zone), _part_of(request))
    if "file" not in request.POST and "same_as" not in request.POST and "different" not in request.POST:
        return _shown(request, draft, IntakeForm(actor=request.actor, initial=dict(draft.initial)), [])
    form = IntakeForm(request.POST, request.FILES or None, actor=request.actor)
    found = intake.unseen(request, form) if form.is_valid() else []
    if form.is_valid() and not found:
        try:
            return _filed(request, draft, intake.take(request, form))
        except Refusal as refusal:
            form.refuse(refusal)
    return _shown(request, draft, form, found)


def _part_of(request: HttpRequest) -> int | None:
    """Which request of the text is in hand; None for all of it as one."""
    part = request.POST.get("go") or request.POST.get("part") or "0"
    return None if part == WHOLE else int(part) if part.isascii() and part.isdigit() and len(part) < 4 else 0


def _filed(request: HttpRequest, draft: Draft, matter) -> HttpResponse:
    """After the last request the page of the last number; before that the next request of the text."""
    left = [at for at in range(draft.count) if at not in _done(request) and at != draft.at]
    if draft.at is None or not left:
        return redirect("counter:taken", matter.subject.uid)
    intake.said(request, matter)
    following = Draft(request.actor, draft.text, draft.now, left[0])
    form = IntakeForm(actor=request.actor, initial=dict(following.initial))
    form.key_spent = True
    return _shown(request, following, form, [], done=[*_done(request), draft.at])


def _done(request: HttpRequest) -> list[int]:
    """The requests of the text that were filed already."""
    given = request.POST.getlist("done")
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 4]


def _shown(
    request: HttpRequest, draft: Draft, form: IntakeForm, found: list, done: list[int] | None = None
) -> HttpResponse:
    done = _done(request) if done is None else done
    context = intake.around(request, form, found) | {
        "beside": Beside(request.actor, form.typed(), draft.now),
        "draft": draft,
        "part": WHOLE if draft.at is None else draft.at,
        "others": [at for at in range(draft.count) if at not in done],
        "done": done,
    }
    return form_page(request, "counter/draft.html", form, **context)
