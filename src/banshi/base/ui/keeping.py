"""Pages that a phone may keep for use without a signal.

A programme says which of its pages may be kept (:func:`keepable`), serves the worker at an address of its own
(:func:`worker`), whose folder is all that the worker answers for, and shows on the page what is kept
(``ui/parts/kept.html`` with a :class:`Keep`). What is kept belongs to one account, lasts until its day ends, and goes
with a sign-out or when another account signs in (``ui/ui.js``). Only pages are kept: what is posted passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from banshi.base.zones import clock
from banshi.base.zones.models import Zone

SCRIPT = Path(__file__).parent / "static" / "ui" / "keeper.js"


@dataclass(frozen=True)
class Keep:
    """What the part on the page needs.

    ``worker`` is the address of the worker; ``pages`` are the addresses to keep, the page itself among them. ``said``
    is the sentence when all is kept, with ``{at}`` for the time; ``unable`` the one where the browser keeps nothing.
    """

    worker: str
    pages: Sequence[str]
    said: Any
    unable: Any


def seconds_left(zone: Zone, until: date, now: datetime | None = None) -> int:
    """How long it is to the end of the day ``until`` in the zone; to the end of today where that has passed."""
    now = now or clock.now(zone)
    end = clock.at_time(zone, max(until, clock.on_date(zone, now)) + timedelta(days=1))
    return int((end - now).total_seconds())


def keepable(
    request: HttpRequest, response: HttpResponse, until: date, *, instead: bool = False
) -> HttpResponse:
    """Say that the reader's phone may keep this page to the end of the day ``until`` and no longer.

    A page that stands ``instead`` of others is what is given where another one is not kept.
    """
    zone = request.zone
    local = clock.now(zone).astimezone(ZoneInfo(zone.timezone))
    response["Kept-For"] = str(request.actor.account_uid)
    response["Kept-Seconds"] = str(seconds_left(zone, until))
    response["Kept-At"] = f"{local:%H:%M}"
    if instead:
        response["Kept-Instead"] = "yes"
    return response


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script: the same for everybody; its folder is its scope, since no header widens it."""
    script = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    script["Cache-Control"] = "no-store"
    return script
