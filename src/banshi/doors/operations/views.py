"""The health of the machine: for an operator, never public. Only that it lives is told to everybody."""

import hmac
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from banshi.base.zones import access
from banshi.base.zones.models import Zone
from banshi.doors.operations import metrics as gauges
from banshi.doors.operations.queries import checks

LEAST_TOKEN = 32


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the machine is well, what is not first; 503 when a check is not, so that a monitor can ask it too."""
    access.require(request.actor, "health.view")
    found = sorted(checks(request.zone), key=lambda check: check.well)
    well = all(check.well for check in found)
    return render(
        request, "operations/health.html", {"checks": found, "well": well}, status=200 if well else 503
    )


@login_not_required
@never_cache
@require_safe
def health_json(request: HttpRequest) -> HttpResponse:
    """The same for a monitor: each check of each zone by its code, with what was found."""
    seen = _zones_for(request)
    with translation.override("en"):
        zones = {
            zone.code: {check.code: {"well": check.well, "found": check.found} for check in checks(zone)}
            for zone in seen
        }
    well = all(check["well"] for found in zones.values() for check in found.values())
    return JsonResponse({"well": well, "zones": zones}, status=200 if well else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for Prometheus."""
    return HttpResponse(gauges.text(_zones_for(request)), content_type=CONTENT_TYPE_LATEST)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, and nothing else is told."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _zones_for(request: HttpRequest) -> list[Zone]:
    """A monitor that holds the token sees all zones, whoever may see the health page his own; nobody else any."""
    if _holds_token(request):
        return list(Zone.objects.order_by("pk"))
    actor = request.actor
    if actor is None or not access.can(actor, "health.view"):
        raise Http404
    return [actor.zone]


def _holds_token(request: HttpRequest) -> bool:
    """``Authorization: Bearer``, compared in constant time with the file; a short or missing file opens nothing."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    try:
        token = Path(settings.METRICS_TOKEN_FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return len(token) >= LEAST_TOKEN and hmac.compare_digest(given.encode(), token.encode())
