from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.worktime import (
    CHINA_TIME,
    DayEnd,
    DayHours,
    HoursRule,
    HoursTable,
    Limit,
    LimitUnit,
    Pause,
    RestReason,
    WorkCalendar,
    WorkClock,
    add_months,
    merge_pauses,
)

HOUR = timedelta(hours=1)


def local(text: str) -> datetime:
    """MM-DD HH:MM of 2026, or a full ISO text, in the zone's own time."""
    full = text if len(text) == 16 else f"2026-{text}"
    return datetime.fromisoformat(full.replace(" ", "T")).replace(tzinfo=CHINA_TIME)


INSTANTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 3, 1), timezones=st.just(UTC))


@st.composite
def pauses(draw):
    out = []
    for start in draw(st.lists(INSTANTS, max_size=4)):
        out.append(Pause(start, start + draw(st.timedeltas(timedelta(0), timedelta(days=12)))))
    return out


LIMITS = st.builds(
    Limit, st.integers(0, 40), st.sampled_from(LimitUnit), st.booleans(), st.sampled_from(DayEnd)
)


@pytest.fixture(scope="module")
def clock(china):
    return WorkClock(china)


@pytest.fixture(scope="module")
def urgent(china):
    return WorkClock(china, round_the_clock=True)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("11-23 09:00", "11-23 11:00", 2),
        ("11-23 11:00", "11-23 15:00", 1.5),
        ("11-23 06:00", "11-23 23:00", 6.5),
        ("11-23 12:30", "11-23 14:00", 0),
        ("11-20 17:00", "11-23 09:00", 1),
        ("09-30 17:00", "10-08 09:30", 1.5),
        ("10-10 08:30", "10-11 17:00", 6.5),
        ("11-23 11:00", "11-23 11:00", 0),
        ("11-23 11:00", "11-20 11:00", 0),
    ],
)
def test_elapsed_working_time(clock, start, end, hours):
    assert clock.elapsed(local(start), local(end)) == hours * HOUR


def test_day_and_night_clock_never_rests(urgent):
    assert urgent.elapsed(local("10-01 00:00"), local("10-03 00:00")) == 48 * HOUR


def test_pauses_overlap_come_unsorted_and_stick_out(clock):
    stood = [
        Pause(local("11-23 15:00"), local("11-23 16:00")),
        Pause(local("11-23 09:00"), local("11-23 11:00")),
        Pause(local("11-23 10:00"), local("11-23 11:30")),
        Pause(local("11-20 09:00"), local("11-23 08:45")),
    ]
    assert clock.elapsed(local("11-23 08:30"), local("11-23 15:30"), stood) == 1.25 * HOUR


def test_a_pause_that_still_stands_stops_the_clock(clock):
    stood = [Pause(local("11-23 09:30"))]
    assert clock.elapsed(local("11-23 08:30"), local("11-27 12:00"), stood) == HOUR


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("11-23 09:00", 1, "11-23 10:00"),
        ("11-23 11:30", 1, "11-23 15:00"),
        ("11-23 11:00", 1, "11-23 12:00"),
        ("11-23 17:00", 1, "11-24 09:00"),
        ("09-30 17:00", 1, "10-08 09:00"),
        ("10-04 03:00", 1, "10-08 09:30"),
        ("11-21 10:00", 2, "11-23 10:30"),
        ("11-23 08:30", 13, "11-24 17:30"),
        ("2050-11-25 17:00", 1, "2050-11-28 09:00"),
        ("1999-11-26 17:00", 1, "1999-11-29 09:00"),
    ],
)
def test_deadline_in_working_hours(clock, start, amount, expected):
    deadline = clock.deadline(local(start), Limit(amount, LimitUnit.WORKHOUR))
    assert deadline.at == local(expected)
    assert deadline.due_on == local(expected).date()
    assert deadline.at.tzinfo is UTC


def test_summer_and_winter_hours_change_the_deadline():
    table = HoursTable(
        (
            HoursRule(DayHours.parse("08:30-12:00,14:30-18:00"), 5, 1),
            HoursRule(DayHours.parse("08:30-12:00,14:00-17:30"), 10, 1),
        )
    )
    clock = WorkClock(WorkCalendar(hours=table))
    limit = Limit(1, LimitUnit.WORKHOUR)
    assert clock.deadline(local("09-30 17:30"), limit).at == local("10-01 09:00")
    assert clock.deadline(local("12-01 11:30"), limit).at == local("12-01 14:30")
    assert clock.deadline(local("06-01 11:30"), limit).at == local("06-01 15:00")


