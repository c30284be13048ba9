"""Days in a message: what each wording means, seen from Thursday 17 June 2021."""

from datetime import date, timedelta

import pytest

from banshi.kernel.messages.days import days, no_days, vague
from banshi.kernel.messages.marks import folded

ON = date(2021, 6, 17)
CASES = [
    ("明天来人看看", "2021-06-18", False),
    ("大后天", "2021-06-20", False),
    ("昨天晚上停的", "2021-06-16", False),
    ("前天就报过了", "2021-06-15", False),
    ("大前天", "2021-06-14", False),
    ("6月25日前", "2021-06-25", True),
    ("６月２５号之前", "2021-06-25", True),
    ("6月25前", "2021-06-25", True),
    ("6.25前", "2021-06-25", True),
    ("6.25号之前", "2021-06-25", True),
    ("最迟7.1前", "2021-07-01", True),
    ("六月二十五日", "2021-06-25", False),
    ("2021年7月1日以前", "2021-07-01", True),
    ("2021-07-01", "2021-07-01", False),
    ("最迟7月1日", "2021-07-01", True),
    ("截止到6月30日", "2021-06-30", True),
    ("12月20日", "2021-12-20", False),
    ("1月5日", "2021-01-05", False),
    ("25号前", "2021-06-25", True),
    ("5号前", "2021-07-05", True),
    ("下月5号", "2021-07-05", False),
    ("周五", "2021-06-18", False),
    ("周三", "2021-06-23", False),
    ("本周三", "2021-06-16", False),
    ("下周三前", "2021-06-23", True),
    ("下下周一", "2021-06-28", False),
    ("上周五", "2021-06-11", False),
    ("星期天", "2021-06-20", False),
    ("下周内", "2021-06-27", True),
    ("月底前", "2021-06-30", True),
    ("下月底", "2021-07-31", False),
    ("6月底前", "2021-06-30", True),
    ("7月中旬", "2021-07-20", False),
    ("年底前", "2021-12-31", True),
    ("3天内", "2021-06-20", True),
    ("三天之内", "2021-06-20", True),
    ("一周内", "2021-06-24", True),
    ("半个月内", "2021-07-02", True),
    ("两个月内", "2021-08-17", True),
    ("24小时内", "2021-06-18", True),
    ("48小时之内", "2021-06-19", True),
    ("5个工作日内", "2021-06-22", True),
    ("10天后开工", "2021-06-27", False),
]
NONE = [
    "3号楼电梯坏了", "三天前天气好", "一周三次", "每周三", "停了三天了", "5个人", "15楼", "13月40日",
    "2021年2月30日", "99999天内", "前面路口", "第3天内", "尽快", "5号门前面", "6月25日游", "",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6月31日前修好", ["6月31日"]), ("2月30日", ["2月30日"]), ("6.31前", ["6.31"]),
        ("2021年2月29日", ["2021年2月29日"]),
        ("2月29日", []), ("6月30日前", []), ("13月40日", []), ("6月25日前", []), ("宽3.5前面", []), ("1.6.31前", []),
    ],
)  # fmt: skip
def test_days_that_no_calendar_has_are_told(text, said):
    assert [mark.value for mark in no_days(folded(text))] == said
    if said:
        assert days(folded(text), ON, plus) == ()


def plus(day, n):
    return day + timedelta(days=n)


@pytest.mark.parametrize(("text", "value", "firm"), CASES)
def test_one_day(text, value, firm):
    (mark,) = days(folded(text), ON, plus)
    assert (mark.value, mark.firm) == (value, firm)


@pytest.mark.parametrize("text", NONE[:-2])
def test_what_is_no_day(text):
    assert days(folded(text), ON, plus) == ()


def test_a_day_of_the_month_in_a_trip_is_still_a_day():
    assert [mark.value for mark in days("6月25日游", ON)] == ["2021-06-25"]


def test_working_days_need_a_calendar():
    assert days("5个工作日内", ON) == ()


def test_the_year_is_the_nearest():
    assert days("1月5日前", date(2021, 12, 20))[0].value == "2022-01-05"
    assert days("12月28日", date(2022, 1, 3))[0].value == "2021-12-28"
    assert days("2月29日", date(2021, 12, 1)) == ()
    assert days("2月29日", date(2020, 1, 1))[0].value == "2020-02-29"


def test_the_last_days_of_the_calendar_end_nothing():
    assert days("3天内", date.max) == ()
    assert days("下个月内", date.max) == ()


def test_words_without_a_day_are_named():
    assert [mark.value for mark in vague("请尽快修,近期有雨")] == ["尽快", "近期"]
    assert vague("附近期货市场") == ()
