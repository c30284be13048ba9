"""Who asks: the token in ``Authorization: Bearer …``. A session's cookie opens nothing here."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from banshi.base.api import queries, rules
from banshi.base.api.actions import admit
from banshi.base.api.models import Token
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Forbidden

LONGEST = 100


class TokenAuth(HttpBearer):
    """Finds the token, counts the request, sets ``request.actor`` and ``request.zone``, asks for the scope."""

    openapi_bearerFormat = "bsh_…"

    def __init__(self, router: str | None):
        super().__init__()
        self.router = router

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = queries.token_of(token) if token.isascii() and len(token) <= LONGEST else None
        if found is None or not rules.lasts(found.expires_on, clock.today(found.zone)):
            return None
        actor = access.policy().actor_for(found.account, found.zone)
        if actor is None:
            return None
        admit(found, queries.rules_of(found.zone).per_minute, clock.process_now())
        enter(request, actor)
        if self.router is not None:
            need_scope(found, rules.scope_of(self.router, str(request.method)))
        return found


def enter(request: Any, actor: access.Actor) -> None:
    """Let the actor in."""
    request.actor, request.zone = actor, actor.zone


def need_scope(token: Token, scope: str) -> None:
    """Refuse what the token was not made for."""
    if scope not in token.scopes:
        raise Forbidden(
            "api.scope",
            _("This token was made without the scope %(scope)s. Make another one that has it."),
            scope=scope,
        )
