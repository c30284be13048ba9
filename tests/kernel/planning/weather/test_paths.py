"""Paths: whole years stay whole, equal numbers on equal days, forecast first, classes and the days after."""

from datetime import date, timedelta

import numpy as np
import pytest

from banshi.kernel.planning.calendars import WeatherClass
from banshi.kernel.planning.weather import (
    DailyRain,
    Forecast,
    ForecastDay,
    MonthlyChain,
    climate,
    draw_paths,
    example,
    examples,
    from_normals,
    lost_share,
    measured_years,
    thresholds_of,
    whole_years,
)

WUHAN_LIKE = from_normals(
    (9, 10, 14, 13, 14, 15, 13, 12, 10, 9, 8, 7), (45, 60, 95, 130, 165, 220, 190, 120, 85, 75, 55, 35)
)
START = date(2027, 3, 1)


def drawn(model=WUHAN_LIKE, **changes):
    settings = {"first": START, "days": 200, "thresholds": (0.1, 1.0, 5.0, 10.0), "samples": 300, "seed": 7}
    return draw_paths(model, **(settings | changes))


def coded_years(count: int) -> DailyRain:
    """Every day of year k has k + slot/1000 mm, so that a path betrays where it comes from."""
    parts = []
    for k in range(count):
        length = 366 if (1991 + k) % 4 == 0 else 365
        parts.append((k + 1) + np.arange(length) / 1000)
    return DailyRain(date(1991, 1, 1), np.concatenate(parts))


def test_compiled_and_pure_paths_are_equal():
    assert np.array_equal(drawn().levels, drawn(compiled=False).levels)


def test_a_seed_is_a_path_and_another_seed_another():
    assert np.array_equal(drawn().levels, drawn().levels)
    assert not np.array_equal(drawn().levels, drawn(seed=8).levels)


def test_more_samples_add_samples_and_change_none():
    assert np.array_equal(drawn(samples=500).levels[:300], drawn().levels)


def test_tomorrow_meets_the_same_rain_on_the_same_dates():
    today = drawn(before_mm=(0.0,))
    for sample in range(20):
        start = today.levels[sample, 0]
        later = drawn(
            first=START + timedelta(days=1), days=199, samples=20, before_mm=(0.0 if start == 0 else 3.0,)
        )
        assert np.array_equal(later.levels[sample], today.levels[sample, 1:])


def test_a_wetter_climate_is_wetter_or_equal_on_every_day_of_every_path():
    wetter = MonthlyChain(
        tuple(p * 1.2 for p in WUHAN_LIKE.after_dry),
        tuple(p * 1.1 for p in WUHAN_LIKE.after_wet),
        WUHAN_LIKE.shape,
        tuple(s * 1.3 for s in WUHAN_LIKE.scale),
    )
    assert (drawn(wetter).levels >= drawn().levels).all()
    assert (drawn(wetter).levels > drawn().levels).any()


def test_fewer_than_twenty_whole_years_give_the_chain():
    assert measured_years(coded_years(19)) is None
    assert isinstance(climate(coded_years(19)), MonthlyChain)
    assert climate(coded_years(20)).names == tuple(range(1991, 2011))


def test_a_year_with_more_than_ten_missing_days_is_not_whole_and_small_holes_are_filled_and_counted():
    rain = coded_years(22)
    mm = rain.mm.copy()
    mm[100:111] = np.nan  # eleven days of 1991
    mm[400:403] = np.nan  # three days of 1992
    holed = DailyRain(rain.first, mm)
    assert whole_years(holed) == tuple(range(1992, 2013))
    years = measured_years(holed)
    assert years.filled == 3
    assert np.isfinite(years.mm).all()


def test_resampling_keeps_years_whole():
    years = measured_years(coded_years(25))
    limits = (0.1, *(float(k) for k in range(1, 26)))
    paths = draw_paths(years, first=date(2027, 7, 1), days=900, thresholds=limits, samples=200, seed=1)
    days = [date(2027, 7, 1) + timedelta(days=k) for k in range(900)]
    seen = set()
    for year in (2027, 2028, 2029):
        here = np.array([day.year == year for day in days])
        block = paths.levels[:, here]
        # one measured year, from the first to the last day of the calendar year
        assert (block == block[:, :1]).all()
        seen |= set(np.unique(block))
    assert len(seen) > 20


