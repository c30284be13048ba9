"""Whole years of measured rain, drawn at random.

Better than any chain where at least 20 whole years are there: a drawn year keeps its plum rains, its dry autumn
and its storms as they came. A path of several calendar years draws one measured year for each of them; the joints
fall on New Year, in the dry season of most of China.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .chain import MonthlyChain, fit
from .series import YEAR_SLOTS, DailyRain

#: With fewer whole years the extremes are luck: use the chain.
ENOUGH_YEARS = 20
#: A year with more missing days than this is not whole.
MOST_MISSING = 10


@dataclass(frozen=True, eq=False)
class MeasuredYears:
    """mm: (years, 366) float64 without NaN, slot 59 being 29 February; names: the calendar years, in order.

    chain: fitted to the same series, for the first days where a forecast is blended in.
    filled: how many missing days were filled from the next measured year that has the day.
    """

    names: tuple[int, ...]
    mm: np.ndarray
    chain: MonthlyChain
    filled: int = 0

    def __post_init__(self) -> None:
        mm = np.array(self.mm, dtype=np.float64)
        if mm.shape != (len(self.names), YEAR_SLOTS) or not self.names or not np.isfinite(mm).all():
            raise ValueError("measured years need 366 finite numbers for each year")
        mm.setflags(write=False)
        object.__setattr__(self, "mm", mm)


def whole_years(rain: DailyRain) -> tuple[int, ...]:
    """Calendar years of the series with at most ten missing days."""
    names = []
    for year in range(rain.first.year, rain.last.year + 1):
        days = rain.year(year)
        if days is not None and np.isnan(days).sum() <= MOST_MISSING:
            names.append(year)
    return tuple(names)


def measured_years(rain: DailyRain, at_least: int = ENOUGH_YEARS) -> MeasuredYears | None:
    """The whole years of a series, or None when there are fewer than `at_least`."""
    names = whole_years(rain)
    if len(names) < max(1, at_least):
        return None
    table = np.stack([rain.year(year) for year in names])
    holes = np.argwhere(np.isnan(table))
    source = table.copy()
    for row, slot in holes:
        order = [(row + step) % len(names) for step in range(1, len(names) + 1)]
        donor = next((other for other in order if not np.isnan(source[other, slot])), None)
        table[row, slot] = 0.0 if donor is None else source[donor, slot]
    return MeasuredYears(names, table, fit(rain), len(holes))


def climate(rain: DailyRain) -> MeasuredYears | MonthlyChain:
    """The best model a series allows: whole years where there are twenty, a fitted chain otherwise."""
    return measured_years(rain) or fit(rain)