@pytest.mark.parametrize(
    ("start", "limit", "due_on"),
    [
        ("09-30 09:00", Limit(3), date(2026, 10, 10)),
        ("09-30 23:59", Limit(1), date(2026, 10, 8)),
        ("10-03 09:00", Limit(1), date(2026, 10, 8)),
        ("10-03 09:00", Limit(0), date(2026, 10, 8)),
        ("11-23 09:00", Limit(0), date(2026, 11, 23)),
        ("09-26 09:00", Limit(7, LimitUnit.DAY), date(2026, 10, 8)),
        ("09-26 09:00", Limit(7, LimitUnit.DAY, rolls=False), date(2026, 10, 3)),
        ("01-31 09:00", Limit(1, LimitUnit.MONTH), date(2026, 2, 28)),
        ("11-23 09:00", Limit(0, LimitUnit.DAY), date(2026, 11, 23)),
    ],
)
def test_limits_in_days_start_on_the_next_day(clock, start, limit, due_on):
    deadline = clock.deadline(local(start), limit)
    assert deadline.due_on == due_on
    assert deadline.at == local(f"{due_on} 00:00") + timedelta(days=1)


def test_the_last_day_is_in_time_to_its_end(clock):
    deadline = clock.deadline(local("11-23 09:00"), Limit(1))
    assert deadline.met_by(local("11-24 23:59"))
    assert not deadline.met_by(local("11-25 00:00"))
    closing = clock.deadline(local("11-23 09:00"), Limit(1, day_end=DayEnd.CLOSING))
    assert closing.at == local("11-24 17:30")
    assert closing.met_by(local("11-24 17:30"))
    assert not closing.met_by(local("11-24 17:31"))
    hours = clock.deadline(local("11-23 09:00"), Limit(2, LimitUnit.WORKHOUR))
    assert hours.met_by(hours.at)


def test_day_and_night_kinds_do_not_wait_for_monday(clock, urgent):
    start = local("10-02 20:00")
    assert clock.deadline(start, Limit(2, LimitUnit.HOUR)).at == local("10-02 22:00")
    assert clock.deadline(start, Limit(20, LimitUnit.MINUTE)).at == local("10-02 20:20")
    assert urgent.deadline(start, Limit(2, LimitUnit.WORKHOUR)).at == local("10-02 22:00")
    assert urgent.deadline(start, Limit(1)).due_on == date(2026, 10, 3)


def test_no_time_at_all_ends_at_the_start(clock, urgent):
    start = local("10-02 20:00")
    for unit in (LimitUnit.HOUR, LimitUnit.WORKHOUR, LimitUnit.MINUTE):
        assert clock.deadline(start, Limit(0, unit)).at == start
    assert urgent.deadline(start, Limit(0)).due_on == start.date()


def test_pauses_move_a_deadline_in_hours(clock):
    limit = Limit(2, LimitUnit.WORKHOUR)
    stood = [
        Pause(local("11-23 09:30"), local("11-23 11:00")),
        Pause(local("11-23 09:00"), local("11-23 10:00")),
    ]
    assert clock.deadline(local("11-23 08:30"), limit, stood).at == local("11-23 15:00")
    late = [Pause(local("11-23 10:31"), local("11-23 15:00"))]
    assert clock.deadline(local("11-23 08:30"), limit, late).at == local("11-23 10:30")


def test_pauses_move_a_deadline_in_days(clock):
    start, limit = local("11-23 09:00"), Limit(3)
    three_days = [Pause(local("11-24 10:00"), local("11-27 10:00"))]
    assert clock.deadline(start, limit).due_on == date(2026, 11, 26)
    assert clock.deadline(start, limit, three_days).due_on == date(2026, 12, 1)
    two_minutes = [Pause(local("11-24 17:29"), local("11-24 17:31"))]
    assert clock.deadline(start, limit, two_minutes).due_on == date(2026, 11, 26)
    weekend = [Pause(local("11-27 18:00"), local("11-30 08:00"))]
    assert clock.deadline(start, Limit(5), weekend).due_on == date(2026, 11, 30)


def test_two_short_pauses_of_one_day_add_up(clock):
    parts = [
        Pause(local("11-24 08:30"), local("11-24 10:30")),
        Pause(local("11-24 14:30"), local("11-24 16:00")),
    ]
    assert clock.deadline(local("11-23 09:00"), Limit(1), parts[:1]).due_on == date(2026, 11, 24)
    assert clock.deadline(local("11-23 09:00"), Limit(1), parts).due_on == date(2026, 11, 25)


def test_a_standing_pause_leaves_the_end_open(clock):
    stands = [Pause(local("11-25 09:00"), reason="等待供电部门")]
    for limit in (
        Limit(3),
        Limit(5, LimitUnit.DAY),
        Limit(30, LimitUnit.WORKHOUR),
        Limit(72, LimitUnit.HOUR),
    ):
        deadline = clock.deadline(local("11-23 09:00"), limit, stands)
        assert deadline.at is None
        assert deadline.due_on is None
        assert deadline.met_by(local("12-30 09:00"))
    assert clock.deadline(local("11-23 09:00"), Limit(1), stands).due_on == date(2026, 11, 24)
    seen = clock.explain(local("11-23 09:00"), Limit(3), stands, now=local("11-30 09:00"))
    assert seen.left is None
    assert seen.counted == (date(2026, 11, 24),)
    assert [day.reason for day in seen.excluded].count(RestReason.PAUSE) == 4


