"""The chain's loop, compiled. Imported only where a path is drawn; `paths.py` has the same in NumPy."""

from __future__ import annotations

import numpy as np
from numba import uint64

from banshi.kernel.planning._numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(0xBF58476D1CE4E5B9)
_TWO = np.uint64(0x94D049BB133111EB)
_UNIT = 1.0 / (1 << 53)


@njit(inline="always")
def _mix(z):
    z = (z ^ (z >> uint64(30))) * _ONE
    z = (z ^ (z >> uint64(27))) * _TWO
    return z ^ (z >> uint64(31))


@njit(nogil=True)
def chain_levels(start, samples, first, chances, wet_before):
    """See `paths._chain_levels`: uint8 (samples, days)."""
    days, _states, levels = chances.shape
    found = np.zeros((samples, days), dtype=np.uint8)
    for i in range(samples):
        row = _mix(uint64(start) + uint64(i + 1) * _GOLDEN)
        state = 1 if wet_before[i] else 0
        for k in range(days):
            z = _mix(row + uint64(first + k + 1) * _GOLDEN)
            u = (float(z >> uint64(11)) + 0.5) * _UNIT
            level = 0
            while level < levels and u < chances[k, state, level]:
                level += 1
            found[i, k] = level
            state = 1 if level > 0 else 0
    return found
