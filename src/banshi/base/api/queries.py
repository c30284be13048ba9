"""Reads: a token by its secret, the tokens of an account, the rules of a zone."""

from datetime import date

from django.db.models import QuerySet

from banshi.base.api.models import Machine, Token
from banshi.base.api.rules import ApiRules
from banshi.base.presets import queries as presets
from banshi.base.vault import sealing
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Zone

TOPIC = "api"


def digest_of(secret: str) -> str:
    """How a token is kept."""
    return sealing.blind(f"api token {secret}")


def token_of(secret: str) -> Token | None:
    """The token with this secret that has not been ended; its day is not asked here. One query."""
    rows = Token.objects.filter(digest=digest_of(secret), ended_at__isnull=True, account__is_active=True)
    return rows.select_related("zone__subject", "account").first()


def rules_of(zone: Zone) -> ApiRules:
    """The zone's rules of today; the house's own where it has adopted none."""
    try:
        return presets.rules(zone, TOPIC, clock.today(zone))
    except presets.NoRules:
        return ApiRules()


def tokens(actor: Actor) -> QuerySet[Token]:
    """The tokens that the actor may see, those in use first, the newest first."""
    rows = Token.objects.visible_to(actor).select_related("account__machine", "subject", "zone")
    return rows.order_by("ended_at", "-made_at", "-pk")


def in_use(account: Account, zone: Zone, today: date) -> QuerySet[Token]:
    """The tokens of an account that can be used today."""
    return Token.objects.filter(zone=zone, account=account, ended_at__isnull=True, expires_on__gte=today)


def machines(actor: Actor) -> QuerySet[Machine]:
    """The machine accounts of the zone that are not closed, by name."""
    return (
        Machine.objects.filter(zone=actor.zone, account__is_active=True)
        .select_related("account")
        .order_by("name", "pk")
    )
