"""The key that makes a repeated click harmless: made when a form is shown, kept while it is corrected."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Refusal

NAME = "key"


def new() -> UUID:
    """A fresh key."""
    return uuid7()


def of(request: HttpRequest) -> UUID:
    """The key that was sent with the form. Raises :class:`Refusal` when there is none."""
    key = sent(request)
    if key is None:
        raise Refusal(
            "ui.no_key", _("This form was not sent whole. Open the page again and fill it in anew.")
        )
    return key


def sent(request: HttpRequest) -> UUID | None:
    """The key in the request, or None."""
    try:
        return UUID(request.POST.get(NAME, ""))
    except ValueError:
        return None


def to_show(request: HttpRequest | None) -> UUID:
    """The key for the form on the page: the one just sent, or a fresh one."""
    return (sent(request) if request is not None else None) or new()
