"""Own messages: the bell, the list, the crossing from a chat to the page that was meant."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.outbox import actions, queries
from banshi.base.outbox.forms import OwnForm
from banshi.base.outbox.models import Notice
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

SHOWN = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I was told of, the newest first; unread ones stand out."""
    rows = list(queries.mine(request.actor)[: SHOWN + 1])
    notices = queries.told(request.actor, rows[:SHOWN])
    unread = queries.unread(request.actor)
    return render(
        request, "outbox/mine.html", {"notices": notices, "more": len(rows) > SHOWN, "unread": unread}
    )


@never_cache
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell; asked once a minute at most, and by no page itself."""
    return JsonResponse({"unread": queries.unread(request.actor) if request.actor else 0})


@never_cache
@require_safe
def go(request: HttpRequest, uid: UUID) -> HttpResponse:
    """From a message outside to the page that it means; only for whoever was told."""
    told = Notice.objects.visible_to(request.actor).filter(message__uid=uid)
    row = told.select_related("message__subject").first()
    if row is None:
        raise access.unknown()
    return redirect(queries.page_of(row.message) or "outbox:mine")


@require_POST
def open_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the page of a notice; it and the others of the same thing are read."""
    row = Notice.objects.visible_to(request.actor).select_related("message__subject").filter(uid=uid).first()
    if row is None:
        raise access.unknown()
    actions.read(actor=request.actor, uids=[uid], now=clock.now(request.zone))
    return redirect(queries.page_of(row.message) or "outbox:mine")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    actions.read(actor=request.actor, now=clock.now(request.zone))
    return redirect("outbox:mine")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Over which one channel I am told besides the system, and of what I want to hear nothing."""
    offered = queries.offered(request.zone)
    form = OwnForm(request.POST or None, offered=offered, initial=queries.chosen(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(actor=request.actor, now=clock.now(request.zone), **form.values())
            messages.success(request, _("Saved. It holds from the next message on."))
            return redirect("outbox:settings")
        except Refusal as refusal:
            form.refuse(refusal)
    rules = queries.rules_of(request.zone, clock.today(request.zone))
    return form_page(
        request, "outbox/settings.html", form, rules=rules, cancel_url=reverse("outbox:mine"), offered=offered
    )
