"""Days across the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from banshi.kernel.planning.calendars import Reason
from banshi.kernel.planning.compiled import Compiled


@dataclass(frozen=True, slots=True)
class Scale:
    """Day boundaries [first, last) of the plan onto [left, right] of the paper."""

    first: int
    last: int
    left: float
    right: float
    start: date

    @property
    def per_day(self) -> float:
        return (self.right - self.left) / max(self.last - self.first, 1)

    def at(self, boundary: float) -> float:
        """Place of a boundary, kept within the drawing."""
        return min(max(self.left + (boundary - self.first) * self.per_day, self.left), self.right)

    def months(self) -> Iterator[tuple[date, int, int]]:
        """First day of each month that is shown, with the boundaries of its part of the drawing."""
        day = self.start + timedelta(days=self.first)
        begin = self.first
        while begin < self.last:
            following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
            end = min((following - self.start).days, self.last)
            yield day, begin, end
            day, begin = following, end

    def days(self) -> Iterator[tuple[date, int]]:
        for boundary in range(self.first, self.last):
            yield self.start + timedelta(days=boundary), boundary


def runs(marked: np.ndarray, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Boundaries of the stretches of marked days within [first, last)."""
    low, high = max(first, 0), min(last, len(marked))
    if low >= high:
        return
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked[low:high].astype(np.int8), [0]))))
    yield from ((int(a) + low, int(b) + low) for a, b in zip(edges[::2], edges[1::2], strict=True))


def rests(c: Compiled) -> np.ndarray:
    """bool[H]: days that the calendar most activities work by does not work, rain apart."""
    used = c.class_base[c.mode_class[c.mode_ptr[:-1]]]
    if not len(used):
        return np.zeros(c.horizon, dtype=bool)
    row = c.base_reason[np.bincount(used).argmax()]
    return np.isin(row, (Reason.WEEKEND, Reason.HOLIDAY, Reason.CLOSURE))


def wet(c: Compiled) -> np.ndarray:
    """bool[H]: days that rain takes from at least one class of work, the day after included."""
    found = np.zeros(c.horizon, dtype=bool)
    for weather in c.plan.weather:
        found |= weather.reasons(c.rain) > 0
    return found
