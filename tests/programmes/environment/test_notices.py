"""Notices: issued, acknowledged by system, link and paper, chased, withdrawn; refused acts leave nothing behind."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from banshi.base.figures.registry import Question, figure
from banshi.base.files.models import StoredFile
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.history.verify import Tally, walk
from banshi.base.outbox.models import Message
from banshi.base.ui import formkey
from banshi.base.zones import clock
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.programmes.environment.actions import notices as actions
from banshi.programmes.environment.models import Notice, Recipient
from banshi.programmes.environment.queries import notices as queries
from programmes.environment import filing
from support.ledger import asked
from support.zone import NOW

LATER = NOW + timedelta(days=9)


def state():
    return (
        list(Notice.objects.order_by("pk").values()),
        list(Recipient.objects.order_by("pk").values()),
        Subject.objects.count(),
        Entry.objects.count(),
        StoredFile.objects.count(),
        Message.objects.count(),
    )


def refused(act, **given):
    before = state()
    with pytest.raises(Refusal) as refusal:
        act(**given)
    assert state() == before
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "%(" not in refusal.value.message
    return refusal.value.code


def client_of(world, client, name):
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    return client


def test_a_notice_goes_to_sites_organisations_and_units_each_once(world):
    firm = filing.contractor(world)
    other = filing.site(world, "鹤鸣工地", firm)
    bureau = world.units["construction_bureau"]
    row = filing.issue(
        world, sites=[world.place, other, other], organisations=[firm], units=[bureau, bureau],
        uploads=filing.taken(world),
    )  # fmt: skip
    told = {one.name: bool(one.token) for one in queries.recipients_of(row)}
    assert told == {
        "晴川厂区": True, "鹤鸣工地 · 汀竹建设工程有限公司": True, "汀竹建设工程有限公司": True, "建设管理局": False,
    }  # fmt: skip
    entry = read(Entry.objects.get(subject=row.subject))
    assert entry["kind"] == "environment.notice_issued"
    assert filing.TITLE not in str(entry["data"]["words"])
    assert entry["data"]["units"] == ["construction_bureau"]
    assert len(entry["data"]["files"]) == 1
    assert Message.objects.get(kind="environment.notice_issued").audience == {"units": [bureau.pk]}
    assert not list(walk(Tally()))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "environment.notice_title"),
        ({"title": "长" * 121}, "environment.notice_title"),
        ({"number": "号" * 41}, "environment.notice_number"),
        ({"text": ""}, "environment.notice_text"),
        ({"issued_on": date(2021, 5, 18)}, "environment.issued_ahead"),
        ({"receive_by": date(2021, 5, 16)}, "environment.receive_before"),
        ({"sites": [], "units": []}, "environment.no_recipient"),
    ],
)
def test_what_a_notice_lacks_is_told_and_nothing_is_left(world, changes, code):
    assert refused(filing.issue, world=world, **changes) == code


def test_who_may_not_issue_is_told_so_and_what_is_of_another_zone_is_not_there(world):
    from support.zone import build

    with pytest.raises(Forbidden):
        filing.issue(world, actor="builder")
    there = build("donghu")
    before = state()
    with pytest.raises(Unknown):
        filing.issue(world, sites=[there.place])
    assert state() == before
    notice = filing.issue(there)
    with pytest.raises(Unknown):
        actions.acknowledge_notice(actor=world.actor("builder"), notice=notice, now=NOW)
    with pytest.raises(Unknown):
        actions.record_receipt(
            actor=world.actor("clerk"), recipient=filing.outside(notice), received_on=filing.MONDAY,
            upload=filing.taken(world)[0], now=NOW,
        )  # fmt: skip


def test_a_unit_acknowledges_once_and_nobody_for_it(world):
    row = filing.issue(world)
    with pytest.raises(Forbidden):
        actions.acknowledge_notice(actor=world.actor("projects"), notice=row, now=NOW)
    actions.acknowledge_notice(actor=world.actor("builder"), notice=row, now=NOW)
    one = row.recipients.get(unit__isnull=False)
    assert (one.how, one.received_on, one.received_by_id) == (
        "system", filing.MONDAY, world.people["builder"].pk
    )  # fmt: skip
    assert refused(
        actions.acknowledge_notice, actor=world.actor("builder"), notice=row, now=NOW
    ) == "environment.acknowledged"  # fmt: skip


def test_the_link_of_a_recipient_says_that_it_came_and_nothing_else(world, client):
    row = filing.issue(world, uploads=filing.taken(world))
    one = filing.outside(row)
    where = reverse("environment:received", args=[one.uid, one.token])
    page = client.get(where)
    assert page.status_code == 200
    assert "八个百分之百" in page.content.decode()
    file = queries.files_of(row).get()
    assert client.get(f"{where}/{file.uid}").status_code == 200
    assert client.get(f"{where}/{one.uid}").status_code == 404
    assert client.get(reverse("environment:received", args=[one.uid, "x" * 24])).status_code == 404
    assert client.get(reverse("environment:received", args=[row.subject.uid, one.token])).status_code == 404
    unit = row.recipients.get(unit__isnull=False)
    assert client.get(reverse("environment:received", args=[unit.uid, "-"])).status_code == 404
    for _again in range(2):
        assert client.post(where, {formkey.NAME: str(formkey.new())}).status_code == 302
    one.refresh_from_db()
    assert (one.how, one.received_on, one.received_by_id) == ("link", filing.MONDAY, None)
    assert Entry.objects.filter(subject=row.subject, kind="environment.notice_received").count() == 1
    with pytest.raises(Refusal):
        actions.withdraw_notice(actor=actions.link_actor(world.zone), notice=row, reason="x", now=NOW)


def test_a_receipt_on_paper_needs_its_picture_and_a_day_that_can_be(world):
    row = filing.issue(world)
    one = filing.outside(row)
    by = {"actor": world.actor("clerk"), "recipient": one, "now": NOW}
    slip = filing.taken(world)[0]
    assert refused(actions.record_receipt, received_on=filing.MONDAY, upload=None, **by) == (
        "environment.slip_missing"
    )
    for day, code in ((date(2021, 5, 16), "receipt_before"), (date(2021, 5, 18), "receipt_ahead")):
        assert refused(actions.record_receipt, received_on=day, upload=slip, **by) == f"environment.{code}"
    actions.record_receipt(received_on=filing.MONDAY, upload=slip, **by)
    one.refresh_from_db()
    assert (one.how, one.slip.sha256_received) == ("paper", slip.sha256_received)
    assert refused(actions.record_receipt, received_on=filing.MONDAY, upload=slip, **by) == (
        "environment.acknowledged_already"
    )


def test_who_has_not_acknowledged_is_named_with_a_text_to_chase_and_who_is_late(world):
    other = filing.site(world, "鹤鸣工地")
    row = filing.issue(world, sites=[world.place, other])
    actions.acknowledge_by_link(
        actor=actions.link_actor(world.zone), recipient=row.recipients.get(place=other), now=NOW
    )
    with clock.fixed(LATER), translation.override("zh-hans"):
        page = queries.page(world.actor("clerk"), Notice.objects.get(pk=row.pk))
        assert [(one.recipient.name, one.late) for one in page.missing] == [
            ("晴川厂区", 6),
            ("建设管理局", 6),
        ]
        assert (page.received, page.state[1]) == (1, "overdue")
        for said in ("晴川厂区", "建设管理局", "青环〔2021〕5号", "2021-05-20", "3个送达对象", "已逾期6天"):
            assert said in page.chase
        assert "鹤鸣工地" not in page.chase
        row = Notice.objects.get(pk=row.pk)
        actions.acknowledge_notice(actor=world.actor("builder"), notice=row, now=LATER)
        late = {
            one.name: queries.receipt_standing(one)[1] for one in queries.recipients(world.actor("clerk"))
        }
    assert late == {"晴川厂区": "overdue", "鹤鸣工地": "done", "建设管理局": "waiting"}


def test_a_withdrawn_notice_stays_and_nobody_is_chased_for_it(world):
    row = filing.issue(world)
    by = {"actor": world.actor("clerk"), "notice": row, "now": NOW}
    assert refused(actions.withdraw_notice, reason=" ", **by) == "environment.reason_missing"
    actions.withdraw_notice(reason="文号有误", **by)
    assert refused(actions.withdraw_notice, reason="再次", **by) == "environment.withdrawn"
    code = refused(
        actions.acknowledge_by_link,
        actor=actions.link_actor(world.zone), recipient=filing.outside(row), now=NOW,
    )  # fmt: skip
    assert code == "environment.withdrawn"
    page = queries.page(world.actor("clerk"), Notice.objects.get(pk=row.pk))
    assert (page.chase, page.may_record, page.reason) == ("", False, "文号有误")
    assert not queries.recipients(world.actor("clerk")).exists()


def value(world, code, day, **rest):
    return figure(code).compute(Question(world.zone, world.system, day, **rest))


def test_figures_count_by_the_day_and_as_known(world):
    row = filing.issue(world)
    with clock.fixed(LATER):
        actions.acknowledge_notice(actor=world.actor("builder"), notice=row, now=LATER)
    found = value(world, "environment.notices_acknowledged", filing.MONDAY)
    assert (found.numerator, found.denominator) == (0, 2)
    assert found.failing.get() == row.subject
    found = value(world, "environment.notices_acknowledged", date(2021, 5, 26))
    assert (found.numerator, found.denominator) == (1, 2)
    known = value(
        world, "environment.notices_acknowledged", date(2021, 5, 26), known_on=NOW + timedelta(days=1)
    )
    assert (known.numerator, known.denominator) == (0, 2)
    assert value(world, "environment.notices", date(2021, 5, 16)).value == 0
    assert value(world, "environment.notices", filing.MONDAY).value == 1


def test_the_page_s_notice_matches_once_every_site_of_the_day_has_it(world):
    assert asked(world, "A32").status == "open"
    site = filing.site(world, "鹤鸣工地")
    row = filing.issue(world, sites=[world.place])
    filing.issue(world, title="关于其他事项的通知")
    link = actions.link_actor(world.zone)
    actions.acknowledge_by_link(actor=link, recipient=filing.outside(row), now=NOW)
    found = asked(world, "A32")
    assert (found.status, found.value.numerator, found.value.denominator) == ("differs", 1, 2)
    assert found.value.failing.get() == site.subject
    actions.withdraw_notice(actor=world.actor("clerk"), notice=row, reason="漏发一处工地", now=NOW)
    again = filing.issue(world, sites=[world.place, site])
    for one in again.recipients.filter(unit__isnull=True):
        actions.acknowledge_by_link(actor=link, recipient=one, now=NOW)
    found = asked(world, "A32")
    assert (found.status, found.value.numerator, found.value.denominator) == ("match", 2, 2)
    assert found.value.records.get() == again.subject


def test_nobody_issues_in_the_name_of_a_unit_that_is_not_his(world, client):
    with pytest.raises(Refusal) as refused:
        filing.issue(world, issuer_unit=world.units["construction_bureau"])
    assert (refused.value.code, refused.value.field) == ("environment.not_your_unit", "issuer_unit")
    assert not Notice.objects.exists()
    form = client_of(world, client, "clerk").get(reverse("environment:issue_notice")).context["form"]
    assert list(form.fields["issuer_unit"].queryset) == [world.units["general_office"]]
    row = filing.issue(world)
    entry = Entry.objects.get(kind="environment.notice_issued")
    assert read(entry)["data"]["issuer"] == "general_office"
    assert (row.issuer_unit.code, row.issued_by_id) == ("general_office", world.actor("clerk").person_id)


def test_pages_of_notices(world, client):
    web = client_of(world, client, "clerk")
    fields = {
        "title": "关于洒水降尘的通知", "number": "", "issued_on": "2021-05-17", "receive_by": "2021-05-20",
        "text": "每日洒水。", "all_sites": "on", "issuer_unit": str(world.units["general_office"].subject.uid),
    }  # fmt: skip
    send = lambda name, *args, **given: web.post(  # noqa: E731
        reverse(f"environment:{name}", args=args), {formkey.NAME: str(formkey.new())} | given
    )
    assert send("issue_notice", **(fields | {"all_sites": ""})).status_code == 422
    assert send("issue_notice", **(fields | {"title": ""})).status_code == 422
    assert send("issue_notice", uploads=filing.photo(), **fields).status_code == 302
    row = Notice.objects.get()
    one = filing.outside(row)
    uid = row.subject.uid
    shown = web.get(reverse("environment:notice", args=[uid])).content.decode()
    assert "晴川厂区" in shown
    assert 'id="chase"' in shown
    slips = web.get(reverse("environment:notice_slips", args=[uid])).content.decode()
    assert one.token in slips
    assert one.token not in shown
    assert send("record_receipt", one.uid, received_on="2021-05-17").status_code == 422
    answer = send("record_receipt", one.uid, received_on="2021-05-17", upload=filing.photo("blue"))
    assert answer.status_code == 302
    assert one.token not in web.get(reverse("environment:notice_slips", args=[uid])).content.decode()
    for name, query in (
        ("notices", "?state=done"),
        ("receipts", "?state=received"),
        ("receipts", "?export=xlsx"),
    ):
        assert web.get(reverse(f"environment:{name}") + query).status_code == 200
    word = web.get(reverse("papers:word", args=["env_notice", uid]))
    assert word.status_code == 200
    assert word.content[:2] == b"PK"
    assert send("withdraw_notice", uid, reason="重复下发").status_code == 302
    assert "重复下发" in web.get(reverse("environment:notice", args=[uid])).content.decode()
