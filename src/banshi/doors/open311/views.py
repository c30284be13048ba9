"""Discovery, services, requests and tokens of Open311 GeoReport v2, in JSON and in XML."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.api.holders import admitted, need_scope
from banshi.base.api.keys import key_from
from banshi.base.api.language import language_of
from banshi.base.signin.sessions import address_of
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal, Unknown
from banshi.doors.open311 import counting, formats, queries, rules
from banshi.doors.open311.actions import report_by_open311
from banshi.doors.open311.rules import Fault

SCOPE = "open311:write"
USUAL, MOST = 50, 200
DEEPEST = 10_000
MOST_IDS = 50
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """No session, the language asked for, the zone where it is open, and errors as the specification has them."""

    @login_not_required
    @csrf_exempt
    @functools.wraps(view)
    def wrapper(request: Any, zone: str, fmt: str, **kwargs: Any) -> HttpResponse:
        request.actor = request.zone = None
        with translation.override(language_of(request)):
            found = queries.zone_of(zone)
            asked = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or zone
            if found is None or asked != zone:
                return formats.refused(fmt, 404, "jurisdiction_id provided was not found")
            wait = _wait(request, found) if request.method != "POST" else 0
            if wait:
                return _too_often(fmt, wait)
            try:
                response = view(request, found, fmt, **kwargs)
            except Fault as fault:
                response = formats.refused(fmt, 400, str(fault))
            except Refusal as refusal:
                response = _refused(fmt, refusal)
            response["Content-Language"] = translation.get_language() or ""
            if found.simulated:
                response["X-Banshi-Demonstration"] = "1"
            return response

    return wrapper


def _wait(request: HttpRequest, zone: Zone) -> int:
    most = queries.rules_of(zone).reads
    return counting.wait(zone, address_of(request), most, clock.process_now())


def _too_often(fmt: str, wait: int) -> HttpResponse:
    response = formats.refused(
        fmt, 429, _("Asked too often. Ask again in %(wait)s seconds.") % {"wait": wait}
    )
    response["Retry-After"] = str(wait)
    return response


def _refused(fmt: str, refusal: Any) -> HttpResponse:
    if isinstance(refusal, Unknown):
        return formats.refused(fmt, 404, "service_code or id provided was not found")
    status = 400 if refusal.status == 422 else refusal.status
    response = formats.refused(fmt, status, str(refusal))
    if status == 429:
        response["Retry-After"] = str(getattr(refusal, "wait_s", 60))
    return response


@require_safe
@door
def discovery(request: HttpRequest, zone: Zone, fmt: str) -> HttpResponse:
    """Where the service is, and what it speaks."""
    root = request.build_absolute_uri(f"/open311/{zone.code}/v2")
    found = {
        "changeset": "2026-11-27T00:00:00+08:00",
        "contact": zone.name,
        "key_service": _("Ask the zone for a key."),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": root,
                "changeset": "2026-11-27T00:00:00+08:00",
                "type": "test" if zone.simulated else "production",
                "formats": ["application/json", "text/xml"],
            }
        ],
    }
    return formats.answer(fmt, "discovery", found)


@require_safe
@door
def services(request: HttpRequest, zone: Zone, fmt: str) -> HttpResponse:
    """What can be reported."""
    return formats.answer(fmt, "services", queries.services(zone))


@require_safe
@door
def definition(request: HttpRequest, zone: Zone, fmt: str, code: str) -> HttpResponse:
    """What a service asks for beyond the specification's own fields: nothing."""
    if code not in queries.offered(zone):
        return formats.refused(fmt, 404, "service_code provided was not found")
    return formats.answer(fmt, "service_definition", {"service_code": code, "attributes": []})


@require_http_methods(["GET", "HEAD", "POST"])
@door
def requests(request: HttpRequest, zone: Zone, fmt: str) -> HttpResponse:
    """A report by POST; the newest reports by GET."""
    return _post(request, zone, fmt) if request.method == "POST" else _list(request, zone, fmt)


def _list(request: HttpRequest, zone: Zone, fmt: str) -> HttpResponse:
    asked, rows = request.GET, queries.reports(zone)
    ids = _several(asked.get("service_request_id", ""))[:MOST_IDS]
    if ids:
        found = list(rows.filter(matter__number__in=ids).order_by("-received_at", "-pk"))
        return formats.answer(fmt, "service_requests", [queries.shown(zone, row) for row in found])
    since, until = rules.span(
        _instant(asked.get("start_date")),
        _instant(asked.get("end_date")),
        clock.now(zone),
        queries.rules_of(zone).days,
    )
    rows = queries.with_status(zone, queries.between(rows, since, until), _several(asked.get("status", "")))
    codes = _several(asked.get("service_code", ""))
    if codes:
        rows = rows.filter(service_code__in=codes)
    size, page = _number(asked.get("page_size"), USUAL, MOST), _number(asked.get("page"), 1, DEEPEST)
    first = min((page - 1) * size, DEEPEST)
    shown = [queries.shown(zone, row) for row in rows[first : first + size]]
    return formats.answer(fmt, "service_requests", shown)


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.replace("\x00", "").split(",") if one.strip()]


def _instant(text: str | None) -> Any:
    return rules.instant(text) if text else None


def _number(text: str | None, usual: int, most: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise Fault(f"page and page_size are whole numbers from 1 to {most}")
    return int(text)


def _post(request: HttpRequest, zone: Zone, fmt: str) -> HttpResponse:
    found = admitted(request.POST.get("api_key", "") or request.GET.get("api_key", ""))
    if found is None or found[1].zone.pk != zone.pk:
        wait = _wait(request, zone)
        if wait:
            return _too_often(fmt, wait)
        return formats.refused(fmt, 403, "api_key was not provided or is not valid")
    token, actor = found
    need_scope(token, SCOPE)
    matter = report_by_open311(
        actor=actor,
        given=rules.read(request.POST.dict()),
        now=clock.now(zone),
        key=key_from(request, actor.account_uid),
    )
    row = queries.by_number(zone, matter.number)
    said = {
        "service_request_id": matter.number,
        "service_notice": _("Received. A clerk registers it; follow it under this number."),
        "account_id": None,
    }
    response = formats.answer(fmt, "service_requests", [said], 201)
    if row is not None:
        response["X-Open311-Token"] = str(row.uid)
    return response


@require_safe
@door
def request_by_id(request: HttpRequest, zone: Zone, fmt: str, number: str) -> HttpResponse:
    """One report."""
    row = queries.by_number(zone, number)
    if row is None:
        return formats.refused(fmt, 404, "service_request_id provided was not found")
    return formats.answer(fmt, "service_requests", [queries.shown(zone, row)])


@require_safe
@door
def token(request: HttpRequest, zone: Zone, fmt: str, token: str) -> HttpResponse:
    """The id behind a token; ids are given at once here, so a client needs this only by habit."""
    try:
        row = queries.by_token(zone, UUID(token))
    except ValueError:
        row = None
    if row is None:
        return formats.refused(fmt, 404, "token provided was not found")
    found = [{"service_request_id": row.matter.number, "token": str(row.uid)}]
    return formats.answer(fmt, "service_requests", found)
