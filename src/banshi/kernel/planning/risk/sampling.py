"""Samples of a plan: durations drawn, rain drawn, crews dispatched anew.

Each sample is a whole possible future. Durations are triangular (the activity's three factors on the days of its
mode), rain is a path of the climate, and then the crews are *dispatched anew* in the plan's order by serial
schedule generation. Running each future along the crew order of one solved plan instead would overstate the end by
days to weeks, because nobody on a site waits for a crew that rain holds elsewhere while another stands idle.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from banshi.kernel.planning import draws
from banshi.kernel.planning.compiled import Compiled
from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.solution import Schedule
from banshi.kernel.planning.weather import (
    FORECAST_DAYS,
    Climate,
    Forecast,
    MeasuredYears,
    RainPaths,
    draw_paths,
    thresholds_of,
)

from .frame import Frame, dispatch_order, frame_of, tail_priority

MAX_SAMPLES = 100_000
MAX_CELLS = 25_000_000


@dataclass(frozen=True)
class Weather:
    """What is known of the rain to come.

    climate: a chain or measured years. forecast: of the first 15 days. before_mm: measured rain of the days just
    before the first open day, the last one last; it decides whether the ground is wet.
    """

    climate: Climate
    forecast: Forecast | None = None
    before_mm: tuple[float, ...] = ()

    def words(self) -> str:
        """Where the rain comes from, in a few words."""
        if isinstance(self.climate, MeasuredYears):
            names = self.climate.names
            text = f"{len(names)} measured years, {names[0]} to {names[-1]}"
        else:
            text = self.climate.source or "a rain chain"
        if self.forecast is None:
            return text
        days = sum(day is not None for day in self.forecast.days[:FORECAST_DAYS])
        return f"{text}; forecast for {days} days from {self.forecast.first}"


@dataclass(frozen=True, eq=False)
class Samples:
    """starts, ends: int32 (samples, n) boundaries, NEVER where the horizon was too short. chains: int64[n], in how
    many samples the activity lay on the chain that drove the last end. makespan: int32[samples]."""

    compiled: Compiled
    seed: int
    starts: np.ndarray
    ends: np.ndarray
    chains: np.ndarray
    makespan: np.ndarray
    rain: RainPaths | None
    rain_words: str = ""

    @property
    def count(self) -> int:
        return len(self.ends)


def draw_rain(compiled: Compiled, weather: Weather, *, samples: int, seed: int) -> RainPaths:
    """Rain paths from the first open day to the horizon, for the weather classes of the plan."""
    days = compiled.horizon - compiled.today
    if days < 1:
        raise PlanError("no_days", "The plan's horizon ends before its open work can begin: lengthen it")
    climate = weather.climate
    chain = climate.chain if isinstance(climate, MeasuredYears) else climate
    try:
        return draw_paths(
            climate,
            first=compiled.plan.day(compiled.today),
            days=days,
            thresholds=thresholds_of(compiled.plan.weather, chain.wet_mm),
            samples=samples,
            seed=seed,
            forecast=weather.forecast,
            before_mm=weather.before_mm,
        )
    except ValueError as error:
        raise PlanError("rain", f"Rain cannot be drawn: {error}") from None


def draw_durations(compiled: Compiled, modes: np.ndarray, *, samples: int, seed: int) -> np.ndarray:
    """int32 (samples, n): working days in each sample, rounded to whole days.

    Never below the activity's minimum, never below one day for work that has days; finished work has none. An
    activity's numbers hang on its code alone, so that a plan with one activity more draws the same for the rest.
    """
    return drawn_days(
        compiled, global_modes(compiled, modes), draw_factors(compiled, samples=samples, seed=seed)
    )


def draw_factors(compiled: Compiled, *, samples: int, seed: int) -> np.ndarray:
    """float64 (samples, n): triangular factors on the duration of each activity, by inversion."""
    codes = (a.code for a in compiled.plan.activities)
    starts = np.array([draws.stream(seed, f"duration {code}") for code in codes], dtype=np.uint64)
    low, likely, high = compiled.tri.T
    drawn = draws.columns(starts, samples)
    width = np.where(high > low, high - low, 1.0)
    rising = low + np.sqrt(drawn * (width * (likely - low)))
    falling = high - np.sqrt((1 - drawn) * (width * (high - likely)))
    return np.where(high > low, np.where(drawn < (likely - low) / width, rising, falling), likely)


def drawn_days(compiled: Compiled, chosen: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """int32 (samples, n): factors on the days of the chosen global modes, rounded, kept above the minimum."""
    left = np.where(compiled.fixed, 0, compiled.mode_days[chosen])
    pairs = zip(compiled.plan.activities, left.tolist(), strict=True)
    floors = np.array([_floor(activity, days) for activity, days in pairs])
    days = np.maximum(np.floor(left * factors + 0.5), floors)
    days[:, left == 0] = 0
    return days.astype(np.int32)


def _floor(activity, left: int) -> int:
    """The fewest days that may be left of an activity."""
    if not activity.is_started:
        return max(1, activity.minimum_days)
    done = activity.modes[activity.progress.mode].days - left
    return max(1, min(left, activity.minimum_days - done))


def sample_plan(
    compiled: Compiled,
    weather: Weather | None,
    *,
    samples: int = 1_000,
    seed: int = 0,
    schedule: Schedule | None = None,
    fill: np.ndarray | None = None,
    rain: RainPaths | None = None,
    workers: int = 1,
    pure: bool = False,
) -> Samples:
    """Draw samples of a plan.

    weather: None runs every sample under the rain the plan was compiled with. schedule: gives the modes and the
    order in which crews are dispatched; without one the longest tail goes first, in the planned modes. fill: see
    `Rows`. rain: paths drawn before (common to several plans). workers: threads, without influence on the numbers.
    pure: without numba.
    PlanError for sizes that are no samples.
    """
    most = min(MAX_SAMPLES, MAX_CELLS // compiled.n)
    if not 1 <= samples <= most:
        raise PlanError(
            "samples",
            f"{samples} samples of {compiled.n} activities: from 1 to {most:,} samples can be drawn",
        )
    modes = compiled.default_modes() if schedule is None else schedule.mode
    priority = tail_priority(compiled, modes) if schedule is None else schedule.start
    if rain is None and weather is not None:
        rain = draw_rain(compiled, weather, samples=samples, seed=seed)
    rows = Rows(
        days=draw_durations(compiled, modes, samples=samples, seed=seed),
        modes=global_modes(compiled, modes)[None, :],
        orders=dispatch_order(compiled, priority)[None, :],
        fill=_fill_row(compiled, fill),
        levels=DRY if rain is None else rain.levels,
    )
    starts, ends, chains = run(frame_of(compiled, rain), rows, samples, workers=workers, pure=pure)
    words = (
        "one given row of rain"
        if rain is None
        else "rain drawn before"
        if weather is None
        else weather.words()
    )
    return Samples(compiled, seed, starts, ends, chains, ends.max(axis=1), rain, words)


def dispatch(
    compiled: Compiled,
    *,
    schedule: Schedule | None = None,
    fill: np.ndarray | None = None,
    pure: bool = False,
) -> Schedule:
    """One schedule: the planned durations under the rain the plan was compiled with, crews dispatched in the order
    of `schedule` (or longest tail first). Activities that do not fit into the horizon end at NEVER."""
    modes = compiled.default_modes() if schedule is None else schedule.mode
    priority = tail_priority(compiled, modes) if schedule is None else schedule.start
    chosen = global_modes(compiled, modes)
    rows = Rows(
        days=planned_days(compiled, chosen)[None, :],
        modes=chosen[None, :],
        orders=dispatch_order(compiled, priority)[None, :],
        fill=_fill_row(compiled, fill),
    )
    starts, ends, _ = run(frame_of(compiled, None), rows, 1, pure=pure)
    return Schedule(starts[0], ends[0], modes)


def typical_rain(
    compiled: Compiled,
    weather: Weather,
    *,
    schedule: Schedule | None = None,
    paths: int = 101,
    seed: int = 0,
) -> np.ndarray:
    """float64[H]: one row of rain that is neither kind nor cruel to this plan, for the planned case.

    Of so many paths, the one under which the planned durations end in the middle. Up to today it is the rain the plan
    was compiled with; later days have the amount of the highest threshold reached, which is all a plan can feel.
    """
    rain = draw_rain(compiled, weather, samples=paths, seed=seed)
    modes = compiled.default_modes() if schedule is None else schedule.mode
    priority = tail_priority(compiled, modes) if schedule is None else schedule.start
    chosen = global_modes(compiled, modes)
    rows = Rows(
        days=planned_days(compiled, chosen)[None, :],
        modes=chosen[None, :],
        orders=dispatch_order(compiled, priority)[None, :],
        fill=_fill_row(compiled, None),
        levels=rain.levels,
    )
    _, ends, _ = run(frame_of(compiled, rain), rows, paths, chains=False)
    middle = int(np.argsort(ends.max(axis=1), kind="stable")[(paths - 1) // 2])
    row = compiled.rain.copy()
    row[compiled.today :] = np.array([0.0, *rain.thresholds])[rain.levels[middle]]
    return row


#: Levels for plans without drawn rain. Read-only like all levels, because that is part of a compiled type.
DRY = np.zeros((1, 1), dtype=np.uint8)
DRY.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Rows:
    """What differs from sample to sample; each field has a row for each sample, or one row for all.

    days: int32 working days. modes: int32, global (see `global_modes`). orders: int32, open activities in dispatch
    order. fill: bool, activities that take the days on which their crew does not work elsewhere (rain days of outdoor
    work) instead of days in a row. levels: uint8 rain levels, or DRY.
    """

    days: np.ndarray
    modes: np.ndarray
    orders: np.ndarray
    fill: np.ndarray
    levels: np.ndarray = field(default_factory=lambda: DRY)


def global_modes(compiled: Compiled, modes: np.ndarray) -> np.ndarray:
    """int32: index of each activity's mode among all modes of the plan."""
    return (compiled.mode_ptr[:-1] + modes).astype(np.int32)


