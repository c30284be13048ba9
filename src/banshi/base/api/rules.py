"""What a token may be, how often it may ask, and which scope an operation needs: pure decisions."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

WINDOW = timedelta(minutes=1)
READING = frozenset({"GET", "HEAD"})
READ, WRITE = "read", "write"


@dataclass(frozen=True)
class ApiRules:
    """The rule set ``api`` of a zone.

    ``own_tokens`` lets people make tokens for themselves, ``longest_days`` is the longest life of a
    token, ``most_tokens`` how many of one account may be in use, ``per_minute`` how often each may ask.
    """

    own_tokens: bool = True
    longest_days: int = 366
    most_tokens: int = 10
    per_minute: int = 120


BOUNDS = {"longest_days": (1, 1096), "most_tokens": (1, 50), "per_minute": (1, 6000)}


def parse_api(body: dict[str, Any]) -> ApiRules:
    """Read the body of an ``api`` rule set. Raises ValueError naming what is wrong."""
    strange = set(body) - {field.name for field in fields(ApiRules)}
    if strange:
        raise ValueError(f"not known here: {', '.join(sorted(strange))}")
    for name, (least, most) in BOUNDS.items():
        value = body[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}")
    if not isinstance(body["own_tokens"], bool):
        raise ValueError("own_tokens must be true or false")
    return ApiRules(**body)


def scope_of(router: str, method: str) -> str:
    """The scope that a request needs.

    >>> scope_of("matters", "GET"), scope_of("matters", "POST")
    ('matters:read', 'matters:write')
    """
    return f"{router}:{READ if method in READING else WRITE}"


def window_of(now: datetime) -> datetime:
    """The minute in which a request is counted."""
    return now.replace(second=0, microsecond=0)


def seconds_left(now: datetime) -> int:
    """Whole seconds until the next minute begins, at least one."""
    return max(1, 60 - now.second)


def lasts(expires_on: date, today: date) -> bool:
    """Whether a token that ends with ``expires_on`` still lasts."""
    return today <= expires_on
