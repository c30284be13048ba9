"""Weather classes: example thresholds to start from, and what a class loses in a climate.

The thresholds are examples, dated and editable, not a standard: no quotable standard was found (a contract's
special clauses and the method statement decide). Each carries the word in its `source`, so that a page shows it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache

from banshi.kernel.planning.calendars import SpanRule, WeatherClass

from .chain import MonthlyChain
from .examples import TEXT


@dataclass(frozen=True, slots=True)
class ExampleClass:
    """One example row: the class, its name in Chinese, the state of the row and its date of effect."""

    weather: WeatherClass
    zh: str
    status: str
    effective_from: date


@cache
def examples() -> tuple[ExampleClass, ...]:
    """The operational thresholds that are shipped as examples, in the order of the table."""
    return tuple(_example(row) for row in csv.DictReader(io.StringIO(TEXT)))


def example(code: str) -> WeatherClass:
    """An example class by code; KeyError for another."""
    for row in examples():
        if row.weather.code == code:
            return row.weather
    raise KeyError(code)


def _example(row: dict[str, str]) -> ExampleClass:
    weather = WeatherClass(
        row["code"],
        row["en"],
        float(row["stop_mm"]) if row["stop_mm"] else None,
        float(row["after_mm"]) if row["after_mm"] else None,
        int(row["after_days"]),
        SpanRule(row["span"]),
        f"{row['status']}, {row['effective_from']}: {row['source']}",
    )
    return ExampleClass(weather, row["zh"], row["status"], date.fromisoformat(row["effective_from"]))


def lost_share(chain: MonthlyChain, month: int, weather: WeatherClass) -> float:
    """The long-run share of days of a month (1..12) that a class loses, the days after counted, 0..1.

    A day is worked when it stays below `stop_mm` and none of the `after_days` days before reached `after_mm`.
    The chain runs with the month's numbers throughout; amounts of different days are independent.
    """
    wet = chain.wet_share(month)
    go_wet = (chain.after_dry[month - 1], chain.after_wet[month - 1])
    light = 1.0 if weather.after_mm is None else 1 - chain.above(month, weather.after_mm)
    ok = 1.0 if weather.stop_mm is None else 1 - chain.above(month, weather.stop_mm)
    if weather.stop_mm is not None and weather.stop_mm <= chain.wet_mm:
        ok = 0.0
    if weather.after_mm is not None and weather.after_mm <= chain.wet_mm:
        light = 0.0
    # (dry, wet) shares of histories without a day that stops the days after it
    dry_part, wet_part = 1 - wet, wet
    for _ in range(weather.after_days if weather.after_mm is not None else 0):
        wet_part *= light
        dry_part, wet_part = (
            dry_part * (1 - go_wet[0]) + wet_part * (1 - go_wet[1]),
            dry_part * go_wet[0] + wet_part * go_wet[1],
        )
    return 1 - (dry_part + wet_part * ok)
