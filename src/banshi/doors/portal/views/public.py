"""The form behind a sign, and the proof of work for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.outbox import queries as outbox
from banshi.base.ui import formkey
from banshi.base.ui.forms import KEY_USED
from banshi.base.zones import clock
from banshi.base.zones.refusals import Conflict, Refusal
from banshi.doors.portal import codes, proof, queries, rules, uploads
from banshi.doors.portal.actions.counting import admit, load
from banshi.doors.portal.actions.receiving import Files, Sender, receive_report
from banshi.doors.portal.forms import ReportForm
from banshi.doors.portal.models import IntakeLink
from banshi.doors.portal.people import public_actor
from banshi.doors.portal.views.common import from_where, nothing_here, public, stand_in

ANOTHER = _(
    "What you sent before is here already; its receipt is below. If this is something else, send it once more."
)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def form(request: HttpRequest, token: str) -> HttpResponse:
    """The form; what was sent becomes a report, once, and its tracker is shown.

    Other words under a key that is known, as after going back without scripts, stay on the page under a new
    key: nobody may take the first receipt for that of a second report. The same words are the same report,
    also where its photos got lost on the way.
    """
    link = queries.link_of(token)
    if link is None:
        return nothing_here(request)
    portal = stand_in(request, link.zone)
    texts = outbox.tells_raisers(link.zone, clock.today(link.zone))
    found = ReportForm(request.POST or None, request.FILES or None, link=link, portal=portal, texts=texts)
    context = {"form": found, "link": link, "portal": portal}
    if request.method == "POST":
        key = formkey.sent(request)
        known = key is not None and queries.known_key(link.zone, key)
        if found.is_valid():
            try:
                return _sent(request, link, found, known=known)
            except Conflict as conflict:
                if conflict.code != KEY_USED or queries.same_words(link.zone, key, found.given()):
                    return redirect(_tracker(link, key))
                found.refuse(Conflict(KEY_USED, ANOTHER))
                context["receipt"] = _tracker(link, key)
            except Refusal as refusal:
                found.refuse(refusal)
        elif known:
            return redirect(_tracker(link, key))
    status = found.status if found.is_bound and found.errors else 200
    return render(request, "portal/form.html", context, status=status)


def _sent(request: HttpRequest, link: IntakeLink, found: ReportForm, *, known: bool) -> HttpResponse:
    """Take it in, or find it again. What is known is let in without being counted once more."""
    key = formkey.of(request)
    now, values = clock.now(link.zone), found.cleaned_data
    given, photos, voice = found.given(), values.get("photos") or [], values.get("voice")
    rules.check(given, found.portal, link.kinds, voice=bool(voice))
    work, address = proof.judge(values["work"], link.token), from_where(request)
    size = sum(one.size for one in photos) + (voice.size if voice else 0)
    if not known:
        admit(zone=link.zone, portal=found.portal, address=address, proved=not work.fault, size=size, now=now)
    files = Files(
        positions=uploads.positions(photos) if given.position_agreed else (),
        photos=uploads.take_photos(link.zone, photos),
        voice=uploads.take_voice(link.zone, voice, megabytes=found.portal.voice_megabytes) if voice else None,
    )
    receive_report(
        actor=public_actor(link.zone),
        uid=key,
        link=link,
        given=given,
        files=files,
        sender=Sender(address, work),
        now=now,
        key=key,
    )
    return redirect(_tracker(link, key))


def _tracker(link: IntakeLink, key: UUID) -> str:
    return f"{reverse('portal:tracker', args=[codes.code_of(link.zone, key)])}?new=1"


@require_safe
@public
def work(request: HttpRequest, token: str) -> HttpResponse:
    """A proof of work to be done before sending; harder where much comes in. Nothing is written."""
    link = queries.link_of(token)
    if link is None:
        return nothing_here(request)
    portal = stand_in(request, link.zone)
    here, whole = load(link.zone, from_where(request), clock.now(link.zone))
    return JsonResponse(proof.challenge(token, portal, rules.level(here, whole, portal.limits)))
