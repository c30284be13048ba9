"""Who holds a token: found, counted, judged as today. Without the packages of the API, for doors of their own."""

from django.utils.translation import gettext_lazy as _

from banshi.base.api import queries, rules
from banshi.base.api.actions import admit
from banshi.base.api.models import Token
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Forbidden

LONGEST = 100


def admitted(secret: str) -> tuple[Token, Actor] | None:
    """The token with this secret and its owner as an actor, one request more counted.

    None for a token that is not accepted, for whatever reason. Raises ``TooOften`` beyond the zone's limit.
    """
    found = queries.token_of(secret) if secret.isascii() and len(secret) <= LONGEST else None
    if found is None or not rules.lasts(found.expires_on, clock.today(found.zone)):
        return None
    actor = access.policy().actor_for(found.account, found.zone)
    if actor is None:
        return None
    admit(found, queries.rules_of(found.zone).per_minute, clock.process_now())
    return found, actor


def need_scope(token: Token, scope: str) -> None:
    """Refuse what the token was not made for."""
    if scope not in token.scopes:
        raise Forbidden(
            "api.scope",
            _("This token was made without the scope %(scope)s. Make another one that has it."),
            scope=scope,
        )
