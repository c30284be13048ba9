"""Codes of an authenticator app (RFC 6238: SHA-1, thirty seconds, six digits), as every app speaks them."""

import base64
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
DIGITS = 6
SECRET_BYTES = 20
AROUND = (-1, 0, 1)
"""A clock may be half a minute off, either way."""


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def plain(secret: bytes) -> str:
    """The secret as it is typed where no camera is at hand: base 32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def address(secret: bytes, *, login: str, issuer: str) -> str:
    """What the QR code says (``otpauth://…``)."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(login)}?secret={text}&issuer={quote(issuer)}"


def code_at(secret: bytes, step: int) -> str:
    """The six digits of one step of thirty seconds since 1970."""
    return TOTP(secret, DIGITS, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303 - RFC 6238


def step_of(at: datetime) -> int:
    """The step in which an instant lies."""
    return int(at.timestamp()) // STEP


def matching_step(secret: bytes, code: str, at: datetime, after: int) -> int | None:
    """The step later than ``after``, of those around ``at``, whose code this is; None for no code of ours.

    Every candidate is compared, in constant time.
    """
    typed = "".join(code.split()).encode()
    found = None
    for offset in AROUND:
        step = step_of(at) + offset
        fits = bytes_eq(code_at(secret, step).encode(), typed)
        if fits and step > after and found is None:
            found = step
    return found
