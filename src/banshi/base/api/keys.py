"""The key that makes a repeated request harmless, from its header."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Refusal

HEADER = "Idempotency-Key"
KEY_LONGEST = 128
_SPACE = uuid.UUID("7d0f0c3e-6f2b-5a43-9c55-0f6c1a4f9f10")


def key_of(request: Any) -> uuid.UUID:
    """The key of the act that the owner of the request's token does."""
    return key_from(request, request.auth.account.uid)


def key_from(request: HttpRequest, account: uuid.UUID) -> uuid.UUID:
    """The key of an act: made of the header and who acts, so that nobody meets another's keys.

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
    return uuid.uuid5(_SPACE, f"{account}\n{sent}")