def test_a_day_limit_rolled_onto_a_paused_day_rolls_on(clock):
    stood = [Pause(local("11-23 00:00"), local("11-24 00:00"))]
    assert clock.deadline(local("11-19 09:00"), Limit(3, LimitUnit.DAY), stood).due_on == date(2026, 11, 24)


def test_explanation_names_every_day(clock):
    seen = clock.explain(local("09-29 09:00"), Limit(4), now=local("09-30 10:00"))
    assert seen.counted == (date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10))
    assert {day.name for day in seen.excluded} == {"国庆节"}
    assert (seen.used, seen.left) == (1, 3)
    late = clock.explain(local("09-29 09:00"), Limit(4), now=local("10-13 10:00"))
    assert late.left == -2
    today = clock.explain(local("09-29 09:00"), Limit(4), now=local("10-10 23:00"))
    assert today.left == 0


def test_explanation_of_hours_has_time_left(clock):
    seen = clock.explain(local("11-20 16:30"), Limit(2, LimitUnit.WORKHOUR), now=local("11-21 10:00"))
    assert seen.time_left == HOUR
    assert [day.reason for day in seen.excluded] == [RestReason.WEEKEND] * 2
    late = clock.explain(local("11-20 09:00"), Limit(2, LimitUnit.WORKHOUR), now=local("11-20 12:00"))
    assert late.time_left == -HOUR


@pytest.mark.parametrize(
    ("start", "limit", "provisional"),
    [
        ("12-24 09:00", Limit(10), True),
        ("12-01 09:00", Limit(3), False),
        ("12-24 09:00", Limit(10, LimitUnit.DAY), True),
        ("12-24 09:00", Limit(10, LimitUnit.DAY, rolls=False), False),
        ("12-30 09:00", Limit(72, LimitUnit.HOUR), False),
        ("12-31 17:00", Limit(1, LimitUnit.WORKHOUR), True),
    ],
)
def test_what_depends_on_an_unannounced_year_says_so(clock, start, limit, provisional):
    assert clock.deadline(local(start), limit).provisional is provisional


@given(INSTANTS, LIMITS, pauses(), pauses())
def test_pauses_never_shorten(china, start, limit, some, more):
    clock = WorkClock(china)
    without, with_some = clock.deadline(start, limit), clock.deadline(start, limit, some)
    with_more = clock.deadline(start, limit, some + more)
    assert without.at <= with_some.at <= with_more.at


@given(INSTANTS, INSTANTS, INSTANTS, pauses(), st.booleans())
def test_elapsed_adds_up(china, a, b, c, stood, day_and_night):
    a, b, c = sorted((a, b, c))
    clock = WorkClock(china, day_and_night)
    assert clock.elapsed(a, b, stood) + clock.elapsed(b, c, stood) == clock.elapsed(a, c, stood)


@given(INSTANTS, st.integers(1, 60), st.sampled_from([LimitUnit.HOUR, LimitUnit.WORKHOUR]), pauses())
def test_the_time_until_a_deadline_is_the_limit(china, start, amount, unit, stood):
    deadline = WorkClock(china).deadline(start, Limit(amount, unit), stood)
    clock = WorkClock(china, round_the_clock=unit is LimitUnit.HOUR)
    assert clock.elapsed(start, deadline.at, stood) == amount * HOUR
    assert clock.elapsed(start, deadline.at - timedelta(microseconds=1), stood) < amount * HOUR


@given(INSTANTS, INSTANTS, LIMITS)
def test_a_later_start_never_ends_earlier(china, a, b, limit):
    first, last = min(a, b), max(a, b)
    clock = WorkClock(china)
    assert clock.deadline(first, limit).at <= clock.deadline(last, limit).at


@given(INSTANTS, st.integers(1, 30), pauses(), INSTANTS)
def test_a_limit_in_days_counts_exactly_its_days(china, start, amount, stood, now):
    seen = WorkClock(china).explain(start, Limit(amount), stood, now=now)
    assert len(seen.counted) == amount
    assert seen.counted[-1] == seen.deadline.due_on


@given(INSTANTS, pauses())
def test_merged_pauses_are_apart_and_in_order(start, stood):
    merged = merge_pauses(stood, start)
    assert all(before.end < after.start for before, after in pairwise(merged))
    assert all(pause.start >= start for pause in merged)


def test_bad_values_are_refused():
    for amount in (-1, 1.5, True):
        with pytest.raises(ValueError, match="whole number"):
            Limit(amount)
    with pytest.raises(ValueError):
        Limit(1, "fortnight")
    with pytest.raises(ValueError, match="before it starts"):
        Pause(local("11-23 09:00"), local("11-23 08:00"))
    with pytest.raises(ValueError, match="time zone"):
        Pause(datetime(2026, 11, 23))
    with pytest.raises(ValueError, match="no working hours"):
        WorkClock(WorkCalendar(hours=HoursTable(()))).deadline(
            local("11-23 09:00"), Limit(1, LimitUnit.WORKHOUR)
        )


def test_months_end_where_the_month_ends():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
