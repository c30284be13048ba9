"""Pages as three fixed people see them: editor, reader, stranger."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path, reverse

from banshi.base.calendars.models import CalendarDay, CalendarYear
from banshi.base.calendars.queries import load_calendar
from banshi.base.zones import access
from banshi.base.zones.models import Account
from banshi.conf import urls

from .conftest import NOW, Policy
from .test_actions import state
from .test_import import HEAD, NOTICE, csv_bytes, workbook

pytestmark = pytest.mark.django_db
EDITING = ["set_day", "hours", "import"]


class WithCalendars:
    """The addresses of the product, and the calendar's whether or not the product lists them already."""

    urlpatterns = [*urls.urlpatterns, path("calendars/", include("banshi.base.calendars.urls"))]
    handler404, handler403, handler500 = urls.handler404, urls.handler403, urls.handler500


class People(Policy):
    def __init__(self, zone, actors):
        self.zone, self.actors = zone, actors

    def zones_of(self, account):
        return [self.zone]

    def actor_for(self, account, zone):
        return self.actors[account.login]


@pytest.fixture
def people(settings, monkeypatch, calendar, zone, editor, reader, stranger):
    settings.ROOT_URLCONF = WithCalendars
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    actors = {"editor": editor, "reader": reader, "stranger": stranger}
    monkeypatch.setattr(access, "_policy", People(zone, actors))
    return actors


@pytest.fixture
def sign_in(people, client):
    def as_(login):
        client.force_login(Account.objects.create(login=login, created_at=NOW))
        return client

    return as_


def text(response):
    return unescape(response.content.decode())


def address(name, *args):
    return reverse(f"calendars:{name}", args=args)


def test_the_year_page_shows_the_days(sign_in):
    page = text(sign_in("editor").get("/calendars/2026"))
    assert "2026年工作日历" in page
    assert page.count("<sup>休</sup>") == 33
    assert "国庆节" in page
    assert "10月10日" in page
    assert "暂定" not in page
    assert "导入放假通知" in page


def test_an_unannounced_year_says_that_it_is_provisional(sign_in):
    page = text(sign_in("reader").get("/calendars/2027"))
    assert "尚未公布" in page
    assert "导入放假通知</a>" not in page


def test_english_is_complete(sign_in, settings):
    client = sign_in("reader")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(client.get("/calendars/2026"))
    assert "Work calendar 2026" in page
    assert "National Day" in page


def test_strangers_learn_nothing(sign_in):
    client = sign_in("stranger")
    for url in ("/calendars/", "/calendars/2026", "/calendars/day", "/calendars/import", "/calendars/hours"):
        assert client.get(url).status_code == 404, url


def test_readers_read_and_change_nothing(sign_in, zone):
    client, before = sign_in("reader"), state(zone)
    assert client.get("/calendars/").status_code == 200
    changing = [*(address(name) for name in EDITING), address("announce", 2027)]
    for url in [*changing, address("lift_day", "2026-10-01")]:
        assert client.get(url).status_code == 403, url
        assert client.post(url, {}).status_code == 403, url
    rows = {"rows": "[]", "key": uuid4()}
    assert client.post(address("import_apply"), rows).status_code == 403
    assert state(zone) == before


def test_a_year_outside_the_calendar_and_a_day_that_is_none_are_not_found(sign_in):
    client = sign_in("editor")
    assert client.get("/calendars/1900").status_code == 404
    assert client.get(address("lift_day", "2026-02-30")).status_code == 404


def test_a_day_is_set_corrected_and_lifted(sign_in, zone):
    client = sign_in("editor")
    data = {"day": "2027-10-01", "kind": "holiday", "name_zh": "国庆", "source": "通知", "key": uuid4()}
    assert client.post(address("set_day"), data)["Location"].endswith("/calendars/2027")
    assert "国庆" in text(client.get(address("set_day") + "?day=2027-10-01"))
    client.post(address("set_day"), {**data, "name_zh": "国庆节", "key": uuid4()})
    assert CalendarDay.objects.get(zone=zone, day=date(2027, 10, 1)).name_zh == "国庆节"
    page = text(client.get(address("lift_day", "2027-10-01")))
    assert "2027年10月1日" in page
    client.post(address("lift_day", "2027-10-01"), {"reason": "更正", "key": uuid4()})
    assert load_calendar(zone).is_workday(date(2027, 10, 1))


def test_a_refusal_stands_under_its_field(sign_in, zone):
    before = state(zone)
    data = {"day": "2027-10-01", "kind": "makeup_workday", "name_zh": "x", "source": "x", "key": uuid4()}
    response = sign_in("editor").post(address("set_day"), data)
    assert response.status_code == 422
    assert "只有休息日才能补班" in text(response)
    assert state(zone) == before


def test_announcing_and_hours(sign_in, zone):
    client = sign_in("editor")
    data = {"announced_on": "2026-11-20", "source": "通知", "key": uuid4()}
    client.post(address("announce", 2027), data)
    assert CalendarYear.objects.filter(zone=zone, year=2027).exists()
    hours = {
        "valid_from": "2027-01-01",
        "source": "通知",
        "start_1": "5-1",
        "spans_1": "08:30-12:00,14:30-18:00",
        "start_2": "10-1",
        "spans_2": "08:30-12:00,14:00-17:30",
    }
    assert client.post(address("hours"), {**hours, "key": uuid4()}).status_code == 302
    assert load_calendar(zone).hours_on(date(2027, 6, 1)).closes.hour == 18
    wrong = client.post(address("hours"), {**hours, "start_2": "", "key": uuid4()})
    assert wrong.status_code == 422


def test_import_is_previewed_then_taken_over(sign_in, zone):
    client, before = sign_in("editor"), state(zone)
    upload = SimpleUploadedFile("2027.xlsx", workbook(NOTICE))
    page = text(client.post(address("import"), {"file": upload, "key": uuid4()}))
    assert "新增 3 行" in page
    assert state(zone) == before
    rows = re.search(r'name="rows" value="(.*?\]\])"', page).group(1)
    data = {"rows": rows, "file_name": "2027.xlsx", "announce": "on", "key": uuid4()}
    assert client.post(address("import_apply"), data)["Location"].endswith("/calendars/2027")
    assert not load_calendar(zone).is_provisional(date(2027, 6, 1))
    again = client.post(address("import"), {"file": SimpleUploadedFile("x.csv", csv_bytes(NOTICE))})
    assert "相同 3 行" in text(again)


def test_a_preview_with_a_bad_row_cannot_be_taken_over(sign_in):
    upload = SimpleUploadedFile("x.csv", csv_bytes([*NOTICE, ["2027-10-01", "放假", "国庆节", "通知"]]))
    page = text(sign_in("editor").post(address("import"), {"file": upload}))
    assert "这一天在第 2 行已有" in page
    assert 'name="rows"' not in page


def test_a_file_that_is_no_notice_is_refused_under_the_field(sign_in):
    upload = SimpleUploadedFile("x.csv", ",".join(HEAD[:3]).encode())
    response = sign_in("editor").post(address("import"), {"file": upload})
    assert response.status_code == 422
    assert "第一行须为表头" in text(response)


def test_a_year_costs_the_same_queries_however_many_days(sign_in, django_assert_max_num_queries):
    client = sign_in("reader")
    client.get("/calendars/2026")
    for year in (2026, 2030):
        with django_assert_max_num_queries(9):
            client.get(f"/calendars/{year}")
