"""An act on several matters: what it would do to each, then what it did."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.ui import formkey
from banshi.base.ui.views import back_of, form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.actions.several import act_on_several, rehearse_on_several
from banshi.core.matters.forms.several import MOST, SEVERAL, SeveralAct
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import chasing
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.queries.several import Result, standing, ticked
from banshi.core.matters.rules.offering import verb_of


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one act on the matters that were ticked: preview, rehearsal, then the deed."""
    if code not in SEVERAL:
        raise Http404
    found = SEVERAL[code]
    access.require(request.actor, verb_of(found.act))
    matters = _ticked(request)
    now = clock.now(request.zone)
    form = found.form(request.POST or None, page=MatterPage(request.actor, matters[0], now))
    results, stage = standing(request.actor, matters, found.act, found.already), "ask"
    if request.method == "POST" and form.is_valid():
        results, stage = _carried(request, found, form, results)
    context = {
        "code": code,
        "found": found,
        "matters": matters,
        "results": results,
        "stage": stage,
        "able": [one.matter for one in results if one.refused is None],
        "back_url": _undo(found, results) if stage == "done" else None,
        "cancel_url": _list(request),
    }
    return form_page(request, "matters/several.html", form, **context)


@require_safe
def chase(request: HttpRequest) -> HttpResponse:
    """A polite text for the group chat that asks for the ticked matters; nothing is written."""
    access.require(request.actor, "matters.view")
    uids = {uid for uid in map(_uid, request.GET.getlist("row")[:MOST]) if uid is not None}
    context = {"chase": chasing.chase(request.actor, uids), "back_url": _list(request)}
    return render(request, "matters/chase.html", context)


def _ticked(request: HttpRequest) -> list[Matter]:
    asked = (request.POST if request.method == "POST" else request.GET).getlist("row")
    uids = {uid for uid in map(_uid, asked) if uid is not None}
    if len(uids) > MOST:
        raise Refusal(
            "matters.too_many", _("Act on at most %(most)s matters at once. Tick fewer of them."), most=MOST
        )
    matters = ticked(request.actor, uids) if uids else []
    if not matters:
        raise Refusal("matters.none_ticked", _("Go back to the list and tick the matters first."))
    return matters


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _carried(request: HttpRequest, found: SeveralAct, form, before: list[Result]) -> tuple[list[Result], str]:
    """Rehearsed or done, as the button says. Those in whose way something stood beforehand are asked too:
    what was true a minute ago need not be so now."""
    given = {
        "actor": request.actor,
        "matters": [one.matter for one in before],
        "call": found.call,
        "values": form.values(),
        "now": form.page.now,
    }
    if found.rehearsed and "do" not in request.POST:
        return rehearse_on_several(**given), "rehearsed"
    return act_on_several(**given, key=formkey.of(request)), "done"


def _undo(found: SeveralAct, results: list[Result]) -> str | None:
    """Where what was done can be taken back."""
    done = [f"row={one.matter.subject.uid}" for one in results if one.refused is None]
    if not found.back or not done:
        return None
    return f"{reverse('matters:several', args=[found.back])}?{'&'.join(done)}"


def _list(request: HttpRequest) -> str:
    """The list from which the reader came, kept through the steps."""
    came = request.POST.get("from") or back_of(request)
    ours = came.startswith("/") and not came.startswith("//") and "/several/" not in came
    return came if ours else reverse("matters:issues")
