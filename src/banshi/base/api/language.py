"""The language that a programme asks for."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    """The first language asked for that there is; Chinese when none is."""
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if asked.split("-")[0] in {"zh", "en"}:
            return "en" if asked.startswith("en") else settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE
