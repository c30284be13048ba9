from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.worktime import Leave, RestReason, Stop, net_duration


def test_from_mid_november_to_july_without_the_holidays(china):
    found = net_duration(china, date(2020, 11, 15), date(2021, 7, 1))
    assert found.calendar_days == 229
    assert found.workdays == 157
    assert len(found.excluded) == 21
    assert found.net_days == 208
    assert found.net_tenths_of_months == 68
    assert not found.provisional


def test_stops_are_left_out_once_and_named(china):
    stops = [
        Stop(date(2021, 2, 1), date(2021, 2, 20), "春节停工"),
        Stop(date(2021, 2, 18), date(2021, 2, 22), "重污染天气"),
    ]
    found = net_duration(china, date(2021, 2, 1), date(2021, 2, 28), stops)
    assert [day.reason for day in found.excluded].count(RestReason.HOLIDAY) == 7
    assert [day.name for day in found.excluded].count("春节停工") == 13
    assert [day.name for day in found.excluded].count("重污染天气") == 2
    assert found.net_days == 6


def test_what_is_left_out_is_a_choice(china):
    month = (date(2026, 10, 1), date(2026, 10, 31))
    assert net_duration(china, *month, leave=Leave.NOTHING).net_days == 31
    assert net_duration(china, *month, leave=Leave.HOLIDAYS).net_days == 24
    rest = net_duration(china, *month, leave=Leave.REST)
    assert rest.net_days == rest.workdays == 18


def test_one_day_and_wrong_order(china):
    assert net_duration(china, date(2026, 11, 23), date(2026, 11, 23)).net_days == 1
    with pytest.raises(ValueError, match="before it starts"):
        net_duration(china, date(2026, 11, 23), date(2026, 11, 22))
    with pytest.raises(ValueError, match="before it starts"):
        Stop(date(2026, 11, 23), date(2026, 11, 22))


def test_a_year_not_announced_makes_it_provisional(china):
    assert net_duration(china, date(2026, 12, 1), date(2027, 1, 31)).provisional
    assert not net_duration(china, date(2026, 12, 1), date(2027, 1, 31), leave=Leave.NOTHING).provisional


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(0, 300), st.sampled_from(Leave))
def test_days_add_up(china, start, length, leave):
    end = date.fromordinal(start.toordinal() + length)
    stops = [Stop(start, start)]
    without, stopped = (
        net_duration(china, start, end, leave=leave),
        net_duration(china, start, end, stops, leave),
    )
    assert stopped.net_days <= without.net_days <= stopped.net_days + 1
    assert without.net_days + len(without.excluded) == without.calendar_days == length + 1
