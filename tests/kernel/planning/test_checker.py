"""The checker finds each kind of broken rule, and nothing in a sound schedule."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.planning import (
    Activity,
    Capacity,
    Closure,
    Crew,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    Progress,
    Project,
    Schedule,
    compile_plan,
)
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.passes import forward_with_crews
from banshi.kernel.planning.passes.cpm import bounds_before
from banshi.kernel.planning.passes.levelled import Profile
from kernel.planning.support import EARTH, LEAVE, POUR, RAIN, SITE, START, day, plans


def schedule(*spans, modes=None):
    start, end = (np.array(x, dtype=np.int32) for x in zip(*spans, strict=True))
    return Schedule(start, end, np.array(modes or [0] * len(spans), dtype=np.int32))


def plan(*acts, **more):
    more.setdefault("calendars", (SITE, LEAVE))
    more.setdefault("weather", (EARTH, POUR))
    return Plan(START, 60, acts, **more)


def act(code, days, crew="", units=1, **more):
    return Activity(code, (Mode(days, (Demand(crew, units),) if crew else ()),), **more)


K = (Crew("k", capacity=2, steps=(Capacity(day(20), 1),)),)
LEAVING = (Crew("k", calendar="leave"),)
STOCK = (Crew("k", capacity=3, kind="stock"),)
DONE = Progress(started=day(1), finished=day(3))

CASES = [
    ("duration", plan(act("A", 3)), [(0, 4)], None),
    ("duration", plan(act("A", 0)), [(0, 1)], None),
    ("calendar", plan(act("A", 2, calendar="site")), [(13, 19)], None),
    ("duration", plan(act("A", 3, calendar="site")), [(11, 14)], None),
    ("duration", plan(act("A", 3, weather="earth")), [(0, 3)], [0, 6.0]),
    ("duration", plan(act("A", 3, weather="earth")), [(0, 3)], [20.0]),
    ("duration", plan(act("A", 3, crew="k"), crews=LEAVING), [(8, 11)], None),
    ("duration", plan(act("A", 3, stops=(Closure(day(1), day(1)),))), [(0, 3)], None),
    ("span", plan(act("A", 3, weather="pour")), [(0, 4)], [0, 12.0]),
    ("span", plan(act("A", 3, calendar="site", span="must_not_span")), [(11, 18)], None),
    ("crew", plan(act("A", 3, "k", 2), act("B", 3, "k"), crews=K), [(0, 3), (2, 5)], None),
    ("crew", plan(act("A", 3, "k", 2), crews=K), [(18, 21)], None),
    ("stock", plan(act("A", 1, "k", 2), act("B", 1, "k", 2), crews=STOCK), [(0, 1), (5, 6)], None),
    ("link", plan(act("A", 2), act("B", 2), links=(Link("A", "B", "FS", 1),)), [(0, 2), (2, 4)], None),
    ("link", plan(act("A", 2), act("B", 2), links=(Link("A", "B", "SS", 1),)), [(4, 6), (4, 6)], None),
    ("link", plan(act("A", 2), act("B", 2), links=(Link("A", "B", "FF", -1),)), [(4, 6), (2, 4)], None),
    ("link", plan(act("A", 2), act("B", 2), links=(Link("A", "B", "SF", 2),)), [(4, 6), (3, 5)], None),
    ("link", plan(act("A", 2, calendar="site"), act("B", 2), links=(Link("A", "B", "FS", 1, "working", "site"),)),
     [(11, 13), (13, 15)], None),
    ("link", plan(act("A", 2, progress=DONE), act("B", 2), links=(Link("A", "B", lag=5),), status_on=day(4)),
     [(1, 4), (8, 10)], None),
    ("fact", plan(act("A", 2, progress=DONE), status_on=day(4)), [(1, 3)], None),
    ("fact", plan(act("A", 2), status_on=day(4)), [(4, 6)], None),
    ("release", plan(act("A", 2, not_before=day(5))), [(4, 6)], None),
    ("duration", plan(act("A", 9, progress=Progress(started=START, percent=50.0)), status_on=day(4)), [(5, 9)], None),
    ("shape", plan(act("A", 2)), [(59, 61)], None),
    ("shape", plan(act("A", 2)), [(0, 2), (0, 2)], None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "made", "spans", "rain"), CASES)
def test_each_rule_is_found_broken(rule, made, spans, rain):
    assert [broken.rule for broken in check(made, schedule(*spans), rain).broken] == [rule]


SOUND = [
    (plan(act("A", 3, calendar="site")), [(11, 18)], None),
    (plan(act("A", 3, weather="earth")), [(2, 5)], [20.0, 0.0]),
    (plan(act("A", 3, crew="k"), crews=LEAVING), [(7, 13)], None),
    (plan(act("A", 2), act("B", 2), links=(Link("A", "B", "SF", 2),)), [(4, 6), (4, 6)], None),
    (plan(act("A", 2), act("B", 2), links=(Link("A", "B", "FS", -9),)), [(4, 6), (0, 2)], None),
    (plan(act("A", 2, progress=DONE), act("B", 2), links=(Link("A", "B", lag=5),), status_on=day(4)),
     [(1, 4), (9, 11)], None),
    (plan(act("A", 9, progress=Progress(started=START, percent=50.0)), status_on=day(4)), [(5, 10)], None),
]  # fmt: skip


@pytest.mark.parametrize(("made", "spans", "rain"), SOUND)
def test_sound_schedules_pass(made, spans, rain):
    assert check(made, schedule(*spans), rain).sound


def test_a_missing_mode_is_named():
    assert check(plan(act("A", 1)), schedule((0, 1), modes=[3])).broken[0].text == "A: there is no mode 3"


def test_promises_missed_are_told_apart_from_rules_broken():
    made = plan(
        act("A", 5, project="P"),
        projects=(Project("P", promised=day(3)),),
        milestones=(Milestone("M", ("A",), must=day(4)),),
    )
    found = check(made, schedule((0, 5)))
    assert found.sound
    assert [(late.code, late.days) for late in found.late] == [("P", 1)]
    assert found.late[0].say() == "Project P is promised for 2026-03-05 and ends on 2026-03-06, 1 day late"
    assert check(replace(made, projects=(Project("P", promised=day(4)),)), schedule((0, 5))).late == ()


def fits_the_arrays(c, found):
    """The same judgement from the compiled arrays, which the schedulers use."""
    profile = Profile(c)
    for i in range(c.n):
        start, end = int(found.start[i]), int(found.end[i])
        if c.fixed[i]:
            continue
        row = c.table_of(i, int(found.mode[i]))
        low, low_end = bounds_before(c, i, found.start, found.end)
        if c.first[row, start] != start or c.end[row, start] != end or start < low or end < low_end:
            return False
        profile.add(c.demands(i, int(found.mode[i])), start, end)
    return bool((profile.free >= 0).all() and (profile.stock >= 0).all())


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans(), RAIN)
def test_checker_and_arrays_judge_moved_schedules_alike(data, with_progress, rain):
    plan = data.draw(plans(with_progress=with_progress, most=5))
    c = compile_plan(plan, rain)
    found = forward_with_crews(c)
    for i in np.flatnonzero(~c.fixed).tolist():
        move = data.draw(st.sampled_from([0, 0, 0, -1, 1, -3, 5]))
        start = max(0, int(found.start[i]) + move)
        found.start[i] = start
        longer = data.draw(st.sampled_from([0, 0, 0, 0, 0, 0, 1, -1]))
        found.end[i] = max(
            start, min(c.horizon, int(c.end[c.table_of(i, int(found.mode[i])), start]) + longer)
        )
    assert check(plan, found, rain).sound == fits_the_arrays(c, found)
