"""Daily rain as a value: one number per day, NaN where nobody knows."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

#: Slots of a year laid out with a 29 February; other years leave slot 59 unused.
YEAR_SLOTS = 366
FEBRUARY_29 = 59


@dataclass(frozen=True, eq=False)
class DailyRain:
    """Rain in mm per day from `first` on, without gaps in the index.

    mm: float64, one dimension; NaN is a missing day. Negative or infinite numbers raise ValueError.
    The array is read-only afterwards.
    """

    first: date
    mm: np.ndarray

    def __post_init__(self) -> None:
        mm = np.array(self.mm, dtype=np.float64)
        if mm.ndim != 1 or mm.size == 0:
            raise ValueError("a rain series needs one number per day, at least one day")
        if np.isinf(mm).any() or (mm[~np.isnan(mm)] < 0).any():
            raise ValueError("rain is a number of mm from 0 up, or NaN for a missing day")
        mm.setflags(write=False)
        object.__setattr__(self, "mm", mm)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.mm) - 1)

    @property
    def known(self) -> int:
        """Days with a value."""
        return int((~np.isnan(self.mm)).sum())

    @property
    def missing(self) -> int:
        """Days between the first and the last without a value."""
        return len(self.mm) - self.known

    def on(self, day: date) -> float | None:
        """Rain of a day in mm; None outside the series and on missing days."""
        index = (day - self.first).days
        if not 0 <= index < len(self.mm) or np.isnan(self.mm[index]):
            return None
        return float(self.mm[index])

    def months(self) -> np.ndarray:
        """Month 0..11 of each day, int64."""
        days = np.datetime64(self.first, "D") + np.arange(len(self.mm))
        return days.astype("datetime64[M]").astype(np.int64) % 12

    def year(self, year: int) -> np.ndarray | None:
        """One calendar year in 366 slots (slot 59 is 29 February, in other years a copy of the 28th), or None
        when the series does not reach from 1 January to 31 December."""
        begin = (date(year, 1, 1) - self.first).days
        length = 366 if isleap(year) else 365
        if begin < 0 or begin + length > len(self.mm):
            return None
        days = self.mm[begin : begin + length]
        if length == YEAR_SLOTS:
            return days.copy()
        return np.insert(days, FEBRUARY_29, days[FEBRUARY_29 - 1])


def year_slot(day: date) -> int:
    """The slot of a day in a year of 366 slots."""
    return date(2000, day.month, day.day).timetuple().tm_yday - 1
