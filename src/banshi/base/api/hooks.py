"""Pages of the systems that are told of events: all, a new one, one with its last letters, its secret, its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.api import actions
from banshi.base.api.events import event
from banshi.base.api.forms import EndForm, SubscribeForm
from banshi.base.api.models import MANAGE, Subscription
from banshi.base.outbox.models import Delivery
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])
LAST = 50


@require_safe
def hooks(request: HttpRequest) -> HttpResponse:
    """Who is told of what."""
    access.require(request.actor, MANAGE)
    rows = (
        Subscription.objects.visible_to(request.actor).select_related("channel").order_by("ended_at", "-pk")
    )
    shown = [(row, [str(_title(code)) for code in row.events]) for row in rows]
    return render(request, "api/hooks.html", {"rows": shown})


def _title(code: str) -> str:
    found = event(code)
    return str(found.title) if found else code


def _found(request: HttpRequest, uid: UUID) -> Subscription:
    access.require(request.actor, MANAGE)
    rows = Subscription.objects.visible_to(request.actor).select_related("channel", "subject")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise access.unknown()
    return row


@never_cache
@FORM
def subscribe(request: HttpRequest) -> HttpResponse:
    """Name an address and the events; the secret of the signature is shown once."""
    access.require(request.actor, MANAGE)
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.subscribe(
                actor=request.actor, now=clock.now(request.zone), key=formkey.of(request), **form.cleaned_data
            )
            return _secret(request, done)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "api/subscribe.html", form, cancel_url=reverse("tokens:hooks"))


def _secret(request: HttpRequest, done) -> HttpResponse:
    if isinstance(done, actions.Subscribed):
        return render(request, "api/secret.html", {"hook": done.subscription, "secret": done.secret})
    messages.info(
        request, _("This was done already, and the secret is shown once. Make a new one if it is lost.")
    )
    return redirect("tokens:hooks")


@require_safe
def hook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One system with its last letters."""
    row = _found(request, uid)
    told = Delivery.objects.filter(zone=request.zone, lane__channel=row.channel)
    rows = list(told.select_related("message").order_by("-pk")[:LAST])
    context = {"hook": row, "rows": [(one, _title(one.message.kind)) for one in rows], "last": LAST}
    return render(request, "api/hook.html", context)


@never_cache
@FORM
def rotate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a new secret."""
    row = _found(request, uid)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            now = clock.now(request.zone)
            key = formkey.of(request)
            return _secret(
                request, actions.rotate_secret(actor=request.actor, subscription=row, now=now, key=key)
            )
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "api/rotate.html", form, hook=row, cancel_url=reverse("tokens:hook", args=[uid])
    )


@FORM
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tell it nothing any more."""
    row = _found(request, uid)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            now = clock.now(request.zone)
            actions.end_subscription(actor=request.actor, subscription=row, now=now, key=formkey.of(request))
            return redirect("tokens:hooks")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request, "api/end_hook.html", form, hook=row, cancel_url=reverse("tokens:hook", args=[uid])
    )


@require_POST
def again(request: HttpRequest, uid: UUID, delivery: UUID) -> HttpResponse:
    """Tell once more."""
    told = Delivery.objects.filter(zone=request.zone, uid=delivery).select_related("lane").first()
    row = _found(request, uid)
    if told is None or told.lane.channel_id != row.channel_id:
        raise access.unknown()
    actions.send_again(
        actor=request.actor,
        subscription=row,
        delivery=told,
        now=clock.now(request.zone),
        key=formkey.of(request),
    )
    messages.success(request, _("It is told once more."))
    return redirect("tokens:hook", uid)
