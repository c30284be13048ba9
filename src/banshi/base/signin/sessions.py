"""Sessions: begun, touched at most every five minutes, ended when nobody is there."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from banshi.base.signin import rules
from banshi.base.zones import clock
from banshi.base.zones.models import Account

SINCE, SEEN = "since", "seen"


def begin(request: HttpRequest, account: Account) -> None:
    """Sign the account in, in a new session."""
    auth.login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SINCE] = request.session[SEEN] = clock.process_now().isoformat()


def still_open(request: HttpRequest) -> bool:
    """Whether the session lives; writes to it only when it was not seen for five minutes."""
    now = clock.process_now()
    since, seen = instant(request, SINCE), instant(request, SEEN)
    if since is None or seen is None:
        request.session[SINCE] = request.session[SEEN] = now.isoformat()
        return True
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if rules.ended(since=since, seen=seen, now=now, idle=idle, longest=longest):
        return False
    if now - seen >= rules.TOUCH_EVERY:
        request.session[SEEN] = now.isoformat()
    return True


def instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant kept in the session."""
    kept = request.session.get(name)
    return datetime.fromisoformat(kept) if kept else None


def address_of(request: HttpRequest) -> str:
    """The address the request came from, past as many proxies of ours as the settings say."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.PROXIES_IN_FRONT
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.META.get("REMOTE_ADDR", "")
