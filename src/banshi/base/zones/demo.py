"""The demonstration zone: each app brings its own part, played through its own use cases in order of time.

An app's ``demo.py`` has a function ``part(demo)`` that yields *lives*: generators that yield the
instant at which they want to go on. The player keeps all lives in one queue, holds the clock at
each instant and lets one life act, so that the records come about as they would have.
"""

import heapq
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

from django.apps import apps

from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Zone

Life = Iterator[datetime]


@dataclass
class SignIn:
    """One sign-in to print: what the role is called, the login, and the account."""

    role_zh: str
    role_en: str
    account: Account


@dataclass
class Demo:
    """What the parts share. ``things`` are rows by name, so that a later part finds an earlier one's."""

    zone: Zone
    starts_on: date
    things: dict[str, Any] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The instant at which the clock is held."""
        return clock.process_now()

    @property
    def system(self) -> Actor:
        """The machine, for what is set up before anybody has a post."""
        return access.system_actor(self.zone)

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """An instant of the zone's day."""
        return clock.at_time(self.zone, day, hour, minute)

    def actor(self, account: Account) -> Actor:
        """The actor of an account on the day of the clock."""
        zone = Zone.objects.select_related("subject").get(pk=self.zone.pk)
        found = access.policy().actor_for(account, zone)
        if found is None:
            raise LookupError(f"{account.login} has no place in the demonstration zone")
        self.zone = zone
        return found


def parts() -> list[Any]:
    """The ``demo`` modules of the installed apps, in the order of the settings."""
    found = []
    for app in apps.get_app_configs():
        name = f"{app.name}.demo"
        if (
            app.name.startswith("banshi.")
            and app.name != "banshi.base.zones"
            and importlib.util.find_spec(name)
        ):
            found.append(import_module(name))
    return found


def play(demo: Demo, until: datetime) -> datetime:
    """Play all parts up to ``until``; returns the instant of the last act."""
    last = demo.at(demo.starts_on)
    for module in parts():
        with clock.fixed(demo.at(demo.starts_on)):
            lives = list(module.part(demo))
        last = max(last, _play(lives, demo.at(demo.starts_on), until))
    return last


def _play(lives: Iterable[Life], start: datetime, until: datetime) -> datetime:
    queue = [(start, number, life) for number, life in enumerate(lives)]
    heapq.heapify(queue)
    last = start
    while queue:
        at, number, life = heapq.heappop(queue)
        if at > until:
            continue
        with clock.fixed(at):
            following = next(life, None)
        last = at
        if following is not None:
            heapq.heappush(queue, (max(following.astimezone(UTC), at), number, life))
    return last
