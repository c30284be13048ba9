"""The chain: fitted to data it reproduces their wet days, persistence and amounts; normals by Geng."""

import math
from datetime import date

import numpy as np
import pytest

from banshi.kernel.planning.weather import DailyRain, MonthlyChain, draw_paths, fit, from_normals, gamma

DRY_SEASON = (0.15, 0.2, 0.25, 0.3, 0.3, 0.35, 0.3, 0.25, 0.2, 0.15, 0.15, 0.1)
STAYS_WET = (0.45, 0.5, 0.55, 0.55, 0.55, 0.7, 0.55, 0.5, 0.5, 0.45, 0.45, 0.4)


def simulated(years: int, seed: int = 5) -> DailyRain:
    """Daily rain out of a known chain, by another generator than the one under test."""
    rng = np.random.default_rng(seed)
    days = years * 365
    months = (np.datetime64("1980-01-01") + np.arange(days)).astype("datetime64[M]").astype(int) % 12
    mm = np.zeros(days)
    wet = False
    for day, month in enumerate(months):
        wet = rng.random() < (STAYS_WET if wet else DRY_SEASON)[month]
        if wet:
            mm[day] = 0.1 + rng.gamma(0.7, 12.0)
    return DailyRain(date(1980, 1, 1), mm)


def test_the_fit_finds_the_chain_again():
    rain = simulated(40)
    chain = fit(rain)
    for month in range(12):
        assert chain.after_dry[month] == pytest.approx(DRY_SEASON[month], abs=0.05)
        assert chain.after_wet[month] == pytest.approx(STAYS_WET[month], abs=0.12)
        amounts = rain.mm[(rain.months() == month) & (rain.mm > 0)]
        assert chain.shape[month] * chain.scale[month] == pytest.approx(amounts.mean())
        assert chain.shape[month] == pytest.approx(0.75, rel=0.3)
    assert chain.notes == ()


def test_paths_of_the_fitted_chain_have_the_wet_days_and_persistence_of_the_data():
    rain = simulated(40)
    months = rain.months()
    wet = rain.mm >= 0.1
    paths = draw_paths(
        fit(rain), first=date(2026, 1, 1), days=365, thresholds=(0.1, 10.0), samples=400, seed=1
    )
    drawn = paths.levels > 0
    drawn_months = np.arange(np.datetime64("2026-01-01"), np.datetime64("2027-01-01")).astype("datetime64[M]")
    for month in range(12):
        here = drawn_months.astype(int) % 12 == month
        assert drawn[:, here].mean() == pytest.approx(wet[months == month].mean(), abs=0.02)
        both = (drawn[:, 1:] & drawn[:, :-1])[:, here[1:]].mean() / drawn[:, :-1][:, here[1:]].mean()
        data = (wet[1:] & wet[:-1])[months[1:] == month].mean() / wet[:-1][months[1:] == month].mean()
        assert both == pytest.approx(data, abs=0.03)
    assert (paths.levels > 1).mean() == pytest.approx((rain.mm >= 10).mean(), abs=0.015)


def test_missing_days_break_pairs_and_do_not_count_as_dry():
    rain = simulated(40)
    holed = rain.mm.copy()
    holed[::3] = math.nan
    chain, whole = fit(DailyRain(rain.first, holed)), fit(rain)
    assert chain.after_dry == pytest.approx(whole.after_dry, abs=0.09)
    assert chain.after_wet == pytest.approx(whole.after_wet, abs=0.12)


def test_a_dry_month_borrows_from_the_year_and_says_so():
    rain = simulated(3)
    mm = rain.mm.copy()
    mm[rain.months() == 0] = 0
    chain = fit(DailyRain(rain.first, mm))
    assert any(note.startswith("month 1: ") for note in chain.notes)


def test_too_little_data_is_refused_with_the_way_out():
    with pytest.raises(ValueError, match="monthly normals"):
        fit(DailyRain(date(2026, 1, 1), np.ones(20)))


def test_geng_from_normals():
    wet = (9, 10, 14, 13, 14, 15, 13, 12, 10, 9, 8, 7)
    total = (45, 60, 95, 130, 165, 220, 190, 120, 85, 75, 55, 35)
    chain = from_normals(wet, total)
    share = 15 / 30
    assert chain.after_dry[5] == pytest.approx(0.75 * share)
    assert chain.after_wet[5] == pytest.approx(0.25 + 0.75 * share)
    assert chain.scale[5] == pytest.approx(-2.16 + 1.83 * 220 / 15)
    for month in range(12):
        assert chain.wet_share(month + 1) == pytest.approx(
            wet[month] / (28.25 if month == 1 else (31, 30)[month in (3, 5, 8, 10)])
        )
        assert chain.shape[month] * chain.scale[month] == pytest.approx(total[month] / wet[month])
    assert chain.notes == ()


def test_geng_of_drizzle_falls_back_to_exponential_amounts_and_says_so():
    chain = from_normals((5,) * 12, (4,) * 12)
    assert chain.shape == (1.0,) * 12
    assert chain.scale == pytest.approx((0.8,) * 12)
    assert len(chain.notes) == 12


def test_a_month_without_rain_stays_dry():
    chain = from_normals((0,) + (10,) * 11, (0,) + (100,) * 11)
    assert chain.wet_share(1) == 0
    paths = draw_paths(
        chain, first=date(2026, 1, 2), days=30, thresholds=(0.1,), samples=50, seed=3, before_mm=(0.0,)
    )
    assert not paths.levels.any()


@pytest.mark.parametrize(
    ("wet", "total"),
    [((32,) * 12, (99,) * 12), ((3,) * 12, (0,) * 12), ((-1,) * 12, (5,) * 12), ((3,) * 11, (9,) * 11)],
)
def test_impossible_normals_are_refused(wet, total):
    with pytest.raises(ValueError):
        from_normals(wet, total)


def test_numbers_that_are_no_probabilities_are_refused():
    good = (0.5,) * 12
    with pytest.raises(ValueError, match="probability"):
        MonthlyChain((1.2,) * 12, good, good, good)
    with pytest.raises(ValueError, match="finite"):
        MonthlyChain((math.nan,) * 12, good, good, good)


@pytest.mark.parametrize("shape", [0.3, 0.7, 1.0, 4.0, 30.0])
def test_the_gamma_tail_agrees_with_a_sum_of_its_density(shape):
    scale = 7.0
    for amount in (0.2, 1.0, 10.0, 50.0):
        grid = np.linspace(amount, amount + 60 * scale + shape * scale * 6, 400_001)
        density = np.exp((shape - 1) * np.log(grid / scale) - grid / scale - math.lgamma(shape)) / scale
        assert gamma.tail(amount, shape, scale) == pytest.approx(np.trapezoid(density, grid), abs=2e-6)


@pytest.mark.parametrize("shape", [0.3, 0.7, 1.0, 4.0, 30.0])
def test_the_gamma_fit_finds_its_parameters(shape):
    sample = np.random.default_rng(2).gamma(shape, 5.0, 200_000)
    fitted = gamma.fit(sample.mean(), np.log(sample).mean())
    assert fitted == pytest.approx((shape, 5.0), rel=0.02)


def test_a_gamma_fit_of_nonsense_is_refused():
    with pytest.raises(ValueError):
        gamma.fit(0.0, 0.0)
    with pytest.raises(ValueError):
        gamma.fit(1.0, 2.0)
