from datetime import date, time

import pytest

from banshi.kernel.worktime import DayHours, HoursRule, HoursTable, Span

WINTER = DayHours.parse("08:30-12:00,14:00-17:30")
SUMMER = DayHours.parse("08:30-12:00,14:30-18:00")
NEW = DayHours.parse("9:00-12:00,13:00-17:00")
TABLE = HoursTable(
    (
        HoursRule(SUMMER, 5, 1),
        HoursRule(WINTER, 10, 1),
        HoursRule(NEW, valid_from=date(2026, 3, 1)),
    )
)


def test_hours_are_read_as_people_type_them():
    read = DayHours.parse("08：30–12：00、14:30至17:30")
    assert read == DayHours((Span(time(8, 30), time(12)), Span(time(14, 30), time(17, 30))))
    assert str(read) == "08:30–12:00, 14:30–17:30"
    assert read.micros == 6.5 * 3_600_000_000


@pytest.mark.parametrize("text", ["", "08:30", "12:00-08:30", "08:30-12:00,11:00-17:00", "8-x", "25:00-26"])
def test_unreadable_hours_are_refused(text):
    with pytest.raises(ValueError):
        DayHours.parse(text)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2025, 1, 5), WINTER),
        (date(2025, 4, 30), WINTER),
        (date(2025, 5, 1), SUMMER),
        (date(2025, 9, 30), SUMMER),
        (date(2025, 10, 1), WINTER),
        (date(2026, 2, 28), WINTER),
        (date(2026, 3, 1), NEW),
        (date(2030, 6, 1), NEW),
    ],
)
def test_season_and_version_of_the_timetable(day, hours):
    assert TABLE.on(day) is hours


def test_before_the_first_version_the_first_is_used():
    assert HoursTable((HoursRule(NEW, valid_from=date(2026, 3, 1)),)).on(date(2020, 1, 1)) is NEW


def test_two_rules_on_one_day_are_refused():
    with pytest.raises(ValueError, match="same day"):
        HoursTable((HoursRule(NEW), HoursRule(WINTER)))


def test_no_rules_no_hours():
    assert not HoursTable(()).has_hours
    assert HoursTable(()).on(date(2026, 1, 5)).closes is None
