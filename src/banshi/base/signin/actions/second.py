"""The second proof at the door: a code of the app, a recovery code, or a passkey. Each answer works once."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.signin import passkeys, queries, rules, throttle, totp
from banshi.base.signin.actions import common, events
from banshi.base.signin.actions.factors import PURPOSE, recovery_digest
from banshi.base.signin.marks import Visit
from banshi.base.signin.models import EventKind, Factor, FactorKind, RecoveryCode
from banshi.base.signin.passkeys import House, Shown
from banshi.base.signin.rules import PER_ADDRESS, PER_SECOND
from banshi.base.vault import sealing
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal

APP_DIGITS = totp.DIGITS


def answer_code(*, account: Account, code: str, visit: Visit, now: datetime) -> str:
    """``"totp"`` or ``"recovery"`` when ``code`` is good, once. Raises :class:`Refusal`.

    Tries are counted per account. Of two that come with one code at the same moment, one gets in.
    """
    key = throttle.key_of("second", str(account.pk))
    throttle.count(key, PER_SECOND, now)
    how = _app_code(account, code, now) or _recovery_code(account, code, now)
    if how is None:
        events.note_at_the_door(
            EventKind.SECOND_REFUSED, account=account, visit=visit, ok=False, detail="code"
        )
        raise Refusal(
            "signin.code_wrong_or_used",
            _("This code is wrong or was used already. Wait for the next one, or use a recovery code."),
            field="code",
        )
    throttle.forget(key)
    return how


def _app_code(account: Account, code: str, now: datetime) -> str | None:
    app = queries.app_of(account)
    if app is None or app.sealed is None:
        return None
    secret = sealing.open_alone(PURPOSE, bytes(app.sealed), app.uid.bytes)
    step = totp.matching_step(secret, code, now, app.last_step)
    if step is None:
        return None
    taken = Factor.objects.filter(pk=app.pk, last_step__lt=step, ended_at__isnull=True)
    return FactorKind.TOTP.value if taken.update(last_step=step, used_at=now) else None


def _recovery_code(account: Account, code: str, now: datetime) -> str | None:
    if len(common.plain_code(code)) <= APP_DIGITS:
        return None
    good = RecoveryCode.objects.filter(
        account=account, digest=recovery_digest(account, code), used_at=None, ended_at=None
    )
    return "recovery" if good.update(used_at=now) else None


def answer_passkey(
    *,
    account: Account,
    house: House,
    state: dict[str, Any] | None,
    answer: str,
    visit: Visit,
    now: datetime,
) -> str:
    """``"passkey"`` when one of the account's passkeys has signed the challenge in ``state``, once."""
    key = throttle.key_of("second", str(account.pk))
    throttle.count(key, PER_SECOND, now)
    try:
        credential = passkeys.credential_in(answer)
        factor = queries.factors_of(account).filter(credential=credential).first()
        if factor is None:
            raise passkeys.wrong()
        _take(factor, passkeys.read(house, state, answer, factor), now)
    except Refusal:
        events.note_at_the_door(
            EventKind.SECOND_REFUSED, account=account, visit=visit, ok=False, detail="passkey"
        )
        raise
    throttle.forget(key)
    return FactorKind.PASSKEY.value


def sign_in_with_passkey(
    *, house: House, state: dict[str, Any] | None, answer: str, visit: Visit, now: datetime
) -> Account:
    """The account whose passkey, having seen its owner, has signed the challenge in ``state``, once."""
    alone = throttle.key_of("address", visit.address)
    throttle.count(alone, PER_ADDRESS, now)
    known = None
    try:
        found = Factor.objects.select_related("account").filter(
            credential=passkeys.credential_in(answer), ended_at__isnull=True
        )
        factor = found.first()
        if factor is None or not factor.account.is_active:
            raise passkeys.wrong()
        known = factor.account
        shown = passkeys.read(house, state, answer, factor)
        if shown.handle is not None and shown.handle != known.uid.bytes:
            raise passkeys.wrong()
        _take(factor, shown, now)
    except Refusal:
        events.note_at_the_door(EventKind.REFUSED, account=known, visit=visit, ok=False, detail="passkey")
        raise
    throttle.take_back(alone)
    return known


def _take(factor: Factor, shown: Shown, now: datetime) -> None:
    """Use up the challenge: a counter that stands still, and a challenge answered before, are refused."""
    if not rules.counter_moves(factor.counter, shown.counter):
        raise passkeys.wrong()
    taken = Factor.objects.filter(pk=factor.pk, counter=factor.counter, ended_at__isnull=True).exclude(
        last_challenge=shown.challenge
    )
    if not taken.update(counter=shown.counter, last_challenge=shown.challenge, used_at=now):
        raise passkeys.wrong()
