"""A solved plan: one start, end and mode for each activity. Made by the search, read by everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from .model import Plan


@dataclass(frozen=True, eq=False)
class Schedule:
    """start, end: int32[n] boundaries (end exclusive); mode: int32[n], index within the activity's modes.

    For running work `start` is where the work that is left starts; for finished work both are the facts.
    """

    start: np.ndarray
    end: np.ndarray
    mode: np.ndarray

    @property
    def makespan(self) -> int:
        """Boundary at which everything is done."""
        return int(self.end.max(initial=0))

    def first_day(self, plan: Plan, i: int) -> date:
        """The day an activity begins, or began."""
        return plan.activities[i].progress.started or plan.day(int(self.start[i]))

    def last_day(self, plan: Plan, i: int) -> date:
        """The day in the evening of which it is done; of an activity without days, the evening before it."""
        finished = plan.activities[i].progress.finished
        return finished or plan.day(int(self.end[i]) - 1)
