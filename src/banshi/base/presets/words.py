"""What the codes in rule sets are called. Apps register their words; a code without one is shown as it is."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}
_sayers: list[Callable[[str], str | None]] = []


def register(words: Mapping[str, str | Promise]) -> None:
    """Say what codes are called; called by an app when it is ready."""
    _words.update(words)


def register_sayer(sayer: Callable[[str], str | None]) -> None:
    """Say values that follow a pattern (``"3 workday"``); the sayer returns None for what is not its own."""
    _sayers.append(sayer)


def say(code: str) -> str:
    """The word for a code in the language of the moment."""
    if code in _words:
        return str(_words[code])
    return next((said for sayer in _sayers if (said := sayer(code)) is not None), code)
