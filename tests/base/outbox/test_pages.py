"""Own messages, own settings, and the administrator's channels."""

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.outbox import actions
from banshi.base.outbox.channels import Failed
from banshi.base.outbox.models import Address, Channel, Delivery, Message, Notice, Preference, State
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(client, world):
    def become(name):
        client.force_login(world.accounts[name])
        return client

    return become


def test_the_list_is_empty_then_holds_what_was_told_and_opening_reads_it(desk, browse):
    client = browse("builder")
    assert "empty-state" in client.get(reverse("outbox:mine")).content.decode()
    desk.tell("2021-0001", "2021-0002")
    desk.work()
    assert client.get(reverse("outbox:bell")).json() == {"unread": 2}
    page = client.get(reverse("outbox:mine")).content.decode()
    assert page.index("2021-0002") < page.index("2021-0001")
    assert "晴川精密制造有限公司" in page, "what it is about, for who may see it"
    notice = Notice.objects.order_by("pk")[0]
    answer = client.post(reverse("outbox:open", args=[notice.uid]))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/org/outside/")
    assert client.get(reverse("outbox:bell")).json() == {"unread": 0}, "both are of the same thing"


def test_the_crossing_leads_to_the_page_after_sign_in_and_for_nobody_else(desk, browse, client, world):
    desk.tell("2021-0001")
    desk.work()
    where = reverse("outbox:go", args=[Message.objects.get().uid])
    client.logout()
    answer = client.get(where)
    assert answer.status_code == 302
    assert f"next={where}" in answer["Location"]
    assert browse("builder").get(where)["Location"] == reverse("org:outside", args=[world.firm.subject.uid])
    assert browse("projects").get(where).status_code == 404


def test_own_settings_choose_one_channel_and_keep_the_address_sealed(desk, browse, world):
    client = browse("builder")
    where = reverse("outbox:settings")
    answer = client.post(where, {"channel": str(desk.channel.uid), "address": "", "key": str(uuid7())})
    assert answer.status_code == 422
    assert not Preference.objects.exists()
    form = {"channel": str(desk.channel.uid), "address": "zhang@zone.example", "muted": ["test.asked"]}
    assert client.post(where, form).status_code == 302
    assert Preference.objects.get().channel == desk.channel
    assert b"zhang" not in bytes(Address.objects.get().sealed)
    page = client.get(where).content.decode()
    assert "zhang" not in page
    assert "test.bound" not in page
    assert client.post(where, {**form, "muted": ["test.bound"]}).status_code == 422


def test_the_administrator_adds_a_channel_and_never_sees_its_secret_again(desk, browse):
    client = browse("administrator")
    assert "s3cret" not in client.get(reverse("outbox:channels")).content.decode()
    form = {"name": "Other", "host": "h", "token": "s3cret-token", "key": str(uuid7())}
    assert client.post(reverse("outbox:add_channel", args=["test"]), form).status_code == 302
    row = Channel.objects.get(name="Other")
    page = client.get(reverse("outbox:change_channel", args=[row.uid])).content.decode()
    assert "s3cret" not in page
    assert Entry.objects.filter(kind="outbox.channel_kept").count() == 2
    assert not any(b"s3cret" in bytes(entry.body) for entry in Entry.objects.all())
    again = client.post(reverse("outbox:add_channel", args=["test"]), {**form, "key": str(uuid7())})
    assert again.status_code == 422
    assert Channel.objects.count() == 2


def test_a_channel_is_tested_and_says_why_it_failed(desk, browse, double):
    client = browse("administrator")
    where = reverse("outbox:test", args=[desk.channel.uid])
    assert client.post(where, {"to": "me@zone.example", "key": str(uuid7())}).status_code == 302
    assert double.took[0][0] == "me@zone.example"
    double.failure = Failed("mail_login", down=True)
    answer = client.post(where, {"to": "me@zone.example", "key": str(uuid7())})
    assert answer.status_code == 422
    assert "mail_login" in answer.content.decode()


