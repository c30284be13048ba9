"""The polite text for a group chat: whose turn, which number, what is asked, until when; no content, no blame."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from banshi.core.matters.queries import chasing
from banshi.core.matters.queries.chasing import Asked
from support.matters import Walk

TODAY = date(2021, 6, 17)
ASKED = [
    Asked("建设管理局", "2021-0030", "提交核验", date(2021, 6, 8)),
    Asked("项目服务中心", "2021-0053", "签收", date(2021, 6, 17)),
    Asked("建设管理局", "2021-0061", "提交核验", date(2021, 6, 18)),
    Asked("建设管理局", "2021-0070", "签收", None),
]


def test_one_line_for_each_holder_and_a_day_that_has_passed_without_blame(settings):
    settings.PUBLIC_URL = "https://zone.example"
    with translation.override("zh-hans"):
        lines = chasing.compose(ASKED, TODAY).split("\n")
    assert lines[1:3] == [
        "1. 建设管理局：2021-0030，提交核验，原定6月8日(周二)；2021-0061，提交核验，6月18日(周五)前；2021-0070，签收",
        "2. 项目服务中心：2021-0053，签收，6月17日(周四)前",
    ]
    assert lines[-1] == "系统地址：https://zone.example/"
    assert len(lines) == 5


def test_nothing_asked_is_no_text():
    assert chasing.compose([], TODAY) == ""


@pytest.mark.django_db
def test_ticked_rows_become_a_text_without_what_they_are_about(world, now, client):
    walk = Walk(world, now)
    walk.dispatch()
    closed = Walk(world, now)
    closed.close()
    client.force_login(world.accounts["clerk"])
    rows = [walk.matter.subject.uid, closed.matter.subject.uid]
    page = client.get(reverse("matters:chase"), {"row": rows}).content.decode()
    text = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert f"建设管理局：{walk.matter.number}" in text
    assert closed.matter.number not in text
    assert walk.matter.title not in page
    assert "已略去1件已销号的事项" in page


@pytest.mark.django_db
def test_what_the_reader_may_not_see_stays_out_of_it(world, now, client):
    walk = Walk(world, now)
    walk.dispatch()
    client.force_login(world.accounts["projects"])
    page = client.get(reverse("matters:chase"), {"row": [walk.matter.subject.uid, "no-uid"]}).content.decode()
    assert walk.matter.number not in page
    assert "<textarea" not in page
