"""Benchmark of the standards engine: ten years of 200 stations, and the like for water.

    python bench/standards/run.py [--json]

Values are made up with a fixed seed and spread like published ones (whole µg/m³, CO one decimal, about one
per cent missing). Each operation is run three times; the best and the middle time are printed. Reading the
answer is part of the time, making the input is not.
"""

import argparse
import json
import platform
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from banshi.kernel.standards import air, water

STATIONS, FIRST, LAST = 200, date(2017, 1, 1), date(2026, 12, 31)
SPREAD = {"SO2": 12, "NO2": 35, "PM10": 80, "PM2.5": 45, "O3_8h": 95}
TARGET_S = 2.0


def air_columns(count: int, source: random.Random) -> dict[str, list[str | None]]:
    """One long column per item, as text the way a file holds it."""
    columns: dict[str, list[str | None]] = {}
    for name, middle in SPREAD.items():
        columns[name] = [_cell(source, middle) for _ in range(count)]
    columns["CO"] = [
        None if source.random() < 0.01 else f"{source.randrange(2, 30) / 10}" for _ in range(count)
    ]
    return columns


def _cell(source: random.Random, middle: int) -> str | None:
    if source.random() < 0.01:
        return None
    return str(1 + min(900, int(source.expovariate(1 / middle))))


def daily(dates: list[date], columns: dict[str, list[str | None]]) -> int:
    """AQI, category, primary pollutants and gaps of every station day; both versions by date."""
    return air.daily_many(dates, columns).good_days()


def yearly(days: list[date], columns: dict[str, list[str | None]]) -> int:
    """The full yearly evaluation of every station year, the daily AQI of its days included."""
    memory, done = air.Memory(), 0
    width = len(days)
    years = sorted({on.year for on in days})
    spans = {year: [place for place, on in enumerate(days) if on.year == year] for year in years}
    for station in range(STATIONS):
        for year, places in spans.items():
            start = station * width + places[0]
            own = {name: column[start : start + len(places)] for name, column in columns.items()}
            standard = "GB 3095-2026 transition" if year == 2026 else None
            found = air.evaluate_year(
                year, days[places[0] : places[-1] + 1], own, standard=standard, memory=memory
            )
            done += found.index is not None
    return done


def water_samples(source: random.Random) -> list[dict[str, str]]:
    """Ten years of monthly samples of 200 sections, all 21 items."""
    items = [item for item in water.ITEMS["river"].values() if item.counted]
    samples = []
    for _ in range(120 * STATIONS):
        sample = {}
        for item in items:
            if item.code == "ph":
                sample[item.code] = f"{source.uniform(6.5, 8.5):.2f}"
            elif source.random() < 0.3:
                sample[item.code] = f"{item.limits[0] / 2}L"
            else:
                sample[item.code] = _significant(float(item.limits[1]) * source.uniform(0.1, 1.6))
        samples.append(sample)
    return samples


def _significant(value: float) -> str:
    """Three significant digits, as laboratories report."""
    return format(Decimal(f"{value:.3g}"), "f")


def classify(samples: list[dict[str, str]]) -> int:
    """The class, worst items and main pollutants of every sample."""
    return sum(1 for sample in samples if water.classify(sample, "river").grade is not None)


def measured(name: str, rows: int, work: Callable[[], int]) -> dict[str, object]:
    times = []
    for _ in range(3):
        start = perf_counter()
        answer = work()
        times.append(perf_counter() - start)
    return {
        "operation": name,
        "rows": rows,
        "best_s": round(min(times), 3),
        "median_s": round(median(times), 3),
        "answer": answer,
    }


def main() -> int:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("--json", action="store_true", help="one JSON object per line")
    as_json = known.parse_args().json
    source = random.Random(20260301)  # noqa: S311
    days = [FIRST + timedelta(place) for place in range((LAST - FIRST).days + 1)]
    dates = days * STATIONS
    columns = air_columns(len(dates), source)
    samples = water_samples(source)
    found = [
        measured("air daily, 10 years x 200 stations", len(dates), lambda: daily(dates, columns)),
        measured("air yearly with daily, 10 years x 200 stations", len(dates), lambda: yearly(days, columns)),
        measured("water, 120 months x 200 sections x 21 items", len(samples), lambda: classify(samples)),
    ]
    for one in found:
        print(
            json.dumps(one, ensure_ascii=False) if as_json else "  ".join(f"{k}={v}" for k, v in one.items())
        )
    machine = {"python": platform.python_version(), "machine": platform.machine(), "target_s": TARGET_S}
    print(json.dumps(machine) if as_json else "  ".join(f"{k}={v}" for k, v in machine.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
