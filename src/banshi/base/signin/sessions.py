"""Sessions: begun, touched at most every five minutes, ended when nobody is there; and the way in, half done."""

import contextlib
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from banshi.base.signin import devices, queries, rules
from banshi.base.signin.marks import Visit
from banshi.base.signin.rules import DoorRules
from banshi.base.signin.store import DEVICE, SEEN, SINCE
from banshi.base.zones import clock
from banshi.base.zones.models import Account

FACTOR, FRESH = "factor", "fresh"
HALF, CHALLENGE, WAYS = "half", "challenge", "ways"
MOST_WAYS = 4
"""Round trips to providers that one browser may have open at once; the oldest goes."""


def begin(request: HttpRequest, account: Account, *, factor: str = "") -> None:
    """Sign the account in, in a new session; ``factor`` is the second proof that was given."""
    request.session.pop(HALF, None)
    auth.login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SINCE] = request.session[SEEN] = request.session[FRESH] = _now().isoformat()
    request.session[DEVICE] = visit_of(request).device
    if factor:
        request.session[FACTOR] = factor


def still_open(request: HttpRequest, asked: DoorRules) -> bool:
    """Whether the session lives; writes to it only when it was not seen for five minutes."""
    now = _now()
    since, seen = instant(request, SINCE), instant(request, SEEN)
    if since is None or seen is None:
        request.session[SINCE] = request.session[SEEN] = now.isoformat()
        return True
    idle = timedelta(minutes=min(asked.idle_minutes, settings.SESSION_IDLE_MINUTES or asked.idle_minutes))
    longest = min(timedelta(hours=asked.longest_hours), timedelta(seconds=settings.SESSION_COOKIE_AGE))
    if rules.ended(since=since, seen=seen, now=now, idle=idle, longest=longest):
        return False
    if now - seen >= rules.TOUCH_EVERY:
        request.session[SEEN] = now.isoformat()
    return True


def stand_half_way(request: HttpRequest, account: Account, wanted: str, *, by: str = "") -> None:
    """The first proof was right (the password, or a provider ``by`` its kind), the second is still to come;
    nobody is signed in yet."""
    request.session.cycle_key()
    request.session[HALF] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "at": _now().isoformat(),
        "next": wanted,
        "by": by,
    }


def half_way(request: HttpRequest) -> tuple[Account, str] | None:
    """Who stands half-way, and where he wanted to go; for five minutes, and while the password is the same."""
    kept = request.session.get(HALF)
    if kept is None or _now() - datetime.fromisoformat(kept["at"]) > rules.HALF_LIVES:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or account.get_session_auth_hash() != kept["hash"]:
        return None
    return account, kept["next"]


def keep_way(request: HttpRequest, state: str, way: dict[str, Any]) -> None:
    """Keep what a round trip to a provider needs when it comes back to this browser, under its state."""
    ways = list(request.session.get(WAYS, {}).items())[-(MOST_WAYS - 1) :]
    request.session[WAYS] = dict(ways) | {state: way | {"at": _now().isoformat()}}


def take_way(request: HttpRequest, code: str, state: str) -> dict[str, Any] | None:
    """What was kept, once; None when it was for another provider, or too long ago."""
    ways = dict(request.session.get(WAYS, {}))
    kept = ways.pop(state, None) if state else None
    if kept is None:
        return None
    request.session[WAYS] = ways
    late = _now() - datetime.fromisoformat(kept["at"]) > rules.WAY_LIVES
    return None if late or kept["code"] != code else kept


def make_fresh(request: HttpRequest, *, factor: str = "") -> None:
    """Somebody has just proved again who he is."""
    request.session[FRESH] = _now().isoformat()
    if factor:
        request.session[FACTOR] = factor


def is_fresh(request: HttpRequest) -> bool:
    """Whether that is less than ten minutes ago."""
    since = instant(request, FRESH)
    return since is not None and _now() - since <= rules.FRESH_LIVES


def keep_challenge(request: HttpRequest, purpose: str, state: dict[str, Any]) -> None:
    """Keep what a passkey is asked to sign, until it answers."""
    request.session[CHALLENGE] = {"for": purpose, "state": state, "at": _now().isoformat()}


def take_challenge(request: HttpRequest, purpose: str) -> dict[str, Any] | None:
    """What was kept, once; None when it was asked for something else, or too long ago."""
    kept = request.session.pop(CHALLENGE, None)
    if kept is None or kept["for"] != purpose:
        return None
    late = _now() - datetime.fromisoformat(kept["at"]) > rules.HALF_LIVES
    return None if late else kept["state"]


def proof_missing(request: HttpRequest) -> bool:
    """Whether the role asks for a second proof that this session has not given."""
    actor = request.actor
    if actor is None or not actor.second_factor or request.session.get(FACTOR):
        return False
    return queries.rules_of(actor.zone).second_factor == rules.REQUIRED


def rules_here(request: HttpRequest) -> DoorRules:
    """The rules of the zone that is open; the house's own where none is."""
    return queries.rules_of(request.zone) if request.zone is not None else DoorRules()


def instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant kept in the session."""
    kept = request.session.get(name)
    return datetime.fromisoformat(kept) if kept else None


def visit_of(request: HttpRequest) -> Visit:
    """From where the request comes."""
    return Visit(address_of(request), devices.codes(request.headers.get("User-Agent", "")))


def address_of(request: HttpRequest) -> str:
    """The address the request came from, past as many proxies of ours as the settings say."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.PROXIES_IN_FRONT
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str:
    """What counts as one connection: the address, or with IPv6 its network of 64 bits, of which one has them all."""
    with contextlib.suppress(ValueError):
        found = ip_address(address.partition("%")[0])
        if found.version == 6:
            return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return address


def _now() -> datetime:
    return clock.process_now()
