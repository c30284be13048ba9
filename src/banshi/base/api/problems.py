"""Refusals as problem+json (RFC 9457): a stable code, the sentence in the language asked for, the field."""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from banshi.base.api.actions import TooOften
from banshi.base.care.logs import request_id
from banshi.base.zones import access
from banshi.base.zones.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
KEY_USED = "history.key_used"
RETRY_AFTER_S = 5
log = logging.getLogger("django.request")


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The answer. ``errors`` lists what is wrong field by field."""
    body: dict[str, Any] = {
        "type": f"urn:banshi:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request_id.get(),
    }
    if field:
        body["field"] = field
    if errors is not None:
        body["errors"] = errors
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)


def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """A refusal of a use case or of access."""
    headers = {"Retry-After": str(error.wait_s)} if isinstance(error, TooOften) else None
    status = 422 if error.code == KEY_USED else error.status
    return problem(status, error.code, error.message, field=error.field, headers=headers)


def not_found(request: HttpRequest, error: Any = None) -> HttpResponse:
    """What is not there, in the words used for what may not be seen."""
    return refused(request, access.unknown())


def not_signed_in(request: HttpRequest, error: Any = None) -> HttpResponse:
    """No token, or one that is not accepted; which of the two is not said."""
    return problem(
        401,
        "api.token",
        _(
            "Send a valid token: Authorization: Bearer, then the token. Tokens are made on the page of the API."
        ),
        headers={"WWW-Authenticate": 'Bearer realm="banshi"'},
    )


def http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """What the framework refuses by itself: a body that is no JSON."""
    return problem(
        error.status_code, "api.unreadable", _("The body cannot be read: send JSON as the schema says.")
    )


def not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    """What does not fit the schema, field by field."""
    errors = [
        {
            "field": ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]),
            "code": one["type"],
            "message": one["msg"],
        }
        for one in error.errors
    ]
    return problem(422, "api.invalid", _("Something does not fit the schema; see errors."), errors=errors)


def wrong_method(allow: str) -> HttpResponse:
    """An address that does not take this method."""
    return problem(
        405, "api.method", _("This address takes %(methods)s.") % {"methods": allow}, headers={"Allow": allow}
    )


def broken(request: HttpRequest, error: Any) -> HttpResponse:
    """Something went wrong on our side; it is in the log under the request's id."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return problem(
            503,
            "api.database",
            _("The database does not answer. Nothing was saved; send it again with the same key."),
            headers={"Retry-After": str(RETRY_AFTER_S)},
        )
    log.error("api: %s", request.path, exc_info=error, extra={"status_code": 500, "request": request})
    return problem(500, "api.broken", _("Something went wrong on our side. Tell us the request_id."))


HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (Exception, broken),
    (HttpError, http_error),
    (AuthenticationError, not_signed_in),
    (ValidationError, not_valid),
    (Refusal, refused),
)
