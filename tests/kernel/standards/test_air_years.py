from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards import air
from banshi.kernel.standards.air.years import BULLETIN, FULL

EVEN = {"SO2": 8, "NO2": 39, "PM10": 68, "PM2.5": 48, "CO": "1.7", "O3_8h": 190}


def whole_year(year):
    first = date(year, 1, 1)
    return [first + timedelta(place) for place in range((date(year + 1, 1, 1) - first).days)]


def columns(count, **changed):
    return {name: list(changed.get(name, [value] * count)) for name, value in EVEN.items()}


def test_percentile_interpolates_between_neighbours():
    assert air.percentile([1, 2, 3, 4], 50) == Fraction(5, 2)
    assert air.percentile([Decimal("4"), Decimal("1")], 95) == Fraction(77, 20)
    assert air.percentile([7], 98) == 7
    for values, rank in (([], 50), ([1], 101)):
        with pytest.raises(ValueError, match="percentile"):
            air.percentile(values, rank)


@given(st.lists(st.decimals(0, 500, places=1), min_size=1, max_size=40), st.integers(0, 100), st.randoms())
def test_percentile_lies_within_and_ignores_order(values, rank, random):
    found = air.percentile(values, rank)
    random.shuffle(values)
    assert air.percentile(values, rank) == found
    assert min(values) <= found <= max(values)
    assert (air.percentile(values, 0), air.percentile(values, 100)) == (min(values), max(values))


def test_the_published_index_of_a_city_year():
    """Six published yearly figures of Tianjin 2020 give its published composite index 5.06."""
    found = air.evaluate_year(2020, whole_year(2020), columns(366))
    assert found.index == Decimal("5.06")
    assert found.pollutants["PM2.5"].mean_multiple == Decimal("0.37")
    assert found.pollutants["O3_8h"].percentile == 190


def test_attainment_in_both_practices():
    days = whole_year(2021)
    low = dict.fromkeys(air.SIX, 20) | {"CO": "1"}
    fine = air.evaluate_year(2021, days, {name: [value] * 365 for name, value in low.items()})
    assert fine.attains == {FULL: True, BULLETIN: True}
    peaks = [300] * 30 + [20] * 335
    spiky = air.evaluate_year(2021, days, {n: peaks if n == "PM10" else [v] * 365 for n, v in low.items()})
    assert spiky.pollutants["PM10"].mean_meets is True
    assert spiky.pollutants["PM10"].percentile_meets is False
    assert spiky.attains == {FULL: False, BULLETIN: True}
    assert spiky.pollutants["CO"].mean_limit is None


def test_a_limit_itself_is_met():
    days = whole_year(2021)
    at = {"SO2": 60, "NO2": 40, "PM10": 70, "PM2.5": 35, "CO": "4.0", "O3_8h": 160}
    found = air.evaluate_year(2021, days, {name: [value] * 365 for name, value in at.items()})
    assert found.attains == {FULL: True, BULLETIN: True}
    for name, value in (("O3_8h", 161), ("CO", "4.1"), ("NO2", 41)):
        worse = air.evaluate_year(2021, days, {n: [value if n == name else v] * 365 for n, v in at.items()})
        assert worse.attains == {FULL: False, BULLETIN: False}


def test_rounded_first_then_compared():
    days = whole_year(2021)
    at = {name: [35 if name == "PM2.5" else 20] * 365 for name in air.SIX} | {"CO": ["1"] * 365}
    at["PM2.5"] = [35] * 200 + [36] * 165
    found = air.evaluate_year(2021, days, at).pollutants["PM2.5"]
    assert (found.mean, found.mean_meets) == (35, True)
    assert "year.round_first" in {basis.code for basis in air.evaluate_year(2021, days, at).unverified}


def test_too_few_data_leave_the_place_undecided():
    days = whole_year(2021)
    short = columns(365, SO2=[None] * 60 + [8] * 305)
    found = air.evaluate_year(2021, days, short)
    assert found.attains == {FULL: None, BULLETIN: None}
    data = found.pollutants["SO2"].data
    assert (data.days, data.valid, data.short_months) == (305, False, {1: (0, 27), 2: (0, 25)})


