from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.worktime import DayKind, RestReason, SpecialDay, WorkCalendar

DAYS = st.dates(date(2003, 1, 1), date(2029, 12, 31))
ANY_DAY = st.dates(date(1950, 1, 1), date(2090, 1, 1))
STEPS = st.integers(-600, 600)


def test_every_day_agrees_with_the_oracle(china):
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert china.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_makeup_saturdays_are_worked_and_spring_festival_is_not(china):
    assert china.is_workday(date(2026, 2, 14))
    assert china.is_workday(date(2026, 10, 10))
    assert china.why_not(date(2026, 2, 17)).name == "春节"
    assert china.why_not(date(2026, 2, 17)).reason is RestReason.HOLIDAY
    assert china.why_not(date(2026, 2, 7)).reason is RestReason.WEEKEND
    assert china.why_not(date(2026, 2, 14)) is None


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 10, 11), -1, date(2026, 10, 10)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_adding_workdays_starts_on_the_next_day(china, start, n, expected):
    assert china.add_workdays(start, n) == expected


def test_limit_of_no_days_is_today_or_the_next_workday(china):
    assert china.due_date(date(2026, 9, 30), 0).day == date(2026, 9, 30)
    assert china.due_date(date(2026, 10, 1), 0).day == date(2026, 10, 8)


def test_provisional_is_marked_and_never_raises(china):
    assert not china.due_date(date(2026, 11, 23), 10).provisional
    assert china.due_date(date(2026, 12, 24), 10).provisional
    assert china.is_provisional(date(2027, 5, 1))
    assert china.is_provisional(date(2003, 5, 1))
    assert china.is_workday(date(2027, 10, 1))
    assert china.is_provisional(date(2026, 5, 1), date(2027, 1, 4))
    assert china.is_provisional(date(2027, 1, 4), date(2026, 5, 1))
    assert not china.is_provisional(date(2026, 5, 1), date(2026, 12, 28))


def test_a_new_year_holiday_reaches_back_into_december():
    known = WorkCalendar(announced=frozenset({2018}))
    assert known.is_provisional(date(2018, 12, 29))
    assert not known.is_provisional(date(2018, 12, 28))
    assert not WorkCalendar(announced=frozenset({2018, 2019})).is_provisional(date(2018, 12, 29))
    gap = WorkCalendar(announced=frozenset({2018, 2020}))
    assert gap.is_provisional(date(2018, 6, 1), date(2020, 6, 1))


@given(DAYS, STEPS)
def test_add_then_count_gives_the_number_back(china, day, n):
    landed = china.add_workdays(day, n)
    assert china.workdays_between(day, landed) == n
    assert n == 0 or china.is_workday(landed)


@given(ANY_DAY, st.integers(1, 3000))
def test_far_from_the_table_the_weekly_pattern_holds(china, day, n):
    landed = china.add_workdays(day, n)
    assert china.workdays_between(day, landed) == n
    assert china.add_workdays(china.add_workdays(landed, -n), n) == landed


@given(DAYS, DAYS)
def test_counting_agrees_with_looking_at_every_day(china, a, b):
    first, last = min(a, b), max(a, b)
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    worked = [day for day in days if china.is_workday(day)]
    assert china.workdays_in(first, last) == len(worked)
    assert china.workdays_between(first, last) == len([day for day in worked if day > first])
    assert china.workdays_between(last, first) == -len([day for day in worked if day < last])


@given(DAYS, DAYS, DAYS)
def test_counting_forwards_adds_up(china, a, b, c):
    a, b, c = sorted((a, b, c))
    assert china.workdays_between(a, b) + china.workdays_between(b, c) == china.workdays_between(a, c)


@given(DAYS, DAYS, st.integers(0, 60))
def test_adding_is_monotone(china, a, b, n):
    first, last = min(a, b), max(a, b)
    assert china.add_workdays(first, n) <= china.add_workdays(last, n)
    assert china.add_workdays(first, n) <= china.add_workdays(first, n + 1)


@given(DAYS)
def test_counted_and_excluded_days_are_all_days(china, day):
    last = day + timedelta(days=40)
    assert len(china.workdays(day, last)) + len(china.excluded_days(day, last)) == 41


def test_other_weekly_patterns():
    site = WorkCalendar(week=(True,) * 7)
    assert site.add_workdays(date(2026, 10, 1), 5) == date(2026, 10, 6)
    saturdays = WorkCalendar(week=(False,) * 5 + (True, False))
    assert saturdays.add_workdays(date(2026, 11, 23), 2) == date(2026, 12, 5)
    with pytest.raises(ValueError, match="seven"):
        WorkCalendar(week=(False,) * 7)


def test_a_day_is_listed_once():
    day = SpecialDay(date(2026, 10, 1), DayKind.HOLIDAY)
    with pytest.raises(ValueError, match="2026-10-01 is listed twice"):
        WorkCalendar((day, SpecialDay(day.day, DayKind.MAKEUP_WORKDAY)))


def test_the_day_of_an_instant_is_the_zones_own():
    calendar = WorkCalendar()
    assert calendar.local_day(datetime(2026, 10, 7, 16, 0, tzinfo=UTC)) == date(2026, 10, 8)
    assert calendar.start_of(date(2026, 10, 8)) == datetime(2026, 10, 7, 16, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        calendar.local_day(datetime(2026, 10, 7))


def test_equal_calendars_are_equal_and_hash_alike():
    days = [SpecialDay(date(2026, 10, d), DayKind.HOLIDAY) for d in (2, 1)]
    one, other = WorkCalendar(tuple(days)), WorkCalendar(tuple(reversed(days)))
    one.is_workday(date(2026, 10, 1))
    assert one == other
    assert hash(one) == hash(other)
