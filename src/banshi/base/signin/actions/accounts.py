"""Accounts and passwords: opened, given, changed, closed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import queries, throttle
from banshi.base.signin.actions import common, events
from banshi.base.signin.actions.common import Secret
from banshi.base.signin.actions.sessions import forget_sessions
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Conflict, Refusal


@use_case("signin.open_account")
def open_account(
    *, actor: Actor, login: str, password: Secret, now: datetime, must_change: bool = True
) -> Account:
    """A new account; it is nobody in the zone until it is given a place. Verb ``signin.manage``."""
    ground = common.lock_zone(actor, "signin.manage")
    common.check_login(login)
    account = Account(login=login, must_change_password=must_change, created_at=now)
    common.put_password(account, password, queries.rules_of(actor.zone))
    account.save()
    record(actor=actor, subject=ground, kind="signin.account_opened", data={"account": str(account.uid)})
    return account


@use_case("signin.set_password")
def set_password(*, actor: Actor, account: Account, password: Secret, now: datetime) -> Account:
    """Give somebody else a password, which has to be changed at the next sign-in. Verb ``signin.manage``.

    Sessions end and a lock is lifted; the second factor stays and is asked for as before.
    """
    ground = common.lock_zone(actor, "signin.manage")
    common.require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    common.put_password(account, password, queries.rules_of(actor.zone))
    account.must_change_password = True
    account.save(update_fields=["password", "password_at", "must_change_password"])
    forget_sessions(account)
    throttle.forget(throttle.lock_key(account.login))
    events.note_here(EventKind.PASSWORD_SET, actor=actor, account=account)
    record(actor=actor, subject=ground, kind="signin.password_set", data={"account": str(account.uid)})
    return account


@use_case("signin.close_account")
def close_account(*, actor: Actor, account: Account, now: datetime) -> Account:
    """Nobody signs in with this account any more, and whoever is in goes out; it stays. Verb ``signin.manage``."""
    ground = common.lock_zone(actor, "signin.manage")
    common.require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.uid == actor.account_uid:
        raise Refusal("signin.own_account", _("Your own account is closed by another administrator."))
    if not account.is_active:
        raise Conflict("signin.closed_already", _("This account is already closed."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    forget_sessions(account)
    events.note_here(EventKind.ACCOUNT_CLOSED, actor=actor, account=account)
    record(actor=actor, subject=ground, kind="signin.account_closed", data={"account": str(account.uid)})
    return account


@use_case("signin.change_password")
def change_password(
    *,
    actor: Actor,
    account: Account,
    old: Secret,
    new: Secret,
    now: datetime,
    keep: str = "",
    visit: Visit | None = None,
) -> Account:
    """Change one's own password; the old one is asked, so that an open desk is not enough.

    All sessions end but the one with the key ``keep``.
    """
    ground, account = common.lock_own(actor, account)
    changed(account, old, new, keep)
    events.note_here(EventKind.PASSWORD_CHANGED, actor=actor, visit=visit)
    record(actor=actor, subject=ground, kind="signin.password_changed", data={"account": str(account.uid)})
    return account


def change_password_without_zone(
    *, account: Account, old: Secret, new: Secret, now: datetime, keep: str = "", visit: Visit | None = None
) -> Account:
    """The same for an account that has no place in any zone; there is no chain to write it on."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account.pk)
        changed(account, old, new, keep)
        events.note_at_the_door(EventKind.PASSWORD_CHANGED, account=account, visit=visit or Visit())
        return account


def changed(account: Account, old: Secret, new: Secret, keep: str) -> None:
    """Give the locked account its new password."""
    if not account.check_password(old.value):
        raise Refusal("signin.old_wrong", _("This is not your present password."), field="old")
    if old.value == new.value:
        raise Refusal("signin.same", _("The new password is the old one. Choose another."), field="new")
    common.put_password(account, new, queries.rules_for(account), field="new")
    account.must_change_password = False
    account.save(update_fields=["password", "password_at", "must_change_password"])
    forget_sessions(account, keep=keep)
