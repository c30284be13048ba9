"""Baselines, deviation, earned value, S-curve and net duration, in exact numbers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    ClosureKind,
    Crew,
    Demand,
    Link,
    Mode,
    Plan,
    PlanError,
    Progress,
    Project,
    compile_plan,
)
from banshi.kernel.planning.passes import (
    Ratio,
    deviation,
    earned_value,
    forward_with_crews,
    net_duration,
    s_curve,
    take_baseline,
)
from kernel.planning.support import SITE, START, day

NOTHING = Progress()


def made(progress=NOTHING, days=4, status_on=None):
    acts = (
        Activity("A", (Mode(days, (Demand("k", 2),), cost=1_000),), project="P", progress=progress),
        Activity("B", (Mode(10, cost=3_000),), project="P", calendar="site"),
    )
    crews = (Crew("k", capacity=2, cost_per_day=50),)
    return Plan(
        START, 60, acts, (Link("A", "B"),), crews, (SITE,), projects=(Project("P"),), status_on=status_on
    )


def solved(plan):
    return forward_with_crews(compile_plan(plan))


def baseline():
    plan = made()
    return take_baseline(plan, solved(plan), name="first", taken_on=START)


def test_a_baseline_holds_days_and_budget():
    spans = baseline().spans
    assert [(s.activity, s.first, s.last, s.cost) for s in spans] == [
        ("A", day(0), day(3), 1_000 + 2 * 50 * 4),
        ("B", day(4), day(17), 3_000),
    ]


def test_deviation_in_days_and_fen():
    plan = made(Progress(started=day(1), remaining=3, percent=25.0, cost=500), status_on=day(2))
    found = deviation(plan, solved(plan), baseline())
    assert [(d.activity, d.start_days, d.end_days, d.cost) for d in found.items] == [
        ("A", 1, 2, 0),
        ("B", 2, 2, 0),
    ]
    assert found.end_days == 2
    new = replace(plan, activities=(plan.activities[0], replace(plan.activities[1], code="C")), links=())
    items = deviation(new, solved(new), baseline()).items
    assert [(d.activity, d.start_days is None, d.dropped) for d in items] == [
        ("A", False, False), ("C", True, False), ("B", True, True),
    ]  # fmt: skip
    with pytest.raises(PlanError, match="empty"):
        deviation(plan, solved(plan), Baseline("none", START, ()))


def test_earned_value_with_its_denominators():
    plan = made(Progress(started=day(0), percent=50.0, cost=900), status_on=day(2))
    value = earned_value(plan, baseline())
    assert (value.pv, value.ev, value.ac, value.bac) == (1_050, 700, 900, 4_400)
    assert value.spi == Ratio(700, 1_050)
    assert value.spi.say() == "0.67 (700 of 1050)"
    assert value.cpi.value == Fraction(7, 9)
    assert value.estimate_at_completion == 5_657
    assert (value.schedule_variance, value.cost_variance) == (-350, -200)
    assert Ratio(3, 0).say() == "- (3 of 0)"
    with pytest.raises(PlanError, match="status day"):
        earned_value(made(), baseline())


def test_progress_without_percent_is_taken_from_the_days_left():
    plan = made(Progress(started=day(0), remaining=1, cost=1), status_on=day(2))
    assert earned_value(plan, baseline()).ev == 1_400 * 3 // 4


def test_the_s_curve_runs_over_worked_days_and_ends_at_the_budget():
    plan = made()
    points = s_curve(plan, baseline(), solved(plan), every=1)
    assert [p.planned for p in points] == [p.expected for p in points]
    # B: 10 worked days; Sunday the 13th and the festival on days 14 to 16 add nothing
    assert [p.planned for p in points[:5]] == [350, 700, 1_050, 1_400, 1_700]
    assert points[12].planned == points[16].planned
    assert (points[-1].on, points[-1].planned) == (day(17), 4_400)
    late = made(Progress(started=day(0), remaining=4), status_on=day(9))
    assert s_curve(late, baseline(), solved(late), every=7)[0].expected < 350


def test_an_activity_without_days_is_earned_at_once():
    """It ends in the evening before the day it stands on; the curve divided by its days."""
    plan = Plan(
        START,
        60,
        (Activity("A", (Mode(4, cost=400),)), Activity("D", (Mode(0, cost=90),))),
        (Link("A", "D"),),
    )
    frozen = take_baseline(plan, solved(plan), name="first", taken_on=START)
    points = s_curve(plan, frozen, solved(plan), every=1)
    assert [(p.planned, p.expected) for p in points] == [(100, 100), (200, 200), (300, 300), (490, 490)]
    assert [earned_value(plan, frozen, day(n)).pv for n in (0, 2, 3)] == [100, 300, 490]


def test_a_baseline_in_another_age_is_refused():
    """A curve over eight thousand years would have millions of points."""
    with pytest.raises(PlanError, match="to 9999-12-31, lies more than"):
        replace(made(), baselines=(Baseline("b", START, (BaselineSpan("A", START, date.max),)),))


def test_net_duration_leaves_out_festival_and_examination():
    plan = made(days=20)
    net = net_duration(plan, solved(plan), "P", "site")
    assert (net.first, net.last) == (day(0), day(33))
    assert net.left_out == {ClosureKind.HOLIDAY: 3, ClosureKind.EXAMINATION: 2}
    assert net.net_days == 34 - 5
    assert net_duration(plan, solved(plan)).net_days == 34
    with pytest.raises(PlanError, match="Project Z"):
        net_duration(plan, solved(plan), "Z")
