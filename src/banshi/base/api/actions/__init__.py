"""Tokens made and ended, machine accounts opened, requests counted."""

from banshi.base.api.actions.hooks import Subscribed, end_subscription, rotate_secret, send_again, subscribe
from banshi.base.api.actions.tokens import Made, end_token, make_token, open_machine
from banshi.base.api.actions.using import TooOften, admit

__all__ = [
    "Made",
    "Subscribed",
    "TooOften",
    "admit",
    "end_subscription",
    "end_token",
    "make_token",
    "open_machine",
    "rotate_secret",
    "send_again",
    "subscribe",
]
