"""Dates in words."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.ui import words

TODAY = date(2021, 6, 17)


@pytest.mark.parametrize(
    ("on", "short", "chinese", "english"),
    [
        (date(2021, 6, 25), "06-25", "6月25日(周五)", "Fri 25 June"),
        (date(2021, 1, 3), "01-03", "1月3日(周日)", "Sun 3 January"),
        (date(2020, 12, 31), "2020-12-31", "2020年12月31日(周四)", "Thu 31 December 2020"),
        (date(2022, 6, 25), "2022-06-25", "2022年6月25日(周六)", "Sat 25 June 2022"),
    ],
)
def test_the_year_stands_only_where_it_differs(on, short, chinese, english):
    assert words.day(on, TODAY) == short
    assert words.long_day(on, TODAY, english=False) == chinese
    assert words.long_day(on, TODAY, english=True) == english


@given(st.dates())
def test_without_a_today_the_year_always_stands(on):
    assert str(on.year) in words.day(on, None)
    assert str(on.year) in words.long_day(on, None, english=True)


def test_an_instant_is_written_out():
    at = datetime(2021, 6, 17, 9, 5)
    assert words.full_instant(at, english=False) == "2021年6月17日 09:05"
    assert words.full_instant(at, english=True) == "17 June 2021 09:05"
