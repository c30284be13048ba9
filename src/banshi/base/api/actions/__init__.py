"""Tokens made and ended, machine accounts opened, requests counted."""

from banshi.base.api.actions.tokens import Made, end_token, make_token, open_machine
from banshi.base.api.actions.using import TooOften, admit

__all__ = ["Made", "TooOften", "admit", "end_token", "make_token", "open_machine"]
