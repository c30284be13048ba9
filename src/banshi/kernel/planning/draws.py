"""Random numbers by counting: the k-th number of a stream is a function of (seed, stream, sample, k).

Two plans that are compared must meet the same rain and the same bad luck (common random numbers), also when
one of them has an activity more or meets its days in another order. A generator with a running state cannot
promise that; a mixing function of the place in the stream can. The mixing function is the finaliser of
SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, doi:10.1145/2660193.2660195), used as a counter-based generator.
The compiled and the pure path give the same bits.
"""

from __future__ import annotations

import hashlib

import numpy as np

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def mix(value: int) -> int:
    """The SplitMix64 finaliser of a 64-bit number."""
    value &= _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def stream(seed: int, name: str) -> int:
    """The 64-bit start of a named stream; equal names and seeds give equal streams in every process."""
    digest = hashlib.sha256(name.encode()).digest()
    return mix((seed & _MASK) ^ int.from_bytes(digest[:8], "big"))


def uniforms(start: int, samples: int, count: int, first: int = 0) -> np.ndarray:
    """(samples, count) numbers in the open interval (0, 1): numbers first, first + 1 ... of each sample's stream.

    More samples, a larger count or another `first` give the same number at the same place.
    """
    golden = np.uint64(_GOLDEN)
    with np.errstate(over="ignore"):
        rows = _mixed(np.uint64(start) + np.arange(1, samples + 1, dtype=np.uint64) * golden)
        cells = _mixed(
            rows[:, None] + np.arange(first + 1, first + count + 1, dtype=np.uint64)[None, :] * golden
        )
    return ((cells >> np.uint64(11)).astype(np.float64) + 0.5) * (1.0 / (1 << 53))


def _mixed(values: np.ndarray) -> np.ndarray:
    values = values.copy()
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def columns(starts: np.ndarray, samples: int) -> np.ndarray:
    """(samples, len(starts)) numbers in (0, 1): the first number of each sample, of many streams at once."""
    golden = np.uint64(_GOLDEN)
    with np.errstate(over="ignore"):
        places = np.arange(1, samples + 1, dtype=np.uint64) * golden
        cells = _mixed(_mixed(starts[None, :] + places[:, None]) + golden)
    return ((cells >> np.uint64(11)).astype(np.float64) + 0.5) * (1.0 / (1 << 53))
