"""A matter's page: who sees it, what it shows, what it keeps masked, and what it costs."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.zones import access, clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.core.access.queries import verbs_on
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import matter as queries
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.rules.offering import verb_of
from support.matters import Walk

PEOPLE = [
    "clerk",
    "leader",
    "verifier",
    "builder",
    "projects",
    "firms",
    "supervisor",
    "administrator",
    "idle",
]


@pytest.fixture
def as_(world, client):
    """The client signed in as somebody of the world."""

    def sign_in(name):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        return client

    return sign_in


def page_of(matter):
    return reverse("matters:matter", args=[matter.subject.uid])


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def test_own_unit_other_unit_and_stranger(world, now, as_):
    matter = Walk(world, now).sign()
    unknown = reverse("matters:matter", args=[uuid7()])
    codes = {name: as_(name).get(page_of(matter)).status_code for name in PEOPLE}
    assert codes == {
        "clerk": 200,
        "leader": 200,
        "verifier": 200,
        "builder": 200,
        "supervisor": 200,
        "firms": 200,  # it collected the matter
        "projects": 404,
        "administrator": 404,
        "idle": 404,
    }
    forbidden, missing = as_("projects").get(page_of(matter)), as_("projects").get(unknown)
    assert missing.status_code == 404
    assert forbidden.status_code == 404
    plain = re.compile(r'[0-9a-f]{8}-[0-9a-f-]{27}|"X-CSRFToken": "\w+"|value="\w{64}"')
    assert plain.sub("", text(forbidden)) == plain.sub("", text(missing))


def test_nobody_signed_in_is_sent_to_the_door(world, now, client):
    answer = client.get(page_of(Walk(world, now).sign()))
    assert answer.status_code == 302


def test_shows_words_requirement_holder_and_counter(world, now, as_):
    matter = Walk(world, now).sign()
    shown = text(as_("builder").get(page_of(matter)))
    for part in (
        "一下雨门口就积水",
        "门前排水沟疏通,中雨不积水",
        "晴川厂区",
        "建设管理局",
        "剩 6 个工作日",
        "提交核验",
    ):
        assert part in shown
    assert "05-22 – 05-23 周末" in re.sub(r"<[^>]+>", "", shown)


def test_masked_until_revealed_once(world, now, as_):
    matter = Walk(world, now).sign()
    client = as_("clerk")
    shown = text(client.get(page_of(matter)))
    assert "138****0000" in shown
    assert "13800000000" not in shown
    assert "行政专员" not in shown
    key = uuid7()
    address = reverse("matters:reveal", args=[matter.subject.uid])
    revealed = client.post(address, {"key": key})
    assert revealed.status_code == 200
    assert "13800000000" in text(revealed)
    assert "行政专员" in text(revealed)
    assert "no-store" in revealed["Cache-Control"]
    client.post(address, {"key": key})
    assert Entry.objects.filter(subject=matter.subject, kind="matters.revealed").count() == 1
    assert "13800000000" not in text(client.get(page_of(matter)))


def test_reveal_is_not_open_to_everybody(world, now, as_):
    matter = Walk(world, now).sign()
    address = reverse("matters:reveal", args=[matter.subject.uid])
    codes = {name: as_(name).post(address, {"key": uuid7()}).status_code for name in PEOPLE}
    assert {name for name, code in codes.items() if code == 200} == {"clerk", "verifier", "builder", "firms"}
    assert codes["supervisor"] == codes["leader"] == 403
    assert codes["projects"] == codes["idle"] == 404


def test_offered_agrees_with_access(world, now):
    matter = Walk(world, now).sign()
    for name in PEOPLE:
        actor = world.actor(name)
        asked = {
            verb_of(act)
            for act in (
                "sign",
                "submit",
                "answer",
                "dispatch",
                "co_reply",
                "attach",
                "decide_extension",
                "amend",
            )
        }
        assert verbs_on(actor, matter.subject, asked) == {
            verb for verb in asked if access.can(actor, verb, matter)
        }


@pytest.mark.parametrize(
    ("step", "who", "asked"),
    [
        ("receive", "clerk", "register"),
        ("register", "clerk", "dispatch"),
        ("dispatch", "builder", "sign"),
        ("sign", "builder", "submit"),
        ("submit", "verifier", "verify"),
        ("submit", "builder", None),
        ("verified", "clerk", "answer"),
        ("close", "clerk", None),
        ("sign", "supervisor", None),
    ],
)
def test_the_one_act_asked(world, now, step, who, asked):
    walk = Walk(world, now)
    getattr(walk, step)()
    page = MatterPage(world.actor(who), queries.find(world.actor(who), walk.matter.subject.uid), now)
    assert (page.primary.code if page.primary else None) == asked


def test_handler_is_not_offered_to_judge(world, now):
    walk = Walk(world, now)
    walk.submit()
    offered = MatterPage(
        world.actor("builder"), queries.find(world.actor("builder"), walk.matter.subject.uid), now
    ).offered
    assert not {"verify", "send_back", "answer", "close"} & set(offered)


def test_supervisor_changes_nothing(world, now):
    walk = Walk(world, now)
    walk.verified()
    actor = world.actor("supervisor")
    assert MatterPage(actor, queries.find(actor, walk.matter.subject.uid), now).offered == ()


def test_every_state_renders_in_both_languages(world, now, as_):
    for step in ("receive", "register", "dispatch", "sign", "submit", "verified", "close"):
        walk = Walk(world, now)
        getattr(walk, step)()
        for language in ("zh-hans", "en"):
            client = as_("clerk")
            client.cookies["language"] = language
            answer = client.get(page_of(walk.matter))
            assert answer.status_code == 200
            if language == "en":
                assert "Whose turn" in text(answer)


def test_provisional_year_is_said(world, now, as_):
    walk = Walk(world, now)
    walk.dispatch(due_on=date(2027, 3, 1))
    walk.matter = actions.sign_matter(actor=world.actor("builder"), matter=walk.matter, now=now)
    assert "暂定" in text(as_("builder").get(page_of(walk.matter)))


def test_day_and_night_for_urgent_kinds(world, now, as_):
    walk = Walk(world, now, kind="urgent_supply", category="utilities")
    walk.dispatch(due_on=clock.on_date(world.zone, now) + timedelta(days=1), due_at=now + timedelta(hours=24))
    matter = actions.sign_matter(actor=world.actor("builder"), matter=walk.matter, now=now)
    assert "昼夜" in text(as_("builder").get(page_of(matter)))


def test_queries_do_not_grow_with_the_history(world, now, as_):
    walk = Walk(world, now)
    walk.sign()
    client = as_("builder")
    client.get(page_of(walk.matter))
    counts = []
    for more in (1, 30):
        for n in range(more):
            actions.record_progress(
                actor=world.actor("builder"), matter=walk.matter, text=f"第{n}步", now=now
            )
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page_of(walk.matter)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
    assert Matter.objects.count() == 1


def test_a_matter_with_everything_keeps_to_its_budget(world, now, as_):
    from .test_pages_acts import picture

    walk = Walk(world, now)
    walk.dispatch(co_parts=(actions.CoPart(world.units["project_service_centre"]),))
    by = {"actor": world.actor("builder"), "matter": walk.matter, "now": now}
    actions.sign_matter(**by)
    actions.attach_evidence(kind="photo_after", dated_on=date(2021, 5, 17), upload=picture(), **by)
    actions.wait_for_outside(outside="县供电公司", reason="等验收", until_on=date(2021, 5, 20), **by)
    actions.resume_matter(text="已送电", **by)
    actions.ask_extension(until_on=date(2021, 6, 20), reason="汛期", **by)
    actions.submit_matter(outcome="eased", remaining="永久管道待建", text="已疏通", **by)
    actions.verify_matter(
        actor=world.actor("verifier"), matter=walk.matter, passed=True, text="属实", now=now
    )
    walk.answer()
    client = as_("clerk")
    client.get(page_of(walk.matter))
    with CaptureQueriesContext(connection) as caught:
        shown = text(client.get(page_of(walk.matter)))
    assert len(caught) <= 25
    for part in ("永久管道待建", "县供电公司", "项目服务中心", "县供电公司", "满意", "申请延期"):
        assert part in shown
