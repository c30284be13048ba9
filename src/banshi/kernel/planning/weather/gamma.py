"""The gamma distribution of rain amounts: fitting it and the share above a threshold.

Own code because SciPy is not a dependency: the fit is the approximation to the maximum of the likelihood by
Greenwood & Durand (1960, Technometrics 2:55-65); the upper tail is the series or the continued fraction of the
incomplete gamma function (Abramowitz & Stegun 6.5.29, 6.5.31).
"""

from __future__ import annotations

import math

_ROUNDS = 500
_CLOSE = 1e-13


def fit(mean: float, mean_log: float) -> tuple[float, float]:
    """(shape, scale) from the mean and the mean logarithm of positive amounts.

    mean: in mm, > 0. ValueError when the two cannot belong to positive numbers. Amounts without spread give a
    very large shape, capped at 1000.
    """
    if not mean > 0 or not math.isfinite(mean_log):
        raise ValueError("a gamma fit needs positive amounts")
    spread = math.log(mean) - mean_log
    if spread < -1e-9:
        raise ValueError("the mean logarithm is above the logarithm of the mean")
    if spread < 5e-4:
        return 1000.0, mean / 1000.0
    if spread <= 0.5772:
        shape = (0.5000876 + 0.1648852 * spread - 0.0544274 * spread**2) / spread
    else:
        above = 8.898919 + 9.059950 * spread + 0.9775373 * spread**2
        shape = above / (spread * (17.79728 + 11.968477 * spread + spread**2))
    return shape, mean / shape


def tail(amount: float, shape: float, scale: float) -> float:
    """P(X >= amount) of a gamma distribution; 1 for amounts of 0 and less."""
    x = amount / scale
    if x <= 0:
        return 1.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        return max(0.0, 1.0 - front * _series(shape, x))
    return min(1.0, front * _fraction(shape, x))


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    for step in range(1, _ROUNDS):
        term *= x / (shape + step)
        total += term
        if term < total * _CLOSE:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    tiny = 1e-300
    below = x + 1 - shape
    c = 1 / tiny
    d = 1 / (below or tiny)
    value = d
    for step in range(1, _ROUNDS):
        factor = -step * (step - shape)
        below += 2
        d = 1 / (factor * d + below or tiny)
        c = below + factor / c or tiny
        value *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return value
