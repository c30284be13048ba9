"""Reads at the door."""

from datetime import datetime

from django.db.models import Count, QuerySet

from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.signin import rules
from banshi.base.signin.models import Factor, FactorKind, ForeignIdentity, RecoveryCode, Session
from banshi.base.signin.rules import DoorRules, Limit
from banshi.base.zones import access, clock
from banshi.base.zones.models import Account, Zone

TOPIC = "signin"


def is_first_start() -> bool:
    """True while there is no zone at all."""
    return not Zone.objects.exists()


def is_demonstration() -> bool:
    """True when every zone of the house is simulated."""
    return not Zone.objects.filter(simulated=False).exists()


def rules_of(zone: Zone) -> DoorRules:
    """The zone's rules of today; those that such a zone starts with where it has adopted none."""
    try:
        return presets.rules(zone, TOPIC, clock.today(zone))
    except presets.NoRules:
        topic = catalogue.topic(TOPIC)
        return topic.parse(catalogue.preset(TOPIC, topic.default_for(simulated=zone.simulated)).body)


def rules_for(account: Account) -> DoorRules:
    """What satisfies every zone in which the account has a place."""
    return rules.strictest(rules_of(zone) for zone in access.policy().zones_of(account))


def lock() -> Limit | None:
    """The strictest lock of all zones of the house: it holds before anybody knows whose login it is."""
    zones = Zone.objects.select_related("subject")
    return rules.lock_of(rules.strictest(rules_of(zone) for zone in zones))


def factors_of(account: Account) -> QuerySet[Factor]:
    """The second factors in use, the oldest first."""
    return Factor.objects.filter(account=account, ended_at__isnull=True).order_by("added_at", "pk")


def app_of(account: Account) -> Factor | None:
    """The authenticator app in use."""
    return factors_of(account).filter(kind=FactorKind.TOTP).first()


def passkeys_of(account: Account) -> list[Factor]:
    """The passkeys in use."""
    return list(factors_of(account).filter(kind=FactorKind.PASSKEY))


def codes_left(account: Account) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.filter(account=account, used_at=None, ended_at=None).count()


def sessions_of(account: Account, now: datetime) -> QuerySet[Session]:
    """The sessions that live, the one used last first."""
    return Session.objects.filter(account=account, expire_date__gt=now).order_by("-seen_at", "session_key")


def identities_of(account: Account) -> QuerySet[ForeignIdentity]:
    """The identities at providers that sign the account in, the oldest first."""
    return ForeignIdentity.objects.filter(account=account, ended_at__isnull=True).order_by("pk")


def bound_counts() -> dict[str, int]:
    """How many accounts are bound at each provider, by its code."""
    living = ForeignIdentity.objects.filter(ended_at__isnull=True).order_by()
    return dict(living.values_list("provider").annotate(n=Count("pk")))
