"""Digests in place of what is not to be kept, and from where somebody comes."""

import hashlib
from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Visit:
    """From where somebody comes: the address, which is kept only as a mark, and the device in two words."""

    address: str = field(default="", repr=False)
    device: str = ""

    @property
    def mark(self) -> str:
        """Eight characters by which rows of one address find each other; nobody gets back to the address."""
        return mark_of("origin", self.address) if self.address else ""


def mark_of(purpose: str, text: str) -> str:
    """A short keyed digest."""
    return salted_hmac(f"banshi.signin.{purpose}", text, algorithm="sha256").hexdigest()[:8]


def digest(*parts: bytes) -> str:
    """SHA-256 of what is random already (ids and challenges of passkeys)."""
    return hashlib.sha256(b"".join(parts)).hexdigest()
