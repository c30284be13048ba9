"""Daily sheets of air as bureaus write them: told and nothing half-done."""

from datetime import date

import pytest
from django.utils import translation

from banshi.base.history.models import Entry
from banshi.base.imports import actions as imports
from banshi.base.imports import asked, work
from banshi.core.org.actions import names
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import series
from banshi.programmes.environment.models import AirDay
from banshi.programmes.environment.queries import corrections
from programmes.environment.measuring import (
    AIR_HEAD,
    BAD,
    GOOD,
    air_rows,
    dates,
    fill_year,
    people,
    sheet,
    station,
)
from support.imports import Clerk, counts, wanted, why
from support.zone import NOW

pytestmark = pytest.mark.django_db
JUNE = [date(2020, 6, n) for n in range(1, 31)]


@pytest.fixture
def clerk(world):
    return Clerk(people(world), "air_days")


@pytest.fixture
def at(world, clerk):
    return station(world)


def test_a_month_comes_in_and_again_changes_nothing(world, clerk, at):
    data = sheet(air_rows("澄明站", "澄县城区", JUNE), AIR_HEAD)
    assert counts(clerk.taken(data, name="日报.csv")) == (30, 0, 0, 0)
    assert AirDay.objects.count() == 30
    assert Entry.objects.filter(subject=at.subject, kind="environment.air_days_received").count() == 1
    assert counts(clerk.taken(data, name="日报.csv")) == (0, 0, 30, 0)
    row = AirDay.objects.order_by("on").first()
    assert (row.row, row.source.kind) == (2, "import")


def test_a_station_is_known_by_its_other_names_and_its_code(world, clerk, at):
    names.add_alias(actor=world.system, subject=at.place.subject, text="城关一号点", now=NOW)
    rows = air_rows("城关一号点", "", JUNE[:1]) + air_rows("澄明站", "", JUNE[1:2])
    assert counts(clerk.taken(sheet(rows, AIR_HEAD), name="a.csv")) == (2, 0, 0, 0)


def test_the_area_names_the_station_where_it_stands_alone(world, clerk, at):
    head = AIR_HEAD.replace("点位名称,", "")
    rows = [["2020-06-01", "澄县城区", *GOOD], ["2020-06-02", "别县", *GOOD]]
    run = clerk.taken(sheet(rows, head), name="a.csv")
    assert counts(run) == (1, 0, 0, 1)
    assert "站点" in why(run, 3) or "station" in why(run, 3)


def test_a_sheet_of_another_town_is_refused_as_a_whole(world, clerk, at):
    unknown = air_rows("别处站", "别县", JUNE)
    elsewhere = air_rows("澄明站", "别县", JUNE)
    for rows in (unknown, elsewhere):
        run = clerk.tried(sheet(rows, AIR_HEAD), name="a.csv")
        assert wanted(run) == (0, 0, 0, 30)
        run = clerk.taken(sheet(rows, AIR_HEAD), name="a.csv")
        assert counts(run) == (0, 0, 0, 30)
    assert not AirDay.objects.exists()


def test_two_values_of_one_day_are_both_left_out(world, clerk, at):
    rows = air_rows("澄明站", "", [JUNE[0]], GOOD) + air_rows("澄明站", "", JUNE[:2], BAD)
    run = clerk.taken(sheet(rows, AIR_HEAD), name="a.csv")
    assert counts(run) == (1, 0, 0, 2)
    assert "3" in why(run, 2)
    assert "2" in why(run, 3)
    assert AirDay.objects.get().on == JUNE[1]
    same = air_rows("澄明站", "", [JUNE[2], JUNE[2]], GOOD)
    assert counts(clerk.taken(sheet(same, AIR_HEAD), name="a.csv")) == (1, 0, 0, 1)


def test_a_known_day_with_another_value_is_a_correction(world, clerk, at):
    clerk.taken(sheet(air_rows("澄明站", "", JUNE[:2]), AIR_HEAD), name="a.csv")
    run = clerk.tried(sheet(air_rows("澄明站", "", JUNE[:1], BAD), AIR_HEAD), name="b.csv")
    assert wanted(run) == (0, 1, 0, 0)
    assert why(run, 2, tried=True)
    assert counts(clerk.taken(sheet(air_rows("澄明站", "", JUNE[:1], BAD), AIR_HEAD), name="b.csv")) == (
        0, 1, 0, 0,
    )  # fmt: skip
    assert [row.pm25 for row in AirDay.objects.known().order_by("on")] == ["90", "30"]
    assert AirDay.objects.filter(corrects__isnull=False).count() == 1


def test_a_locked_month_is_told_and_the_other_one_comes_in(world, clerk, at):
    fill_year(world, at, 2019, 200)
    series.lock_period(
        actor=world.system, medium="air", period=Period.month(2019, 12), reason="定稿", now=NOW
    )
    days = [date(2019, 11, 30), date(2019, 12, 1), date(2020, 1, 1)]
    run = clerk.taken(sheet(air_rows("澄明站", "", days, BAD), AIR_HEAD), name="a.csv")
    assert run.refused == 1
    assert "2019-12" in why(run, 3)