def test_the_leap_day_of_a_measured_common_year_is_its_28_february():
    years = measured_years(coded_years(25))
    assert years.mm[0, 59] == years.mm[0, 58]  # 1991
    assert years.mm[1, 59] == pytest.approx(2.059)  # 1992 had one


def test_the_forecast_leads_and_has_faded_by_day_16():
    wet = Forecast(START, (ForecastDay(1.0, 30.0),) * 20)
    dry = Forecast(START, (ForecastDay(0.0),) * 20)
    plain, rainy, clear = (drawn(forecast=told, samples=3000).levels > 0 for told in (None, wet, dry))
    assert rainy[:, 0].all()
    assert not clear[:, 0].any()
    shares = rainy[:, :15].mean(axis=0)
    assert shares[0] > shares[7] > shares[14] > plain[:, 14].mean() - 0.02
    assert rainy[:, 40:].mean() == pytest.approx(plain[:, 40:].mean(), abs=0.005)
    # day 8 has weight 1 - 7/15
    assert clear[:, 7].mean() < plain[:, 7].mean() * 0.7


def test_a_forecast_before_measured_years_leads_too():
    years = measured_years(coded_years(25))  # it rains every day
    dry = Forecast(START, (ForecastDay(0.0),) * 15)
    levels = draw_paths(
        years, first=START, days=30, thresholds=(0.1,), samples=2000, seed=2, forecast=dry
    ).levels
    assert not levels[:, 0].any()
    assert levels[:, 7].mean() == pytest.approx(7 / 15, abs=0.04)
    assert levels[:, 15:].all()


def test_a_class_loses_the_day_and_the_days_after():
    earth = WeatherClass("earth", "", 5.0, 10.0, 2)
    paths = drawn(thresholds=thresholds_of([earth], 0.1))
    lost = paths.lost(earth)
    row = paths.levels[0]
    for day in range(2, 200):
        expected = row[day] >= 2 or row[day - 1] >= 3 or row[day - 2] >= 3
        assert lost[0, day] == expected
    before = drawn(thresholds=thresholds_of([earth], 0.1), before_mm=(0.0, 12.0)).lost(earth)
    assert before[:, 0].all()
    assert before[:, 1].all()
    old = drawn(thresholds=thresholds_of([earth], 0.1), before_mm=(12.0, 0.0)).lost(earth)
    assert old[:, 0].all()
    assert not old[:, 1].all()


def test_lost_share_agrees_with_drawn_paths():
    july = MonthlyChain(
        *(
            (value[6],) * 12
            for value in (WUHAN_LIKE.after_dry, WUHAN_LIKE.after_wet, WUHAN_LIKE.shape, WUHAN_LIKE.scale)
        )
    )
    for row in (
        example("earthworks"),
        example("paving"),
        example("concrete"),
        WeatherClass("x", "", None, 5.0, 3),
    ):
        paths = draw_paths(
            july, first=START, days=600, thresholds=thresholds_of([row], 0.1), samples=300, seed=4
        )
        assert paths.lost(row)[:, 5:].mean() == pytest.approx(lost_share(july, 7, row), abs=0.006)
    assert lost_share(july, 7, example("interior")) == 0


def test_examples_say_that_they_are_examples():
    assert {row.status for row in examples()} == {"example"}
    assert all(row.weather.source.startswith("example, 2026-11-22") for row in examples())
    assert {row.weather.code for row in examples()} >= {
        "earthworks",
        "paving",
        "waterproofing",
        "concrete",
        "interior",
    }
    with pytest.raises(KeyError):
        example("snow")


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="cells"):
        drawn(days=100_000, samples=100_000)
    with pytest.raises(ValueError, match="thresholds"):
        drawn(thresholds=(5.0, 0.1))
    with pytest.raises(ValueError, match="wet limit"):
        thresholds_of([WeatherClass("dew", "", 0.1)], 1.0)
    with pytest.raises(KeyError):
        drawn().lost(WeatherClass("odd", "", 3.0))
    with pytest.raises(ValueError, match="probability"):
        ForecastDay(1.5)
    with pytest.raises(ValueError, match="above 0"):
        ForecastDay(0.5, 0.0)
