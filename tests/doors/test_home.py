"""The start page: whose turn, until when, for each role; and what it costs."""

import json
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.zones import clock
from banshi.base.zones.models import Account, Label
from banshi.core.matters import actions
from banshi.core.matters.actions import CoPart
from banshi.core.matters.queries import lists, turns
from support.matters import Walk

BUDGETS = json.loads((Path(__file__).parents[1] / "budgets.json").read_text())
DAY = timedelta(days=1)


def client_of(world, name):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def home(world, name):
    response = client_of(world, name).get(reverse("home:home"))
    assert response.status_code == 200
    return unescape(response.content.decode())


def yours(world, name):
    actor = world.actor(name)
    found = turns.yours(actor, lists.moment(actor.zone))
    return {(turn.matter.number, turn.act) for turn in found.turns}


def part(html, name):
    """The text of one block."""
    return re.sub(r"\s+", " ", re.search(rf'aria-labelledby="{name}">(.*?)</section>', html, re.S).group(1))


@pytest.mark.parametrize(
    ("stage", "who", "act"),
    [
        ("receive", "clerk", "register"),
        ("register", "clerk", "dispatch"),
        ("dispatch", "builder", "sign"),
        ("sign", "builder", "submit"),
        ("submit", "verifier", "verify"),
        ("verified", "clerk", "answer"),
    ],
)
def test_one_act_is_asked_of_one_person(world, now, stage, who, act):
    matter = getattr(Walk(world, now), stage)()
    for name in world.accounts:
        assert yours(world, name) == ({(matter.number, act)} if name == who else set()), name


def test_after_the_answer_it_is_closed_out(world, now):
    w = Walk(world, now)
    w.verified()
    w.answer()
    assert yours(world, "clerk") == {(w.matter.number, "close")}
    actions.close_matter(actor=world.actor("clerk"), matter=w.matter, now=now)
    assert yours(world, "clerk") == set()


def test_a_collector_takes_nothing_from_the_ledger_office(world, now):
    Walk(world, now, source_kind="infrastructure").receive()
    assert yours(world, "builder") == set()


def test_a_co_handler_is_asked_for_its_part(world, now):
    w = Walk(world, now)
    w.dispatch(co_parts=(CoPart(world.units["project_service_centre"]),))
    assert yours(world, "projects") == {(w.matter.number, "sign")}
    actions.sign_matter(actor=world.actor("projects"), matter=w.matter, now=now)
    assert yours(world, "projects") == {(w.matter.number, "co_reply")}
    actions.reply_as_co_handler(actor=world.actor("projects"), matter=w.matter, text="已配合", now=now)
    assert yours(world, "projects") == set()
    assert yours(world, "builder") == {(w.matter.number, "sign")}


def test_not_mine_passes_to_the_clerk(world, now):
    w = Walk(world, now)
    w.dispatch()
    actions.object_matter(actor=world.actor("builder"), matter=w.matter, reason="属项目服务中心职责", now=now)
    assert yours(world, "builder") == set()
    assert yours(world, "clerk") == {(w.matter.number, "settle_objection")}
    assert w.matter.number in part(home(world, "builder"), "waiting")


def test_an_extension_waits_for_the_lead_leader(world, now):
    w = Walk(world, now)
    w.sign()
    actions.ask_extension(
        actor=world.actor("builder"), matter=w.matter, until_on=date(2021, 6, 4), reason="材料未到", now=now
    )
    assert yours(world, "leader") == {(w.matter.number, "decide_extension")}
    block = part(home(world, "leader"), "yours")
    act = reverse("matters:act", args=[w.matter.subject.uid, "decide_extension"])
    assert "同意" in block
    assert "不同意" in block
    assert act in block
    assert yours(world, "clerk") == set()


def test_an_interim_reply_comes_before_the_deadline(world, now):
    w = Walk(world, now)
    w.sign()
    actions.reply_interim(
        actor=world.actor("builder"), matter=w.matter, text="已到现场查看", told_on=date(2021, 5, 17),
        next_on=date(2021, 5, 20), now=now,
    )  # fmt: skip
    assert yours(world, "builder") == {(w.matter.number, "reply")}
    assert "5月20日(周四)前" in part(home(world, "builder"), "yours")


def test_a_late_interim_reply_is_said_alike_on_the_start_page_and_on_the_matter(world, now):
    w = Walk(world, now)
    w.sign()
    actions.reply_interim(
        actor=world.actor("builder"), matter=w.matter, text="已到现场查看", told_on=date(2021, 5, 17),
        next_on=date(2021, 5, 20), now=now,
    )  # fmt: skip
    where = reverse("matters:matter", args=[w.matter.subject.uid])
    with clock.fixed(now + 3 * DAY):  # the day itself
        assert "阶段答复" not in part_of_turn(client_of(world, "builder").get(where))
    with clock.fixed(now + 4 * DAY):
        assert "超期 1 个工作日" in part(home(world, "builder"), "yours")
        said = part_of_turn(client_of(world, "builder").get(where))
        assert "5月20日" in said
        assert "超期 1 个工作日" in said
        assert 'class="overdue"' in said


