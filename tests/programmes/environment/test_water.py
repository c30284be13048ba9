"""Sections and months of water: kept, corrected, imported, and judged."""

from datetime import date
from decimal import Decimal

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.org.wording import timeline
from banshi.kernel.periods import Period
from banshi.kernel.standards.water import WaterClass
from banshi.programmes.environment.actions import series, water
from banshi.programmes.environment.actions.water import MONTHS, Area, GivenMonth
from banshi.programmes.environment.models import Section, SectionArea, WaterMonth
from banshi.programmes.environment.queries import water as asked
from banshi.programmes.environment.queries.proving import proved
from programmes.environment.measuring import CLEAN, fill_months, people, point, section, sheet
from support.imports import Clerk, counts, why
from support.zone import NOW

pytestmark = pytest.mark.django_db
AREAS = (Area("county", "澄县", "Cheng"), Area("district", "雨区", "Yu"))
GIVEN = {"kind": "river", "water_zh": "云溪河", "water_en": "Yunxi", "control_level": "national", "target": 2}
HEAD = "断面名称,监测月份,pH,溶解氧(mg/L),高锰酸盐指数,氨氮,总磷,水质类别"
END = date(2021, 5, 17)


def held():
    return [list(model.objects.order_by("pk").values_list()) for model in
            (Section, SectionArea, WaterMonth, Entry, Subject)]  # fmt: skip


def refused(do, **given):
    before = held()
    with pytest.raises(Refusal) as error:
        do(now=NOW, **given)
    assert held() == before
    return error.value.code


@pytest.fixture
def monitor(world):
    return people(world)


@pytest.fixture
def at(world, monitor):
    return section(world)


def test_a_section_belongs_to_several_areas(world, monitor):
    place = point(world, "入河口")
    made = water.register_section(
        actor=monitor, place=place, areas=AREAS, starts_on=date(2019, 1, 1), now=NOW, **GIVEN
    )
    assert [area.name_zh for area in made.areas.order_by("pk")] == ["澄县", "雨区"]
    assert len(read(Entry.objects.get(subject=made.subject))["data"]["areas"]) == 2
    changed = {"section": made, "effective_on": date(2020, 1, 1)}
    assert (
        refused(water.change_section, actor=monitor, areas=AREAS, **changed, **GIVEN) == "org.nothing_changed"
    )
    water.change_section(actor=monitor, areas=AREAS[:1], now=NOW, **changed, **GIVEN)
    assert made.areas.get(ends_on__isnull=False).name_zh == "雨区"
    assert refused(water.change_section, actor=monitor, areas=(), **changed, **GIVEN) == "environment.no_area"
    water.close_section(actor=monitor, section=made, last_on=date(2020, 12, 31), now=NOW)
    with pytest.raises(Forbidden):
        water.register_section(
            actor=world.actor("clerk"), place=place, areas=AREAS, starts_on=END, now=NOW, **GIVEN
        )


def test_months_come_in_are_proved_and_corrected(world, monitor, at):
    fill_months(world, at, 2020, [CLEAN] * 12)
    rows = list(WaterMonth.objects.order_by("month"))
    assert len({row.entry_id for row in rows}) == 1
    assert all(proved(MONTHS, row) for row in rows)
    worse = CLEAN | {"total_phosphorus": "0.21"}
    given = {"actor": monitor, "section": at, "month": date(2020, 6, 17), "amounts": worse}
    assert refused(water.correct_water_month, reason="", **given) == "environment.reason_missing"
    water.correct_water_month(reason="实验室复核", now=NOW, **given)
    old, new = WaterMonth.objects.filter(month=date(2020, 6, 1)).order_by("pk")
    assert old.superseded_at
    assert new.corrects == old
    assert proved(MONTHS, new)
    assert read(new.entry)["data"]["before"]["total_phosphorus"] == "0.06"
    series.lock_period(actor=monitor, medium="water", period=Period.whole_year(2020), reason="定稿", now=NOW)
    assert (
        refused(water.correct_water_month, reason="再更正", **(given | {"amounts": CLEAN}))
        == "environment.locked"
    )


@pytest.mark.parametrize(
    "amounts",
    [{}, {"temperature": "20"}, CLEAN | {"ph": "15"}, CLEAN | {"ammonia_nitrogen": "310"},
     CLEAN | {"total_phosphorus": "-0.06"}, CLEAN | {"dissolved_oxygen": "约8"}],
)  # fmt: skip
def test_absurd_months_leave_nothing_behind(world, monitor, at, amounts):
    before = held()
    found = water.receive_water_months(
        actor=monitor, months=[GivenMonth(at, date(2020, 6, 1), amounts)], now=NOW
    )
    assert found[0].code == "environment.amount_wrong"
    assert held() == before


def test_a_monthly_sheet_is_taken_in(world, monitor, at):
    clerk = Clerk(monitor, "water_months")
    rows = [
        ["云溪河口断面", "2020年1月", "7.2", "8.0", "3.1", "0.31", "0.06", "Ⅱ类"],
        ["云溪河口断面", "2020-02", "7.2", "8.0", "3.1", "0.31", "0.16", "Ⅱ"],
        ["云溪河口断面", "202003", "7.2", "8.0", "3.1", "0.01L", "0.06", ""],
        ["别县断面", "2020-04", "7.2", "8.0", "3.1", "0.31", "0.06", ""],
        ["云溪河口断面", "2020-05", "7.2", "8.0", "3.1", "310", "0.06", ""],
        ["云溪河口断面", "2020-06", "7.2", "8.0", "3.1", "0.3", "0.06", ""],
        ["云溪河口断面", "2020-06", "7.2", "8.0", "3.1", "0.4", "0.06", ""],
    ]
    run = clerk.taken(sheet(rows, HEAD), name="水质.csv")
    assert counts(run) == (3, 0, 0, 4)
    assert "Ⅲ" in why(run, 3)
    assert not why_or_none(run, 2)
    assert WaterMonth.objects.get(month=date(2020, 3, 1)).amounts["ammonia_nitrogen"] == "0.01L"
    assert counts(clerk.taken(sheet(rows[:3], HEAD), name="水质.csv")) == (0, 0, 3, 0)


