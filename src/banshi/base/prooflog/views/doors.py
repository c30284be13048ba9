"""The door that is open to witnesses, without a sign-in: heads, paths, keys; and cosignatures come in.

What is shown says how many entries the log has and nothing of what they say. What comes in counts by its
signature alone, so it does not matter who brings it.
"""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from banshi.base.prooflog import receipts
from banshi.base.prooflog.actions import cosigning
from banshi.base.prooflog.models import LogKey
from banshi.base.prooflog.standing import log_of, newest
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal

MOST_BYTES = 20_000


@login_not_required
@require_safe
def checkpoint(request: HttpRequest, zone: str) -> HttpResponse:
    """The newest checkpoint, as the log signed it."""
    found = _zone(zone)
    log = log_of(found)
    head = newest(found, log) if log else None
    if head is None:
        raise Http404
    return _text(head.note)


@login_not_required
@require_safe
def since(request: HttpRequest, zone: str, old: int) -> HttpResponse:
    """The newest checkpoint with its consistency path from a size (the body of C2SP tlog-witness)."""
    found = receipts.since(_zone(zone), old)
    if found is None:
        raise Http404
    return _text(found)


@login_not_required
@require_safe
def keys(request: HttpRequest, zone: str) -> HttpResponse:
    """The log's key in service and the announcements that lead to it."""
    found = _zone(zone)
    log = log_of(found)
    if log is None:
        raise Http404
    rows = list(LogKey.objects.filter(zone=found, origin=log.origin).order_by("pk"))
    said = {
        "origin": log.origin,
        "key": rows[-1].vkey,
        "announcements": [row.announcement for row in rows if row.announcement],
    }
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), content_type="application/json")


@csrf_exempt
@login_not_required
@require_POST
def cosignature(request: HttpRequest, zone: str) -> HttpResponse:
    """A witness brings a cosigned checkpoint back."""
    found = _zone(zone)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _text("too long\n", status=413)
    try:
        kept = cosigning.take_in(found, request.body)
    except Refusal as refusal:
        return _text(f"{refusal.code}\n", status=422)
    return _text(f"{len(kept)} kept\n")


def _zone(code: str) -> Zone:
    zone = Zone.objects.filter(code=code).first()
    if zone is None:
        raise Http404
    return zone


def _text(text: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "no-store"
    return answer