def test_zeros_do_not_enter_means():
    found = air.evaluate_year(2021, whole_year(2021), columns(365, PM10=[0] * 100 + [70] * 265))
    assert found.pollutants["PM10"].mean == 70
    assert found.pollutants["PM10"].data.days == 265


def test_dust_days_leave_pm_and_stay_good_or_bad_days():
    days = whole_year(2021)
    dusty = columns(365, PM10=[900, *[60] * 364])
    plain, without = (air.evaluate_year(2021, days, dusty, dust_days=dust) for dust in ((), days[:1]))
    assert (plain.pollutants["PM10"].mean, without.pollutants["PM10"].mean) == (62, 60)
    assert plain.good_days == without.good_days
    assert without.pollutants["NO2"].data.days == 365
    assert "year.dust" in without.basis


def test_a_year_under_two_versions_needs_a_name():
    days = whole_year(2026)
    with pytest.raises(air.SplitYear, match="GB 3095-2012 and GB 3095-2026 transition"):
        air.evaluate_year(2026, days, columns(365))
    found = air.evaluate_year(2026, days, columns(365), standard="GB 3095-2026 transition")
    assert found.pollutants["PM2.5"].mean_limit == 30
    assert found.aqi_standards == ("HJ 633-2012", "HJ 633-2026")
    assert "year.split" in {basis.code for basis in found.unverified}


@pytest.mark.parametrize(
    ("year", "standard", "pm25"),
    [(2025, "GB 3095-2012", 35), (2027, "GB 3095-2026 transition", 30), (2031, "GB 3095-2026 final", 25)],
)
def test_limits_by_year(year, standard, pm25):
    days = whole_year(year)
    found = air.evaluate_year(year, days, columns(len(days)))
    assert (found.standard, found.pollutants["PM2.5"].mean_limit) == (standard, pm25)


def test_a_day_twice_is_refused():
    with pytest.raises(ValueError, match="2021-01-01 is there more than once"):
        air.evaluate_year(2021, [date(2021, 1, 1)] * 2, columns(2))


def test_columns_and_dates_go_together():
    for count in (1, 3):
        with pytest.raises(ValueError, match="column SO2 has"):
            air.evaluate_year(2021, [date(2021, 1, 1), date(2021, 1, 2)], {"SO2": [1] * count})


def test_good_days_are_compared_under_one_version():
    days = [date(2025, 6, 1), date(2025, 6, 2)], [date(2026, 6, 1), date(2026, 6, 2)]
    pm = {name: [value] * 2 for name, value in (EVEN | {"O3_8h": 60, "PM2.5": 70}).items()}
    found = air.compare_good_days((days[0], pm), (days[1], pm))
    assert (found.standard, found.change) == ("HJ 633-2026", 0)
    assert (found.before.good, found.published_before.good, found.published_after.good) == (0, 2, 0)
    assert found.crosses
    assert "HJ 633-2026" in found.statement()
    assert "2 天" in found.statement()
    assert "not to be subtracted" in found.statement("en")
    same = air.compare_good_days((days[0], pm), (days[1], pm), "2012")
    assert (same.before.good, same.after.good) == (2, 2)


def test_limits():
    assert air.limit("GB 3095-2012", "PM2.5", "year") == 35
    assert air.limit("GB 3095-2026 final", "SO2", "year", 1) == 20
    with pytest.raises(ValueError, match="CO 24h"):
        air.limit("GB 3095-2012", "CO", "year")
    with pytest.raises(ValueError, match="1 or 2"):
        air.limit("GB 3095-2012", "CO", "24h", 3)
    assert air.over_limit(Decimal(83), Decimal(70)) == Decimal("0.19")


def test_no_later_limit_is_laxer():
    """Within a pollutant, averaging and class each version asks at least as much as the one before."""
    from banshi.kernel.standards.air.limits import _LIMITS

    chain = ("GB 3095-2012", "GB 3095-2026 transition", "GB 3095-2026 final")
    for (standard, pollutant, averaging), own in _LIMITS.items():
        assert own[1] <= own[2]
        later = chain.index(standard) + 1
        if later < len(chain):
            after = _LIMITS[chain[later], pollutant, averaging]
            assert all(after[area] <= own[area] for area in (1, 2))
