"""What the values answer to the page: A34 to A38 and A67, with the traps."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from banshi.base.figures.registry import Question, figure
from banshi.base.figures.replay import Status, outcome
from banshi.base.figures.statements import by_id
from banshi.base.zones import clock
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air
from programmes.environment.measuring import (
    BAD,
    CLEAN,
    GOOD,
    dates,
    fill_months,
    fill_year,
    people,
    section,
    station,
)
from support.zone import NOW

pytestmark = pytest.mark.django_db
END = date(2021, 5, 17)
WORSE = CLEAN | {"total_phosphorus": "0.26", "ammonia_nitrogen": "1.2"}
THIRD = CLEAN | {"total_phosphorus": "0.16"}


@pytest.fixture
def at(world):
    people(world)
    return station(world)


def asked(world, number, **rest):
    return outcome(by_id(number), world.actor("leader"), END, **rest)


def value(world, code, **rest):
    return figure(code).compute(Question(world.zone, world.actor("leader"), END, **rest))


def test_nothing_known_is_an_open_statement(world):
    for number in ("A34", "A35", "A36", "A37", "A38", "A67"):
        assert asked(world, number).status is Status.OPEN


def test_a34_counts_good_days_of_valid_days_beside_the_year_before(world, at):
    fill_year(world, at, 2019, 279)
    fill_year(world, at, 2020, 333)
    found = asked(world, "A34")
    assert found.status is Status.MATCH
    assert (found.value.value, found.value.numerator, found.value.denominator) == (333, 333, 366)
    assert "+54" in str(found.value.says)
    assert "279" in str(found.value.says)
    assert list(found.value.records) == [at.subject]
    later = NOW + timedelta(hours=1)
    with clock.fixed(later):
        air.correct_air_day(
            actor=world.system, station=at, on=date(2019, 12, 31), amounts=GOOD, reason="复核", now=later
        )
    changed = asked(world, "A34")
    assert "+53" in str(changed.value.says)
    then = asked(world, "A34", known_on=NOW + timedelta(minutes=1))
    assert "+54" in str(then.value.says)


def test_a34_differs_when_a_day_of_the_year_is_not_good(world, at):
    fill_year(world, at, 2019, 279)
    fill_year(world, at, 2020, 332)
    assert asked(world, "A34").status is Status.DIFFERS


def test_a35_asks_six_pollutants_by_mean_and_percentile(world, at):
    fill_year(world, at, 2020, 366)
    found = asked(world, "A35")
    assert found.status is Status.MATCH
    assert (found.value.numerator, found.value.denominator) == (6, 6)
    hazy = [air.GivenDay(at, on, BAD) for on in dates(2020)[:20]]
    air.receive_air_days(actor=world.system, days=hazy, now=NOW, reason="复核")
    missed = asked(world, "A35")
    assert missed.status is Status.DIFFERS
    assert (missed.value.numerator, missed.value.holds) == (5, False)
    assert "PM2.5" in str(missed.value.says)


def test_a35_is_not_judged_by_300_valid_days(world, at):
    fill_year(world, at, 2020, 300, leave=dates(2020)[:66])
    assert asked(world, "A35").status is Status.OPEN
    assert value(world, "environment.grade_two").notes


def test_good_days_of_a_month_asked_for(world, at):
    fill_year(world, at, 2019, 365)
    fill_year(world, at, 2020, 333)
    month = {"period": Period.month(2020, 12)}
    assert value(world, "environment.good_days", **month).value == 0
    assert value(world, "environment.good_days_change", **month).value == -31
    leap = {"period": Period.month(2020, 2)}
    assert value(world, "environment.good_days", **leap).value == 29
    assert value(world, "environment.good_days_change", **leap).value == 1


def test_a36_is_the_class_of_the_mean_and_its_rating(world, at):
    one = section(world)
    fill_months(world, one, 2020, [CLEAN] * 11 + [CLEAN | {"total_phosphorus": "0.2"}])
    found = asked(world, "A36")
    assert found.status is Status.MATCH
    assert found.value.value == 2
    assert "优" in str(found.value.says)
    fill_months(world, one, 2021, [CLEAN])
    other = section(world, "另一国控断面")
    fill_months(world, other, 2020, [THIRD] * 12)
    worse = asked(world, "A36")
    assert worse.status is Status.DIFFERS
    assert (worse.value.value, worse.value.numerator, worse.value.denominator) == (3, 1, 2)
    assert list(worse.value.failing) == [other.subject]


def test_a37_takes_the_month_or_the_mean_up_to_it(world, at):
    one = section(world, "市控断面", control_level="city")
    fill_months(world, one, 2020, [CLEAN, CLEAN, THIRD, *[CLEAN] * 9])
    found = asked(world, "A37")
    assert found.status is Status.MATCH
    assert (found.value.numerator, found.value.denominator) == (12, 12)
    assert "11" in str(found.value.says)
    fill_months(world, one, 2020, [THIRD, THIRD, THIRD, *[CLEAN] * 9])
    missed = asked(world, "A37")
    assert missed.status is Status.DIFFERS
    assert missed.value.numerator == 9


def test_a38_divides_by_months_judged_and_names_those_without_data(world, at):
    one = section(world, "省控断面", control_level="provincial")
    rows = [THIRD] * 12
    rows[4] = None
    fill_months(world, one, 2020, rows)
    found = asked(world, "A38")
    assert found.status is Status.MATCH
    assert (found.value.value, found.value.numerator, found.value.denominator) == (Decimal("100.0"), 11, 11)
    assert "2020-05" in str(found.value.says)
    fill_months(world, one, 2020, [None] * 4 + [WORSE])
    bad = asked(world, "A38")
    assert bad.status is Status.DIFFERS
    assert (bad.value.numerator, bad.value.denominator) == (11, 12)
    split = next(one for one in figure("environment.good_months").splits if one.key == "level")
    parts = split.parts(Question(world.zone, world.actor("leader"), END))
    assert [(part.code, part.count, part.whole) for part in parts] == [("provincial", 11, 12)]


def test_a67_holds_by_two_levels_and_when_nothing_fell(world, at):
    one = section(world)
    fill_months(world, one, 2019, [WORSE] * 12)
    fill_months(world, one, 2020, [CLEAN] * 12)
    found = asked(world, "A67")
    assert found.status is Status.MATCH
    assert "明显好转" in str(found.value.says)
    assert "总磷 0.26→0.06" in str(found.value.says)
    other = section(world, "市控断面", control_level="city")
    fill_months(world, other, 2019, [CLEAN] * 12)
    fill_months(world, other, 2020, [THIRD] * 12)
    assert asked(world, "A67").status is Status.DIFFERS
    better = value(world, "environment.sections_better")
    assert (better.numerator, better.denominator) == (1, 2)


def test_a67_one_level_is_not_clearly(world, at):
    one = section(world)
    fill_months(world, one, 2019, [THIRD] * 12)
    fill_months(world, one, 2020, [CLEAN] * 12)
    found = asked(world, "A67")
    assert found.status is Status.DIFFERS
    assert "有所好转" in str(found.value.says)


def test_targets_met_by_the_cumulative_class(world, at):
    fill_months(world, section(world), 2020, [CLEAN] * 12)
    fill_months(world, section(world, "二号", target=2), 2020, [THIRD] * 12)
    found = value(world, "environment.targets_met")
    assert (found.numerator, found.denominator) == (1, 2)


def test_the_monthly_brief_tells_of_air_and_water(world, at):
    from banshi.base.figures.reports import chapters
    from banshi.programmes.environment.sections import REPORT

    fill_year(world, at, 2019, 365)
    fill_year(world, at, 2020, 333)
    fill_months(world, section(world), 2020, [CLEAN] * 12)
    question = Question(world.zone, world.actor("leader"), date(2020, 12, 31), period=Period.month(2020, 12))
    told = {one.section.code: one.lines for one in chapters(REPORT, question)}
    month, year = told["air"]
    assert (month.value.value, month.before.value) == (0, -31)
    assert (year.value.value, year.value.denominator, year.before.value) == (333, 366, -32)
    ratio, targets = told["water"]
    assert (ratio.value.numerator, ratio.value.denominator) == (12, 12)
    assert (targets.value.numerator, targets.value.denominator) == (1, 1)
