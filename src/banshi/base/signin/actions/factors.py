"""Second factors: set up, taken away, reset by somebody else; and the ten recovery codes."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import use_case
from banshi.base.history.record import record
from banshi.base.signin import queries, totp
from banshi.base.signin.actions import common, events
from banshi.base.signin.actions.common import CODE_LETTERS, Secret
from banshi.base.signin.actions.sessions import forget_sessions
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind, Factor, FactorKind, RecoveryCode
from banshi.base.signin.passkeys import Made
from banshi.base.signin.rules import REQUIRED
from banshi.base.vault import sealing
from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Conflict, Refusal

RESET = "signin.reset_factors"
CODES = 10
CODE_LENGTH = 10
NAME_LONGEST = 40
PURPOSE = b"totp"
REASONS = (
    ("lost", _("The device is lost")),
    ("replaced", _("The device was replaced")),
    ("broken", _("The device is broken")),
    ("suspected", _("Somebody else may have it")),
)


@use_case("signin.add_app")
def add_app(
    *,
    actor: Actor,
    account: Account,
    secret: Secret,
    code: str,
    name: str,
    now: datetime,
    keep: str = "",
    visit: Visit | None = None,
) -> Factor:
    """Take an authenticator app into use: ``code`` proves that it has the ``secret`` (hex).

    ``now`` is the process clock, whatever the zone's. Other sessions end; the first factor brings its
    recovery codes (:func:`renew_codes`, in the same breath).
    """
    ground, account = common.lock_own(actor, account)
    if queries.app_of(account) is not None:
        raise Conflict("signin.app_there", _("There is an app already. Take it away first."), field="code")
    plain = bytes.fromhex(secret.value)
    step = totp.matching_step(plain, code, now, 0)
    if step is None:
        raise Refusal(
            "signin.code_no_match",
            _("This code does not fit. Check the clock of the device, and enter the code that it shows now."),
            field="code",
        )
    factor = Factor(
        account=account,
        kind=FactorKind.TOTP,
        name=_named(name, FactorKind.TOTP),
        last_step=step,
        added_at=now,
    )
    factor.sealed = sealing.seal_alone(PURPOSE, plain, factor.uid.bytes)
    factor.save()
    return _added(actor, ground, account, factor, keep, visit)


@use_case("signin.add_passkey")
def add_passkey(
    *,
    actor: Actor,
    account: Account,
    made: Made,
    name: str,
    now: datetime,
    keep: str = "",
    visit: Visit | None = None,
) -> Factor:
    """Take a passkey into use. Other sessions end."""
    ground, account = common.lock_own(actor, account)
    try:
        with transaction.atomic():
            factor = Factor.objects.create(
                account=account,
                kind=FactorKind.PASSKEY,
                name=_named(name, FactorKind.PASSKEY),
                credential=made.credential,
                public_key=made.public,
                counter=made.counter,
                added_at=now,
            )
    except IntegrityError as error:
        raise Conflict("signin.passkey_there", _("This passkey is in use already.")) from error
    return _added(actor, ground, account, factor, keep, visit)


def _added(actor: Actor, ground, account: Account, factor: Factor, keep: str, visit: Visit | None) -> Factor:
    forget_sessions(account, keep=keep)
    events.note_here(EventKind.FACTOR_ADDED, actor=actor, visit=visit, detail=factor.kind)
    data = {"account": str(account.uid), "factor": str(factor.uid), "kind": str(factor.kind)}
    record(actor=actor, subject=ground, kind="signin.factor_added", data=data)
    return factor


def _named(name: str, kind: FactorKind) -> str:
    return name.strip()[:NAME_LONGEST] or str(kind)


@use_case("signin.end_factor")
def end_factor(
    *,
    actor: Actor,
    account: Account,
    factor: Factor,
    now: datetime,
    keep: str = "",
    visit: Visit | None = None,
) -> Factor:
    """Take one of one's own factors out of use; the last one stays where the zone asks for one."""
    ground, account = common.lock_own(actor, account)
    found = queries.factors_of(account).filter(pk=factor.pk).first()
    if found is None:
        raise access.unknown()
    last = queries.factors_of(account).count() == 1
    if last and actor.second_factor and queries.rules_of(actor.zone).second_factor == REQUIRED:
        raise Refusal(
            "signin.last_factor",
            _("Your role asks for a second factor. Set up another one before you take this one away."),
        )
    _ended(found, now)
    if last:
        _end_codes(account, now)
    forget_sessions(account, keep=keep)
    events.note_here(EventKind.FACTOR_ENDED, actor=actor, visit=visit, detail=found.kind)
    data = {"account": str(account.uid), "factor": str(found.uid), "kind": found.kind}
    record(actor=actor, subject=ground, kind="signin.factor_ended", data=data)
    return found


@use_case("signin.renew_codes")
def renew_codes(*, actor: Actor, account: Account, now: datetime, visit: Visit | None = None) -> list[str]:
    """Ten fresh recovery codes; the ones before them end. They are shown once and kept as keyed digests."""
    ground, account = common.lock_own(actor, account)
    if not queries.factors_of(account).exists():
        raise Refusal("signin.no_factor", _("There is no second factor yet. Set one up first."))
    _end_codes(account, now)
    codes = ["".join(secrets.choice(CODE_LETTERS) for _n in range(CODE_LENGTH)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=recovery_digest(account, code), made_at=now) for code in codes
    )
    events.note_here(EventKind.CODES_RENEWED, actor=actor, visit=visit)
    record(actor=actor, subject=ground, kind="signin.codes_renewed", data={"account": str(account.uid)})
    half = CODE_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


@use_case("signin.reset_factors")
def reset_factors(
    *, actor: Actor, account: Account, reason: str, now: datetime, visit: Visit | None = None
) -> Account:
    """End every factor and recovery code of somebody else, who then sets up new ones. Never one's own.

    Verb ``signin.reset_factors``. ``reason`` is one of :data:`REASONS`; sessions end.
    """
    ground = common.lock_zone(actor, RESET)
    common.require_here(actor, account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.uid == actor.account_uid:
        raise Refusal(
            "signin.own_factors",
            _("Nobody resets his own second factor. Use a recovery code, or ask another administrator."),
        )
    if reason not in dict(REASONS):
        raise Refusal("signin.reason_missing", _("Say why: choose a reason from the list."), field="reason")
    found = list(queries.factors_of(account))
    if not found:
        raise Conflict("signin.no_factors", _("There is no second factor to reset."))
    for factor in found:
        _ended(factor, now)
    _end_codes(account, now)
    forget_sessions(account)
    events.note_here(EventKind.FACTORS_RESET, actor=actor, account=account, visit=visit, detail=reason)
    data = {"account": str(account.uid), "factors": len(found), "reason": reason}
    record(actor=actor, subject=ground, kind="signin.factors_reset", data=data)
    return account


def recovery_digest(account: Account, code: str) -> str:
    """How a recovery code is kept: a digest under a key outside the database, bound to its account."""
    return sealing.blind(f"recovery {account.uid} {common.plain_code(code)}")


def _ended(factor: Factor, now: datetime) -> None:
    factor.ended_at, factor.sealed, factor.public_key, factor.credential = now, None, None, None
    factor.save(update_fields=["ended_at", "sealed", "public_key", "credential"])


def _end_codes(account: Account, now: datetime) -> None:
    RecoveryCode.objects.filter(account=account, ended_at=None).update(ended_at=now)
