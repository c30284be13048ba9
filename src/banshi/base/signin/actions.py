"""Signing in, accounts, passwords, and the first start."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import founding, throttle
from banshi.base.signin.models import FirstCode
from banshi.base.signin.rules import PER_ACCOUNT, PER_ADDRESS
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Subject, Zone
from banshi.base.zones.refusals import Conflict, Refusal

CODE_LIVES = timedelta(hours=24)
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LOGIN_SHAPE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$")


@dataclass(frozen=True)
class Secret:
    """A password on its way to the hasher; it shows in no log, digest or traceback."""

    value: str = field(repr=False)


def sign_in(*, login: str, password: Secret, address: str, now: datetime) -> Account:
    """The account of ``login`` when ``password`` is its own.

    Every try is counted, per login and address and per address. A wrong password, an unknown
    login and a closed account are refused alike and take alike time.
    """
    both = throttle.key_of("account", login.casefold(), address)
    alone = throttle.key_of("address", address)
    throttle.count(alone, PER_ADDRESS, now)
    throttle.count(both, PER_ACCOUNT, now)
    account = authenticate(None, username=login, password=password.value)
    if account is None:
        raise Refusal(
            "signin.wrong",
            _("The account or the password is wrong. Check both; your administrator can set a new password."),
        )
    throttle.forget(both)
    throttle.take_back(alone)
    return account


def count_try(*, account: Account, address: str, now: datetime) -> None:
    """Count a try at somebody's own password, so that an open desk cannot be used to guess it."""
    throttle.count(throttle.key_of("own", account.login, address), PER_ACCOUNT, now)


@use_case("signin.open_account")
def open_account(
    *, actor: Actor, login: str, password: Secret, now: datetime, must_change: bool = True
) -> Account:
    """A new account; it is nobody in the zone until it is given a place. Verb ``signin.manage``."""
    ground = lock_zone(actor, "signin.manage")
    check_login(login)
    account = Account(login=login, must_change_password=must_change, created_at=now)
    put_password(account, password)
    account.save()
    record(actor=actor, subject=ground, kind="signin.account_opened", data={"account": str(account.uid)})
    return account


@use_case("signin.set_password")
def set_password(*, actor: Actor, account: Account, password: Secret, now: datetime) -> Account:
    """Give somebody else a password, which has to be changed at the next sign-in. Verb ``signin.manage``."""
    ground = lock_zone(actor, "signin.manage")
    require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    put_password(account, password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    record(actor=actor, subject=ground, kind="signin.password_set", data={"account": str(account.uid)})
    return account


@use_case("signin.close_account")
def close_account(*, actor: Actor, account: Account, now: datetime) -> Account:
    """Nobody signs in with this account any more; it stays. Verb ``signin.manage``."""
    ground = lock_zone(actor, "signin.manage")
    require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.uid == actor.account_uid:
        raise Refusal("signin.own_account", _("Your own account is closed by another administrator."))
    if not account.is_active:
        raise Conflict("signin.closed_already", _("This account is already closed."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(actor=actor, subject=ground, kind="signin.account_closed", data={"account": str(account.uid)})
    return account


@use_case("signin.change_password")
def change_password(*, actor: Actor, account: Account, old: Secret, new: Secret, now: datetime) -> Account:
    """Change one's own password; the old one is asked, so that an open desk is not enough."""
    if account.uid != actor.account_uid:
        raise access.unknown()
    ground = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    account = changed(account, old, new)
    record(actor=actor, subject=ground, kind="signin.password_changed", data={"account": str(account.uid)})
    return account


def change_password_without_zone(*, account: Account, old: Secret, new: Secret, now: datetime) -> Account:
    """The same for an account that has no place in any zone; there is no chain to write it on."""
    with transaction.atomic():
        return changed(account, old, new)


def changed(account: Account, old: Secret, new: Secret) -> Account:
    """The account with its new password."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.check_password(old.value):
        raise Refusal("signin.old_wrong", _("This is not your present password."), field="old")
    if old.value == new.value:
        raise Refusal("signin.same", _("The new password is the old one. Choose another."), field="new")
    put_password(account, new, field="new")
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    return account


def issue_first_code(*, now: datetime) -> str:
    """A fresh one-time code for the first start; the ones before it end. Refused when a zone exists."""
    if Zone.objects.exists():
        raise Refusal("signin.not_first", _("A zone exists already. Its administrator opens accounts."))
    code = "-".join("".join(secrets.choice(CODE_LETTERS) for _n in range(5)) for _part in range(4))
    with transaction.atomic():
        FirstCode.objects.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
        FirstCode.objects.create(digest=digest_of(code), expires_at=now + CODE_LIVES)
    return code


def first_administrator(
    *,
    code: str,
    zone_code: str,
    name_zh: str,
    name_en: str,
    login: str,
    password: Secret,
    address: str,
    now: datetime,
) -> Account:
    """Make the first zone and its administrator with the code that the start has printed, once."""
    throttle.count(throttle.key_of("first", address), PER_ACCOUNT, now)
    with transaction.atomic():
        row = FirstCode.objects.select_for_update().filter(digest=digest_of(code), used_at=None).first()
        if row is None or row.expires_at <= now or Zone.objects.exists():
            raise Refusal(
                "signin.code_wrong",
                _("This code is not valid, or no longer. Start the server again to have a new one printed."),
                field="code",
            )
        row.used_at = now
        row.save(update_fields=["used_at"])
        check_login(login)
        account = Account(login=login, created_at=now)
        put_password(account, password)
        account.save()
        zone = first_zone(zone_code, name_zh, name_en, now)
        founding.run(actor=access.system_actor(zone), administrator=account, now=now)
        return account


def first_zone(code: str, name_zh: str, name_en: str, now: datetime) -> Zone:
    """The zone; a refusal about its code names the field as the form does."""
    try:
        return found_zone(code=code, name_zh=name_zh, name_en=name_en, now=now)
    except Refusal as refusal:
        refusal.field = "zone_code" if refusal.field == "code" else refusal.field
        raise


def lock_zone(actor: Actor, verb: str) -> Subject:
    """The zone's own subject under lock, when the actor may do ``verb`` in it."""
    ground = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    access.require(actor, verb, ground)
    return ground


def require_here(actor: Actor, account: Account) -> None:
    """An administrator reaches the accounts of his zone alone; others are unknown to him."""
    if actor.system:
        return
    if actor.zone.pk not in {zone.pk for zone in access.policy().zones_of(account)}:
        raise access.unknown()


def check_login(login: str) -> None:
    """Refuse a login of the wrong shape, or one that was ever used."""
    try:
        LOGIN_SHAPE(login)
    except ValidationError as error:
        raise Refusal(
            "signin.login_shape",
            _("An account name has 3 to 64 letters, digits, dots, dashes or underscores."),
            field="login",
        ) from error
    if Account.objects.filter(login__iexact=login).exists():
        raise Refusal(
            "signin.login_taken", _("This account name was used before. Choose another."), field="login"
        )


def put_password(account: Account, password: Secret, *, field: str = "password") -> None:
    """Set the password, unless it is too weak."""
    try:
        validate_password(password.value, account)
    except ValidationError as error:
        raise Refusal("signin.weak", " ".join(error.messages), field=field) from error
    account.set_password(password.value)


def digest_of(code: str) -> str:
    """A keyed digest of a code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return salted_hmac("banshi.signin.first", plain, algorithm="sha256").hexdigest()
