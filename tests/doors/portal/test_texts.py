"""Text messages to a raiser: only by his consent, number and link alone, at a decent hour, until he says stop."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.outbox import actions as outbox
from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Delivery, Lane, Message, State
from banshi.base.presets import catalogue
from banshi.base.presets.actions import adopt_ruleset
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.core.matters import actions as matters
from banshi.doors.portal import actions
from banshi.doors.portal.codes import code_of
from banshi.doors.portal.models import Report
from banshi.doors.portal.people import public_actor
from support.farend import FarEnd
from support.portal import WORDS, make_link, send, sender, solved
from support.zone import START

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def far(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.PUBLIC_URL = "https://zone.example"
    end = FarEnd()
    yield end
    end.close()


@pytest.fixture
def link(world, now):
    return make_link(world, now)


def gateway(world, far, now, name="短信网关"):
    values = {"url": f"{far.url}/sms", "method": "POST", "body": "to={phone}&text={text}"}
    return outbox.keep_channel(actor=world.system, kind="sms", name=name, values=values, now=now)


def adopt(world, now, **changes):
    body = catalogue.preset("messages", "house").body | changes
    adopt_ruleset(
        actor=world.system, topic="messages", code="test", body=body, source="test", effective_on=START, now=now
    )  # fmt: skip


def carry(world, at):
    """A worker's round at this moment."""
    with clock.fixed(at):
        route(world.zone)
        deliver(world.zone, "w")


def texts(far):
    return [
        (found["to"][0], found["text"][0])
        for found in (parse_qs(body.decode()) for _method, _path, _headers, body in far.asked)
    ]


def nothing_queued():
    return not (Delivery.objects.exists() or Lane.objects.exists())


def test_each_step_that_concerns_him_is_a_text_with_number_and_link(world, link, far, now, client):
    gateway(world, far, now)
    report = send(link, now, phone="138 0013-8000", texts_agreed=True)
    number, path = report.matter.number, reverse("portal:tracker", args=[code_of(world.zone, report.uid)])
    at = now + AN_HOUR
    carry(world, at)
    said = f"青屿经济开发区：您反映的{number}有新进展：https://zone.example{path}"
    assert texts(far) == [("13800138000", said)]
    assert client.get(path).status_code == 200
    by = {"actor": world.actor("clerk"), "matter": report.matter}
    steps = [
        lambda: matters.register_matter(**by, now=at),  # the house's own: he is told nothing
        lambda: matters.dispatch_matter(
            **by, now=at, lead_leader=world.posts["leader"], responsible_unit=world.units["construction_bureau"],
            due_on=date(2021, 5, 25), requirement="恢复供水",
        ),
        lambda: matters.sign_matter(actor=world.actor("builder"), matter=report.matter, now=at),
        lambda: matters.reply_interim(
            actor=world.actor("builder"), matter=report.matter, now=at, text="抢修队已到现场。",
            told_on=date(2021, 5, 17), next_on=date(2021, 5, 19),
        ),
    ]  # fmt: skip
    told = []
    for step in steps:
        with clock.fixed(at):
            step()
        before, at = len(far.asked), at + AN_HOUR
        carry(world, at)
        told.append(len(far.asked) - before)
    assert told == [0, 1, 0, 1]
    for to, text in texts(far):
        assert (to, text) == ("13800138000", said)
        assert WORDS[:4] not in text


def test_he_is_asked_to_rate_when_it_was_checked(world, link, far, now):
    from support.matters import Walk

    gateway(world, far, now)
    report = send(link, now, texts_agreed=True)
    walk = Walk(world, now)
    walk.matter = matters.register_matter(actor=world.actor("clerk"), matter=report.matter, now=now)
    walk.receive = walk.register = lambda: walk.matter
    walk.dispatch()
    carry(world, now + AN_HOUR)
    before = len(far.asked)
    walk.dispatch = lambda: walk.matter
    walk.verified()
    carry(world, now + 2 * AN_HOUR)
    assert len(far.asked) == before + 1


def test_without_consent_nothing_is_queued(world, link, far, now):
    gateway(world, far, now)
    adopt(world, now, raisers="anybody")  # even where the zone tells whoever left a phone
    send(link, now)
    carry(world, now + AN_HOUR)
    assert Message.objects.filter(kind="matters.raiser_news", routed_at__isnull=False).exists()
    assert nothing_queued()


def test_without_a_gateway_nothing_is_queued_then_or_later(world, link, far, now):
    send(link, now, texts_agreed=True)
    carry(world, now + AN_HOUR)
    assert nothing_queued()
    gateway(world, far, now)
    carry(world, now + 2 * AN_HOUR)
    assert nothing_queued()


