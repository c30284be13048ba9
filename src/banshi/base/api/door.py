"""What holds for every request to the API, whatever it asks."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import patch_vary_headers

from banshi.base.api import problems
from banshi.base.api.language import language_of
from banshi.base.care.logs import request_id

View = Callable[..., Any]
DEMONSTRATION = "X-Banshi-Demonstration"


def door(view: View) -> View:
    """Wrap a view of the API: no session, the language asked for, ids, entity tags, HEAD like GET."""

    @functools.wraps(view)
    def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.actor = request.zone = None
        language = language_of(request)
        with translation.override(language):
            head = request.method == "HEAD"
            if head:
                request.method = "GET"
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                response = problems.wrong_method(response.get("Allow", ""))
            return finished(request, response, language, head=head)

    wrapper.csrf_exempt = True  # type: ignore[attr-defined]
    wrapper.login_required = False  # type: ignore[attr-defined]
    return wrapper


def finished(request: Any, response: HttpResponse, language: str, *, head: bool) -> HttpResponse:
    """The headers of every answer; 304 when the reader has it already."""
    response = _tagged(request, response)
    response["Content-Language"] = language
    response["X-Request-Id"] = request_id.get()
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.zone is not None and request.zone.simulated:
        response[DEMONSTRATION] = "1"
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if head and not response.streaming:
        response.content = b""
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if (
        request.method != "GET"
        or response.status_code != 200
        or response.streaming
        or response.has_header("ETag")
    ):
        return response
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    known = {one.strip() for one in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or "*" in known:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return response
