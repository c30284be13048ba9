"""Limits and the life of a session."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.signin import rules
from banshi.base.signin.rules import Count, Limit

T = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LIMIT = Limit(5, timedelta(minutes=15))


@given(st.lists(st.integers(0, 899), min_size=1, max_size=40))
def test_within_one_window_never_more_than_the_limit_go_through(seconds):
    count, passed = Count(T, 0), 0
    for second in sorted(seconds):
        now = T + timedelta(seconds=second)
        count = rules.one_more(count, LIMIT, now)
        passed += rules.wait(count, LIMIT, now) is None
    assert passed == min(len(seconds), LIMIT.tries)


def test_the_wait_ends_with_the_window():
    count = Count(T, 6)
    assert rules.wait(count, LIMIT, T + timedelta(minutes=5)) == timedelta(minutes=10)
    assert rules.one_more(count, LIMIT, T + timedelta(minutes=15)).tried == 1


@pytest.mark.parametrize(("seconds", "shown"), [(1, 1), (60, 1), (61, 2), (900, 15)])
def test_minutes_are_rounded_up(seconds, shown):
    assert rules.minutes(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("idle", "age", "over"), [(29, 60, False), (31, 60, True), (1, 719, False), (1, 721, True)]
)
def test_a_session_ends_by_idleness_and_by_age(idle, age, over):
    ended = rules.ended(
        since=T - timedelta(minutes=age),
        seen=T - timedelta(minutes=idle),
        now=T,
        idle=timedelta(minutes=30),
        longest=timedelta(hours=12),
    )
    assert ended is over
