from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.periods import Period, PeriodKind

PERIODS = st.builds(
    lambda year, ends: Period(year, min(ends), max(ends)),
    st.integers(1990, 2100),
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("period", "code", "chinese", "english", "kind", "end"),
    [
        (Period.up_to(2021, 5), "2021-01..05", "2021年1–5月", "Jan–May 2021", "months", date(2021, 5, 31)),
        (Period.month(2024, 2), "2024-02", "2024年2月", "Feb 2024", "month", date(2024, 2, 29)),
        (Period.quarter(2021, 2), "2021-Q2", "2021年第二季度", "Q2 2021", "quarter", date(2021, 6, 30)),
        (Period.half(2021, 1), "2021-H1", "2021年上半年", "H1 2021", "half", date(2021, 6, 30)),
        (Period.half(2021, 2), "2021-H2", "2021年下半年", "H2 2021", "half", date(2021, 12, 31)),
        (Period.whole_year(2021), "2021", "2021年", "2021", "year", date(2021, 12, 31)),
        (Period(2021, 2, 4), "2021-02..04", "2021年2–4月", "Feb–Apr 2021", "months", date(2021, 4, 30)),
    ],
)
def test_names_and_ends(period, code, chinese, english, kind, end):
    assert (period.code, period.text(), period.text(english=True)) == (code, chinese, english)
    assert period.kind is PeriodKind(kind)
    assert period.end == end


@given(PERIODS)
def test_codes_are_read_back(period):
    assert Period.parse(period.code) == period


@given(PERIODS)
def test_months_cover_the_period_without_gaps(period):
    months = period.split()
    assert sum(month.days for month in months) == period.days
    assert months[0].start == period.start
    assert months[-1].end == period.end
    assert period.start in period
    assert period.end in period
    assert period.year_before().end not in period


def test_neighbours():
    assert Period.up_to(2021, 5).year_before() == Period.up_to(2020, 5)
    assert Period.month(2021, 1).before() == Period.month(2020, 12)
    assert Period.quarter(2021, 1).before() == Period.quarter(2020, 4)
    with pytest.raises(ValueError):
        Period(2021, 2, 4).before()
    assert Period.containing(date(2021, 5, 31)) == Period.month(2021, 5)
    assert Period.up_to(2021, 5).is_cumulative
    assert not Period.month(2021, 1).is_cumulative


@pytest.mark.parametrize("code", ["", "21-05", "2021-13", "2021-05..03", "2021-Q5", "2021年", "２０２１"])
def test_unreadable_codes(code):
    with pytest.raises(ValueError):
        Period.parse(code)
