"""Rain paths: for many samples and every day, which thresholds the rain reaches.

A schedule needs no amounts, only whether a day reaches the thresholds of its weather classes. So a path is a row
of *levels*: 0 dry, 1 wet, 2 from the lowest threshold on, and so on. One uniform number a day decides both the
state of the chain and the level. Numbers are counted, not run (`draws.py`), and their place is the date: two
plans, two options, or today's and tomorrow's forecast meet the same numbers on the same day. Because wet days
follow wet days more often than dry ones, a wetter climate gives on the same numbers a path that is wetter or
equal on every day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from banshi.kernel.planning import draws
from banshi.kernel.planning.calendars import WeatherClass

from . import gamma
from .chain import MonthlyChain
from .forecast import Forecast
from .series import year_slot
from .years import MeasuredYears

Climate = MonthlyChain | MeasuredYears
MAX_CELLS = 200_000_000


@dataclass(frozen=True, eq=False)
class RainPaths:
    """levels: uint8 (samples, days) from `first` on: how many of `thresholds` (mm, rising; the first is the wet
    limit) the day reaches. before_mm: known rain of the days just before `first`, the last one last."""

    first: date
    thresholds: tuple[float, ...]
    levels: np.ndarray
    before_mm: tuple[float, ...] = ()

    @property
    def samples(self) -> int:
        return self.levels.shape[0]

    def level_of(self, mm: float) -> int:
        """The level from which on a day has `mm` or more. KeyError for an mm that was not drawn for."""
        try:
            return self.thresholds.index(mm) + 1
        except ValueError:
            raise KeyError(mm) from None

    def lost(self, weather: WeatherClass) -> np.ndarray:
        """bool (samples, days): days that the class loses to rain of the day or of the days before."""
        found = np.zeros(self.levels.shape, dtype=bool)
        if weather.stop_mm is not None:
            found |= self.levels >= self.level_of(weather.stop_mm)
        if weather.after_mm is None:
            return found
        heavy = self.levels >= self.level_of(weather.after_mm)
        for offset in range(1, weather.after_days + 1):
            found[:, offset:] |= heavy[:, : heavy.shape[1] - offset]
        for back, mm in enumerate(reversed(self.before_mm)):
            if mm >= weather.after_mm and weather.after_days > back:
                found[:, : weather.after_days - back] = True
        return found

    def wet_share(self) -> float:
        return float((self.levels > 0).mean())


def thresholds_of(classes: Iterable[WeatherClass], wet_mm: float) -> tuple[float, ...]:
    """All thresholds of the classes and the wet limit, rising. A threshold below the wet limit raises it from
    there: ValueError, because the climate does not know such days."""
    found = {wet_mm}
    for weather in classes:
        for mm in (weather.stop_mm, weather.after_mm):
            if mm is not None and mm < wet_mm:
                raise ValueError(f"class {weather.code}: {mm} mm is less than the wet limit of {wet_mm} mm")
            if mm is not None:
                found.add(mm)
    return tuple(sorted(found))


def draw_paths(
    climate: Climate,
    *,
    first: date,
    days: int,
    thresholds: tuple[float, ...],
    samples: int,
    seed: int,
    forecast: Forecast | None = None,
    before_mm: tuple[float, ...] = (),
    compiled: bool = True,
) -> RainPaths:
    """Draw rain paths. Equal arguments give equal paths, compiled or not.

    thresholds: rising, the first the climate's wet limit (see `thresholds_of`). before_mm: known rain of the
    days before `first`, which decides how the chain starts; without it the first state is drawn. Work is
    O(samples · days). ValueError for more than 200 million cells.
    """
    if days < 1 or samples < 1 or days * samples > MAX_CELLS:
        raise ValueError(f"{samples} samples of {days} days: between 1 and {MAX_CELLS:,} cells can be drawn")
    chain = climate.chain if isinstance(climate, MeasuredYears) else climate
    if list(thresholds) != sorted(set(thresholds)) or thresholds[0] != chain.wet_mm:
        raise ValueError("thresholds rise, and the first is the wet limit of the climate")
    if isinstance(climate, MeasuredYears):
        levels = _year_levels(climate, first, days, thresholds, samples, seed)
        levels = _with_forecast(levels, chain, first, thresholds, seed, forecast)
    else:
        levels = _chain_paths(climate, first, days, thresholds, samples, seed, forecast, before_mm, compiled)
    levels.setflags(write=False)
    return RainPaths(first, thresholds, levels, before_mm)


# the chain


def _chain_paths(chain, first, days, thresholds, samples, seed, forecast, before_mm, compiled) -> np.ndarray:
    chances = _chances(chain, first, days, thresholds, forecast)
    if before_mm:
        wet_before = np.full(samples, before_mm[-1] >= chain.wet_mm)
    else:
        drawn = draws.uniforms(draws.stream(seed, "rain before"), samples, 1, first.toordinal())[:, 0]
        wet_before = drawn < chain.wet_share(first.month)
    start = draws.stream(seed, "rain")
    if compiled:
        try:
            from ._compiled import chain_levels
        except ImportError:
            pass
        else:
            return chain_levels(np.uint64(start), samples, first.toordinal(), chances, wet_before)
    return _chain_levels(start, samples, first.toordinal(), chances, wet_before)


def _chain_levels(start: int, samples: int, first: int, chances: np.ndarray, wet_before: np.ndarray):
    """uint8 (samples, days). chances: float64 (days, 2, levels), P(level reached | day before dry, wet)."""
    days = len(chances)
    found = np.zeros((samples, days), dtype=np.uint8)
    state = wet_before.astype(np.int64)
    drawn = draws.uniforms(start, samples, days, first)
    for k in range(days):
        found[:, k] = (drawn[:, k, None] < chances[k][state]).sum(axis=1)
        state = (found[:, k] > 0).astype(np.int64)
    return found


def _chances(
    chain: MonthlyChain, first: date, days: int, thresholds, forecast: Forecast | None
) -> np.ndarray:
    tails = np.array([[1.0, *(chain.above(month, mm) for mm in thresholds[1:])] for month in range(1, 13)])
    after = np.array([chain.after_dry, chain.after_wet])
    months = (np.datetime64(first, "D") + np.arange(days)).astype("datetime64[M]").astype(np.int64) % 12
    chances = after[:, months].T[:, :, None] * tails[months][:, None, :]
    for index, blended in _blend(chain, first, days, thresholds, forecast):
        share, row = blended
        chances[index] = share * row[None, :] + (1 - share) * chances[index]
    # rain has a falling tail; rounding must not make a higher threshold likelier than a lower one
    return np.minimum.accumulate(chances, axis=2)


def _blend(chain: MonthlyChain, first: date, days: int, thresholds, forecast: Forecast | None):
    """(day index, (weight, P(level reached) by forecast alone)) for each day that is forecast."""
    if forecast is None:
        return
    for index in range(min(days, max(0, (forecast.first - first).days) + len(forecast.days))):
        day = first + timedelta(days=index)
        found = forecast.on(day)
        if found is None:
            continue
        told, share = found
        shape = chain.shape[day.month - 1]
        scale = chain.scale[day.month - 1] if told.mm is None else told.mm / shape
        row = [1.0, *(gamma.tail(mm, shape, scale) for mm in thresholds[1:])]
        yield index, (share, told.probability * np.array(row))


# measured years


def _year_levels(climate: MeasuredYears, first: date, days: int, thresholds, samples: int, seed: int):
    limits = np.array(thresholds)
    table = (climate.mm[:, :, None] >= limits).sum(axis=2).astype(np.uint8)
    dates = [first + timedelta(days=index) for index in range(days)]
    slots = np.array([year_slot(day) for day in dates])
    blocks = np.array([day.year - first.year for day in dates])
    drawn = draws.uniforms(draws.stream(seed, "years"), samples, int(blocks[-1]) + 1, first.year)
    chosen = np.minimum((drawn * len(climate.names)).astype(np.int64), len(climate.names) - 1)
    levels = np.empty((samples, days), dtype=np.uint8)
    for block in range(int(blocks[-1]) + 1):
        here = blocks == block
        levels[:, here] = table[chosen[:, block]][:, slots[here]]
    return levels


def _with_forecast(
    levels, chain: MonthlyChain, first: date, thresholds, seed: int, forecast: Forecast | None
):
    samples, days = levels.shape
    for index, (share, row) in _blend(chain, first, days, thresholds, forecast):
        place = first.toordinal() + index
        takes = draws.uniforms(draws.stream(seed, "forecast or year"), samples, 1, place)[:, 0] < share
        drawn = draws.uniforms(draws.stream(seed, "rain"), samples, 1, place)
        told = (drawn < np.minimum.accumulate(row)[None, :]).sum(axis=1)
        levels[takes, index] = told[takes]
    return levels
