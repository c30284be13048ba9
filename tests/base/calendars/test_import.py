import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.calendars import actions, files, rules
from banshi.base.calendars.models import CalendarDay
from banshi.base.calendars.queries import load_calendar, standing_days
from banshi.base.calendars.refusals import SENTENCES
from banshi.base.calendars.rules import ExceptionalDay
from banshi.base.zones.refusals import Refusal

from .conftest import NOW
from .test_actions import state

WEEK = (True,) * 5 + (False,) * 2
HEAD = ["日期", "类型", "名称", "来源"]
NOTICE = [
    ["2027-10-01", "放假", "国庆节", "通知〔2026〕1号"],
    ["2027-10-04", "放假", "国庆节", "通知〔2026〕1号"],
    ["2027-10-09", "补班", "国庆节", "通知〔2026〕1号"],
]


def csv_bytes(rows, encoding="utf-8-sig"):
    return "\r\n".join(",".join(row) for row in [HEAD, *rows]).encode(encoding)


def workbook(rows, head=HEAD):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate([head, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(at, column, cell)
    return out.getvalue()


def plan(rows, standing=None):
    return rules.plan_import(enumerate(rows, 2), standing or {}, WEEK)


@pytest.mark.parametrize(
    "data",
    [
        csv_bytes(NOTICE),
        csv_bytes(NOTICE, "gb18030"),
        workbook(NOTICE),
        workbook([[date.fromisoformat(row[0]), *row[1:]] for row in NOTICE]),
    ],
    ids=["utf-8", "gb18030", "xlsx text", "xlsx dates"],
)
def test_files_of_all_kinds_give_the_same_plan(data):
    lines = rules.plan_import(files.read_rows(data, "notice"), {}, WEEK)
    assert [line.status for line in lines] == ["new"] * 3
    assert [line.row for line in lines] == [2, 3, 4]
    assert rules.as_cells(lines) == NOTICE


def test_columns_may_stand_in_any_order():
    rows = [[row[3], row[2], row[0], row[1], "备注"] for row in NOTICE]
    data = workbook(rows, ["来源", "名称", "日期", "类型", "备注"])
    assert rules.as_cells(rules.plan_import(files.read_rows(data, "x"), {}, WEEK)) == NOTICE


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ([46296, "放假", "国庆节", "通知"], "day_is_number"),
        ([46296.0, "放假", "国庆节", "通知"], "day_is_number"),
        ([date(1900, 1, 5), "放假", "国庆节", "通知"], "day_out_of_range"),
        ([datetime(1900, 1, 5), "放假", "国庆节", "通知"], "day_out_of_range"),
        (["10月1日", "放假", "国庆节", "通知"], "day_unreadable"),
        (["2027-02-30", "放假", "国庆节", "通知"], "day_impossible"),
        (["", "放假", "国庆节", "通知"], "day_unreadable"),
        ([None, "放假", "国庆节", "通知"], "day_is_number"),
        (["2027-10-01", "加班", "国庆节", "通知"], "kind_unknown"),
        (["2027-10-01", "放假", "", "通知"], "name_missing"),
        (["2027-10-01", "放假", "国庆节"], "source_missing"),
        (["2027-10-01", "补班", "国庆节", "通知"], "makeup_on_workday"),
        (["2027-10-01", "放假", "国" * 41, "通知"], "name_missing"),
    ],
)
def test_bad_rows_are_listed_with_the_reason(row, why):
    (line,) = plan([row])
    assert (line.status, line.why) == ("refused", why)
    assert SENTENCES[why]


@pytest.mark.parametrize(
    "text", ["２０２７－１０－０１", "2027/10/1", "2027年10月1日", "2027.10.01", " 2027-10-01 00:00:00 "]
)
def test_dates_as_people_write_them(text):
    assert plan([[text, "放假", "国庆节", "通知"]])[0].found.day == date(2027, 10, 1)


def test_a_day_twice_points_to_the_first_row():
    lines = plan([NOTICE[0], ["", "", "", ""], ["2027年10月1日", "放假", "国庆", "通知"]])
    assert [(line.row, line.status, line.why, line.other) for line in lines] == [
        (2, "new", "", 0),
        (4, "refused", "day_twice", 2),
    ]


def test_what_stands_is_the_same_or_changes():
    standing = {
        date(2027, 10, 1): ExceptionalDay(date(2027, 10, 1), "holiday", "国庆", "", "通知〔2026〕1号")
    }
    lines = plan(NOTICE, standing)
    assert [line.status for line in lines] == ["changed", "new", "new"]
    assert lines[0].before.name_zh == "国庆"


@given(st.lists(st.lists(st.one_of(st.text(max_size=12), st.none(), st.integers(), st.dates()), max_size=5)))
def test_no_row_ever_breaks_the_plan(rows):
    for line in plan(rows):
        assert line.status == "refused" or line.found is not None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "calendars.columns_missing"),
        (b"\xff\xfe\x00\x00", "calendars.file_unreadable"),
        (b"PK\x03\x04 no workbook", "calendars.file_unreadable"),
        ("日期,类型,名称\n".encode(), "calendars.columns_missing"),
        ("日期,日期,类型,名称,来源\n".encode(), "calendars.columns_missing"),
        (b"x" * 600_000, "calendars.file_too_big"),
        (csv_bytes(NOTICE * 400), "calendars.file_too_big"),
    ],
)
def test_files_that_cannot_be_used(data, code):
    with pytest.raises(Refusal) as caught:
        files.read_rows(data, "x")
    assert caught.value.code == code


@pytest.mark.django_db
def test_import_and_import_again(calendar, editor, zone):
    actions.import_calendar(actor=editor, rows=NOTICE, file_name="2027.xlsx", announce=True, now=NOW)
    value = load_calendar(zone)
    assert not value.is_workday(date(2027, 10, 4))
    assert value.is_workday(date(2027, 10, 9))
    assert not value.is_provisional(date(2027, 6, 1))
    before = state(zone)
    actions.import_calendar(actor=editor, rows=NOTICE, file_name="2027.xlsx", announce=True, now=NOW)
    assert state(zone) == before
    lines = rules.plan_import(enumerate(NOTICE, 2), standing_days(zone), WEEK)
    assert {line.status for line in lines} == {"same"}


@pytest.mark.django_db
def test_one_bad_row_takes_over_nothing(calendar, editor, zone):
    before = state(zone)
    for rows, code in (([*NOTICE, NOTICE[0]], "calendars.rows_wrong"), ([], "calendars.no_rows")):
        with pytest.raises(Refusal) as caught:
            actions.import_calendar(actor=editor, rows=rows, file_name="x", announce=True, now=NOW)
        assert caught.value.code == code
        assert caught.value.message
    assert state(zone) == before


@pytest.mark.django_db
def test_new_year_days_in_december_announce_the_next_year(calendar, editor, zone):
    rows = [["2027-12-31", "放假", "元旦", "通知"]]
    actions.import_calendar(actor=editor, rows=rows, file_name="x", announce=True, now=NOW)
    value = load_calendar(zone)
    assert value.is_provisional(date(2027, 6, 1))
    assert not value.is_provisional(date(2028, 6, 1))


@pytest.mark.django_db
def test_english_names_survive_an_import_of_the_same_name(calendar, editor, zone):
    rows = [["2026-10-01", "放假", "国庆节", "新来源"]]
    actions.import_calendar(actor=editor, rows=rows, file_name="x", announce=False, now=NOW)
    row = CalendarDay.objects.get(zone=zone, day=date(2026, 10, 1))
    assert (row.name_en, row.source) == ("National Day", "新来源")
