"""One line in the log for each request."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from banshi.base.care.logs import REQUEST, request_id

SLOW_MS = 1000
log = logging.getLogger(REQUEST)


class RequestLogMiddleware:
    """Outermost: gives the request its id, counts and times it, and names it by its route.

    The address itself is never written: it may hold search words, and who was looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, number = time.perf_counter(), uuid.uuid4().hex[:16]
        token = request_id.set(number)
        counter = Counter()
        try:
            with connection.execute_wrapper(counter):
                response = self.get_response(request)
            if response.status_code >= 500:  # to be told to the administrator
                response["X-Request-Id"] = number
            self._write(request, response, number, began, counter.number)
            return response
        finally:
            request_id.reset(token)

    def _write(
        self, request: HttpRequest, response: HttpResponse, number: str, began: float, queries: int
    ) -> None:
        ms = round((time.perf_counter() - began) * 1000, 1)
        match = request.resolver_match
        actor = getattr(request, "actor", None)
        told = {
            "id": number,
            "route": match.view_name if match else "",
            "method": request.method if request.method in METHODS else "other",
            "zone": actor.zone.code if actor else "",
            "actor": str(actor.account_uid) if actor else "",
            "status": response.status_code,
            "ms": ms,
            "queries": queries,
        }
        level = logging.WARNING if response.status_code >= 500 or ms > SLOW_MS else logging.INFO
        log.log(level, "request", extra={"banshi": told})


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Counter:
    """Counts the statements that a request sends."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict) -> Any:
        self.number += 1
        return execute(sql, params, many, context)
