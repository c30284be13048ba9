"""The form of every act through the client: one happy path, one refusal, one effect per key."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from banshi.base.history.models import Entry
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from banshi.core.matters.forms.registry import ACTS
from banshi.core.matters.models import Evidence, Matter
from banshi.core.matters.queries.duplicates import likely_duplicates
from support.matters import Walk
from support.zone import join

DAY = date(2021, 5, 17)


def picture(name="after.jpg", colour="green"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


@pytest.fixture
def does(world, client):
    """Posts an act as somebody; the key is fresh unless given."""

    def post(name, matter, act, key=None, **values):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        address = reverse("matters:act", args=[matter.subject.uid, act])
        return client.post(address, {"key": key or uuid7(), **values})

    return post


def at(world, now, step, **changes):
    walk = Walk(world, now)
    getattr(walk, step)(**changes)
    return walk


DISPATCH = {
    "requirement": "门前排水沟疏通,中雨不积水",
    "lead_leader": "leader",
    "responsible_unit": "construction_bureau",
    "due_on": "2021-05-25",
}
# act: who, from which step, what is sent, what is wrong with it, on which field it lands
HAPPY = {
    "register": ("clerk", "receive", {}, {"effective_on": "2021-06-01"}, "effective_on"),
    "decline": (
        "clerk",
        "register",
        {"reason": "属供电公司职责,请拨 95598", "told_on": "2021-05-17"},
        {"told_on": "2021-06-01"},
        "told_on",
    ),
    "amend": (
        "clerk",
        "register",
        {"title": "南门排水不畅", "category": "roads", "label": "1"},
        {"category": "nothing"},
        "category",
    ),
    "dispatch": ("clerk", "register", DISPATCH, {"requirement": "尽快修好"}, "requirement"),
    "sign": ("builder", "dispatch", {}, {"effective_on": "2021-06-01"}, "effective_on"),
    "object": ("builder", "dispatch", {"reason": "属市政管理"}, {"reason": " "}, "reason"),
    "progress": ("builder", "sign", {"text": "已清淤"}, {"text": ""}, "text"),
    "wait": (
        "builder",
        "sign",
        {"outside": "县供电公司", "reason": "等验收", "until_on": "2021-05-21"},
        {"until_on": "2021-05-17"},
        "until_on",
    ),
    "reply": (
        "builder",
        "sign",
        {"text": "周三进场", "told_on": "2021-05-17", "next_on": "2021-05-20"},
        {"text": "尽快处理"},
        "text",
    ),
    "explain": (
        "builder",
        "sign",
        {"text": "需待上位规划批复", "told_on": "2021-05-17", "review_on": "2021-08-17"},
        {"review_on": "2021-05-01"},
        "review_on",
    ),
    "ask_extension": (
        "builder",
        "sign",
        {"until_on": "2021-06-04", "reason": "汛期停工"},
        {"until_on": "2021-05-20"},
        "until_on",
    ),
    "submit": ("builder", "sign", {"outcome": "solved", "text": "已疏通"}, {"outcome": "eased"}, "remaining"),
    "attach": ("builder", "sign", {"kind": "raiser", "dated_on": "2021-05-17"}, {"kind": "paper"}, "upload"),
    "verify": ("verifier", "submit", {"text": "现场属实"}, {"effective_on": "2021-06-01"}, "effective_on"),
    "send_back": ("verifier", "submit", {"text": "仍有积水"}, {"text": " "}, "text"),
    "try_answer": (
        "clerk",
        "verified",
        {"text": "10点电话无人接听"},
        {"effective_on": "2021-06-01"},
        "effective_on",
    ),
    "answer": (
        "clerk",
        "verified",
        {"solved": "solved", "satisfaction": "satisfied", "channel": "phone", "answered_on": "2021-05-17"},
        {"solved": "no_answer", "satisfaction": "no_answer"},
        "solved",
    ),
    "close": ("clerk", "verified", {}, {}, None),
    "reopen": ("clerk", "close", {"reason": "雨后又积水"}, {"reason": ""}, "reason"),
    "split": ("clerk", "register", {"titles": "清淤\n换盖板"}, {"titles": "长" * 121}, "titles"),
    "withdraw": ("clerk", "register", {"reason": "企业自行解决"}, {"reason": ""}, "reason"),
    "key_list": ("clerk", "register", {}, {"effective_on": "2021-06-01"}, "effective_on"),
    "merge": ("clerk", "register", {}, {"number": "2021-9999"}, "number"),
}
ELSEWHERE = {"settle_objection", "co_reply", "release_co", "resume", "decide_extension", "decide_answer"}
ELSEWHERE |= {"take_up"}  # tests of importing


def test_every_act_of_the_life_cycle_has_a_form(world, now):
    from banshi.base.presets import queries as presets

    arcs = presets.rules(world.zone, "lifecycle", DAY).arcs
    assert set(arcs) == set(ACTS)
    assert set(ACTS) == set(HAPPY) | ELSEWHERE


@pytest.mark.parametrize("act", sorted(set(HAPPY) - {"merge", "close"}))
def test_happy_path_and_one_effect(world, now, does, act):
    who, step, values, _wrong, _field = HAPPY[act]
    walk = at(world, now, step)
    key = uuid7()
    first = does(who, walk.matter, act, key=key, **values)
    assert first.status_code == 302, first.context["form"].errors
    entries = Entry.objects.filter(subject=walk.matter.subject).count()
    does(who, walk.matter, act, key=key, **values)
    assert Entry.objects.filter(subject=walk.matter.subject).count() == entries


@pytest.mark.parametrize("act", sorted(set(HAPPY) - {"close"}))
def test_refusal_lands_on_its_field_and_changes_nothing(world, now, does, act):
    who, step, values, wrong, field = HAPPY[act]
    walk = at(world, now, step)
    before = walk.again()
    answer = does(who, walk.matter, act, **{**values, **wrong})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors
    for name, value in {**values, **wrong}.items():  # what was typed is kept
        if name in form.fields and value.strip():
            assert value.splitlines()[0] in text(answer)
    after = walk.again()
    assert (after.state, after.subject.head_n) == (before.state, before.subject.head_n)


def test_every_form_shows_itself_in_both_languages(world, now, client):
    for act, (who, step, *_rest) in HAPPY.items():
        walk = at(world, now, step)
        client.force_login(Account.objects.get(pk=world.accounts[who].pk))
        for language in ("zh-hans", "en"):
            client.cookies["language"] = language
            answer = client.get(reverse("matters:act", args=[walk.matter.subject.uid, act]))
            assert answer.status_code == 200, act
            assert 'name="key"' in answer.content.decode()


def test_an_act_out_of_turn_is_refused_with_its_sentence(world, now, does, client):
    walk = at(world, now, "sign")
    answer = does("builder", walk.matter, "sign")
    assert answer.status_code == 422
    shown = client.get(reverse("matters:act", args=[walk.matter.subject.uid, "sign"]))
    assert shown.status_code == 422
    assert "已签收" in text(shown)


def test_strangers_get_nothing_and_readers_are_told(world, now, does):
    walk = at(world, now, "sign")
    assert does("projects", walk.matter, "submit", outcome="solved", text="x").status_code == 404
    assert does("supervisor", walk.matter, "submit", outcome="solved", text="x").status_code in (403, 422)
    assert walk.again().state == "signed"


def test_not_mine_is_settled_once(world, now, does):
    walk = at(world, now, "dispatch")
    assert does("builder", walk.matter, "object", reason="属项目服务中心").status_code == 302
    wrong = does("clerk", walk.matter, "settle_objection", upheld="true", reason="采纳")
    assert "responsible_unit" in wrong.context["form"].errors
    right = does(
        "clerk",
        walk.matter,
        "settle_objection",
        upheld="true",
        reason="采纳",
        responsible_unit="project_service_centre",
        due_on="2021-05-28",
    )
    assert right.status_code == 302
    assert walk.again().responsible_unit.code == "project_service_centre"


def test_extension_asked_and_decided(world, now, does):
    walk = at(world, now, "sign")
    does("builder", walk.matter, "ask_extension", until_on="2021-06-04", reason="汛期停工")
    untold = does("leader", walk.matter, "decide_extension", approved="true")
    assert "told_on" in untold.context["form"].errors
    assert (
        does("leader", walk.matter, "decide_extension", approved="true", told_on="2021-05-17").status_code
        == 302
    )
    assert walk.again().due_on == date(2021, 6, 4)


def test_wait_and_resume(world, now, does):
    walk = at(world, now, "sign")
    does("builder", walk.matter, "wait", outside="县供电公司", reason="等验收", until_on="2021-05-21")
    assert does("builder", walk.matter, "resume", text="已送电").status_code == 302
    assert walk.again().state == "in_hand"


def test_co_handlers_with_their_own_days(world, now, does):
    walk = at(world, now, "register")
    late = does(
        "clerk",
        walk.matter,
        "dispatch",
        **DISPATCH,
        co_unit_1="project_service_centre",
        co_due_1="2021-06-30",
    )
    assert "co_unit_1" in late.context["form"].errors
    twice = does(
        "clerk",
        walk.matter,
        "dispatch",
        **DISPATCH,
        co_unit_1="project_service_centre",
        co_unit_2="project_service_centre",
    )
    assert "co_unit_2" in twice.context["form"].errors
    both = does(
        "clerk",
        walk.matter,
        "dispatch",
        **DISPATCH,
        co_unit_1="project_service_centre",
        co_due_1="2021-05-20",
        co_unit_2="enterprise_service_centre",
    )
    assert both.status_code == 302
    assert does("projects", walk.matter, "sign").status_code == 302
    assert does("projects", walk.matter, "co_reply", text="已移交图纸").status_code == 302
    assert (
        does(
            "clerk", walk.matter, "release_co", unit="enterprise_service_centre", reason="不再需要"
        ).status_code
        == 302
    )
    parts = {part.unit.code: part for part in walk.again().co_handlers.select_related("unit")}
    assert parts["project_service_centre"].replied_at
    assert parts["enterprise_service_centre"].released_at


def test_close_says_what_is_missing_and_then_closes(world, now, does):
    walk = at(world, now, "verified")
    early = does("clerk", walk.matter, "close")
    assert early.status_code == 422
    assert "还没有回访反映人" in text(early)
    walk.answer()
    key = uuid7()
    assert does("clerk", walk.matter, "close", key=key).status_code == 302
    assert does("clerk", walk.matter, "close", key=key).status_code == 302
    assert Entry.objects.filter(subject=walk.matter.subject, kind="matters.closed").count() == 1


def test_second_dissatisfaction_goes_to_the_leader(world, now, does):
    walk = at(world, now, "verified")
    walk.answer(satisfaction="dissatisfied")
    by = {"matter": walk.matter, "now": now}
    actions.submit_matter(actor=world.actor("builder"), outcome="solved", text="再次疏通", **by)
    actions.verify_matter(actor=world.actor("verifier"), passed=True, text="属实", **by)
    does(
        "clerk",
        walk.matter,
        "answer",
        solved="solved",
        satisfaction="dissatisfied",
        channel="phone",
        answered_on="2021-05-17",
    )
    answer = does("leader", walk.matter, "decide_answer", let_stand="true", reason="已按要求办结")
    assert answer.status_code == 302
    assert walk.again().answers.last().decision == "let_stand"


def test_merge_by_likely_duplicate(world, now, does):
    first, second = at(world, now, "register"), at(world, now, "register")
    answer = does("clerk", second.matter, "merge", likely=first.matter.number)
    assert answer.status_code == 302
    assert second.again().merged_into == first.again()


def test_a_photo_with_the_step_and_the_same_photo_again(world, now, does):
    walk = at(world, now, "sign")
    answer = does("builder", walk.matter, "progress", text="已清淤", photo=picture())
    assert answer.status_code == 302
    assert Evidence.objects.filter(matter=walk.matter, kind="photo_after").count() == 1
    by = {"matter": walk.matter, "now": now}
    actions.submit_matter(actor=world.actor("builder"), outcome="solved", text="已疏通", **by)
    actions.verify_matter(actor=world.actor("verifier"), passed=True, text="属实", **by)
    walk.answer()
    actions.close_matter(actor=world.actor("clerk"), **by)
    other = at(world, now, "sign")
    again = does("builder", other.matter, "progress", text="也已清淤", photo=picture())
    assert "reuse_reason" in again.context["form"].errors
    assert Evidence.objects.filter(matter=other.matter).count() == 0
    told = does(
        "builder", other.matter, "progress", text="也已清淤", photo=picture(), reuse_reason="同一条沟"
    )
    assert told.status_code == 302
    assert Evidence.objects.get(matter=other.matter).reuse_reason == "同一条沟"


NEW = {
    "raiser_kind": "enterprise",
    "raiser_name": "行政专员",
    "raiser_phone": "13800000000",
    "words": "路灯不亮",
    "title": "南门路灯不亮",
    "kind": "problem",
    "category": "roads",
    "source_kind": "enterprise",
    "raised_on": "2021-05-17",
    "label": "1",
}


@pytest.fixture
def enters(world, client):
    def post(name="clerk", **values):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        given = {
            "key": uuid7(),
            "raiser_org": world.firm.subject.uid,
            "place": world.place.subject.uid,
            **NEW,
            **values,
        }
        return client.post(reverse("matters:new"), given)

    return post


def test_enter_registers_in_one_step_once(world, now, enters):
    key = uuid7()
    assert enters(key=key).status_code == 302
    assert enters(key=key, different="1").status_code == 302
    matter = Matter.objects.get()
    assert (matter.state, matter.collector.code) == ("registered", "enterprise_service_centre")


def test_enter_shows_likely_duplicates_first(world, now, enters):
    walk = at(world, now, "register")
    shown = enters()
    assert shown.status_code == 200
    assert walk.matter.number in text(shown)
    assert "同一反映人" in text(shown)
    assert "路灯不亮" in text(shown)
    assert Matter.objects.count() == 1
    assert enters(different="1").status_code == 302
    assert Matter.objects.count() == 2


def test_enter_and_merge_into_the_same(world, now, enters):
    walk = at(world, now, "register")
    assert enters(same_as=walk.matter.number).status_code == 302
    assert Matter.objects.exclude(pk=walk.matter.pk).get().merged_into == walk.matter


def test_enter_refuses_on_the_field_and_keeps_what_was_typed(world, now, enters):
    answer = enters(raiser_org="", title="南门路灯")
    assert answer.status_code == 422
    assert "raiser_org" in answer.context["form"].errors
    assert "南门路灯" in text(answer)
    assert not Matter.objects.exists()
    future = enters(raised_on="2021-06-30")
    assert "raised_on" in future.context["form"].errors


def test_find_narrows_without_saving(world, now, enters):
    answer = enters(find="find_org", find_org="晴川", raiser_org="")
    assert answer.status_code == 200
    assert f'value="{world.firm.subject.uid}" selected' in answer.content.decode()
    none = enters(find="find_org", find_org="不存在的公司", raiser_org="")
    assert none.status_code == 200
    assert not Matter.objects.exists()


def test_who_may_enter(world, now, client):
    codes = {}
    for name in ("clerk", "firms", "leader", "supervisor", "idle"):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        codes[name] = client.get(reverse("matters:new")).status_code
    assert codes == {"clerk": 200, "firms": 200, "leader": 403, "supervisor": 403, "idle": 403}


def test_duplicates_only_among_what_is_visible(world, now, django_assert_max_num_queries):
    for _n in range(7):
        at(world, now, "register")
    asked = {"raiser_org": world.firm, "place": None, "title": "门前排水", "words": "积水", "raised_on": DAY}
    clerk = world.actor("clerk")
    likely_duplicates(clerk, **asked)  # the rules are read once per process
    with django_assert_max_num_queries(3):
        found = likely_duplicates(clerk, **asked)
    assert len(found) == 5
    assert likely_duplicates(world.actor("projects"), **asked) == []
    far = {**asked, "raiser_org": None, "raised_on": DAY + timedelta(days=400)}
    assert likely_duplicates(world.actor("clerk"), **far) == []


def test_the_day_that_the_raiser_names_is_told_beside_the_deadline_and_is_not_it(world, now, client):
    walk = Walk(world, now, words="门口积水,请5月20日前处理。")
    walk.register()
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    where = reverse("matters:act", args=[walk.matter.subject.uid, "dispatch"])
    page = text(client.get(where))
    assert "反映人在原话中希望5月20日(周四)前办理" in page
    assert 'value="2021-05-20"' not in page
    plain = Walk(world, now, title="另一处", words="门口积水。")
    plain.register()
    where = reverse("matters:act", args=[plain.matter.subject.uid, "dispatch"])
    assert "反映人在原话中" not in text(client.get(where))


def test_who_labels_a_matter_above_his_own_reach_is_led_to_a_page_that_opens(world, now, does, client):
    """It is recorded, and no longer his to see: he is not sent to a page that is not there."""
    join(world, "keeper", "project_service_centre", "staff", ("ledger_clerk",))
    matter = at(world, now, "sign").matter
    answer = does("keeper", matter, "amend", title="南门排水不畅", category="roads", label="2")
    there = client.get(reverse("matters:matter", args=[matter.subject.uid])).status_code
    assert (there, answer["Location"]) == (404, "/")
