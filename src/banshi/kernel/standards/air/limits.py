"""Limits of GB 3095, by version and class of area."""

from decimal import Decimal

from banshi.kernel.standards.data import air_limits
from banshi.kernel.standards.exact import fraction, half_even
from banshi.kernel.standards.table import rows

_LIMITS: dict[tuple[str, str, str], dict[int, Decimal]] = {
    (row["standard"], row["pollutant"], row["averaging"]): {
        1: Decimal(row["class1"]),
        2: Decimal(row["class2"]),
    }
    for row in rows(air_limits.TEXT)
}


def limit(standard: str, pollutant: str, averaging: str, area: int = 2) -> Decimal:
    """The limit in µg/m³ (CO mg/m³). ``averaging`` is year, quarter, 24h, 1h or 8h_daily_max; ``area`` 1 or 2
    (2026 class 2 is everything but national parks, nature reserves and natural parks, industry included).
    Raises ``ValueError`` with the averagings that exist."""
    by_class = _LIMITS.get((standard, pollutant, averaging))
    if by_class is None:
        known = ", ".join(f"{p} {a}" for s, p, a in _LIMITS if s == standard)
        raise ValueError(f"{standard} has no limit for {pollutant} {averaging}; it has: {known or 'nothing'}")
    if area not in by_class:
        raise ValueError(f"area class is 1 or 2, not {area}")
    return by_class[area]


def over_limit(concentration: Decimal, bound: Decimal) -> Decimal:
    """Over-limit multiple (C - S)/S to 2 decimals, half-even; zero or below means within the limit."""
    return half_even((fraction(concentration) - fraction(bound)) / fraction(bound), 2)
