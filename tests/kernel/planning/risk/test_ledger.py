"""The rain ledger: what is lost, what is not, and what the contract makes of it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from banshi.kernel.planning import (
    Activity,
    Closure,
    ClosureKind,
    Crew,
    DayCalendar,
    Demand,
    Mode,
    Plan,
    PlanError,
    Progress,
    WeatherClass,
)
from banshi.kernel.planning.ledger import CLAIMABLE_MM, RainContract, WonBack, rain_ledger
from banshi.kernel.planning.weather import DailyRain

START = date(2027, 6, 1)  # a Tuesday
EARTH = WeatherClass("earth", "Earthworks", stop_mm=5.0, after_mm=10.0)
PAINT = WeatherClass("paint", "Paint", stop_mm=1.0)
RAIN = DailyRain(START - timedelta(days=1), np.array([12.0, 0, 6, 60, 0, 2, 20, 0, np.nan, 0, 7]))


def day(n: int) -> date:
    return START + timedelta(days=n - 1)


def plan(**changes) -> Plan:
    activities = (
        Activity("dig", (Mode(20, (Demand("gang"),)),), weather="earth", progress=Progress(day(1))),
        Activity("paint", (Mode(9),), weather="paint", progress=Progress(day(3), day(5))),
        Activity("wire", (Mode(9),), progress=Progress(day(1))),
        Activity("later", (Mode(9),), weather="earth"),
    )
    settings = {"crews": (Crew("gang"),), "weather": (EARTH, PAINT), "status_on": day(10)}
    return Plan(START, 100, **({"activities": activities} | settings | changes))


def test_days_are_lost_to_work_under_way_alone():
    found = rain_ledger(plan(), RAIN)
    dig, paint, wire = found.activities
    # 12 mm the day before the start take day 1; 6 mm day 2; 60 mm day 3 and 4; 20 mm day 6 and 7; 7 mm day 10
    assert [(lost.day, lost.after) for lost in dig.lost] == [
        (day(1), True), (day(2), False), (day(3), False), (day(4), True), (day(6), False), (day(7), True),
        (day(10), False),
    ]  # fmt: skip
    assert [lost.day for lost in paint.lost] == [day(3), day(5)]
    assert wire.lost == ()
    assert (dig.unknown, paint.unknown, found.unknown) == (1, 0, 1)
    assert found.as_of == day(10)


def test_the_site_counts_a_day_once_and_the_classes_their_own():
    site, earth, paint = rain_ledger(plan(), RAIN).classes
    assert (site.code, site.days, site.activity_days) == ("", 8, 9)
    assert (earth.days, paint.days) == (7, 2)


def test_allowance_claim_and_days_won_back():
    contract = RainContract((("", 6), ("paint", 5)), source="special clause 7.7")
    won = [WonBack("dig", day(8), 2, "second shift"), WonBack("dig", day(9), 1, "Sunday worked")]
    found = rain_ledger(plan(), RAIN, contract, won_back=won)
    site, earth, paint = found.classes
    assert (site.allowance, site.left, site.over) == (6, 0, 2)
    assert (paint.left, paint.over, earth.left, earth.over) == (3, 0, None, None)
    assert (site.won_back, earth.won_back, found.activities[0].net) == (3, 3, 4)
    assert found.claimable == (day(3),)
    assert (site.claimable, earth.claimable, paint.claimable) == (1, 1, 1)


def test_the_claimable_amount_is_a_term_of_the_contract():
    assert RainContract().claimable_mm == CLAIMABLE_MM == 50.0
    assert "per contract" in RainContract().source
    assert rain_ledger(plan(), RAIN, RainContract(claimable_mm=20.0)).claimable == (day(3), day(6))
    assert rain_ledger(plan(), RAIN, RainContract(claimable_mm=None)).claimable == ()


def test_days_that_nobody_would_have_worked_are_not_lost():
    closed = DayCalendar(
        "site", week=(True,) * 6 + (False,), closures=(Closure(day(2), day(3), ClosureKind.EXAMINATION),)
    )
    base = plan()
    dig = replace(base.activities[0], calendar="site", stops=(Closure(day(4), day(4), ClosureKind.STOP),))
    found = rain_ledger(
        replace(base, activities=(dig, *base.activities[1:]), calendars=(closed,)), RAIN
    ).activities[0]
    # the 6th of June is a Sunday: day 6
    assert [lost.day for lost in found.lost] == [day(1), day(7), day(10)]


def test_a_ledger_ends_on_the_day_asked_for():
    found = rain_ledger(plan(), RAIN, as_of=day(3))
    assert [lost.day for lost in found.activities[0].lost] == [day(1), day(2), day(3)]


def test_what_cannot_be_kept_is_refused():
    with pytest.raises(PlanError, match="needs a day"):
        rain_ledger(plan(status_on=None, activities=(Activity("x", (Mode(1),)),)), RAIN)
    with pytest.raises(PlanError, match="class 'snow'"):
        rain_ledger(plan(), RAIN, RainContract((("snow", 3),)))
    with pytest.raises(PlanError, match="activity 'nobody'"):
        rain_ledger(plan(), RAIN, won_back=[WonBack("nobody", day(1), 1)])
    with pytest.raises(PlanError, match="after"):
        rain_ledger(plan(), RAIN, won_back=[WonBack("dig", day(11), 1)])
    with pytest.raises(PlanError, match="twice"):
        RainContract((("", 1), ("", 2)))
