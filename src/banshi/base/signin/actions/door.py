"""Signing in with a password: counted before it is looked at, wrong and unknown alike."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from banshi.base.signin import queries, throttle
from banshi.base.signin.actions import events
from banshi.base.signin.actions.common import Secret
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind
from banshi.base.signin.rules import PER_ACCOUNT, PER_ADDRESS
from banshi.base.signin.throttle import TooMany
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal


def sign_in(*, login: str, password: Secret, address: str, now: datetime, device: str = "") -> Account:
    """The account of ``login`` when ``password`` is its own.

    Every try is counted, per login and address and per address, and per login alone where a zone's
    rules lock accounts. A wrong password, an unknown login and a closed account are refused alike and
    take alike time. The second factor, where there is one, is still to be asked for.
    """
    visit = Visit(address, device)
    both = throttle.key_of("account", login.casefold(), address)
    alone = throttle.key_of("address", address)
    locked = throttle.lock_key(login)
    lock = queries.lock()
    try:
        throttle.count(alone, PER_ADDRESS, now)
        throttle.count(both, PER_ACCOUNT, now)
        if lock is not None:
            throttle.count(locked, lock, now)
    except TooMany as refusal:
        if refusal.just_now:
            _refused(login, visit, "too_often")
        raise
    account = authenticate(None, username=login, password=password.value)
    if account is None:
        _refused(login, visit, "wrong")
        raise Refusal(
            "signin.wrong",
            _("The account or the password is wrong. Check both; your administrator can set a new password."),
        )
    throttle.forget(both)
    throttle.take_back(alone)
    if lock is not None:
        throttle.forget(locked)
    return account


def _refused(login: str, visit: Visit, why: str) -> None:
    known = Account.objects.filter(login=login).first()
    events.note_at_the_door(EventKind.REFUSED, account=known, visit=visit, ok=False, detail=why, login=login)


def count_try(*, account: Account, address: str, now: datetime) -> None:
    """Count a try at somebody's own password, so that an open desk cannot be used to guess it."""
    throttle.count(throttle.key_of("own", account.login, address), PER_ACCOUNT, now)


def right_try(*, account: Account, address: str) -> None:
    """Uncount a try that gave the right password: only guessing is counted, not what else was refused."""
    throttle.take_back(throttle.key_of("own", account.login, address))
