"""What the codes in rule sets are called. Apps register their words; a code without one is shown as it is."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.utils.functional import Promise

from banshi.base.zones.models import Zone

Namer = Callable[[Zone, Collection[str], date], Mapping[str, str]]

_words: dict[str, str | Promise] = {}
_sayers: list[Callable[[str], str | None]] = []
_namers: list[Namer] = []


def register(words: Mapping[str, str | Promise]) -> None:
    """Say what codes are called; called by an app when it is ready."""
    _words.update(words)


def register_sayer(sayer: Callable[[str], str | None]) -> None:
    """Say values that follow a pattern (``"3 workday"``); the sayer returns None for what is not its own."""
    _sayers.append(sayer)


def register_namer(namer: Namer) -> None:
    """Name what a zone itself keeps, such as its units by their codes, as of a day; unknown codes are left out."""
    _namers.append(namer)


def names_in(zone: Zone, codes: Collection[str], day: date) -> dict[str, str]:
    """What a zone calls these codes; asks nothing where there are none."""
    found: dict[str, str] = {}
    for namer in _namers if codes else ():
        found |= namer(zone, codes, day)
    return found


def say(code: str) -> str:
    """The word for a code in the language of the moment."""
    if code in _words:
        return str(_words[code])
    return next((said for sayer in _sayers if (said := sayer(code)) is not None), code)