@pytest.mark.parametrize(
    ("at_column", "cell"),
    [
        (3, "-8"),
        (6, "0.030"),
        (7, "800"),
        (5, "３５"),
        (6, "<10"),
        (4, "未检出"),
        (8, "96μg/m³"),
        (6, "#N/A"),
    ],
)
def test_absurd_cells_are_told_in_the_words_of_the_command_line(world, clerk, at, at_column, cell):
    row = air_rows("澄明站", "", JUNE[:1])[0]
    row[at_column] = cell
    run = clerk.taken(sheet([row, *air_rows("澄明站", "", JUNE[1:2])], AIR_HEAD), name="a.csv")
    assert counts(run) == (1, 0, 0, 1)
    assert why(run, 2)
    assert AirDay.objects.get().on == JUNE[1]


def test_marks_of_no_data_are_taken_as_not_measured(world, clerk, at):
    row = air_rows("澄明站", "", JUNE[:1])[0]
    row[3], row[8] = "—", ""
    assert counts(clerk.taken(sheet([row], AIR_HEAD), name="a.csv")) == (1, 0, 0, 0)
    kept = AirDay.objects.get()
    assert (kept.so2, kept.o3, kept.aqi) == ("", "", 50)


def test_another_aqi_in_the_sheet_is_told_and_not_taken(world, clerk, at):
    rows = [[*row, "49"] for row in air_rows("澄明站", "", JUNE[:1])]
    run = clerk.taken(sheet(rows, AIR_HEAD + ",AQI"), name="a.csv")
    assert counts(run) == (1, 0, 0, 0)
    assert "49" in why(run, 2)
    assert "50" in why(run, 2)


def test_a_day_to_come_and_a_day_that_counts_for_nothing(world, clerk, at):
    rows = [
        [*air_rows("澄明站", "", [date(2021, 6, 1)])[0], ""],
        [*air_rows("澄明站", "", JUNE[:1])[0], "停电"],
    ]
    run = clerk.taken(sheet(rows, AIR_HEAD + ",无效原因"), name="a.csv")
    assert counts(run) == (1, 0, 0, 1)
    assert AirDay.objects.get().invalid_why == "停电"
    assert AirDay.objects.get().aqi is None


def test_a_year_is_read_on_from_where_it_was_stopped(world, clerk, at):
    data = sheet(air_rows("澄明站", "澄县城区", dates(2020)), AIR_HEAD)
    run = clerk.taken(data, name="a.csv")
    assert counts(run) == (366, 0, 0, 0)
    assert AirDay.objects.filter(aqi__lte=100).count() == 366


def test_a_sheet_takes_no_value_away(world, clerk, at):
    """An empty cell is no correction: what is known of the item stays, and the clerk is told so."""
    clerk.taken(sheet(air_rows("澄明站", "", JUNE[:2]), AIR_HEAD), name="a.csv")
    part = ("9", "", "", "", "", "")
    run = clerk.taken(sheet(air_rows("澄明站", "", JUNE[:1], part), AIR_HEAD), name="b.csv")
    assert counts(run) == (0, 1, 0, 0)
    row = AirDay.objects.known().get(on=JUNE[0])
    assert tuple(row.amounts.values()) == ("9", *GOOD[1:])
    same = ("8", "", "", "", "", "")
    assert counts(clerk.taken(sheet(air_rows("澄明站", "", JUNE[1:2], same), AIR_HEAD), name="c.csv")) == (
        0,
        0,
        1,
        0,
    )


def test_a_day_that_does_not_count_is_not_let_in_by_a_sheet(world, clerk, at):
    fill_year(world, at, 2020, 365, invalid=[JUNE[0]])
    run = clerk.taken(sheet(air_rows("澄明站", "", JUNE[:1], BAD), AIR_HEAD), name="a.csv")
    assert counts(run) == (0, 1, 0, 0)
    row = AirDay.objects.known().get(on=JUNE[0])
    assert (row.invalid_why, row.aqi) == ("仪器故障", None)
    with translation.override("en"):
        (told,) = corrections.of_air(world.actor("inspector"))
        assert corrections.reason_of(told).startswith("Daily values of air ")


def test_an_unknown_station_is_asked_about_once_a_sheet(world, clerk, at):
    data = sheet(air_rows("澄明子站", "", JUNE), AIR_HEAD)
    run = clerk.tried(data, name="a.csv")
    asked_about = [(one.field, one.text, one.rows) for one in asked.opened(run).unknown]
    assert asked_about == [("station", "澄明子站", 30)]
    choice = imports.Choice("station", "澄明子站", str(at.subject.uid))
    run = work.work(imports.choose_names(actor=clerk.actor, run=run, choices=[choice], now=clerk.now))
    assert wanted(run) == (30, 0, 0, 0)
    both = sheet(air_rows("澄明子站", "", JUNE[:1]) + air_rows("澄明站", "", JUNE[:1], BAD), AIR_HEAD)
    assert wanted(clerk.tried(both, name="b.csv")) == (0, 0, 0, 2)
    assert counts(clerk.taken(data, name="a.csv")) == (30, 0, 0, 0)
    assert counts(clerk.taken(data, name="a.csv")) == (0, 0, 30, 0)
