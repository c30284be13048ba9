"""Other systems are told of events: signed, in order, once, and nothing but a number, a kind, a uid and a link."""

import hashlib
import hmac
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.api import actions
from banshi.base.api.models import Subscription
from banshi.base.history.models import Entry
from banshi.base.outbox import guarded
from banshi.base.outbox.actions.delivering import deliver
from banshi.base.outbox.actions.routing import route
from banshi.base.outbox.models import Delivery, Message, State
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions as matters
from support.matters import Walk

pytestmark = pytest.mark.django_db
URL = "https://line.example.test/told"
EVENTS = ["matters.registered", "matters.closed"]


@pytest.fixture
def by(world):
    """The administrator; made anew each time, as a request would."""
    return lambda: {"actor": world.actor("administrator"), "now": clock.now(world.zone)}


@pytest.fixture
def subscribed(by):
    return actions.subscribe(name="12345热线", url=URL, events=EVENTS, **by())


@pytest.fixture
def heard(monkeypatch):
    """What a programme at the address hears; ``status`` is what it answers."""

    class Heard(list):
        status = 204

    found = Heard()

    def call(url, *, body, headers, **_rest):
        found.append((url, body, headers))
        return guarded.Answer(found.status, b"", {})

    monkeypatch.setattr(guarded, "call", call)
    return found


def carry(world):
    """A round of the worker."""
    with clock.fixed(clock.now(world.zone) + timedelta(minutes=1)):
        route(world.zone)
        deliver(world.zone, "test")


def signed_by(secret, headers, body):
    stamp, *signatures = headers["Banshi-Signature"].split(",")
    at = stamp.removeprefix("t=")
    right = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"v1={right}" in signatures


def test_an_event_is_told_signed_and_says_nothing_of_the_matter(world, subscribed, heard):
    walk = Walk(world, clock.now(world.zone), title="门前积水")
    walk.register()
    carry(world)
    ((url, body, headers),) = heard
    assert url == URL
    assert signed_by(subscribed.secret, headers, body)
    told = json.loads(body)
    assert set(told) == {"event", "number", "uid", "entry", "recorded_at", "page"}
    assert (told["event"], told["number"]) == ("matters.registered", walk.matter.number)
    assert told["page"] == reverse("matters:matter", args=[walk.matter.subject.uid])
    assert "积水" not in body.decode()
    assert headers["Idempotency-Key"]
    carry(world)
    assert len(heard) == 1, "told once"


def test_what_is_not_followed_or_sensitive_is_told_to_nobody(world, subscribed, heard):
    walk = Walk(world, clock.now(world.zone), label=Label.SENSITIVE)
    walk.register()
    Walk(world, clock.now(world.zone)).receive()
    assert not Message.objects.filter(channel__isnull=False).exists()


def test_an_act_that_is_refused_tells_nothing(world, subscribed):
    walk = Walk(world, clock.now(world.zone))
    walk.register()
    before = Message.objects.filter(channel__isnull=False).count()
    with pytest.raises(Refusal):
        matters.close_matter(actor=world.actor("clerk"), matter=walk.matter, now=walk.now)
    assert Message.objects.filter(channel__isnull=False).count() == before == 1


def test_an_outage_loses_nothing(world, subscribed, heard):
    heard.status = 503
    Walk(world, clock.now(world.zone), title="甲").register()
    carry(world)
    heard.status = 204
    Walk(world, clock.now(world.zone), title="乙").register()
    with clock.fixed(clock.now(world.zone) + timedelta(hours=2)):
        for _n in range(3):
            carry(world)
    kept = [json.loads(body)["number"] for _url, body, _headers in heard[1:]]
    assert kept == ["2021-0001", "2021-0002"]
    assert heard[0][2]["Idempotency-Key"] == heard[1][2]["Idempotency-Key"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_new_secret_signs_beside_the_former_until_the_next(world, subscribed, heard, by):
    second = actions.rotate_secret(subscription=subscribed.subscription, **by())
    Walk(world, clock.now(world.zone)).register()
    carry(world)
    _url, body, headers = heard[-1]
    assert signed_by(second.secret, headers, body)
    assert signed_by(subscribed.secret, headers, body)
    third = actions.rotate_secret(subscription=subscribed.subscription, **by())
    Walk(world, clock.now(world.zone)).register()
    carry(world)
    _url, body, headers = heard[-1]
    assert [signed_by(one.secret, headers, body) for one in (third, second, subscribed)] == [
        True,
        True,
        False,
    ]
    assert second.secret not in json.dumps([bytes(entry.body).decode() for entry in Entry.objects.all()])


def test_ended_it_is_told_of_nothing_more(world, subscribed, heard, by):
    actions.end_subscription(subscription=subscribed.subscription, **by())
    Walk(world, clock.now(world.zone)).register()
    carry(world)
    assert heard == []
    with pytest.raises(Refusal) as caught:
        actions.rotate_secret(subscription=subscribed.subscription, **by())
    assert caught.value.code == "api.subscription_ended"
    kinds = [entry.kind for entry in subscribed.subscription.subject.entries.order_by("n")]
    assert kinds == ["api.subscribed", "api.unsubscribed"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"events": []}, "api.events_missing"),
        ({"events": ["matters.reveal"]}, "api.events_missing"),
        ({"url": "ftp://line.example.test/"}, "outbox.setting_wrong"),
        ({"url": "https://name:secret@line.example.test/"}, "outbox.setting_wrong"),
        ({"name": ""}, "outbox.name_missing"),
    ],
)
def test_what_cannot_be_told_is_refused_and_leaves_nothing(world, by, changed, code):
    before = Entry.objects.count()
    with pytest.raises(Refusal) as caught:
        actions.subscribe(**{"name": "热线", "url": URL, "events": EVENTS, **changed}, **by())
    assert caught.value.code == code
    assert (Subscription.objects.count(), Entry.objects.count()) == (0, before)


def test_only_who_manages_the_api_may(world):
    with pytest.raises(Refusal) as caught:
        actions.subscribe(
            actor=world.actor("clerk"), name="热线", url=URL, events=EVENTS, now=clock.now(world.zone)
        )
    assert caught.value.code == "access.forbidden"


def test_pages_add_show_tell_again_and_end(world, heard):
    client = Client()
    client.force_login(world.accounts["administrator"])

    def post(route, *args, **sent):
        return client.post(reverse(f"tokens:{route}", args=args), {"key": str(uuid7()), **sent})

    made = post("subscribe", name="热线", url=URL, events=EVENTS)
    assert made.status_code == 200
    assert "whs_" in made.content.decode()
    row = Subscription.objects.get()
    walk = Walk(world, clock.now(world.zone))
    walk.register()
    carry(world)
    page = client.get(reverse("tokens:hook", args=[row.uid])).content.decode()
    assert walk.matter.number in page
    delivery = Delivery.objects.get()
    assert post("again", row.uid, delivery.uid).status_code == 302
    carry(world)
    assert len(heard) == 2
    assert heard[0][1] == heard[1][1]
    assert heard[0][2]["Idempotency-Key"] != heard[1][2]["Idempotency-Key"]
    assert "whs_" in post("rotate", row.uid).content.decode()
    assert post("end_hook", row.uid).status_code == 302
    row.refresh_from_db()
    assert row.ended_at.date() == date(2021, 5, 17)
    clerk = Client()
    clerk.force_login(world.accounts["clerk"])
    assert clerk.get(reverse("tokens:hook", args=[row.uid])).status_code == 403
