"""Pages of air and water: opened in both languages, forms sent back, workbooks taken with a trace."""

import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from banshi.base.ui import formkey
from banshi.base.zones.models import Account
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import air, series
from banshi.programmes.environment.models import AirDay, PeriodLock, Section, Station, Use, WaterMonth
from programmes.environment.measuring import (
    BAD,
    CLEAN,
    GOOD,
    fill_months,
    fill_year,
    people,
    point,
    section,
    station,
)
from support.zone import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(world):
    people(world)
    return station(world)


@pytest.fixture
def water_at(world, at):
    return section(world)


def signed_in(client, world, name):
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


@pytest.fixture
def inspector(world, at, client):
    return signed_in(client, world, "inspector")


def send(client, act, *args, query="", **fields):
    return client.post(reverse(act, args=args) + query, {formkey.NAME: str(formkey.new())} | fields)


def page(client, act, *args, query=""):
    answer = client.get(reverse(act, args=args) + query)
    assert answer.status_code == 200, (act, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_empty_and_filled(world, inspector, at, water_at, language):
    inspector.cookies["language"] = language
    plain = ("stations", "register_station", "sections", "register_section", "water", "locks", "lock_period",
             "air_corrections", "water_corrections")  # fmt: skip
    of_station = ("station", "change_station", "close_station", "enter_air", "air_days")
    of_section = ("section", "change_section", "close_section", "enter_water")
    for _round in ("empty", "filled"):
        for name in plain:
            page(inspector, f"environment:{name}")
        for name in of_station:
            page(inspector, f"environment:{name}", at.subject.uid)
        for name in of_section:
            page(inspector, f"environment:{name}", water_at.subject.uid)
        shown = page(inspector, "environment:air_year", at.subject.uid, 2020)
        assert "style=" not in shown
        fill_year(world, at, 2019, 279)
        fill_year(world, at, 2020, 333)
        fill_months(world, water_at, 2020, [CLEAN] * 11)
    assert inspector.get(reverse("environment:air")).status_code == 302


def test_the_year_page_says_what_it_counts_under_which_standard(world, inspector, at):
    fill_year(world, at, 2019, 279)
    fill_year(world, at, 2020, 333)
    shown = page(inspector, "environment:air_year", at.subject.uid, 2020)
    assert "333/366" in shown
    assert "279/365" in shown
    assert "+54" in shown
    assert "GB 3095-2012" in shown
    assert "<script>" not in shown
    data = json.loads(re.search(r"data-values='([^']*)'", shown)[1])
    assert len(data["days"]) == 366
    assert sum(month[0] for month in data["months"]) == 333
    assert sum(month[2] for month in data["months"]) == 279
    assert shown.count('class="aq aq-1"') + shown.count('class="aq aq-2"') >= 333
    newer = page(
        inspector, "environment:air_year", at.subject.uid, 2020, query="?standard=GB+3095-2026+transition"
    )
    assert "GB 3095-2026 transition" in newer
    asked = page(inspector, "environment:air_year", at.subject.uid, 2020, query="?as_of=2020-06-30")
    assert "182/182" in asked
    assert inspector.get(reverse("environment:air_year", args=[at.subject.uid, 1800])).status_code == 404


def test_a_year_with_too_few_days_is_said_to_be_invalid(world, inspector, at):
    from programmes.environment.measuring import dates

    fill_year(world, at, 2020, 280, leave=dates(2020)[:66])
    shown = page(inspector, "environment:air_year", at.subject.uid, 2020)
    assert "324" in shown
    assert "300" in shown


def test_values_leave_as_a_workbook_and_it_is_known_who_has_them(world, inspector, at, client):
    fill_year(world, at, 2020, 333)
    where = reverse("environment:air_days", args=[at.subject.uid])
    assert inspector.get(where + "?export=xlsx").status_code == 422
    assert not Use.objects.exists()
    answer = send(inspector, "environment:take_air", at.subject.uid, query="?from=2020-03-01&to=2020-03-31")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    rows = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    assert len(rows) == 31
    use = Use.objects.get()
    assert (use.first_on, use.last_on) == (date(2020, 3, 1), date(2020, 3, 31))
    air.correct_air_day(
        actor=world.system, station=at, on=date(2020, 3, 5), amounts=BAD, reason="复核", now=NOW
    )
    entry = AirDay.objects.get(corrects__isnull=False).entry
    shown = page(inspector, "environment:correction", entry.uid)
    assert "建设管理局岗位12" in shown or "2020-03-01" in shown
    assert "<s>30</s>" in shown
    assert "PM2.5 30 → 90" in page(inspector, "environment:air_corrections")


def test_a_section_leaves_as_a_workbook_with_amounts_as_given(world, inspector, water_at):
    fill_months(world, water_at, 2020, [CLEAN] * 12)
    answer = send(inspector, "environment:take_water", water_at.subject.uid, 2020)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "0.01L" in cells[3]
    assert cells[-1][-2] == "Ⅱ"
    assert Use.objects.get().about == water_at.subject


def test_a_station_is_put_into_service_by_its_form(world, inspector):
    place = point(world, "城南点")
    fields = {"place": str(place.subject.uid), "area_kind": "zone", "area_zh": "园区", "area_en": "Zone",
              "control_level": "zone", "starts_on": "2020-01-01", "code": "S-1"}  # fmt: skip
    wrong = send(inspector, "environment:register_station", **(fields | {"place": ""}))
    assert wrong.status_code == 422
    site = send(
        inspector, "environment:register_station", **(fields | {"place": str(world.place.subject.uid)})
    )
    assert site.status_code == 422
    assert send(inspector, "environment:register_station", **fields).status_code == 302
    made = Station.objects.get(place=place)
    change = {"area_kind": "zone", "area_zh": "园区", "area_en": "Zone", "control_level": "city",
              "effective_on": "2021-05-01"}  # fmt: skip
    assert send(inspector, "environment:change_station", made.subject.uid, **change).status_code == 302
    assert (
        send(inspector, "environment:close_station", made.subject.uid, last_on="2021-05-16").status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.control_level, made.ends_on) == ("city", date(2021, 5, 16))


def test_a_section_is_put_into_service_with_its_areas(world, inspector):
    place = point(world, "入江口")
    fields = {"place": str(place.subject.uid), "kind": "river", "water_zh": "云溪", "water_en": "Yunxi",
              "control_level": "city", "target": "2", "areas": "县，澄县，Cheng\ndistrict, 雨区",
              "starts_on": "2020-01-01"}  # fmt: skip
    assert (
        send(inspector, "environment:register_section", **(fields | {"areas": "省, 甲"})).status_code == 422
    )
    assert send(inspector, "environment:register_section", **fields).status_code == 302
    made = Section.objects.get(place=place)
    assert [(area.kind, area.name_zh) for area in made.areas.order_by("pk")] == [
        ("county", "澄县"), ("district", "雨区"),
    ]  # fmt: skip
    change = {name: fields[name] for name in ("kind", "water_zh", "water_en", "control_level", "target")}
    change |= {"areas": "county, 澄县, Cheng", "effective_on": "2021-01-01"}
    assert send(inspector, "environment:change_section", made.subject.uid, **change).status_code == 302
    assert made.areas.filter(ends_on__isnull=True).count() == 1


def test_a_day_and_a_month_are_entered_by_hand_or_sent_back(world, inspector, at, water_at):
    day = dict(zip(("so2", "no2", "pm10", "pm25", "co", "o3"), GOOD, strict=True)) | {"on": "2021-05-16"}
    for wrong in ({"pm25": "-4"}, {"pm25": "３５"}, {"co": "900"}, {"reason": ""}):
        sent = send(inspector, "environment:enter_air", at.subject.uid, **(day | {"reason": "补录"} | wrong))
        assert sent.status_code == 422, wrong
    assert not AirDay.objects.exists()
    assert send(inspector, "environment:enter_air", at.subject.uid, reason="补录", **day).status_code == 302
    again = page(inspector, "environment:enter_air", at.subject.uid, query="?on=2021-05-16")
    assert 'value="0.8"' in again
    month = CLEAN | {"month": "2021-04-09", "reason": "补录"}
    bad = send(inspector, "environment:enter_water", water_at.subject.uid, **(month | {"ph": "40"}))
    assert bad.status_code == 422
    assert send(inspector, "environment:enter_water", water_at.subject.uid, **month).status_code == 302
    assert WaterMonth.objects.get().month == date(2021, 4, 1)


def test_a_period_is_locked_here_and_unlocked_by_the_bureaus_head(world, inspector, at, client):
    fill_year(world, at, 2020, 333)
    wrong = send(inspector, "environment:lock_period", medium="air", period="二〇二〇", reason="定稿")
    assert wrong.status_code == 422
    assert (
        send(inspector, "environment:lock_period", medium="air", period="2020", reason="定稿").status_code
        == 302
    )
    lock = PeriodLock.objects.get()
    assert send(inspector, "environment:unlock_period", lock.subject.uid, reason="更正").status_code == 403
    day = dict(zip(("so2", "no2", "pm10", "pm25", "co", "o3"), BAD, strict=True))
    late = send(inspector, "environment:enter_air", at.subject.uid, on="2020-06-01", reason="复核", **day)
    assert late.status_code == 422
    assert "2020" in late.content.decode()
    head = signed_in(client, world, "bureau_head")
    assert "environment:unlock" not in page(head, "environment:lock", lock.subject.uid)
    assert send(head, "environment:unlock_period", lock.subject.uid, reason="上级复核").status_code == 302
    lock.refresh_from_db()
    assert lock.unlock_reason == "上级复核"


def test_the_water_table_names_class_item_and_missing_months(world, inspector, water_at):
    rows = [CLEAN] * 12
    rows[3], rows[6] = None, CLEAN | {"total_phosphorus": "0.26"}
    fill_months(world, water_at, 2020, rows)
    series.lock_period(
        actor=world.system, medium="water", period=Period.whole_year(2020), reason="定稿", now=NOW
    )
    shown = page(inspector, "environment:water", query="?year=2020")
    assert "wq-4" in shown
    assert "总磷" in shown
    assert "10/11" in shown
    assert "缺数据" in shown
    assert "已锁定" in shown
    one = page(inspector, "environment:section", water_at.subject.uid, query="?year=2020")
    assert "2020-04" in one
