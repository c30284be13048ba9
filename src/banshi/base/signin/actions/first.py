"""The first start of an empty house: one code, one zone, one administrator."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from banshi.base.signin import founding, throttle
from banshi.base.signin.actions import common
from banshi.base.signin.actions.common import CODE_LETTERS, Secret
from banshi.base.signin.models import FirstCode
from banshi.base.signin.rules import PER_ACCOUNT, DoorRules
from banshi.base.zones import access
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Account, Zone
from banshi.base.zones.refusals import Refusal

CODE_LIVES = timedelta(hours=24)


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
        common.check_login(login)
        account = Account(login=login, created_at=now)
        common.put_password(account, password, DoorRules())
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


def digest_of(code: str) -> str:
    """A keyed digest of a code, however it was typed."""
    return salted_hmac("banshi.signin.first", common.plain_code(code), algorithm="sha256").hexdigest()
