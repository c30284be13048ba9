"""What an act answers: the line that it left in the history. Sent again under the same key, it is the same line."""

import uuid
from datetime import datetime
from typing import Any

from ninja import Schema

from banshi.base.api.keys import HEADER, KEY_LONGEST, key_of
from banshi.base.history.models import Entry

__all__ = ["HEADER", "KEY_LONGEST", "Receipt", "key_of", "known", "receipt"]


class Receipt(Schema):
    """The line of an act in the history of its subject; ``leaf`` is what the zone's log holds of it."""

    uid: uuid.UUID
    number: str
    kind: str
    entry: int
    leaf: str
    recorded_at: datetime
    href: str


def known(request: Any, key: uuid.UUID) -> Entry | None:
    """The line that an act under this key has left already."""
    rows = Entry.objects.filter(zone=request.zone, act_key=key).select_related("subject")
    return rows.order_by("pk").first()


def receipt(request: Any, key: uuid.UUID, number: str, href: str) -> dict[str, Any]:
    """The receipt of the act that was just done, or done before, under ``key``."""
    entry = known(request, key)
    if entry is None:
        raise RuntimeError("an act left no line in the history")
    return {
        "uid": entry.subject.uid,
        "number": number,
        "kind": entry.kind,
        "entry": entry.n,
        "leaf": entry.leaf,
        "recorded_at": entry.recorded_at,
        "href": href,
    }
