"""Accounts of people: given, renewed, closed."""

import pytest
from django.urls import reverse

from banshi.base.signin.actions import Secret
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import accounts
from banshi.core.org.actions.people import enter_person


@pytest.fixture
def newcomer(world, now):
    return enter_person(actor=world.system, name="演示人员", starts_on=now.date(), now=now)


def test_an_account_is_given_with_a_password_that_must_change(world, now, newcomer):
    person = accounts.give_account(
        actor=world.actor("administrator"),
        person=newcomer,
        login="xin.ren",
        password=Secret("a1b2-c3d4-e5f6"),
        now=now,
    )
    assert person.account.login == "xin.ren"
    assert person.account.must_change_password
    assert person.account.check_password("a1b2-c3d4-e5f6")


def test_who_may_not_manage_accounts_leaves_nothing(world, now, newcomer):
    before = Account.objects.count()
    with pytest.raises(Refusal):
        accounts.give_account(
            actor=world.actor("clerk"),
            person=newcomer,
            login="xin.ren",
            password=Secret("a1b2-c3d4-e5f6"),
            now=now,
        )
    assert Account.objects.count() == before


def test_a_second_account_is_refused(world, now):
    with pytest.raises(Refusal) as refused:
        accounts.give_account(
            actor=world.actor("administrator"),
            person=world.people["clerk"],
            login="zai.yi.ge",
            password=Secret("a1b2-c3d4-e5f6"),
            now=now,
        )
    assert refused.value.code == "org.account_there"


def test_a_closed_account_signs_in_no_more(world, now):
    person = accounts.close_account(actor=world.actor("administrator"), person=world.people["idle"], now=now)
    person.account.refresh_from_db()
    assert not person.account.is_active


def test_the_password_is_shown_once(world, now, newcomer, client):
    client.force_login(world.accounts["administrator"])
    page = client.post(reverse("org:give_account", args=[newcomer.subject.uid]), {"login": "xin.ren"})
    assert page.status_code == 200, page.content.decode()[:3000]
    account = Account.objects.get(login="xin.ren")
    shown = page.context["password"]
    assert account.check_password(shown)
    assert shown in page.content.decode()
    assert shown not in client.get(reverse("org:person", args=[newcomer.subject.uid])).content.decode()
