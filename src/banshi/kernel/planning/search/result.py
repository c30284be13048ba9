"""What a search hands back, and what it tells on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Solution:
    """A schedule and what is known about it.

    start, end: int64 [n] boundaries, end exclusive; mode: int64 [n], index within the activity's modes.
    makespan: the last end. late: days behind promises, summed over activities. lower_bound: no schedule ends
    earlier. optimal: proven; with promises, that none is missed by less is proven too. feasible: stocks suffice and
    everything ends within the horizon. schedules: generated in all; seconds: without compilation.
    """

    start: np.ndarray
    end: np.ndarray
    mode: np.ndarray
    makespan: int
    late: int
    lower_bound: int
    optimal: bool
    feasible: bool
    schedules: int
    seconds: float


@dataclass(frozen=True)
class Progress:
    """How far a search is. makespan None: nothing feasible yet."""

    seconds: float
    schedules: int
    makespan: int | None
    lower_bound: int


Report = Callable[[Progress], object]
Cancel = Callable[[], bool]
