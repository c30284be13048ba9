"""A year of air: good days of valid days, attainment, and the year before under the same standard."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.base.figures.registry import Question, figure
from banshi.base.figures.reports import Line
from banshi.base.zones import clock
from banshi.kernel.periods import Period
from banshi.kernel.standards import air as standard
from banshi.programmes.environment.actions import air
from banshi.programmes.environment.queries import air as asked
from banshi.programmes.environment.queries import brief, calendar
from banshi.programmes.environment.rules.air import day_digest, day_fault, suffices
from banshi.programmes.environment.rules.readings import Faulty, amount
from programmes.environment.measuring import BAD, GOOD, dates, fill_year, people, station
from support.zone import NOW

END = date(2021, 5, 17)


@pytest.fixture
def at(world):
    people(world)
    return station(world)


@pytest.mark.django_db
def test_333_of_366_beside_279_of_365(world, at):
    fill_year(world, at, 2019, 279)
    fill_year(world, at, 2020, 333)
    year = asked.year_of([at], 2020, END)
    assert (year.result.good_days, year.result.valid_days, year.year_days) == (333, 366, 366)
    assert (year.before.good_days, year.before.valid_days, year.before_days) == (279, 365, 365)
    assert year.change == 54
    assert (year.result.good_rate, year.before.good_rate) == (Decimal("91.0"), Decimal("76.4"))
    assert year.rate_change == Decimal("14.5")
    assert year.valid
    assert year.standard == "GB 3095-2012"
    assert year.result.attains[standard.FULL] is not None


@pytest.mark.django_db
def test_a_correction_of_one_day_changes_the_year_and_the_comparison(world, at):
    fill_year(world, at, 2019, 279)
    fill_year(world, at, 2020, 333)
    later = NOW + timedelta(hours=1)
    with clock.fixed(later):
        air.correct_air_day(
            actor=world.system, station=at, on=date(2019, 12, 31), amounts=GOOD, reason="复核", now=later
        )
    year = asked.year_of([at], 2020, END)
    assert (year.before.good_days, year.change) == (280, 53)
    assert asked.year_of([at], 2019, END).result.good_days == 280
    known = asked.year_of([at], 2020, END, NOW + timedelta(minutes=30))
    assert (known.before.good_days, known.change) == (279, 54)


@pytest.mark.django_db
def test_invalid_days_count_neither_as_good_nor_as_valid(world, at):
    void = dates(2020)[:10]
    fill_year(world, at, 2020, 333, invalid=void)
    year = asked.year_of([at], 2020, END)
    assert (year.result.good_days, year.result.valid_days, len(year.invalid_days)) == (333, 356, 10)
    assert year.missing_days == 0


@pytest.mark.django_db
def test_a_year_of_300_valid_days_is_evaluated_and_said_to_be_invalid(world, at):
    left = dates(2020)[:66]
    fill_year(world, at, 2020, 280, leave=left)
    year = asked.year_of([at], 2020, END)
    assert (year.result.valid_days, year.missing_days, year.valid) == (300, 66, False)
    assert year.result.attains[standard.FULL] is None
    pm = year.result.pollutants["PM2.5"].data
    assert (pm.days, pm.needed) == (300, 324)
    assert set(pm.short_months) == {1, 2, 3}


@pytest.mark.django_db
def test_a_year_to_a_day_stands_beside_the_same_days(world, at):
    fill_year(world, at, 2019, 365)
    fill_year(world, at, 2020, 366)
    leap = asked.year_of([at], 2020, date(2020, 2, 29))
    assert (leap.result.good_days, leap.before.good_days, leap.change) == (60, 59, 1)
    assert not leap.whole
    assert leap.result.attains[standard.FULL] is None
    assert asked.year_of([at], 2018, END) is None
    assert asked.year_of([at], 2019, END).before is None
    assert asked.year_of([at], 2019, END).change is None


@pytest.mark.django_db
def test_another_version_changes_both_years(world, at):
    hazy = (*GOOD[:3], "70", *GOOD[4:])
    for year in (2019, 2020):
        days = [air.GivenDay(at, on, hazy if on.month < 3 else GOOD) for on in dates(year)]
        air.receive_air_days(actor=world.system, days=days, now=NOW)
    old = asked.year_of([at], 2020, END)
    new = asked.year_of([at], 2020, END, standard="GB 3095-2026 transition")
    assert (old.result.good_days, old.before.good_days) == (366, 365)
    assert (new.result.good_days, new.before.good_days) == (306, 306)
    assert new.result.aqi_standards == ("HJ 633-2026",)


@pytest.mark.django_db
def test_an_area_of_two_stations_is_their_mean(world, at):
    other = station(world, "城东站")
    on = date(2020, 6, 1)
    air.receive_air_days(
        actor=world.system, now=NOW,
        days=[air.GivenDay(at, on, GOOD), air.GivenDay(other, on, BAD),
              air.GivenDay(at, on + timedelta(1), GOOD), air.GivenDay(other, on + timedelta(1), BAD, "停电")],
    )  # fmt: skip
    first, second = asked.days_of([at, other], on, on + timedelta(1))
    assert first.amounts == ("8", "25", "85", "60", "1.0", "105")
    assert second.amounts == GOOD
    assert asked.headline(world.actor("inspector"), END) == [at, other]


AMOUNTS = st.tuples(*[st.decimals(min_value=1, max_value=60, places=1).map(str) for _ in range(6)])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(AMOUNTS, AMOUNTS)
def test_digests_tell_days_apart(one, other):
    digests = {day_digest("u", "2020-06-01", amounts, "") for amounts in (one, other)}
    assert len(digests) == len({one, other})


@given(AMOUNTS)
def test_plausible_days_have_no_fault_and_minus_any_amount_has(amounts):
    assert day_fault(amounts, "") is None
    for at_item in range(6):
        wrong = (*amounts[:at_item], f"-{amounts[at_item]}", *amounts[at_item + 1 :])
        assert day_fault(wrong, "").fault.code == "negative"


@given(st.text(max_size=12))
def test_a_cell_is_read_exactly_or_told(text):
    fault = None
    try:
        found = amount(text, detection=True)
    except Faulty as error:
        fault = error.fault
    if fault is None:
        assert found == "" or Decimal(found.removesuffix("L")) >= 0
    else:
        assert fault.said(english=False)
        assert fault.said(english=True)


@pytest.mark.django_db
def test_days_are_not_compared_where_too_few_are_known(world, at):
    """Twelve days of a year beside a whole one say nothing: neither for the year nor month by month."""
    fill_year(world, at, 2020, 333)
    fill_year(world, at, 2021, 12, leave=dates(2021)[12:])
    year = asked.year_of([at], 2021, END)
    assert year.good is not None
    assert (year.comparable, year.change) == (False, None)
    january, february = calendar.rows_of(year)[:2]
    assert (january.good, january.valid, january.change) == (12, 12, None)
    assert (february.valid, february.change) == (0, None)
    question = Question(world.zone, world.actor("inspector"), END, period=Period.up_to(2021, 5))
    value = figure("environment.good_days_change").compute(question)
    assert value.value is None
    good = figure("environment.good_days").compute(question)
    assert good.numerator == 12
    beside = brief.beside(Line("x", good, before=value, before_label="同比"))
    assert "−" not in beside
    assert str(value.notes[-1]) in beside


@pytest.mark.django_db
def test_whole_months_are_compared(world, at):
    fill_year(world, at, 2019, 365)
    fill_year(world, at, 2020, 366, leave=[date(2020, 1, 31)])
    rows = calendar.rows_of(asked.year_of([at], 2020, END))
    assert [row.change for row in rows[:3]] == [-1, 1, 0]
    so_far = calendar.rows_of(asked.year_of([at], 2020, date(2020, 3, 10)))
    assert [row.change for row in so_far[:4]] == [-1, 1, 0, None]


@pytest.mark.parametrize(
    ("valid", "days", "enough"),
    [
        (324, 366, True),
        (323, 365, False),
        (27, 31, True),
        (26, 31, False),
        (25, 29, True),
        (0, 1, False),
        (0, 0, False),
    ],
)
def test_enough_days_as_gb_3095_asks(valid, days, enough):
    assert suffices(valid, days) is enough
