"""What the shell of every page needs."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from banshi.base.ui import nav
from banshi.base.zones import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """``zone``, ``actor``, ``today``, ``zone_now``, ``nav_entries``, ``search_url``, ``bell``, ``language``."""
    actor, zone = getattr(request, "actor", None), getattr(request, "zone", None)
    found: list[nav.Line] | SimpleLazyObject = SimpleLazyObject(lambda: nav.lines(actor, request.path))
    return {
        "actor": actor,
        "zone": zone,
        "zone_now": clock.now(zone) if zone else None,
        "today": clock.today(zone) if zone else None,
        "nav_entries": found,
        "search_url": nav.search_url(actor),
        "bell": nav.bell(actor),
        "language": "en" if (get_language() or "").startswith("en") else "zh-hans",
    }
