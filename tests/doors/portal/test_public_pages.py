"""The public pages, by somebody without an account."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.zones.ids import uuid7
from banshi.core.matters.models import Matter
from banshi.doors.portal import actions, codes, queries
from banshi.doors.portal.models import Report, ReportState, Tally
from support.matters import Walk
from support.portal import MONDAY, WORDS, make_link, picture, send, sender, solved


@pytest.fixture
def link(world, now):
    return queries.link_of(make_link(world, now).token)


@pytest.fixture
def page(link):
    return reverse("portal:form", args=[link.token])


def typed(link, **changes):
    return {
        "key": str(uuid7()),
        "words": WORDS,
        "kind": "problem",
        "notice": "2026-1",
        "work": solved(link),
    } | changes


def test_the_form_needs_no_account_and_sets_no_session(client, page, link):
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "sid" not in answer.cookies
    assert "no-store" in answer["Cache-Control"]
    for said in (
        "晴川厂区监督牌",
        "12388",
        "信访",
        "人民法院",
        "110",
        "您填写的内容",
        "演示数据",
        link.contact.name_zh,
    ):
        assert said in text, said
    assert not Tally.objects.exists()


def test_from_form_to_receipt_by_plain_post(client, page, link):
    sent = typed(link, photos=[picture()])
    answer = client.post(page, sent, follow=True)
    text = answer.content.decode()
    matter = Matter.objects.get()
    assert answer.redirect_chain[0][0].endswith("?new=1")
    code = codes.code_of(link.zone, Report.objects.get().uid)
    for said in (matter.number, code, link.contact.name_zh, "5月18日(周二)"):
        assert said in text, said
    assert matter.evidence.count() == 1
    again = client.post(page, {**sent, "photos": []})
    assert again.status_code == 302
    assert code in again["Location"]
    assert Report.objects.count() == 1


def test_other_words_under_a_key_that_is_known_are_not_lost(client, page, link):
    sent = typed(link)
    code = codes.code_of(link.zone, client.post(page, sent) and Report.objects.get().uid)
    tallies = list(Tally.objects.values_list("key", "count"))
    changed = client.post(page, {**sent, "words": "又一件事", "work": solved(link)})
    text = changed.content.decode()
    assert changed.status_code == 409
    assert Report.objects.count() == 1
    assert list(Tally.objects.values_list("key", "count")) == tallies
    for told in ("又一件事", f"/t/{code}", "之前发送的已经收到"):
        assert told in text, told
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', text)[1]
    assert key != sent["key"]
    second = client.post(page, {**sent, "key": key, "words": "又一件事", "work": solved(link)})
    assert second.status_code == 302
    assert code not in second["Location"]
    assert Matter.objects.count() == 2


def test_a_phone_without_script_is_held_and_gets_its_receipt(client, page, link):
    answer = client.post(page, typed(link, work=""), follow=True)
    assert answer.status_code == 200
    report = Report.objects.get()
    assert report.state == ReportState.HELD
    assert codes.code_of(link.zone, report.uid) in answer.content.decode()
    assert Matter.objects.count() == 0


@pytest.mark.parametrize(
    "changes", [{"words": ""}, {"kind": "task"}, {"key": ""}, {"phone": "1"}, {"notice": "1"}]
)
def test_what_is_wrong_is_said_and_nothing_kept(client, page, link, changes):
    answer = client.post(page, typed(link, **changes))
    assert answer.status_code == 422
    assert Report.objects.count() == Matter.objects.count() == Tally.objects.count() == 0
    if "key" not in changes:
        assert "field-error" in answer.content.decode() or "notice-warn" in answer.content.decode()


def test_no_active_content_comes_in(client, page, link):
    from django.core.files.uploadedfile import SimpleUploadedFile

    html = SimpleUploadedFile("voice.m4a", b"<html><script>alert(1)</script>", "audio/mp4")
    assert client.post(page, typed(link, voice=html)).status_code == 422
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x %%EOF", "application/pdf")
    wrong = client.post(page, typed(link, photos=[pdf]))
    assert wrong.status_code == 422
    assert "PDF" not in re.search(r'<div class="field-error">(.*?)</div>', wrong.content.decode())[1]
    sound = SimpleUploadedFile("../x.html", b"OggS" + b"\0" * 200, "text/html")
    assert client.post(page, typed(link, voice=sound, words="")).status_code == 302
    file = Matter.objects.get().subject.file_links.get().file
    assert (file.media_type, file.original_name) == ("audio/ogg", "x.ogg")


def alike(client, wheres):
    found = set()
    for where in wheres:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(where)
        text = re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode()).replace(where, "")
        found.add((answer.status_code, text, len(asked)))
    return found


def test_unknown_ended_and_future_links_look_alike(client, world, now, link):
    ended = make_link(world, now)
    actions.end_link(actor=world.actor("clerk"), link=ended, last_on=MONDAY, now=now)
    from datetime import timedelta

    from banshi.base.zones import clock

    later = make_link(world, now, starts_on=MONDAY + timedelta(days=30))
    with clock.fixed(now + timedelta(days=1)):
        wheres = [reverse("portal:form", args=[one]) for one in ("nothing", ended.token, later.token)]
        found = alike(client, wheres)
    assert {(status, count) for status, _text, count in found} == {(404, 1)}
    assert len(found) == 1


def test_codes_that_lead_nowhere_look_alike(client, link, now):
    send(link, now)
    wheres = [
        reverse("portal:tracker", args=[code]) for code in ("x", "AAAAA-AAAAA-AAAAA", "23456-789AB-CDEFG")
    ]
    found = alike(client, wheres)
    assert {(status, count) for status, _text, count in found} == {(404, 1)}
    assert len(found) == 1


def test_found_by_code_with_limits(client, link, now):
    key = uuid7()
    send(link, now, key=key)
    code = codes.code_of(link.zone, key).lower().replace("-", " ")
    assert client.post(reverse("portal:find"), {"code": code}).status_code == 302
    statuses = [client.post(reverse("portal:find"), {"code": "AAAAA"}).status_code for _n in range(20)]
    assert statuses == [404] * 19 + [429]


def test_a_mistyped_code_stays_in_its_field(client, link):
    answer = client.post(reverse("portal:find"), {"code": "K7QF2-9XM4T-WB83C"})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'value="K7QF2-9XM4T-WB83C"' in text
    assert "逐位核对" in text


def test_the_numbers_of_the_other_channels_can_be_rung(client, page):
    text = client.get(page).content.decode()
    for number in ("12388", "110", "119", "120"):
        assert f'<a href="tel:{number}">{number}</a>' in text


def test_the_language_can_be_changed(client, page):
    client.post(reverse("ui:language"), {"language": "en", "next": page})
    text = client.get(page).content.decode()
    assert 'lang="en"' in text
    assert "What is wrong, or what is needed?" in text


def tracked_of(link, report):
    return Client().get(reverse("portal:tracker", args=[codes.code_of(link.zone, report.uid)]))


def walk_of(world, now, report):
    walk = Walk(world, now)
    walk.matter = report.matter
    return walk


def test_the_tracker_tells_the_raiser_and_nobody_s_notes(link, world, now):
    from banshi.core.matters import actions as matters

    report = send(link, now)
    walk = walk_of(world, now, report)
    walk.matter = matters.register_matter(actor=world.actor("clerk"), matter=walk.matter, now=now)
    walk.dispatch()
    by = {"actor": world.actor("builder"), "now": now}
    walk.matter = matters.sign_matter(matter=walk.matter, **by)
    walk.matter = matters.record_progress(matter=walk.matter, text="内部:施工队推诿", **by)
    walk.matter = matters.reply_interim(
        matter=walk.matter, text="水管今晚接通。", told_on=MONDAY, next_on=MONDAY.replace(day=19), **by
    )
    text = tracked_of(link, report).content.decode()
    for said in ("建设管理局", "水管今晚接通。", "5月19日"):
        assert said in text, said
    for hidden in ("推诿", "13800000000", "村民", "leader"):
        assert hidden not in text, hidden


def done(link, world, now):
    report = send(link, now)
    walk = walk_of(world, now, report)
    from banshi.core.matters import actions as matters

    walk.matter = matters.register_matter(actor=world.actor("clerk"), matter=walk.matter, now=now)
    walk.dispatch()
    walk.matter = matters.sign_matter(actor=world.actor("builder"), matter=walk.matter, now=now)
    matters.attach_evidence(
        actor=world.actor("builder"), matter=walk.matter, now=now, kind="raiser", dated_on=MONDAY
    )
    walk.matter = matters.submit_matter(
        actor=world.actor("builder"), matter=walk.matter, outcome="solved", text="已接通。", now=now
    )
    walk.matter = matters.verify_matter(
        actor=world.actor("verifier"), matter=walk.matter, passed=True, text="属实。", now=now
    )
    report.refresh_from_db()
    return report, walk


def reply(link, report, what, **sent):
    where = reverse(f"portal:{what}", args=[codes.code_of(link.zone, report.uid)])
    return Client().post(where, {"key": str(uuid7()), **sent})


def test_not_solved_returns_it(link, world, now):
    report, _walk = done(link, world, now)
    assert "问题解决了吗" in tracked_of(link, report).content.decode()
    answer = reply(link, report, "answer", solved="not_solved", satisfaction="dissatisfied", text="还是没水")
    assert answer.status_code == 302
    matter = Matter.objects.get()
    assert (matter.state, matter.returned, matter.answers.get().channel) == ("in_hand", 1, "link")


def test_after_closing_it_is_opened_again_or_recorded(link, world, now):
    from banshi.core.matters import actions as matters

    report, walk = done(link, world, now)
    assert reply(link, report, "answer", solved="solved", satisfaction="satisfied").status_code == 302
    matters.close_matter(actor=world.actor("clerk"), matter=walk.matter, now=now)
    assert reply(link, report, "add", text="晚上水压还是低").status_code == 302
    assert [row.after_closing for row in queries.additions(world.actor("clerk"))] == [True]
    assert reply(link, report, "answer", solved="not_solved", satisfaction="fairly").status_code == 302
    matter = Matter.objects.get()
    assert (matter.state, matter.reopened) == ("reopened", 1)


def test_half_an_answer_is_asked_again(link, world, now):
    report, _walk = done(link, world, now)
    assert reply(link, report, "answer", solved="solved").status_code == 422
    assert reply(link, report, "answer", solved="no_answer", satisfaction="no_answer").status_code == 422
    assert Matter.objects.get().answers.count() == 0


def test_a_sentence_and_a_photo_more(link, world, now):
    report = send(link, now)
    assert reply(link, report, "add", text="补充:从早上七点起").status_code == 302
    assert reply(link, report, "add", photos=[picture("b.jpg", "red")]).status_code == 302
    assert reply(link, report, "add").status_code == 422
    client = Client()
    client.force_login(world.accounts["clerk"])
    text = client.get(reverse("matters:matter", args=[report.matter.subject.uid])).content.decode()
    assert "从早上七点起" in text
    assert Matter.objects.get().evidence.count() == 1


def test_the_last_limit_says_when(client, page, link):
    statuses = [client.post(page, typed(link, work="")).status_code for _n in range(61)]
    assert statuses == [302] * 60 + [429]
    assert Report.objects.filter(state=ReportState.HELD).count() == 60


def test_the_work_is_given_and_grows(client, link, now):
    where = reverse("portal:work", args=[link.token])
    first = client.get(where).json()["parameters"]
    assert (first["cost"], first["keyPrefix"]) == (1000, "00")
    for _n in range(5):
        send(link, now, by=sender(link, "127.0.0.1"), phone="")
    assert client.get(where).json()["parameters"]["cost"] == 4000
