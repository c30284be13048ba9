"""Public identifiers: UUID version 7 (RFC 9562, section 5.7)."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A UUID whose first 48 bits are the Unix time in milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