def part_of_turn(response):
    """The panel that says whose turn it is."""
    html = unescape(response.content.decode())
    return re.search(r'<div class="panel turn">(.*?)<h2>[^<]*</h2>(.*?)<h2>', html, re.S).group(2)


def test_sorted_by_day_with_the_days_left(world, now):
    later, sooner = Walk(world, now, title="后到期"), Walk(world, now, title="先到期")
    for w, due in ((later, date(2021, 6, 1)), (sooner, date(2021, 5, 25))):
        w.dispatch(due_on=due)
        actions.sign_matter(actor=world.actor("builder"), matter=w.matter, now=now)
    block = part(home(world, "builder"), "yours")
    assert block.index("先到期") < block.index("后到期")
    assert "5月25日(周二)前" in block
    assert "剩 6 个工作日" in block
    with clock.fixed(now + 9 * DAY):
        assert "超期 1 个工作日" in part(home(world, "builder"), "yours")


def test_waiting_names_the_holder_and_a_text_without_content(world, now):
    w = Walk(world, now, title="不可入群的内容")
    w.dispatch()
    block = part(home(world, "clerk"), "waiting")
    assert world.units["construction_bureau"].name_zh in block
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", block).group(1)
    assert w.matter.number in text
    assert reverse("matters:matter", args=[w.matter.subject.uid]) in text
    assert "5月18日(周二)" in text
    assert w.matter.title not in text


def test_leaders_see_at_most_seven_lights(world, now):
    for _ in range(9):
        Walk(world, now).dispatch(due_on=date(2021, 5, 18))
    Walk(world, now, title="尚远").dispatch(due_on=date(2021, 6, 30))
    block = part(home(world, "leader"), "line")
    assert block.count("light-blue") == 7
    assert "7+" in block
    assert "尚远" not in block


def test_a_leader_answers_for_his_own_line_only(world, now):
    w = Walk(world, now)
    w.dispatch(due_on=date(2021, 5, 18))
    post = world.posts["leader"]
    other = type(post).objects.create(
        subject=type(post.subject).objects.create(zone=world.zone, kind="post", caption="另一领导"),
        zone=world.zone, code="other", unit=post.unit, kind=post.kind, rank=post.rank, order=90,
        name_zh="另一领导", name_en="Other leader", starts_on=post.starts_on,
    )  # fmt: skip
    type(w.matter).objects.filter(pk=w.matter.pk).update(lead_leader=other)
    assert w.matter.number not in part(home(world, "leader"), "line")


def test_the_supervisor_is_asked_nothing(world, now):
    Walk(world, now).dispatch()
    with clock.fixed(now + 20 * DAY):
        html = home(world, "supervisor")
    assert 'id="yours"' not in html
    block = part(html, "watched")
    assert "group=overdue" in block
    assert re.search(r"<strong>1</strong> 超期", block)


def test_the_administrator_sees_the_ways_in_only(world, now):
    Walk(world, now).dispatch()
    html = home(world, "administrator")
    assert 'id="administration"' in html
    assert reverse("calendars:calendar") in part(html, "administration")
    assert 'id="yours"' not in html
    assert 'id="administration"' not in home(world, "clerk")


def test_without_a_role_it_says_whom_to_ask(world):
    assert "管理员" in home(world, "idle")


def test_empty_blocks_say_what_would_be_here(world):
    assert "没有轮到您办的事项" in home(world, "builder")
    assert reverse("matters:new") in home(world, "clerk")


@pytest.mark.parametrize("name", ["clerk", "builder", "verifier", "leader"])
def test_what_may_not_be_read_is_not_told(world, now, name):
    w = Walk(world, now, title="只供监督")
    w.dispatch(due_on=date(2021, 5, 18))
    for model in (type(w.matter), type(w.matter.subject)):
        pk = w.matter.pk if model is type(w.matter) else w.matter.subject_id
        model.objects.filter(pk=pk).update(label=Label.SUPERVISION)
    html = home(world, name)
    assert w.matter.number not in html
    assert w.matter.title not in html


DETECTORS = {"supervisor": 13}
"""The supervisor's card says how many anomalies wait for him; each detector asks once."""


@pytest.mark.parametrize(
    "name", ["clerk", "builder", "projects", "verifier", "leader", "supervisor", "administrator"]
)
def test_it_costs_the_same_for_one_row_and_for_many(world, now, name):
    def fill(count):
        for _ in range(count):
            for stage in ("receive", "register", "submit", "verified", "close"):
                getattr(Walk(world, now), stage)()
            w = Walk(world, now)
            w.dispatch(co_parts=(CoPart(world.units["project_service_centre"], date(2021, 5, 18)),))
            actions.sign_matter(actor=world.actor("builder"), matter=w.matter, now=now)
            actions.ask_extension(
                actor=world.actor("builder"),
                matter=w.matter,
                until_on=date(2021, 6, 4),
                reason="材料未到",
                now=now,
            )

    def cost():
        client = client_of(world, name)
        client.get(reverse("home:home"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("home:home"))
        return len(captured)

    fill(1)
    one = cost()
    fill(6)
    many = cost()
    assert one == many <= BUDGETS["home:home"] + DETECTORS.get(name, 0)
    assert BUDGETS["home:home"] <= 14
