"""Counting requests in the database, so that every process and machine counts the same."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from banshi.base.api import rules
from banshi.base.api.models import Token, Use
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal


class TooOften(Refusal):
    """The token has asked too often in this minute; ``wait_s`` says how long until the next."""

    status = 429
    wait_s = 60


def admit(token: Token, per_minute: int, now: datetime) -> None:
    """Count one request of ``token`` at ``now`` (the process clock). Raises :class:`TooOften` beyond the limit.

    One statement within a minute, whatever the number of machines; the day of last use is written once a day.
    """
    window = rules.window_of(now)
    if not _counted(token, window, per_minute):
        refusal = TooOften(
            "api.too_often",
            _("This token may ask %(limit)s times a minute. Wait %(seconds)s seconds."),
            limit=per_minute,
            seconds=rules.seconds_left(now),
        )
        refusal.wait_s = rules.seconds_left(now)
        raise refusal
    today = clock.today(token.zone)
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)


def _counted(token: Token, window: datetime, most: int) -> bool:
    rows = Use.objects.filter(zone_id=token.zone_id, token=token)
    for _attempt in range(3):
        if rows.filter(window_at=window, asked__lt=most).update(asked=F("asked") + 1):
            return True
        if rows.filter(window_at__lt=window).update(window_at=window, asked=1):
            return True
        if rows.exists():
            return False
        try:
            with transaction.atomic():
                Use.objects.create(zone_id=token.zone_id, token=token, window_at=window, asked=1)
            return True
        except IntegrityError:
            continue  # another request of the same token was first
    return False
