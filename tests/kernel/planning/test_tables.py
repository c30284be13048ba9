"""The look-up tables against their definitions, day by day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import tables

WORK = st.lists(st.booleans(), min_size=1, max_size=30)


def spans(work, duration, solid):
    """All (start, end) that the definition allows, by walking the days."""
    found = []
    for start in range(len(work)):
        if not work[start]:
            continue
        done, at = 0, start
        while at < len(work) and done < duration:
            if solid and not work[at]:
                break
            done += work[at]
            at += 1
        if done == duration:
            found.append((start, at))
    return found


@settings(max_examples=150, deadline=None)
@given(WORK, st.integers(1, 8), st.booleans())
def test_tables_say_what_a_walk_over_the_days_says(work, duration, solid):
    horizon = len(work)
    first, end, begin, last, reach = tables.build(tables.WorkDays.of(np.array(work)), duration, solid)
    pairs = spans(work, duration, solid)
    for t in range(horizon + 2):
        later = [(s, e) for s, e in pairs if s >= t]
        assert (first[t], end[t]) == (later[0] if later else (horizon + 1, horizon + 1))
        assert begin[t] == max((s for s, e in pairs if e <= t), default=-1)
        assert last[t] == max((s for s, _ in pairs if s <= t), default=-1)
        assert reach[t] == min((s for s, e in pairs if e >= t), default=horizon + 1)
    for row in (first, end, begin, last, reach):
        assert (np.diff(row) >= 0).all()


@settings(max_examples=150, deadline=None)
@given(WORK, st.integers(-6, 6))
def test_working_day_lags_and_their_inverse(work, lag):
    horizon = len(work)
    forward, backward = tables.lag_rows(tables.WorkDays.of(np.array(work)), lag)
    for t in range(horizon + 1):
        if lag > 0:
            worked = [day + 1 for day in range(t, horizon) if work[day]]
            expected = worked[lag - 1] if len(worked) >= lag else horizon + 1
        elif lag < 0:
            worked = [day for day in range(t) if work[day]]
            expected = worked[lag] if len(worked) >= -lag else 0
        else:
            expected = t
        assert forward[t] == expected
        assert backward[t] == max((x for x in range(horizon + 1) if forward[x] <= t), default=-1)


@pytest.mark.parametrize("solid", [False, True])
def test_no_days_take_no_time_on_any_day(solid):
    first, end, begin, last, reach = tables.build(tables.WorkDays.of(np.zeros(4, dtype=bool)), 0, solid)
    assert first.tolist() == end.tolist() == reach.tolist() == [0, 1, 2, 3, 4, 5]
    assert begin.tolist() == last.tolist() == [0, 1, 2, 3, 4, 4]
