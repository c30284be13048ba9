"""Counting tries in the database, so that every process and machine counts the same."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from banshi.base.signin import rules
from banshi.base.signin.models import Attempts
from banshi.base.signin.rules import Count, Limit
from banshi.base.zones.refusals import Refusal

KEEP = timedelta(days=1)


class TooMany(Refusal):
    """Tried too often; the sentence says how long to wait. ``just_now`` is true for the first that is refused."""

    status = 429
    just_now = False


def key_of(*parts: str) -> str:
    """A keyed digest of what is counted."""
    return salted_hmac("banshi.signin.throttle", "\n".join(parts), algorithm="sha256").hexdigest()


def lock_key(login: str) -> str:
    """What counts wrong passwords of one login from wherever they come."""
    return key_of("lock", login.casefold())


def count(key: str, limit: Limit, now: datetime) -> None:
    """Count one try, kept whatever follows. Raises :class:`TooMany` beyond the limit."""
    Attempts.objects.filter(window_at__lt=now - KEEP).delete()
    with transaction.atomic():
        Attempts.objects.get_or_create(key=key, defaults={"window_at": now})
        row = Attempts.objects.select_for_update().get(key=key)
        after = rules.one_more(Count(row.window_at, row.count), limit, now)
        row.window_at, row.count = after.window_at, after.tried
        row.save(update_fields=["window_at", "count"])
    left = rules.wait(after, limit, now)
    if left is not None:
        refusal = TooMany(
            "signin.too_often",
            _("Tried too often. Wait %(minutes)s minutes, then try again."),
            minutes=rules.minutes(left),
        )
        refusal.just_now = after.tried == limit.tries + 1
        raise refusal


def forget(key: str) -> None:
    """Start counting from nothing: it went well."""
    Attempts.objects.filter(key=key).update(count=0)


def take_back(key: str) -> None:
    """Uncount one try that went well."""
    Attempts.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)