def test_a_sheet_with_fewer_items_takes_none_away(world, monitor, at):
    clerk = Clerk(monitor, "water_months")
    clerk.taken(
        sheet([["云溪河口断面", "2020-01", "7.2", "8.0", "3.1", "0.31", "0.06", ""]], HEAD), name="a.csv"
    )
    head = "断面名称,监测月份,氨氮,总磷"
    run = clerk.taken(sheet([["云溪河口断面", "2020-01", "0.31", ""]], head), name="b.csv")
    assert counts(run) == (0, 0, 1, 0)
    run = clerk.taken(sheet([["云溪河口断面", "2020-01", "0.42", ""]], head), name="c.csv")
    assert counts(run) == (0, 1, 0, 0)
    amounts = WaterMonth.objects.known().get().amounts
    assert (amounts["ammonia_nitrogen"], amounts["total_phosphorus"], amounts["ph"]) == (
        "0.42",
        "0.06",
        "7.2",
    )
    (entry,) = [row for row in timeline(at.subject) if "0.31" in row["detail"]]
    assert "ammonia_nitrogen" not in str(entry["detail"])


def why_or_none(run, row):
    from banshi.base.imports.models import Told

    return Told.objects.filter(run=run, row=row, tried=False).first()


def test_a_month_without_a_year_takes_it_from_its_column_or_is_told(world, monitor, at):
    clerk = Clerk(monitor, "water_months")
    head = "断面名称,年份,月份,溶解氧,总磷"
    rows = [["云溪河口断面", "2020", "1", "8.0", "0.06"], ["云溪河口断面", "", "2月", "8.0", "0.06"]]
    run = clerk.taken(sheet(rows, head), name="水质.csv")
    assert counts(run) == (1, 0, 0, 1)
    assert WaterMonth.objects.get().month == date(2020, 1, 1)


def test_cumulative_by_mean_is_not_the_mean_of_classes(world, at):
    """Eleven months of class I–II and one of 劣Ⅴ: the mean of phosphorus is class III, no class average is."""
    fill_months(world, at, 2020, [CLEAN] * 11 + [CLEAN | {"total_phosphorus": "0.9"}])
    year = asked.section_year(at, 2020, END)
    grades = [one.result.grade for one in year.judged]
    assert grades == [WaterClass.II] * 11 + [WaterClass.WORSE]
    assert round(sum(grades) / 12) == WaterClass.II
    assert year.cumulative.grade == WaterClass.III
    assert [one.code for one in year.cumulative.result.worst] == ["total_phosphorus"]


def test_the_good_ratio_is_months_good_per_months_judged_and_names_the_missing(world, at):
    rows = [CLEAN] * 12
    rows[2], rows[6] = None, CLEAN | {"ammonia_nitrogen": "1.2"}
    fill_months(world, at, 2020, rows)
    year = asked.section_year(at, 2020, END)
    assert (year.good_months, len(year.judged), year.good_ratio) == (10, 11, Decimal("90.9"))
    assert year.missing == (date(2020, 3, 1),)
    assert not year.cumulative.enough_for_year


def test_the_target_is_met_by_the_month_or_by_the_cumulative_class(world, at):
    bad = CLEAN | {"total_phosphorus": "0.14"}
    fill_months(world, at, 2020, [CLEAN] * 10 + [bad, CLEAN])
    fill_months(world, at, 2019, [bad, CLEAN])
    november = asked.section_year(at, 2020, END).months[date(2020, 11, 1)].target
    assert (november.met, november.by) == (True, ("cumulative",))
    past = asked.section_year(at, 2019, END)
    assert past.months[date(2019, 1, 1)].target.met is False
    assert past.months[date(2019, 2, 1)].target.by == ("class", "cumulative")


def test_two_years_stand_beside_one_another_item_by_item(world, at):
    fill_months(world, at, 2019, [CLEAN | {"total_phosphorus": "0.26", "ammonia_nitrogen": "1.2"}] * 12)
    fill_months(world, at, 2020, [CLEAN] * 12)
    (found,) = asked.beside([at], 2020, END)
    assert found.steps == 2
    assert found.words(english=False) == "明显好转"
    moved = {one.code: one for one in found.changes}
    assert moved["total_phosphorus"].better
    assert moved["ammonia_nitrogen"].better
    assert moved["ph"].better is None
    assert (moved["total_phosphorus"].before_class, moved["total_phosphorus"].after_class) == (4, 2)


def test_a_year_up_to_a_day_asks_for_the_months_that_are_over(world, at):
    fill_months(world, at, 2020, [CLEAN] * 12)
    year = asked.section_year(at, 2020, date(2020, 6, 29))
    assert len(year.asked) == 5
    assert len(year.months) == 6
    assert asked.section_year(at, 2021, END).missing[-1] == date(2021, 4, 1)
