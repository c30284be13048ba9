"""Public identifiers: UUID version 7 (RFC 9562, section 5.7)."""

import os
import time
import uuid

_FREE = ~(0xF << 76 | 0x3 << 62)
_MARKS = 0x7 << 76 | 0x2 << 62  # version 7, and the variant of the RFC


def uuid7() -> uuid.UUID:
    """A UUID whose first 48 bits are the Unix time in milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000 & (2**48 - 1)
    return uuid.UUID(int=(milliseconds << 80 | int.from_bytes(os.urandom(10))) & _FREE | _MARKS)
