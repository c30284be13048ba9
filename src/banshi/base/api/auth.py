"""Who asks: the token in ``Authorization: Bearer …``. A session's cookie opens nothing here."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from banshi.base.api import rules
from banshi.base.api.holders import admitted, need_scope
from banshi.base.api.models import Token
from banshi.base.zones.access import Actor


class TokenAuth(HttpBearer):
    """Finds the token, counts the request, sets ``request.actor`` and ``request.zone``, asks for the scope."""

    openapi_bearerFormat = "bsh_…"

    def __init__(self, router: str | None):
        super().__init__()
        self.router = router

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = admitted(token)
        if found is None:
            return None
        held, actor = found
        enter(request, actor)
        if self.router is not None:
            need_scope(held, rules.scope_of(self.router, str(request.method)))
        return held


def enter(request: Any, actor: Actor) -> None:
    """Let the actor in."""
    request.actor, request.zone = actor, actor.zone
