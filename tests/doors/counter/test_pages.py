"""The pages of the counter: what stands beside, the draft of a message, the call."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.core.matters.models import Matter
from banshi.doors.counter.models import FirstContact
from support.matters import Walk

MESSAGE = (
    "行政专员 2021-05-16 09:12\n晴川厂区门口积水，货车进不来，电话13800000000，请5月25日前处理，尽快。\n"
)


@pytest.fixture
def client(world):
    return client_of(world, "clerk")


def client_of(world, name):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def text(response):
    return unescape(response.content.decode())


def typed(**changes):
    return {
        "way": "call", "raiser_phone": "138 0000 0000", "raiser_name": "行政专员", "raiser_kind": "enterprise",
        "org_name": "晴川", "words": "一下雨门口就积水。", "title": "厂区门前积水", "place_name": "",
        "kind": "problem", "category": "roads", "source_kind": "", "raised_on": "2021-05-17", "label": "1",
        "call_back": "raiser", "wanted_by": "", "key": str(uuid7()),
    } | changes  # fmt: skip


def test_a_call_gets_its_number_and_the_next_caller(client, world):
    response = client.post(reverse("counter:intake"), typed())
    matter = Matter.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("counter:taken", args=[matter.subject.uid])
    assert (matter.raiser_org, matter.source_kind) == (world.firm, "hotline")
    page = text(client.get(response["Location"]))
    for said in (matter.number, "下一位", "党政办公室", "5月18日(周二)"):
        assert said in page


def test_a_second_click_leads_to_the_same_number(client):
    """Where the answer got lost, the matter of the first click stood there as its own duplicate."""
    sent = typed()
    first = client.post(reverse("counter:intake"), sent)
    again = client.post(reverse("counter:intake"), sent)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    other = client.post(reverse("counter:intake"), sent | {"words": "另一通电话。"})
    assert other.status_code == 409
    assert "另一通电话。" in text(other)
    assert "是同一件" not in text(other).split("<aside")[0]
    assert Matter.objects.count() == 1


def test_the_telephone_finds_earlier_matters_but_not_for_everybody(client, world, now):
    walk = Walk(world, now, title="门卫室漏雨")
    walk.register()
    found = text(client.post(reverse("counter:check"), {"raiser_phone": "+86 138-0000-0000"}))
    assert "门卫室漏雨" in found
    assert "晴川精密制造有限公司" in found
    assert "13800000000" not in found
    assert "行政专员" not in found
    others = text(
        client_of(world, "projects").post(reverse("counter:check"), {"raiser_phone": "13800000000"})
    )
    assert "门卫室漏雨" not in others


def test_what_stands_beside_writes_nothing(client, world, now):
    Walk(world, now).register()
    before = Entry.objects.count()
    client.post(reverse("counter:check"), typed())
    assert Entry.objects.count() == before
    assert Matter.objects.count() == 1


def test_department_and_day_follow_the_category_and_the_kind(client, world, now):
    Walk(world, now, title="路面破损").dispatch()
    page = text(client.post(reverse("counter:check"), typed()))
    assert "建设管理局" in page
    assert "5月26日" in page  # seven working days
    urgent = text(client.post(reverse("counter:check"), typed(kind="urgent_supply")))
    assert "24小时" in urgent.replace(" ", "")


def test_what_is_not_filed_here_is_told(client):
    page = text(client.post(reverse("counter:check"), typed(words="我要举报干部吃拿卡要")))
    assert "12388" in page
    assert "12388" in text(client.get(reverse("counter:intake")))


def test_a_likely_duplicate_that_was_not_seen_is_shown_first(client, world, now):
    other = Walk(world, now, title="厂区门前积水").register()
    response = client.post(reverse("counter:intake"), typed())
    assert response.status_code == 200
    assert other.number in text(response)
    assert Matter.objects.count() == 1
    assert client.post(reverse("counter:intake"), typed(seen=other.number)).status_code == 302
    assert client.post(reverse("counter:intake"), typed(same_as=other.number)).status_code == 302
    assert Matter.objects.filter(merged_into=other).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"org_name": "不存在的公司"}, "没有叫这个名称的单位"),
        ({"place_name": "不存在的地方"}, "没有叫这个名称的地点"),
        ({"title": ""}, "请填写"),
        ({"raiser_phone": "没有"}, "电话"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, changes, said):
    response = client.post(reverse("counter:intake"), typed(**changes))
    assert response.status_code == 422
    assert said in text(response)
    assert not Matter.objects.exists()


def test_a_message_becomes_a_draft_and_nothing_is_kept(client, world):
    before = Entry.objects.count()
    page = text(client.post(reverse("counter:paste"), {"pasted": MESSAGE}))
    fields = ("13800000000", "晴川厂区", "行政专员", "2021-05-25")
    for said in (*(f'value="{value}"' for value in fields), "来自“5月25日前”", "没有日期：", "found-phone"):
        assert said in page
    assert Entry.objects.count() == before
    assert not Matter.objects.exists()


def test_a_day_that_no_calendar_has_is_told(client):
    page = text(client.post(reverse("counter:paste"), {"pasted": "晴川厂区门前积水，请在6月31日前处理。"}))
    assert "没有这一天：" in page
    assert "6月31日" in page
    assert 'value="2021-06-30"' not in page
    page = text(client.post(reverse("counter:paste"), {"pasted": "晴川厂区门前积水，请在6.25前处理。"}))
    assert 'value="2021-06-25"' in page


def test_a_draft_is_filed_by_a_person_once(client, world):
    key = str(uuid7())
    given = typed(way="message", pasted=MESSAGE, part="0", file="1", key=key, wanted_by="2021-05-25")
    first = client.post(reverse("counter:paste"), given)
    again = client.post(reverse("counter:paste"), given | {"seen": Matter.objects.get().number})
    assert first["Location"] == again["Location"]
    contact = FirstContact.objects.get()
    assert (contact.way, str(contact.wanted_by)) == ("message", "2021-05-25")


def test_several_requests_are_filed_one_after_the_other(client, world):
    pasted = "1、晴川厂区门口积水,货车进不来\n2、员工宿舍热水不够用,招工也难"
    page = text(client.post(reverse("counter:paste"), {"pasted": pasted}))
    assert "2件事" in page.replace(" ", "")
    first = client.post(reverse("counter:paste"), typed(pasted=pasted, part="0", file="1"))
    assert first.status_code == 200
    assert "员工宿舍热水不够用" in text(first)
    assert Matter.objects.count() == 1
    second = typed(pasted=pasted, part="1", done="0", file="1", title="宿舍热水不够", words="员工宿舍热水不够用",
                   seen=Matter.objects.get().number)  # fmt: skip
    assert client.post(reverse("counter:paste"), second).status_code == 302
    assert Matter.objects.count() == 2
    whole = text(client.post(reverse("counter:paste"), {"pasted": pasted, "go": "whole"}))
    assert "作为一件登记" in whole


def test_an_empty_paste_is_asked_for(client):
    assert client.post(reverse("counter:paste"), {"pasted": " "}).status_code == 422


def verified(world, now):
    walk = Walk(world, now)
    return walk.verified()


def test_the_call_sheet_asks_in_neutral_words_and_shows_the_telephone_once(client, world, now):
    matter = verified(world, now)
    assert "厂区门前排水不畅" in text(client.get(reverse("counter:calls")))
    address = reverse("counter:call", args=[matter.subject.uid])
    page = text(client.get(address))
    assert "138****0000" in page
    assert "13800000000" not in page
    assert "checked" not in page.split('name="satisfaction"')[1].split("</fieldset>")[0]
    shown = client.post(reverse("counter:phone", args=[matter.subject.uid]), {"key": str(uuid7())})
    assert "13800000000" in text(shown)
    assert Entry.objects.filter(subject=matter.subject, kind="matters.revealed").count() == 1
    assert "13800000000" not in text(client.get(address))


def test_an_answer_of_the_call_is_recorded_by_cores_rule(client, world, now):
    matter = verified(world, now)
    address = reverse("counter:call", args=[matter.subject.uid])
    given = {
        "reached": "yes",
        "solved": "solved",
        "satisfaction": "fairly",
        "channel": "phone",
        "text": "可以了",
    }
    assert client.post(address, given | {"key": str(uuid7())}).status_code == 302
    matter.refresh_from_db()
    assert (matter.solved, matter.satisfaction) == ("solved", "fairly")
    assert "没有待回访" in text(client.get(reverse("counter:calls"))).replace("的事项", "")


def test_not_solved_returns_it(client, world, now):
    matter = verified(world, now)
    address = reverse("counter:call", args=[matter.subject.uid])
    given = {"reached": "yes", "solved": "not_solved", "satisfaction": "dissatisfied", "channel": "phone"}
    page = text(client.post(address, given | {"key": str(uuid7())}, follow=True))
    assert "退回责任部门" in page
    matter.refresh_from_db()
    assert matter.returned == 1


@pytest.mark.parametrize(
    "given",
    [
        {"reached": "yes", "solved": "solved"},
        {"reached": "no"},
        {"reached": "no", "solved": "solved", "satisfaction": "satisfied", "next_on": "2021-05-18"},
        {"reached": "no", "next_on": "2021-05-22"},
        {},
    ],
)
def test_half_an_answer_is_sent_back(client, world, now, given):
    matter = verified(world, now)
    response = client.post(
        reverse("counter:call", args=[matter.subject.uid]), given | {"channel": "phone", "key": str(uuid7())}
    )
    assert response.status_code == 422
    matter.refresh_from_db()
    assert matter.solved == ""
    assert not matter.notes.filter(kind="try").exists()


def test_the_matter_names_its_first_contact_until_it_is_handed_over(client, world, now):
    client.post(reverse("counter:intake"), typed(wanted_by="2021-05-25"))
    matter = Matter.objects.get()
    page = text(client.get(reverse("matters:matter", args=[matter.subject.uid])))
    for said in ("首问负责", "责任部门签收前", "反映人期望5月25日", "首问受理", "来件方式"):
        assert said in page
    walk = Walk(world, now)
    walk.matter = matter
    walk.dispatch()
    from banshi.core.matters.actions import sign_matter

    sign_matter(actor=world.actor("builder"), matter=walk.matter, now=now)
    assert "首问已移交" in text(client.get(reverse("matters:matter", args=[matter.subject.uid])))
