"""What is set up: rows of zones, and the house's own from the environment. Reads only."""

from functools import lru_cache

from django.conf import settings

from banshi.base.signin.models import ProviderRow
from banshi.base.signin.providers import environment
from banshi.base.signin.providers.port import Setup
from banshi.base.signin.providers.registry import kind_of
from banshi.base.vault import sealing
from banshi.base.zones.models import Account, Zone

PURPOSE = b"provider"


@lru_cache(maxsize=4)
def _of_house(given: tuple[tuple[str, str], ...]) -> tuple[Setup, ...]:
    return tuple(environment.setups(dict(given)))


def of_house() -> tuple[Setup, ...]:
    """The providers of the environment."""
    return _of_house(tuple(sorted(settings.SIGNIN_ENVIRONMENT.items())))


def of_row(row: ProviderRow) -> Setup:
    """A row with its secret opened."""
    secret = ""
    if row.sealed:
        secret = sealing.open_alone(PURPOSE, bytes(row.sealed), row.uid.bytes).decode()
    return Setup(
        code=row.code,
        kind=row.kind,
        name=row.name,
        settings=row.settings,
        secret=secret,
        zone_id=row.zone_id,
        second=row.brings_second,
        active=row.active,
    )


def offered() -> list[tuple[str, str, str]]:
    """Code, kind and name of what the door offers, the work chats first. One query."""
    rows = ProviderRow.objects.filter(active=True).order_by("pk").values_list("code", "kind", "name")
    house = [(one.code, one.kind, one.name) for one in of_house()]
    return sorted([*house, *rows], key=lambda one: (not kind_of(one[1]).inside, one[2]))


def by_code(code: str) -> Setup | None:
    """The provider with this code, switched on or not."""
    house = next((one for one in of_house() if one.code == code), None)
    if house is not None:
        return house
    row = ProviderRow.objects.filter(code=code).first()
    return of_row(row) if row else None


def for_zone(zone: Zone) -> list[tuple[str, str, str]]:
    """Code, kind and name of what somebody who works in the zone can bind."""
    rows = ProviderRow.objects.filter(zone=zone, active=True).order_by("pk")
    found = [(row.code, row.kind, row.name) for row in rows]
    return [*((one.code, one.kind, one.name) for one in of_house()), *found]


def straight(browser: str) -> str:
    """The code of the only provider whose own app is this browser; "" when there is none or a choice."""
    fitting = [code for code, kind, _name in offered() if browser and kind_of(kind).inside == browser]
    return fitting[0] if len(fitting) == 1 else ""


def brings_second(setup: Setup, account: Account, zones: list[Zone]) -> bool:
    """Whether its word is a second factor too: in its own zone, and for nobody who has a place elsewhere."""
    if not setup.second:
        return False
    return setup.house or {zone.pk for zone in zones} <= {setup.zone_id}
