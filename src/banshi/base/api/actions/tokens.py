"""Making and ending tokens. The secret is shown once and kept nowhere."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.api import queries
from banshi.base.api.models import MANAGE, Machine, Token
from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import queries as signin
from banshi.base.signin.actions import common
from banshi.base.signin.rules import REQUIRED
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Conflict, Forbidden, Refusal

PREFIX = "bsh_"
SECRET_BYTES = 32
SHOWN = 8


@dataclass(frozen=True)
class Made:
    """A fresh token with its secret, which is shown once."""

    token: Token
    secret: str = field(repr=False)


@use_case("api.make_token")
def make_token(
    *,
    actor: Actor,
    account: Account,
    name: str,
    scopes: Collection[str],
    known: Collection[str],
    expires_on: date,
    proved_twice: bool,
    now: datetime,
) -> Made:
    """A token for oneself, or by who holds ``api.manage`` for a machine account of the zone.

    ``known`` are the scopes that there are; ``proved_twice`` says that the maker has given a second
    factor in this session, which is asked for where the zone's rules ask for one at all.
    """
    ground = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    rules, today = queries.rules_of(actor.zone), clock.on_date(actor.zone, now)
    _check_maker(actor, account, own_tokens=rules.own_tokens)
    if not proved_twice and signin.rules_of(actor.zone).second_factor == REQUIRED:
        raise Forbidden(
            "api.second_factor",
            _("A token asks for a second factor. Set one up, sign in with it, then make the token."),
        )
    _check_words(name, scopes, known)
    _check_day(expires_on, today, rules.longest_days)
    if queries.in_use(account, actor.zone, today).count() >= rules.most_tokens:
        raise Refusal(
            "api.too_many_tokens",
            _("%(most)s tokens are in use already. End one of them first."),
            most=rules.most_tokens,
        )
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = Token.objects.create(
        zone=actor.zone,
        subject=subjects.open_subject(actor.zone, "api_token", secret[: len(PREFIX) + SHOWN]),
        account=account,
        made_by_id=actor.account_id,
        name=name.strip(),
        digest=queries.digest_of(secret),
        begins=secret[: len(PREFIX) + SHOWN],
        scopes=sorted(scopes),
        made_at=now,
        expires_on=expires_on,
    )
    data = {"account": str(account.uid), "scopes": sorted(scopes), "expires_on": expires_on.isoformat()}
    record(actor=actor, subject=token.subject, kind="api.token_made", data=data)
    record(actor=actor, subject=ground, kind="api.token_made", data=data | {"token": str(token.uid)})
    return Made(token, secret)


@use_case("api.end_token")
def end_token(*, actor: Actor, token: Token, now: datetime) -> Token:
    """A token is refused from now on; one's own, or any of the zone with ``api.manage``."""
    found = (
        Token.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("subject", "account")
        .filter(pk=token.pk)
        .first()
    )
    if found is None:
        raise access.unknown()
    if found.ended_at is not None:
        raise Conflict("api.token_ended", _("This token was already ended."))
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    record(
        actor=actor, subject=found.subject, kind="api.token_ended", data={"account": str(found.account.uid)}
    )
    return found


@use_case("api.open_machine")
def open_machine(*, actor: Actor, login: str, name: str, now: datetime) -> Machine:
    """An account for another system: without a password, so that nobody signs in with it.

    It is nobody in the zone until an administrator links it with a person's record that holds a post.
    """
    ground = common.lock_zone(actor, MANAGE)
    common.check_login(login)
    _check_name(name)
    account = Account(login=login, created_at=now)
    account.set_unusable_password()
    account.save()
    machine = Machine.objects.create(zone=actor.zone, account=account, name=name.strip(), opened_at=now)
    record(actor=actor, subject=ground, kind="api.machine_opened", data={"account": str(account.uid)})
    return machine


def _check_maker(actor: Actor, account: Account, *, own_tokens: bool) -> None:
    if account.pk == actor.account_id:
        if not own_tokens and not actor.holds(MANAGE):
            raise Forbidden(
                "api.no_own_tokens",
                _("This zone makes tokens for connected systems alone. Ask your administrator for one."),
            )
        return
    if not actor.holds(MANAGE) or not Machine.objects.filter(zone=actor.zone, account=account).exists():
        raise access.unknown()


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refusal("api.name_missing", _("Say what it is for."), field="name")
    if len(name.strip()) > Token._meta.get_field("name").max_length:
        raise Refusal("api.name_long", _("Keep the name within 60 characters."), field="name")


def _check_words(name: str, scopes: Collection[str], known: Collection[str]) -> None:
    _check_name(name)
    if not scopes or set(scopes) - set(known):
        raise Refusal("api.scopes_missing", _("Choose what the token may do."), field="scopes")


def _check_day(expires_on: date, today: date, longest_days: int) -> None:
    if not today <= expires_on <= today + timedelta(days=longest_days):
        raise Refusal(
            "api.expiry",
            _("Choose a last day from today on, at most %(days)s days ahead."),
            field="expires_on",
            days=longest_days,
        )
