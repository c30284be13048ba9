"""The health page: for an operator, never public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from banshi.base.zones import access
from banshi.doors.operations.queries import checks


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the machine is well; 503 when a check is not, so that a monitor can ask it too."""
    access.require(request.actor, "health.view")
    found = checks(request.zone)
    well = all(check.well for check in found)
    return render(
        request, "operations/health.html", {"checks": found, "well": well}, status=200 if well else 503
    )
