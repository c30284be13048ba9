"""Which accounts of a zone to look at, and which sessions are open in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.signin.models import Event, EventKind, Session
from banshi.base.signin.rules import IDLE_ACCOUNT
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.access.models import RoleGrant
from banshi.core.access.rules import Roles
from banshi.core.org import queries as org
from banshi.core.org.models import Deputyship, Person

SHARED_FROM = 3
"""Signed in from so many places on one day, an account may be in several hands."""


@dataclass(frozen=True)
class Found:
    """An account to look at: whose it is, when it was last used, and why it stands here."""

    person: Person
    used_at: datetime | None
    reasons: tuple[str | Promise, ...]


def accounts_to_look_at(actor: Actor) -> tuple[list[Found], int]:
    """Open accounts that are idle, without a role, perhaps shared, or joined; and how many there are in all.

    Five queries, however many accounts.
    """
    zone, today = actor.zone, clock.today(actor.zone)
    people = list(with_accounts(actor, today))
    roles = presets.rules(zone, "roles", today)
    carried = roles_by_person(zone, today, people)
    shared = shared_accounts(zone)
    found = []
    for person in people:
        reasons = _reasons(zone, person, carried[person.pk], roles, shared)
        if reasons:
            found.append(Found(person, clock.shown(zone, person.account.last_login), tuple(reasons)))
    return found, len(people)


def with_accounts(actor: Actor, today: date) -> QuerySet[Person]:
    """The people of the zone whose account is open, with their posts of today."""
    rows = Person.objects.visible_to(actor).filter(account__is_active=True)
    return org.with_posts(rows.select_related("subject", "account").order_by("number"), today)


def roles_by_person(zone: Zone, today: date, people: list[Person]) -> dict[int, set[str]]:
    """Which roles each person carries today, through posts held or deputised."""
    grants: dict[int, set[str]] = defaultdict(set)
    rows = RoleGrant.objects.on(today).filter(zone=zone)
    for post_id, role in rows.values_list("post_id", "role"):
        grants[post_id].add(role)
    carried: dict[int, set[str]] = defaultdict(set)
    for person in people:
        for post in person.posts_today:
            carried[person.pk] |= grants[post.pk]
    deputies = Deputyship.objects.on(today).filter(zone=zone)
    for person_id, post_id in deputies.values_list("person_id", "post_id"):
        carried[person_id] |= grants[post_id]
    return carried


def shared_accounts(zone: Zone) -> set[int]:
    """Accounts that signed in from three places or more on one day of the last 90."""
    since, here = clock.now(zone) - IDLE_ACCOUNT, ZoneInfo(zone.timezone)
    rows = Event.objects.filter(zone=zone, kind=EventKind.SIGNED_IN, at__gte=since)
    places: dict[tuple[int, date], set[tuple[str, str]]] = defaultdict(set)
    for account, at, origin, device in rows.values_list("account_id", "at", "origin", "device").iterator():
        places[account, at.astimezone(here).date()].add((origin, device))
    return {account for (account, _day), seen in places.items() if len(seen) >= SHARED_FROM}


def _reasons(
    zone: Zone, person: Person, carried: set[str], roles: Roles, shared: set[int]
) -> list[str | Promise]:
    account, found = person.account, []
    used = clock.shown(zone, account.last_login) or account.created_at
    if clock.now(zone) - used > IDLE_ACCOUNT:
        found.append(_("not used for more than 90 days"))
    if account.pk in shared:
        found.append(_("signed in from three places or more on one day: perhaps shared"))
    if not carried:
        found.append(_("carries no role"))
    if roles.joined(carried):
        found.append(_("carries roles that exclude one another: none of them acts"))
    return found


def open_sessions(actor: Actor) -> list[tuple[Session, Person]]:
    """The sessions of the people of the zone, the one used last first, each with its person."""
    today = clock.today(actor.zone)
    people = {person.account_id: person for person in with_accounts(actor, today)}
    rows = Session.objects.filter(account_id__in=people, expire_date__gt=clock.process_now())
    return [(row, people[row.account_id]) for row in rows.order_by("-seen_at", "session_key")[:500]]
