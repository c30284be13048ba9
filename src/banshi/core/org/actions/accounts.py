"""How somebody in the zone comes to sign in: an account for a person, a new password, an end."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import actions as signin
from banshi.base.signin.actions import Secret
from banshi.base.signin.models import ForeignIdentity
from banshi.base.signin.providers import setups
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import common
from banshi.core.org.actions.people import link_account
from banshi.core.org.models import Person

MANAGE = "signin.manage"
RESET = "signin.reset_factors"
BIND = "signin.bind"


@use_case("org.give_account")
def give_account(*, actor: Actor, person: Person, login: str, password: Secret, now: datetime) -> Person:
    """Open an account and let ``person`` sign in with it; the password has to be changed at once."""
    access.require(actor, MANAGE, person)
    if person.account_id is not None:
        raise Refusal(
            "org.account_there",
            _("This person already signs in with an account. Give it a new password."),
            field="login",
        )
    account = signin.open_account(actor=actor, login=login, password=password, now=now)
    return link_account(actor=actor, person=person, account=account, now=now)


@use_case("org.renew_password")
def renew_password(*, actor: Actor, person: Person, password: Secret, now: datetime) -> Person:
    """Give the person's account a new password, which has to be changed at the next sign-in."""
    person = _with_account(actor, person)
    signin.set_password(actor=actor, account=person.account, password=password, now=now)
    record(actor=actor, subject=person.subject, kind="org.password_renewed", data={})
    return person


@use_case("org.close_account")
def close_account(*, actor: Actor, person: Person, now: datetime) -> Person:
    """Nobody signs in with the person's account any more, from this moment on."""
    person = _with_account(actor, person)
    signin.close_account(actor=actor, account=person.account, now=now)
    record(actor=actor, subject=person.subject, kind="org.account_closed", data={})
    return person


def _with_account(actor: Actor, person: Person) -> Person:
    person = common.lock(actor, person)
    access.require(actor, MANAGE, person)
    if person.account is None:
        raise Refusal("org.account_none", _("This person has no account yet. Give one first."))
    return person


@use_case("org.reset_factors")
def reset_factors(*, actor: Actor, person: Person, reason: str, now: datetime) -> Person:
    """End the second factors of the person's account, who sets up new ones at the next sign-in."""
    person = common.lock(actor, person)
    access.require(actor, RESET, person)
    if person.account is None:
        raise Refusal("org.account_none", _("This person has no account yet. Give one first."))
    signin.reset_factors(actor=actor, account=person.account, reason=reason, now=now)
    record(actor=actor, subject=person.subject, kind="org.factors_reset", data={"why": reason})
    return person


@use_case("org.bind_identity")
def bind_identity(*, actor: Actor, person: Person, provider: str, subject: str, now: datetime) -> Person:
    """Bind who the person is at a sign-in provider to the person's account. Verb ``signin.bind``."""
    person = _bindable(actor, person)
    setup = setups.by_code(provider)
    if setup is None:
        raise access.unknown()
    signin.bind_identity(actor=actor, account=person.account, setup=setup, subject=subject, now=now)
    record(actor=actor, subject=person.subject, kind="org.identity_bound", data={"provider": provider})
    return person


@use_case("org.end_identity")
def end_identity(*, actor: Actor, person: Person, identity: ForeignIdentity, now: datetime) -> Person:
    """Let a sign-in provider vouch for the person no longer. Verb ``signin.bind``."""
    person = _bindable(actor, person)
    signin.end_identity(actor=actor, account=person.account, identity=identity, now=now)
    data = {"provider": identity.provider}
    record(actor=actor, subject=person.subject, kind="org.identity_ended", data=data)
    return person


def _bindable(actor: Actor, person: Person) -> Person:
    person = common.lock(actor, person)
    access.require(actor, BIND, person)
    if person.account is None:
        raise Refusal("org.account_none", _("This person has no account yet. Give one first."))
    return person
