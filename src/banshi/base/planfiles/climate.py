"""Rain for the commands: a daily table, monthly normals, a forecast. What was not taken is told on stderr."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from banshi.base.planfiles import arguments, reading
from banshi.base.planfiles.reading import Refusal
from banshi.kernel.planning import Plan, Schedule, compile_plan
from banshi.kernel.planning.risk import Weather, typical_rain
from banshi.kernel.planning.search import solve
from banshi.kernel.planning.weather import (
    FORECAST_DAYS,
    DailyRain,
    Forecast,
    ForecastDay,
    MeasuredYears,
    MonthlyChain,
    RainError,
    climate,
    from_normals,
    read_rain,
)

T = TypeVar("T")

#: Days of measured rain before the first open day that decide whether the ground is wet.
DAYS_BEFORE = 30


@dataclass(frozen=True)
class Sky:
    """weather: for samples, or None when no climate was given. measured: mm from the plan's first day up to the last
    day known, or None."""

    weather: Weather | None
    measured: np.ndarray | None


def add(known: argparse.ArgumentParser) -> None:
    """The arguments of rain and samples."""
    known.add_argument(
        "--rain", type=Path, metavar="FILE.csv", help="daily rain: date,mm; or a GHCN-Daily or GSOD file"
    )
    known.add_argument("--station", metavar="ID", help="which station, when the file holds several")
    known.add_argument(
        "--normals", type=Path, metavar="FILE.csv", help="monthly normals instead: month,wet_days,mm"
    )
    known.add_argument(
        "--forecast", type=Path, metavar="FILE.csv", help="the next 15 days: date,probability[,mm]"
    )
    known.add_argument(
        "--samples", type=arguments.whole(1, 100_000), default=1000, metavar="N", help="default 1000"
    )
    known.add_argument(
        "--schedules",
        type=arguments.whole(1, arguments.MOST_SCHEDULES),
        default=2000,
        metavar="N",
        help="schedules of the search that finds the order of the crews, default 2000",
    )
    known.add_argument(
        "--workers", type=arguments.whole(1, 64), default=2, metavar="W", help="threads, default 2"
    )
    known.add_argument("--seed", type=arguments.whole(0, 10**9), default=1, metavar="K", help="default 1")
    known.add_argument("--json", action="store_true", help="one JSON object")


def sky(plan: Plan, chosen: argparse.Namespace) -> Sky:
    """Weather from the files named. Refusal when they cannot be used or contradict each other."""
    if chosen.rain and chosen.normals:
        raise Refusal("give daily rain or monthly normals, not both")
    forecast = None if chosen.forecast is None else _forecast(chosen.forecast)
    if chosen.rain is None and chosen.normals is None:
        if forecast is not None:
            raise Refusal("a forecast needs a climate to fade into: give --rain or --normals as well")
        return Sky(None, None)
    if chosen.normals is not None:
        return Sky(Weather(_normals(chosen.normals), forecast), None)
    rain = _daily(chosen.rain, chosen.station)
    return Sky(Weather(_climate(chosen.rain, rain), forecast, _before(plan, rain)), _measured(plan, rain))


def order(plan: Plan, chosen: argparse.Namespace) -> Schedule | None:
    """The plan as the search would run it: its modes and the order of its crews. None (and a word on stderr) when
    nothing fits into the horizon."""
    found = solve(plan, schedules=chosen.schedules, workers=chosen.workers, seed=chosen.seed)
    if not found.feasible:
        print("banshi plan: no schedule within the horizon was found; lengthen it", file=sys.stderr)
        return None
    return Schedule(*(part.astype(np.int32) for part in (found.start, found.end, found.mode)))


def planned_rain(plan: Plan, sky: Sky, order: Schedule | None, seed: int) -> np.ndarray | None:
    """The rain of the planned case: measured up to the status day, then the middle one of 101 drawn paths; dry when
    no climate was given."""
    if sky.weather is None:
        return sky.measured
    print("banshi plan: planned case under the middle one of 101 drawn rain paths", file=sys.stderr)
    return typical_rain(compile_plan(plan, sky.measured), sky.weather, schedule=order, seed=seed)


def _daily(path: Path, station: str | None) -> DailyRain:
    try:
        found = read_rain(reading.content(path), station=station)
    except RainError as error:
        raise Refusal(f"{path}: {error}") from None
    for note in found.notes:
        print(f"banshi plan: {path.name}: {note}", file=sys.stderr)
    return found.rain


def _climate(path: Path, rain: DailyRain) -> MeasuredYears | MonthlyChain:
    try:
        found = climate(rain)
    except ValueError as error:
        raise Refusal(f"{path}: {error}") from None
    for note in getattr(found, "notes", ()):
        print(f"banshi plan: {path.name}: {note}", file=sys.stderr)
    return found


def _before(plan: Plan, rain: DailyRain) -> tuple[float, ...]:
    """Measured rain just before the first open day, as far back as it is known without a gap."""
    found: list[float] = []
    for back in range(1, DAYS_BEFORE + 1):
        mm = rain.on(plan.day(plan.work_from - back))
        if mm is None:
            break
        found.append(mm)
    return tuple(reversed(found))


def _measured(plan: Plan, rain: DailyRain) -> np.ndarray:
    """mm from the plan's first day up to the status day; a day that nobody measured counts as dry here."""
    return np.array([rain.on(plan.day(k)) or 0.0 for k in range(min(plan.work_from, plan.horizon))])


def _table(path: Path, names: tuple[str, ...]) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(reading.text(path)))
    if not set(names) <= set(rows.fieldnames or ()):
        raise Refusal(f"{path} needs the columns {', '.join(names)}")
    try:
        return list(rows)
    except csv.Error as error:
        raise Refusal(f"{path} is no CSV table: {error}") from None


def _cells(path: Path, make: Callable[[], T]) -> T:
    try:
        return make()
    except (TypeError, ValueError) as error:
        raise Refusal(f"{path}: {error}") from None


def _normals(path: Path) -> MonthlyChain:
    rows = _table(path, ("month", "wet_days", "mm"))
    found = _cells(
        path, lambda: {int(row["month"]): (float(row["wet_days"]), float(row["mm"])) for row in rows}
    )
    if sorted(found) != list(range(1, 13)) or len(rows) != 12:
        raise Refusal(f"{path} needs one row for each month, 1 to 12")
    columns = tuple(zip(*(found[month] for month in range(1, 13)), strict=True))
    return _cells(path, lambda: from_normals(columns[0], columns[1], f"monthly normals, {path.name}"))


def _forecast(path: Path) -> Forecast:
    rows = _table(path, ("date", "probability"))
    if not rows:
        raise Refusal(f"{path} holds no day")
    days = _cells(path, lambda: {date.fromisoformat(row["date"]): _forecast_day(row) for row in rows})
    first = min(days)
    later = sum((day - first).days >= FORECAST_DAYS for day in days)
    if later:
        print(f"banshi plan: {path.name}: {later} days after the 15th are not used", file=sys.stderr)
    steps = range(FORECAST_DAYS)
    listed = {(day - first).days: told for day, told in days.items()}
    return Forecast(first, tuple(listed.get(step) for step in steps), path.name)


def _forecast_day(row: dict[str, str]) -> ForecastDay:
    return ForecastDay(float(row["probability"]), float(row["mm"]) if row.get("mm") else None)
