from datetime import date, timedelta
from decimal import Decimal

import pytest

from banshi.kernel.standards import air

FULL_YEAR = [date(2021, 1, 1) + timedelta(place) for place in range(365)]


def test_an_hour_needs_45_minutes():
    assert [air.valid_hour(minutes) for minutes in (44, 45, 60)] == [False, True, True]


def test_a_day_needs_twenty_hours():
    enough, short = (air.day_mean("PM10", [50] * count + [None] * (24 - count)) for count in (20, 19))
    assert (enough.value, enough.valid, enough.count) == (50, True, 20)
    assert (short.value, short.valid) == (50, False)
    assert air.day_mean("CO", ["0.55"] * 24).value == Decimal("0.6")
    assert air.day_mean("PM10", [None] * 24).value is None
    for pollutant, hours in (("O3", [1] * 24), ("PM10", [1] * 25)):
        with pytest.raises(ValueError, match="hour"):
            air.day_mean(pollutant, hours)


def test_halves_of_a_day_mean_go_to_the_even_digit():
    assert air.day_mean("PM10", [50, 51] * 12).value == 50
    assert air.day_mean("PM10", [51, 52] * 12).value == 52


def test_ozone_windows_end_at_08_to_24():
    hours = [1000] + [10] * 22 + [18]
    found = air.eight_hour_means(hours)
    assert len(found) == 17
    assert found[0] == Decimal(1070) / 8
    assert found[-1] == 11


def test_ozone_day_with_few_windows_counts_only_above_the_limit():
    gap = [None] * 14
    low, high = air.ozone_day([50] * 10 + gap), air.ozone_day([200] * 10 + gap)
    assert (low.valid, high.valid, high.value, high.count) == (False, True, 200, 5)
    assert air.ozone_day([50] * 10 + gap, limit=40).valid is True
    whole = air.ozone_day([50] * 24)
    assert (whole.valid, whole.count) == (True, 17)
    assert air.ozone_day([None] * 24).value is None
    with pytest.raises(ValueError, match="24 hours"):
        air.ozone_day([1] * 23)


@pytest.mark.parametrize(("hours", "windows", "valid"), [(19, 14, True), (18, 13, False)])
def test_fourteen_windows_are_enough(hours, windows, valid):
    found = air.ozone_day([100] * hours + [None] * (24 - hours))
    assert (found.count, found.valid, found.needed) == (windows, valid, 14)


def test_the_limit_itself_is_not_above_the_limit():
    few = [None] * 14
    assert air.ozone_day([160] * 10 + few).valid is False
    assert air.ozone_day([161] * 10 + few).valid is True


@pytest.mark.parametrize(
    ("dropped", "valid", "short"),
    [
        (FULL_YEAR[:4], True, {}),
        (FULL_YEAR[:5], False, {1: (26, 27)}),
        (FULL_YEAR[31:34], True, {}),
        (FULL_YEAR[31:35], False, {2: (24, 25)}),
        ([on for on in FULL_YEAR if on.day in (1, 2, 3)], True, {}),
    ],
)
def test_a_year_needs_324_days_27_a_month_25_in_february(dropped, valid, short):
    held = [on for on in FULL_YEAR if on not in set(dropped)]
    found = air.year_data("PM10", 2021, held)
    assert (found.valid, found.short_months) == (valid, short)
    assert found.needed == 324
    assert found.valid == (found.days >= 324 and not found.short_months)


def test_every_month_may_be_fine_and_the_year_short():
    held = [on for on in FULL_YEAR if on.day <= (25 if on.month == 2 else 27)]
    assert len(held) == 322
    assert air.year_data("PM10", 2021, held).valid is False
