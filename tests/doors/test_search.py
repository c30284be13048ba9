"""The search over everything: what is found, for whom, and what it costs."""

import json
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.search import engines
from banshi.base.search.models import SearchDoc
from banshi.base.zones.models import Account, Label
from banshi.core.matters import actions
from banshi.core.org import actions as org
from support.matters import Walk

BUDGETS = json.loads((Path(__file__).parents[1] / "budgets.json").read_text())


def ask(world, name, text):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client.get(reverse("home:search"), {"q": text})


def found(world, name, text):
    response = ask(world, name, text)
    assert response.status_code == 200
    return {group.code: [row.title for row in group.rows] for group in response.context["groups"]}


@pytest.fixture
def firm(world, now):
    """A firm with a former name, entered through the use cases."""
    made = org.register_outside(
        actor=world.system, kind="enterprise", name_zh="近好食品有限公司", name_en="Jinhao Food",
        starts_on=date(2021, 1, 4), now=now,
    )  # fmt: skip
    org.add_alias(actor=world.system, subject=made.subject, text="迈好食品有限公司", now=now)
    return made


def test_two_characters_and_numbers(world, now):
    matter = Walk(world, now, title="路灯不亮").register()
    assert found(world, "clerk", "路灯") == {"matter": ["路灯不亮"]}
    assert found(world, "clerk", matter.number) == {"matter": ["路灯不亮"]}
    assert found(world, "clerk", "灯路") == {}


def test_by_kind_and_by_another_name(world, now, firm):
    Walk(world, now, title="冷库用电", raiser=actions.Raiser("enterprise", org=firm)).register()
    for name in ("近好", "迈好"):
        assert found(world, "clerk", name) == {"matter": ["冷库用电"], "outside": ["近好食品有限公司"]}


def test_what_is_common_among_matters_is_found_among_the_others_too(world, now, firm, monkeypatch):
    Walk(world, now, title="食品厂用电").register()
    before = found(world, "clerk", "食品")
    assert before == {"matter": ["食品厂用电"], "outside": ["近好食品有限公司"]}
    monkeypatch.setattr(engines, "COMMON", -1)
    for text in ("食品", "近好食品"):  # the second is judged by its text, not by the index alone
        assert found(world, "clerk", text)["outside"] == ["近好食品有限公司"]
    assert found(world, "clerk", "食品") == before


def test_only_what_may_be_seen_is_found_and_counted(world, now):
    for _ in range(2):
        Walk(world, now, title="路灯不亮", source_kind="industrial").register()
    hidden = Walk(world, now, title="路灯不亮", source_kind="industrial").register()
    actions.amend_matter(
        actor=world.actor("clerk"), matter=hidden, title="路灯不亮", category="roads", label=Label.SUPERVISION,
        now=now,
    )  # fmt: skip
    for name, count in (("clerk", "2"), ("supervisor", "3"), ("projects", "2")):
        (group,) = ask(world, name, "路灯").context["groups"]
        assert group.count == count, name
    assert found(world, "builder", "路灯") == {}


def test_who_may_not_search_is_told(world):
    assert ask(world, "idle", "路灯").status_code == 403


def test_nothing_and_no_word(world):
    assert "没有找到" in unescape(ask(world, "clerk", "不存在").content.decode())
    assert ask(world, "clerk", "").context["groups"] == []
    assert ask(world, "clerk", "、。").context["groups"] == []


def test_the_text_is_shown_as_text(world):
    html = ask(world, "clerk", "<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in html


def test_it_costs_the_same_however_much_is_found(world, now):
    def cost():
        client = Client()
        client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
        client.get(reverse("home:search"), {"q": "路灯"})
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("home:search"), {"q": "路灯"})
        return len(captured)

    costs = []
    for _ in range(2):
        for _walk in range(
            9
        ):  # one more than is shown, so that the second time only the number of hits differs
            Walk(world, now, title="路灯不亮").register()
        costs.append(cost())
    assert SearchDoc.objects.count() == 18
    assert costs[0] == costs[1] <= BUDGETS["home:search"]
