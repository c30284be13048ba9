"""The pages of tokens, the account of another system, and the snapshot of the schema."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from banshi.base.api.management.commands.api_schema import text
from banshi.base.api.models import Machine, Token
from banshi.base.signin import sessions
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.core.org.actions import link_account
from support.api import Caller

pytestmark = pytest.mark.django_db
FORM = {"name": "热线对接", "scopes": ["matters:read", "matters:write"], "expires_on": "2021-06-30"}


@pytest.fixture
def desk(world):
    """Somebody signed in who has just proved who he is, with or without a second factor."""

    def make(name, *, fresh=True, factor=""):
        client = Client()
        client.force_login(world.accounts[name])
        client.get("/")
        session = client.session
        if fresh:
            session[sessions.FRESH] = clock.process_now().isoformat()
        if factor:
            session[sessions.FACTOR] = factor
        session.save()
        return client

    return make


def made(client, **changed):
    return client.post(reverse("tokens:make"), {**FORM, "key": str(uuid7()), **changed})


def secret_in(answer):
    return re.search(r'value="(bsh_[\w-]+)"', answer.content.decode()).group(1)


def test_a_token_is_made_shown_once_and_ended(world, desk):
    client = desk("clerk")
    answer = made(client)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    secret = secret_in(answer)
    caller = Caller(secret)
    assert caller.get("matters/").status_code == 200
    assert caller.get("places/").status_code == 403
    shown = client.get(reverse("tokens:list")).content.decode()
    assert secret not in shown
    assert secret[:12] in shown
    assert "2021-05-17" in shown, "the day of last use"
    token = Token.objects.get()
    assert client.get(reverse("tokens:end", args=[token.uid])).status_code == 200
    client.post(reverse("tokens:end", args=[token.uid]), {"key": str(uuid7())})
    assert caller.get("matters/").status_code == 401


def test_the_same_click_twice_makes_one_and_shows_nothing_twice(world, desk):
    client, key = desk("clerk"), str(uuid7())
    first = made(client, key=key)
    again = made(client, key=key)
    assert again.status_code == 302
    assert Token.objects.count() == 1
    assert secret_in(first)


def test_who_has_not_just_proved_himself_is_asked_to(world, desk):
    client = desk("clerk", fresh=False)
    page = client.get(reverse("tokens:make")).content.decode()
    assert f"{reverse('signin:again')}?to=" in page
    assert made(client).status_code == 422
    assert not Token.objects.exists()


def test_a_zone_may_keep_tokens_for_systems(world, desk):
    from banshi.base.presets.actions import adopt_preset

    adopt_preset(
        actor=world.system,
        topic="api",
        code="closed",
        effective_on=clock.today(world.zone),
        now=clock.now(world.zone),
    )
    assert made(desk("clerk")).status_code == 403
    assert reverse("tokens:make") not in desk("clerk").get(reverse("tokens:list")).content.decode()
    assert not Token.objects.exists()
    assert made(desk("administrator")).status_code == 200


def test_another_system_gets_an_account_that_nobody_signs_in_with(world, desk):
    client = desk("administrator")
    sent = {"name": "12345热线", "login": "line-12345", "key": str(uuid7())}
    assert desk("clerk").post(reverse("tokens:machine"), sent).status_code == 403
    assert client.post(reverse("tokens:machine"), sent).status_code == 302
    machine = Machine.objects.get()
    assert not machine.account.has_usable_password()
    caller = Caller(secret_in(made(client, owner="line-12345")))
    assert caller.get("me").status_code == 401, "it has no place in the zone yet"
    person = world.people["clerk"]
    by = {"actor": world.actor("administrator"), "now": clock.now(world.zone)}
    link_account(person=person, account=machine.account, **by)
    from banshi.core.access import policy

    policy._standing.cache_clear()
    assert caller.get("me").json()["posts"] == ["clerk"]
    assert caller.get("matters/").status_code == 200
    assert made(desk("leader"), owner="line-12345").status_code == 200, "a field that he has not is not read"
    assert Token.objects.order_by("pk").last().account == world.accounts["leader"]


def test_the_reference_shows_every_operation(world, desk):
    client = desk("clerk")
    page = client.get(reverse("tokens:reference")).content.decode()
    one = client.get(reverse("tokens:operation", args=["matters_dispatch"])).content.decode()
    assert "/api/v1/matters/{uid}/dispatch" in page
    assert "co_parts" in one
    assert "Idempotency-Key" in one
    assert client.get(reverse("tokens:operation", args=["none"])).status_code == 404


@pytest.mark.skipif(not settings.PROGRAMMES, reason="the schema that was agreed holds the programmes")
def test_the_schema_is_the_one_that_was_agreed():
    """After a change that is meant: ``python -m banshi.conf.manage api_schema docs/api/openapi.json``."""
    kept = Path(__file__).parents[3] / "docs" / "api" / "openapi.json"
    assert kept.read_text(encoding="utf-8") == text()
