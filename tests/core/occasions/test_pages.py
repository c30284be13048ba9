"""The forms as browsers send them, and what the pages say."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.zones.ids import uuid7
from banshi.core.matters.models import Matter
from banshi.core.occasions.models import Occasion, Series


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.accounts["builder"])
    return client


def send(client, route, *args, **given):
    return client.post(reverse(route, args=args), {"key": str(uuid7()), **given})


def test_from_plan_to_minutes_and_a_matter(client, world):
    unit = world.posts["builder"].unit.subject.uid
    plan = {
        "kind": "visit",
        "title": "走访晴川",
        "host": unit,
        "planned_on": "2021-05-14",
        "place": "晴川厂区",
    }
    assert send(client, "occasions:plan", **plan).status_code == 302
    row = Occasion.objects.get()
    uid = row.subject.uid
    page = client.get(reverse("occasions:list")).content.decode()
    assert "逾期未开" in page
    assert send(client, "occasions:hold", uid, held_on="2021-05-14").status_code == 422
    posts = [world.posts[name].subject.uid for name in ("builder", "projects")]
    held = {
        "held_on": "2021-05-14",
        "posts": posts,
        "outside": "晴川精密制造有限公司",
        "outside_count": 2,
        "guests": 1,
        "minutes": "门前积水。",
    }
    assert send(client, "occasions:hold", uid, **held).status_code == 302
    page = client.get(reverse("occasions:occasion", args=[uid])).content.decode()
    assert "5人次" in page
    assert "门前积水" in page
    correct = {"posts": posts[:1], "guests": 0}
    assert send(client, "occasions:attendance", uid, **correct).status_code == 302
    given = {"title": "门前积水", "words": "一下雨就积水", "kind": "problem", "category": "roads"}
    assert send(client, "occasions:raise_matter", uid, source_kind="enterprise", **given).status_code == 302
    assert Matter.objects.get().origin == row.subject
    paper = client.get(reverse("papers:word", args=["occasion", uid]))
    assert paper.status_code == 200


def test_a_series_by_the_form(client, world):
    unit = world.posts["builder"].unit.subject.uid
    given = {
        "kind": "review",
        "title": "月讲评",
        "host": unit,
        "every": "month",
        "interval": 1,
        "shift": "next",
        "starts_on": "2021-05-01",
    }
    assert send(client, "occasions:plan_series", **given).status_code == 422
    assert not Series.objects.exists()
    assert send(client, "occasions:plan_series", **given, month_day=10).status_code == 302
    days = list(Occasion.objects.order_by("planned_on").values_list("planned_on", flat=True))
    assert days[:2] == [date(2021, 5, 10), date(2021, 6, 10)]
    page = client.get(reverse("occasions:calendar"), {"month": "2021-05"}).content.decode()
    assert "月讲评" in page
    for month in ("", "2021-13", "0001-01", "9999-12", "x"):
        assert client.get(reverse("occasions:calendar"), {"month": month}).status_code == 200
