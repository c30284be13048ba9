"""What an act answers: the line that it left in the history. Sent again under the same key, it is the same line."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from banshi.base.history.models import Entry
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Refusal

HEADER = "Idempotency-Key"
KEY_LONGEST = 128
_SPACE = uuid.UUID("7d0f0c3e-6f2b-5a43-9c55-0f6c1a4f9f10")


class Receipt(Schema):
    """The line of an act in the history of its subject; ``leaf`` is what the zone's log holds of it."""

    uid: uuid.UUID
    number: str
    kind: str
    entry: int
    leaf: str
    recorded_at: datetime
    href: str


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key of the act: made of the header and whose token it is, so that nobody meets another's keys.

    Without the header each request is an act of its own. Raises :class:`Refusal` for a header that is too long.
    """
    sent = request.headers.get(HEADER)
    if sent is None:
        return uuid7()
    if not 1 <= len(sent) <= KEY_LONGEST:
        raise Refusal(
            "api.key_shape",
            _("An idempotency key has 1 to %(most)s characters."),
            field=HEADER,
            most=KEY_LONGEST,
        )
    return uuid.uuid5(_SPACE, f"{request.auth.account.uid}\n{sent}")  # type: ignore[attr-defined]


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
