"""The days of a series, and what stands against holding an occasion."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.core.occasions import rules
from banshi.core.occasions.rules import Recurrence
from banshi.kernel.worktime import DayKind, SpecialDay, WorkCalendar

HOUSE = {"ahead_days": 92, "kinds": {"visit": {"zh": "走访", "en": "Visit", "minutes": False}}}
DRAGON_BOAT = SpecialDay(date(2021, 6, 14), DayKind.HOLIDAY, "端午节", "Dragon Boat")
CALENDAR = WorkCalendar((DRAGON_BOAT,), frozenset({2021}))
JUNE = (date(2021, 6, 1), date(2021, 6, 30))


def test_a_rule_set_is_read_and_refused():
    assert rules.parse(HOUSE).kinds["visit"].en == "Visit"
    for wrong in ({"ahead_days": 3}, {"ahead_days": "92"}, {"kinds": {}}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            rules.parse(HOUSE | wrong)


@pytest.mark.parametrize(
    ("shift", "expected"),
    [("next", [7, 15, 21, 28]), ("before", [7, 11, 21, 28]), ("skip", [7, 21, 28])],
)
def test_a_weekly_one_goes_where_the_rule_sends_it_when_nobody_works(shift, expected):
    rule = Recurrence("week", 1, 0, None, shift)
    found = rules.days(rule, CALENDAR, date(2021, 6, 1), *JUNE)
    assert [day.day for day in found] == expected


def test_a_monthly_one_on_the_31st_is_held_on_the_last_day():
    rule = Recurrence("month", 1, None, 31, "before")
    found = rules.days(rule, CALENDAR, date(2021, 1, 1), date(2021, 1, 1), date(2021, 6, 30))
    assert found[1] == date(2021, 2, 26)  # the 28th is a Sunday
    assert found[3] == date(2021, 4, 30)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 12), st.integers(0, 6), st.sampled_from(["next", "before", "skip"]), st.integers(0, 400)
)
def test_what_is_planned_in_two_parts_is_what_is_planned_at_once(interval, weekday, shift, cut):
    """Planning ahead night after night gives no day twice and leaves none out."""
    rule = Recurrence("week", interval, weekday, None, shift)
    since, last = date(2021, 1, 1), date(2022, 3, 1)
    middle = since + timedelta(days=cut)
    whole = rules.days(rule, CALENDAR, since, since, last)
    parts = rules.days(rule, CALENDAR, since, since, middle)
    parts += rules.days(rule, CALENDAR, since, middle + timedelta(days=1), last)
    assert parts == whole
    assert all(CALENDAR.is_workday(day) for day in whole)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Recurrence("year", 1, 0, None, "next"), "every"),
        (Recurrence("week", 0, 0, None, "next"), "interval"),
        (Recurrence("week", 1, None, None, "next"), "weekday"),
        (Recurrence("month", 1, None, 0, "next"), "month_day"),
        (Recurrence("week", 1, 0, None, "later"), "every"),
    ],
)
def test_a_rule_that_says_too_little_is_told(rule, field):
    assert rules.fault_of_rule(rule).field == field


def test_missed_is_what_was_planned_and_passed():
    day = date(2021, 5, 17)
    assert rules.state_on("planned", day, day) == "planned"
    assert rules.state_on("planned", day, day + timedelta(days=1)) == "missed"
    assert rules.state_on("held", day, day + timedelta(days=1)) == "held"
    assert rules.state_on("cancelled", day, day + timedelta(days=1)) == "cancelled"


@pytest.mark.parametrize(
    ("state", "on", "persons", "code"),
    [
        ("held", date(2021, 5, 17), 1, "occasions.not_planned"),
        ("planned", date(2021, 5, 18), 1, "occasions.future"),
        ("planned", date(2019, 5, 1), 1, "occasions.long_ago"),
        ("planned", date(2021, 5, 17), 0, "occasions.nobody"),
    ],
)
def test_what_stands_against_holding_it(state, on, persons, code):
    assert rules.fault_of_holding(state, on, date(2021, 5, 17), persons=persons).code == code
