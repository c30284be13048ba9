"""The API, put together from the routers of all apps. Imported at the first request to it, and not before."""

import json
from functools import cache
from threading import Lock
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.utils.module_loading import autodiscover_modules
from ninja import NinjaAPI, Schema

from banshi import __version__
from banshi.base.api import problems, registry
from banshi.base.api.addresses import PREFIX
from banshi.base.api.auth import TokenAuth
from banshi.base.api.door import door
from banshi.base.api.words import notice

_building = Lock()
DESCRIPTION = (
    "Everything a page shows and does, for programmes. Send `Authorization: Bearer <token>`; the token "
    "reaches as far as the posts of its owner and its scopes. Refusals are problem+json (RFC 9457) with a "
    "stable `code`. Give each write an `Idempotency-Key`. Money is in fen, decimals are strings, days are "
    "ISO 8601; lists are paged by opaque cursors."
)


class House(NinjaAPI):
    """The API with our names for operations: ``<app>_<function>``."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        return name_of(operation)

    def get_operation_url_name(self, operation: Any, router: Any) -> str:
        return name_of(operation)


def name_of(operation: Any) -> str:
    """``matters_issues`` for ``issues`` in ``banshi.core.matters.api``."""
    app = operation.view_func.__module__.split(".")[2]
    return f"{app}_{operation.view_func.__name__}"


class Me(Schema):
    """Whose token this is, and how far it reaches."""

    zone: str
    zone_name: str
    name: str
    posts: list[str]
    scopes: list[str]
    expires_on: str
    notice: str | None


@cache
def _built() -> House:
    with _building, translation.override("en"):
        api = House(
            title="Banshi",
            version=__version__,
            description=DESCRIPTION,
            openapi_url=None,
            docs_url=None,
            urls_namespace="api",
            auth=TokenAuth(None),
        )
        for error, handler in problems.HANDLERS:
            api.add_exception_handler(error, handler)
        api.add_exception_handler(Http404, problems.not_found)
        api.get("me", response=Me, tags=["me"], summary="Whose token this is")(me)
        autodiscover_modules("api")
        for one in registry.routers():
            api.add_router(f"{one.code}/", one.router)
        return api


def api() -> House:
    """The one API of the house."""
    return _built()


def me(request: Any) -> dict[str, Any]:
    """Zone, posts, scopes and last day of the token."""
    actor, token = request.actor, request.auth
    english = translation.get_language() == "en"
    return {
        "zone": actor.zone.code,
        "zone_name": actor.zone.name,
        "name": actor.name_en if english else actor.name_zh,
        "posts": list(actor.post_codes),
        "scopes": token.scopes,
        "expires_on": token.expires_on.isoformat(),
        "notice": notice(actor.zone),
    }


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document as plain values, in English."""
    with translation.override("en"):
        found = api().get_openapi_schema(path_prefix=PREFIX)
        document = json.loads(json.dumps(found, default=str))
    return finish(document)


def finish(document: dict[str, Any]) -> dict[str, Any]:
    """Add what every operation shares: the key of writes, and problems as answers."""
    from banshi.base.api.openapi import finished

    return finished(document)


def openapi(request: HttpRequest) -> HttpResponse:
    """The schema. It tells nothing of any zone and needs no token."""
    if request.method != "GET":
        return problems.wrong_method("GET")
    return HttpResponse(json.dumps(schema(), ensure_ascii=False), content_type="application/json")


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that leads nowhere, answered as what may not be seen."""
    return problems.not_found(request)


def _patterns() -> list[URLPattern]:
    """One address per path of the API, each behind the door."""
    found: dict[str, URLPattern] = {}
    for one in api().urls[0]:
        if isinstance(one, URLPattern) and one.name != "api-root":
            found.setdefault(str(one.pattern), path(str(one.pattern), door(one.callback), name=one.name))
    return [
        path("openapi.json", door(openapi), name="openapi"),
        *found.values(),
        re_path(r"^(?P<rest>(?s:.*))$", door(nowhere), name="nowhere"),  # line breaks too
    ]


urlpatterns = _patterns()
