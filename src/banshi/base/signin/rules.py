"""How often one may try, and how long a session lives: pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """``tries`` within ``window``."""

    tries: int
    window: timedelta


@dataclass(frozen=True)
class Count:
    """``tried`` times since ``window_at``."""

    window_at: datetime
    tried: int


PER_ACCOUNT = Limit(5, timedelta(minutes=15))
"""One login from one address."""
PER_ADDRESS = Limit(60, timedelta(minutes=15))
"""All logins from one address; an office often shares one."""
TOUCH_EVERY = timedelta(minutes=5)
"""A session row is written at most this often."""


def one_more(count: Count, limit: Limit, now: datetime) -> Count:
    """The count after one more try; a window that has passed starts anew."""
    if now - count.window_at >= limit.window:
        return Count(now, 1)
    return Count(count.window_at, count.tried + 1)


def wait(count: Count, limit: Limit, now: datetime) -> timedelta | None:
    """How long to wait when ``count`` is beyond the limit, else None."""
    if count.tried <= limit.tries:
        return None
    return max(count.window_at + limit.window - now, timedelta(seconds=1))


def minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return -(-int(span.total_seconds()) // 60)


def ended(*, since: datetime, seen: datetime, now: datetime, idle: timedelta, longest: timedelta) -> bool:
    """True when a session that began at ``since`` and was last seen at ``seen`` is over."""
    return now - seen > idle or now - since > longest
