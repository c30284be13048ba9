"""The administrator's channels: how they stand, adding and changing one, a test, and what is undeliverable."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.outbox import actions, audience, channels, queries
from banshi.base.outbox.actions.letters import NONE_DEAD
from banshi.base.outbox.channels import Failed
from banshi.base.outbox.forms import ChannelForm, GiveUpForm, TestForm
from banshi.base.outbox.models import Channel, Delivery
from banshi.base.outbox.testing import try_out
from banshi.base.outbox.why import why
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The channels, the queue, and the letters that nobody could be given."""
    access.require(request.actor, "outbox.keep")
    standings = queries.channel_standings(request.actor)
    context = {
        "standings": standings,
        "waiting": sum(one.waiting for one in standings),
        "oldest": min((one.oldest for one in standings if one.oldest), default=None),
        "queue": queries.queue(request.zone),
        "letters": queries.letters(request.actor),
        "kinds": channels.kinds(),
    }
    return render(request, "outbox/channels.html", context)


@get_or_post
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a channel of a kind."""
    access.require(request.actor, "outbox.keep")
    found = channels.kind(kind)
    if found is None:
        raise Http404
    return _keep(request, found, None)


@get_or_post
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a channel; secrets are not shown, and stay when nothing is entered."""
    row = _found(request, uid)
    found = channels.kind(row.kind)
    if found is None:
        raise Http404
    return _keep(request, found, row)


def _keep(request: HttpRequest, kind: channels.Kind, row: Channel | None) -> HttpResponse:
    units = audience.units(request.zone, clock.today(request.zone))
    form = ChannelForm(request.POST or None, kind=kind, channel=row, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_channel(
                actor=request.actor,
                kind=kind.code,
                channel=row,
                name=form.cleaned_data["name"],
                values=form.values(),
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("outbox:channels")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "outbox/channel.html", form, kind=kind, channel=row, cancel_url=reverse("outbox:channels")
    )


@require_POST
def switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Switch a channel on or off."""
    row = _found(request, uid)
    now = clock.now(request.zone)
    actions.set_enabled(actor=request.actor, channel=row, enabled="on" in request.POST, now=now)
    return redirect("outbox:channels")


@get_or_post
def test(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a test letter now, and say what came of it."""
    row = _found(request, uid)
    found = channels.kind(row.kind)
    if found is None:
        raise Http404
    form = TestForm(request.POST or None, kind=found)
    if request.method == "POST" and form.is_valid():
        try:
            try_out(row, form.cleaned_data.get("to", ""))
            messages.success(request, _("The other end took it. See whether it has arrived."))
            return redirect("outbox:channels")
        except Failed as failed:
            form.refuse(
                Refusal(
                    "outbox.test_failed",
                    _("It was not taken: %(why)s (%(code)s)."),
                    why=why(failed.code),
                    code=failed.code,
                )
            )
    return form_page(
        request, "outbox/test.html", form, channel=row, kind=found, cancel_url=reverse("outbox:channels")
    )


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Put the ticked letters back into their lanes."""
    access.require(request.actor, "outbox.keep")
    actions.try_again(
        actor=request.actor, deliveries=_ticked(request), now=clock.now(request.zone), key=formkey.of(request)
    )
    messages.success(request, _("They go out again with the next round."))
    return redirect("outbox:channels")


@get_or_post
def give_up(request: HttpRequest) -> HttpResponse:
    """Leave the ticked letters be, with a reason."""
    access.require(request.actor, "outbox.keep")
    letters = _ticked(request)
    if not letters:
        raise NONE_DEAD
    form = GiveUpForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            actions.give_up(
                actor=request.actor,
                deliveries=letters,
                reason=form.cleaned_data["reason"],
                now=clock.now(request.zone),
                key=formkey.of(request),
            )
            return redirect("outbox:channels")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "outbox/give_up.html", form, letters=letters, cancel_url=reverse("outbox:channels")
    )


def _ticked(request: HttpRequest) -> list[Delivery]:
    asked = [one for one in (request.POST or request.GET).getlist("row") if _is_uid(one)]
    return list(Delivery.objects.visible_to(request.actor).filter(uid__in=asked).select_related("message"))


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _found(request: HttpRequest, uid: UUID) -> Channel:
    access.require(request.actor, "outbox.keep")
    row = Channel.objects.visible_to(request.actor).filter(uid=uid).first()
    if row is None:
        raise access.unknown()
    return row