def test_a_channel_is_switched_off_and_on(desk, browse):
    client = browse("administrator")
    where = reverse("outbox:switch", args=[desk.channel.uid])
    client.post(where, {"off": "1"})
    assert not Channel.objects.get().enabled
    client.post(where, {"on": "1"})
    assert Channel.objects.get().enabled


def test_dead_letters_are_tried_again_or_given_up(desk, browse, double):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.failure = Failed("unknown_user", final=True)
    desk.work()
    letter = Delivery.objects.get()
    client = browse("administrator")
    page = client.get(reverse("outbox:channels")).content.decode()
    assert "unknown_user" in page
    assert "builder@example" not in page
    row = {"row": str(letter.uid)}
    assert client.post(reverse("outbox:try_again"), {**row, "key": str(uuid7())}).status_code == 302
    assert Delivery.objects.get().state == State.WAITING
    desk.work()
    asked = client.post(reverse("outbox:give_up"), row)
    assert str(letter.uid) in asked.content.decode()
    client.post(reverse("outbox:give_up"), {**row, "reason": "电话告知", "key": str(uuid7())})
    assert Delivery.objects.get().state == State.GIVEN_UP


def test_nobody_but_the_keeper_sees_the_channels(desk, browse):
    for name in ("clerk", "builder", "supervisor"):
        assert browse(name).get(reverse("outbox:channels")).status_code == 403
        assert browse(name).get(reverse("outbox:change_channel", args=[desk.channel.uid])).status_code == 403


def test_the_units_that_a_group_follows_are_ticked_by_name_and_kept_by_code(desk, browse, world):
    client = browse("administrator")
    where = reverse("outbox:add_channel", args=["robot"])
    page = client.get(where).content.decode()
    assert 'value="construction_bureau"' in page
    assert world.units["construction_bureau"].name in page
    form = {"name": "建设群", "url": "wecombot://12345678-1234-1234-1234-123456789abc", "key": str(uuid7())}
    assert client.post(where, form | {"units": ["no_such_unit"]}).status_code == 422
    assert client.post(where, form | {"units": ["construction_bureau", "general_office"]}).status_code == 302
    row = Channel.objects.get(kind="robot")
    assert row.settings == {"units": "construction_bureau general_office"}
    page = client.get(reverse("outbox:change_channel", args=[row.uid])).content.decode()
    assert page.count(" checked") == 2


def test_a_unit_that_the_zone_does_not_have_is_refused_by_name(desk, world, now):
    values = {"url": "wecombot://12345678-1234-1234-1234-123456789abc", "units": "17"}
    with pytest.raises(Refusal, match="17") as refused:
        actions.keep_channel(actor=world.system, kind="robot", name="群", values=values, now=now)
    assert refused.value.code == "outbox.unit_unknown"
    assert not Channel.objects.filter(kind="robot").exists()


def test_what_a_message_is_about_is_told_only_to_who_may_still_see_it(desk, browse, world):
    from banshi.base.zones.models import Label

    desk.tell("2021-0001")
    desk.work()
    world.firm.subject.label = Label.SUPERVISION
    world.firm.subject.save()
    page = browse("builder").get(reverse("outbox:mine")).content.decode()
    assert "2021-0001" in page
    assert "晴川精密制造有限公司" not in page


def test_an_undeliverable_letter_says_whose_it_was_by_post_and_why_in_words(desk, double, browse, world):
    desk.likes("builder")
    desk.tell("2021-0001", urgent=True)
    double.failure = Failed("unknown_user", final=True)
    desk.work()
    page = browse("administrator").get(reverse("outbox:channels")).content.decode()
    assert world.posts["builder"].name_zh in page
    assert "qingyu-builder" not in page
    assert "对方查无此人" in page
    assert "builder@example" not in page


@pytest.mark.parametrize(
    ("code", "said"),
    [("timeout", "对方未按时应答"), ("http_503", "对方返回503"), ("strange", "strange"), ("", "")],
)
def test_every_code_has_words(code, said):
    from banshi.base.outbox.why import why

    assert why(code) == said
