"""The dispatch board and the verification queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banshi.base.zones import access, clock
from banshi.core.matters.queries import queues


@require_safe
def dispatch_board(request: HttpRequest) -> HttpResponse:
    """What waits for dispatch, what is asked, and the load of each department."""
    access.require(request.actor, "matters.dispatch")
    board = queues.board(request.actor, clock.now(request.zone))
    return render(request, "matters/board.html", {"board": board})


@require_safe
def verification_queue(request: HttpRequest) -> HttpResponse:
    """What waits to be verified, for the raiser's answer, and to be closed out."""
    actor = request.actor
    if not actor.holds("matters.verify"):
        access.require(actor, "matters.answer")
    queue = queues.verification(actor, clock.now(request.zone))
    context = {"queue": queue, "may_verify": actor.holds("matters.verify")}
    return render(request, "matters/verification.html", context)
