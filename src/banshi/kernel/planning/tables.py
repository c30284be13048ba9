"""Monotone look-up tables: from a start to an end and back, in O(1), for one calendar class and duration.

With `wd[k]` the k-th working day and `cw[s]` the number of working days before s, an activity of d >= 1 working
days that starts on working day s ends (exclusively) at `wd[cw[s] + d - 1] + 1`. One that must not be interrupted
starts only where that equals s + d. Every table is non-decreasing, so passes, schedule generation and constraint
models may all use the same ones (work function and inverse: Kreter et al. 2016, EJOR 251:387-403).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class WorkDays:
    """cw: int32[H+1], working days before each boundary. wd: int32[cw[H]], the working days."""

    cw: np.ndarray
    wd: np.ndarray

    @classmethod
    def of(cls, work: np.ndarray) -> WorkDays:
        """From bool[H]."""
        cw = np.zeros(len(work) + 1, dtype=np.int32)
        np.cumsum(work, out=cw[1:])
        return cls(cw, np.flatnonzero(work).astype(np.int32))


def build(days: WorkDays, duration: int, must_not_span: bool) -> np.ndarray:
    """int32[5, H+2] rows FIRST, END, BEGIN, LAST, REACH (see `compiled`) of one class and duration."""
    horizon = len(days.cw) - 1
    if duration == 0:
        same = np.arange(horizon + 2, dtype=np.int32)
        back = same.copy()
        back[horizon + 1] = horizon
        return np.stack([same, same, back, back, same])
    never = horizon + 1
    starts = days.wd[: max(0, len(days.wd) - duration + 1)]
    ends = days.wd[duration - 1 :] + 1
    if must_not_span:
        whole = ends - starts == duration
        starts, ends = starts[whole], ends[whole]
    bounds = np.arange(horizon + 2)
    after = np.searchsorted(starts, bounds, side="left")
    before = np.searchsorted(starts, bounds, side="right") - 1
    done = np.searchsorted(ends, bounds, side="right") - 1
    needed = np.searchsorted(ends, bounds, side="left")
    padded_starts = np.append(starts, never).astype(np.int32)
    padded_ends = np.append(ends, never).astype(np.int32)
    # index -1 of the padded arrays must read "no such start", so shift by one in front as well
    backwards = np.append(np.array([-1], dtype=np.int32), starts).astype(np.int32)
    return np.stack(
        [
            padded_starts[after],
            padded_ends[after],
            backwards[done + 1],
            backwards[before + 1],
            padded_starts[needed],
        ]
    )


def lag_rows(days: WorkDays, lag: int) -> np.ndarray:
    """int32[2, H+2]: boundary moved on by `lag` working days, and the latest boundary from which that is met.

    Forward: k > 0 gives the boundary after k working days from t; k < 0 the boundary from which |k| working days
    lead up to t, 0 when there are fewer. H+1 means beyond the horizon. Backward row b: forward[b[u]] <= u and b is
    the largest such boundary; -1 when there is none.
    """
    horizon = len(days.cw) - 1
    never = horizon + 1
    count = np.append(days.cw, days.cw[-1]).astype(np.int64)
    if lag > 0:
        padded = np.append(days.wd + 1, np.full(1, never))
        forward = padded[np.minimum(count + lag - 1, len(days.wd))]
    elif lag < 0:
        nth = count + lag
        padded = np.append(days.wd, 0)
        forward = np.where(nth >= 0, padded[np.clip(nth, 0, len(days.wd))], 0)
    else:
        forward = np.arange(horizon + 2)
    forward[never] = never
    backward = np.searchsorted(forward, np.arange(horizon + 2), side="right") - 1
    return np.stack([forward, np.minimum(backward, horizon)]).astype(np.int32)


MAX_CELLS = 12_000_000