@pytest.mark.parametrize(("rule", "count"), [("nobody", 0), ("agreed", 0), ("anybody", 1)])
def test_who_rang_up_is_told_only_where_the_zone_says_so(world, far, now, rule, count):
    from support.matters import Walk

    gateway(world, far, now)
    adopt(world, now, raisers=rule)
    matter = Walk(world, now).receive()
    carry(world, now + AN_HOUR)
    assert len(far.asked) == count
    if count:
        assert texts(far) == [("13800000000", f"青屿经济开发区：您反映的{matter.number}有新进展。")]
    else:
        assert nothing_queued()


def test_a_zone_that_tells_no_raisers_tells_none(world, link, far, now):
    gateway(world, far, now)
    adopt(world, now, raisers="nobody")
    send(link, now, texts_agreed=True)
    carry(world, now + AN_HOUR)
    assert nothing_queued()


def test_nobody_is_woken_at_night_not_even_for_what_is_urgent(world, far, now):
    at = datetime(2021, 5, 21, 13, 0, tzinfo=UTC)  # Friday, 21:00
    with clock.fixed(at):
        urgent = make_link(world, at, kinds=["urgent_supply"], starts_on=at.date())
        gateway(world, far, at)
        send(urgent, at, kind="urgent_supply", texts_agreed=True)
    for hours in range(59):
        carry(world, at + hours * AN_HOUR)
    assert far.asked == []
    carry(world, datetime(2021, 5, 24, 0, 1, tzinfo=UTC))  # Monday, 8:01
    assert len(far.asked) == 1


def test_what_is_held_is_told_once_it_is_accepted(world, link, far, now):
    gateway(world, far, now)
    report = send(link, now, by=sender(link, work=""), texts_agreed=True)
    assert report.state == "held"
    carry(world, now + AN_HOUR)
    assert far.asked == []
    actions.accept_report(actor=world.actor("clerk"), report=report, now=now + AN_HOUR)
    carry(world, now + 2 * AN_HOUR)
    assert len(far.asked) == 1


def test_he_ends_it_on_his_tracker_and_what_waits_stays_here(world, link, far, now, client):
    gateway(world, far, now)
    report = send(link, now, texts_agreed=True)
    with clock.fixed(now):
        route(world.zone)
    code = code_of(world.zone, report.uid)
    page = client.get(reverse("portal:tracker", args=[code])).content.decode()
    address = reverse("portal:stop_texts", args=[code])
    assert address in page
    assert client.post(address, {"key": uuid7()}).status_code == 302
    carry(world, now + AN_HOUR)
    assert far.asked == []
    assert list(Delivery.objects.values_list("state", flat=True)) == [State.CANCELLED]
    assert not Report.objects.get().texts_agreed
    assert Entry.objects.filter(subject=report.subject, kind="portal.texts_stopped").count() == 1
    assert address not in client.get(reverse("portal:tracker", args=[code])).content.decode()
    assert client.post(address, {"key": uuid7()}).status_code == 302
    assert Entry.objects.filter(subject=report.subject, kind="portal.texts_stopped").count() == 1
    matters.register_matter(actor=world.actor("clerk"), matter=report.matter, now=now)
    carry(world, now + 2 * AN_HOUR)
    assert far.asked == []


def test_nobody_ends_it_with_another_code(world, link, far, now, client):
    gateway(world, far, now)
    send(link, now, texts_agreed=True)
    wrong = code_of(world.zone, uuid7())
    assert client.post(reverse("portal:stop_texts", args=[wrong]), {"key": uuid7()}).status_code == 404
    assert Report.objects.get().texts_agreed


def test_the_form_offers_it_where_it_can_be_kept_and_asks_for_the_number(world, link, far, now, client):
    address = reverse("portal:form", args=[link.token])
    assert "texts_agreed" not in client.get(address).content.decode()
    channel = gateway(world, far, now)
    assert "texts_agreed" in client.get(address).content.decode()
    values = {"words": WORDS, "kind": "problem", "notice": "2026-1", "texts_agreed": "on", "key": uuid7()}
    answer = client.post(address, values)
    assert answer.status_code in (400, 422)
    assert "电话" in answer.content.decode()
    assert not Report.objects.exists()
    answer = client.post(address, values | {"phone": "13800138000", "work": solved(link)})
    assert answer.status_code == 302
    assert Report.objects.get().texts_agreed
    outbox.set_enabled(actor=world.system, channel=channel, enabled=False, now=now)
    assert "texts_agreed" not in client.get(address).content.decode()


def test_what_was_agreed_stands_in_history(world, link, now):
    import json

    report = send(link, now, texts_agreed=True)
    entry = Entry.objects.get(subject=report.subject, kind="portal.received")
    assert json.loads(bytes(entry.body))["data"]["texts_agreed"] is True
    assert public_actor(world.zone).account_id is None