def planned_days(compiled: Compiled, chosen: np.ndarray) -> np.ndarray:
    """int32: working days of the chosen global modes, 0 for finished work."""
    return np.where(compiled.fixed, 0, compiled.mode_days[chosen]).astype(np.int32)


def _fill_row(compiled: Compiled, fill: np.ndarray | None) -> np.ndarray:
    return np.zeros((1, compiled.n), dtype=bool) if fill is None else np.asarray(fill, dtype=bool)[None, :]


def run(
    frame: Frame,
    rows: Rows,
    samples: int,
    *,
    aim: np.ndarray | None = None,
    chains: bool = True,
    workers: int = 1,
    pure: bool = False,
):
    """(starts, ends, chains) of so many samples: int32 (samples, n) twice, int64[n] (empty without `chains`).

    aim: bool[n], whose last end the chains lead to; None: that of all activities.
    """
    n = len(frame.solid)
    aim = np.ones(n, dtype=bool) if aim is None else aim
    starts = np.empty((samples, n), dtype=np.int32)
    ends = np.empty((samples, n), dtype=np.int32)
    runner = _pure(frame) if pure else _compiled(frame)
    edges = [samples * part // workers for part in range(workers + 1)]

    def part(first: int, last: int) -> np.ndarray:
        counts = np.zeros(n if chains else 0, dtype=np.int64)
        given = (rows.levels, rows.days, rows.modes, rows.orders, rows.fill, aim)
        runner(*given, first, last, starts, ends, counts)
        return counts

    if workers == 1:
        return starts, ends, part(0, samples)
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(part, edges[:-1], edges[1:]))
    return starts, ends, np.sum(found, axis=0)


def _compiled(frame: Frame):
    try:
        from ._compiled import sample
    except ImportError:
        return _pure(frame)
    arrays = frame.arrays()
    return lambda *rest: sample(*rest, *arrays)


def _pure(frame: Frame):
    from .pure import sample

    return lambda *rest: sample(*rest, frame)
