"""Own messages: the bell, the list, the crossing from a chat to the page that was meant."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.base.outbox import actions, queries
from banshi.base.outbox.models import Message, Notice
from banshi.base.zones import access, clock

SHOWN = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I was told of, the newest first; unread ones stand out."""
    rows = list(queries.mine(request.actor)[: SHOWN + 1])
    notices = [queries.told(row) for row in rows[:SHOWN]]
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
    row = Message.objects.filter(zone=request.zone, uid=uid).select_related("subject").first()
    if row is None or not Notice.objects.visible_to(request.actor).filter(message=row).exists():
        raise access.unknown()
    return redirect(queries.page_of(row) or "outbox:mine")


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
