"""The first 15 days: a weather service's forecast, fading into the climate.

Day k of the forecast (1 = the first) counts with weight 1 - (k - 1) / 15, so day 1 is the forecast alone and day
16 the climate alone. What is blended is the probability of each amount, not the amount itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

FORECAST_DAYS = 15


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """probability: of a wet day, 0..1. mm: expected amount if it rains, > 0; None leaves it to the climate."""

    probability: float
    mm: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError("the probability of rain lies between 0 and 1")
        if self.mm is not None and not (0 < self.mm < math.inf):
            raise ValueError("the expected amount of a wet day is above 0 mm")


@dataclass(frozen=True, slots=True)
class Forecast:
    """days[0] is `first`. At most 15 days count; what is beyond is the climate. A day None is not forecast."""

    first: date
    days: tuple[ForecastDay | None, ...]
    source: str = ""

    def on(self, day: date) -> tuple[ForecastDay, float] | None:
        """The forecast of a day and its weight; None where there is none."""
        index = (day - self.first).days
        if not 0 <= index < min(len(self.days), FORECAST_DAYS) or self.days[index] is None:
            return None
        return self.days[index], weight(index)


def weight(index: int) -> float:
    """How much the forecast counts `index` days after its first day: 1 falling to 0 at 15."""
    return max(0.0, 1 - index / FORECAST_DAYS)
