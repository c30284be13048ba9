"""One thing that does not hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong (``kind``, a stable code), where (zone code, table, row), and in a sentence."""

    kind: str
    zone: str
    table: str
    row: str
    sentence: str
