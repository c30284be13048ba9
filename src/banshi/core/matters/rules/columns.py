"""One hash over the list columns, so that an entry commits to the row that was written with it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

SEPARATOR, NOTHING = "\x1f", "\x1e"


def digest_of(values: Iterable[Any]) -> str:
    """SHA-256 (hex) over the values in their order, each spelled in one way on both engines."""
    # Of three dozen columns most are text or empty: these need no look at what they are.
    parts = [one if type(one) is str else NOTHING if one is None else spelled(one) for one in values]
    return sha256(SEPARATOR.join(parts).encode()).hexdigest()


def spelled(value: Any) -> str:
    """A value as SQLite would keep it: instants in UTC without a zone, booleans as 1 and 0."""
    if type(value) is str:
        return value
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
