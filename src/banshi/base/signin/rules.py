"""How often one may try, how long a session lives, what a password must be: pure decisions."""

import string
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Limit:
    """``tries`` within ``window``; ``from_last`` counts the window from the last try, not the first."""

    tries: int
    window: timedelta
    from_last: bool = False


@dataclass(frozen=True)
class Count:
    """``tried`` times since ``window_at``."""

    window_at: datetime
    tried: int


PER_ACCOUNT = Limit(5, timedelta(minutes=15))
"""One login from one address."""
PER_ADDRESS = Limit(60, timedelta(minutes=15))
"""All logins from one address; an office often shares one."""
PER_SECOND = Limit(5, timedelta(minutes=15))
"""Codes of one account, from wherever: whoever types them has the password already."""
TOUCH_EVERY = timedelta(minutes=5)
"""A session row is written at most this often."""
HALF_LIVES = timedelta(minutes=5)
"""Between the password and the second factor; also how long a passkey's challenge holds."""
WAY_LIVES = timedelta(minutes=10)
"""Between leaving for a provider and coming back."""
FRESH_LIVES = timedelta(minutes=10)
"""How long after proving who one is the second factor may be changed."""
IDLE_ACCOUNT = timedelta(days=90)
"""An account that nobody has used for so long is reported."""

REQUIRED, OFFERED = "required", "offered"


@dataclass(frozen=True)
class DoorRules:
    """The rule set ``signin`` of a zone. 0 means: not asked.

    ``password_classes`` counts the sorts of characters (small letters, capitals, digits, others) that a
    password must mix, ``password_days`` its greatest age, ``password_history`` how many former ones may
    not come back; ``lock_failures`` wrong passwords in a row close an account for ``lock_minutes``.
    """

    password_least: int = 12
    password_classes: int = 0
    password_days: int = 0
    password_history: int = 0
    lock_failures: int = 0
    lock_minutes: int = 0
    idle_minutes: int = 30
    longest_hours: int = 12
    second_factor: str = REQUIRED


BOUNDS = {
    "password_least": (12, 64),
    "password_classes": (0, 4),
    "password_days": (0, 730),
    "password_history": (0, 24),
    "lock_failures": (0, 20),
    "lock_minutes": (0, 1440),
    "idle_minutes": (5, 240),
    "longest_hours": (1, 12),
}
"""The house's own floor stands below every rule set: 12 characters, 12 hours."""


def parse_door(body: dict[str, Any]) -> DoorRules:
    """Read the body of a ``signin`` rule set. Raises ValueError naming what is wrong."""
    strange = set(body) - {field.name for field in fields(DoorRules)}
    if strange:
        raise ValueError(f"not known here: {', '.join(sorted(strange))}")
    for name, (least, most) in BOUNDS.items():
        value = body[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}")
    if bool(body["lock_failures"]) != bool(body["lock_minutes"]):
        raise ValueError("lock_failures and lock_minutes are given together, or both are 0")
    if body["second_factor"] not in (REQUIRED, OFFERED):
        raise ValueError(f"second_factor must be {REQUIRED} or {OFFERED}")
    return DoorRules(**body)


def strictest(found: Iterable[DoorRules]) -> DoorRules:
    """What satisfies all of them, for an account that belongs to several zones; the defaults for none."""
    every = list(found)
    if not every:
        return DoorRules()
    return DoorRules(
        password_least=max(one.password_least for one in every),
        password_classes=max(one.password_classes for one in every),
        password_days=_least(one.password_days for one in every),
        password_history=max(one.password_history for one in every),
        lock_failures=_least(one.lock_failures for one in every),
        lock_minutes=max(one.lock_minutes for one in every),
        idle_minutes=min(one.idle_minutes for one in every),
        longest_hours=min(one.longest_hours for one in every),
        second_factor=REQUIRED if any(one.second_factor == REQUIRED for one in every) else OFFERED,
    )


def _least(numbers: Iterable[int]) -> int:
    """The smallest that is not 0."""
    return min((number for number in numbers if number), default=0)


def classes_in(password: str) -> int:
    """How many sorts of characters a password mixes: small letters, capitals, digits, all others."""
    sorts = (str.islower, str.isupper, str.isdigit)
    known = sum(any(test(letter) for letter in password) for test in sorts)
    return known + any(letter not in string.ascii_letters + string.digits for letter in password)


def too_old(set_at: datetime | None, rules: DoorRules, now: datetime) -> bool:
    """True when the zone asks for a new password; one of unknown age is as old as can be."""
    if not rules.password_days:
        return False
    return set_at is None or now - set_at > timedelta(days=rules.password_days)


def lock_of(rules: DoorRules) -> Limit | None:
    """The lock of an account, wherever it is tried from; None where the rules have none."""
    if not rules.lock_failures:
        return None
    return Limit(rules.lock_failures, timedelta(minutes=rules.lock_minutes), from_last=True)


def one_more(count: Count, limit: Limit, now: datetime) -> Count:
    """The count after one more try; a window that has passed starts anew."""
    if now - count.window_at >= limit.window:
        return Count(now, 1)
    begins = now if limit.from_last and count.tried < limit.tries else count.window_at
    return Count(begins, count.tried + 1)


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


def counter_moves(before: int, after: int) -> bool:
    """Whether a passkey's counter went on; one that always says 0 keeps none (WebAuthn level 2, 6.1.1)."""
    return after > before or (before == 0 and after == 0)
