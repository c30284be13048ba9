"""Acts on several matters: preview, rehearsal, deed, and taking it back."""

import re
from html import unescape

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.core.matters.forms.several import MOST, OF_LIST, SEVERAL
from banshi.core.matters.models import Matter, MatterPeriod
from support.matters import Walk

pytestmark = pytest.mark.django_db


def text(answer):
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


@pytest.fixture
def asks(world, client):
    """Opens or sends the page of an act on several, as somebody."""

    def ask(name, code, *matters, send=False, key=None, **values):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        where = reverse("matters:several", args=[code])
        rows = {"row": [str(matter.subject.uid) for matter in matters]}
        if not send:
            return client.get(where, rows)
        return client.post(where, {**rows, "key": key or uuid7(), **values})

    return ask


@pytest.fixture
def many(world, now):
    def make(step, count):
        walks = [Walk(world, now, title=f"第{n}处积水", words=f"第{n}处积水严重") for n in range(count)]
        return [getattr(walk, step)() for walk in walks]

    return make


def states(*matters):
    return [Matter.objects.get(pk=matter.pk).state for matter in matters]


def test_the_preview_tells_each_and_changes_nothing(asks, many, world, now):
    ready, done = many("receive", 2), Walk(world, now, title="另一处", words="另一处").register()
    entries = Entry.objects.count()
    page = text(asks("clerk", "register", *ready, done))
    assert "3 项中 2 项可以办" in page
    assert Entry.objects.count() == entries
    assert states(*ready) == ["intake", "intake"]


def test_it_is_done_to_those_that_can_and_the_others_are_told(asks, many, world, now):
    ready, other = many("receive", 2), Walk(world, now, title="另一处", words="另一处").register()
    answer = asks("clerk", "register", *ready, other, send=True, do="1")
    assert answer.status_code == 200
    assert states(*ready, other) == ["registered"] * 3
    assert Entry.objects.filter(subject=other.subject, kind="matters.registered").count() == 1
    assert Entry.objects.filter(kind="matters.registered").count() == 3


def test_the_same_form_twice_acts_once(asks, many):
    ready, key = many("receive", 2), uuid7()
    for _time in range(2):
        asks("clerk", "register", *ready, send=True, key=key, do="1")
    assert Entry.objects.filter(kind="matters.registered").count() == 2
    assert Entry.objects.filter(act_key__isnull=False, kind="matters.registered").count() == 2


def test_a_rehearsal_asks_every_rule_and_leaves_nothing(asks, world, now):
    closable = Walk(world, now, title="可以销号", words="可以销号")
    closable.verified()
    closable.answer()
    unanswered = Walk(world, now, title="没有答复", words="没有答复")
    unanswered.verified()
    both, entries, periods = (
        (closable.matter, unanswered.matter),
        Entry.objects.count(),
        MatterPeriod.objects.count(),
    )
    page = text(asks("clerk", "close", *both, send=True))
    assert (Entry.objects.count(), MatterPeriod.objects.count()) == (entries, periods)
    assert states(*both) == ["verified", "verified"]
    assert 'name="do"' in page
    done = text(asks("clerk", "close", *both, send=True, do="1"))
    assert states(*both) == ["closed", "verified"]
    assert unanswered.matter.number in done


def test_the_key_list_can_be_taken_back(asks, many):
    rows = many("register", 2)
    page = text(asks("leader", "key_on", *rows, send=True, do="1"))
    assert Matter.objects.filter(key_listed=True).count() == 2
    assert "2 项中 0 项可以办" in text(asks("leader", "key_on", *rows))
    back = re.search(r'href="([^"]*several/key_off/[^"]*)"', page).group(1)
    assert all(str(matter.subject.uid) in back for matter in rows)
    asks("leader", "key_off", *rows, send=True, do="1")
    assert Matter.objects.filter(key_listed=True).count() == 0


def test_who_may_not_do_it_to_one_may_not_do_it_to_several(asks, many, world):
    rows = many("register", 1)
    assert asks("builder", "key_on", *rows).status_code == 403
    assert asks("builder", "key_on", *rows, send=True, do="1").status_code == 403
    assert not Matter.objects.filter(key_listed=True).exists()


def test_another_departments_matter_is_not_signed_for_along_with_ones_own(asks, many, world, now):
    own = many("dispatch", 1)[0]
    other = Walk(world, now, title="别的部门", words="别的部门")
    other.dispatch(responsible_unit=world.posts["projects"].unit)
    asks("builder", "sign", own, other.matter, send=True, do="1")
    assert states(own, other.matter) == ["signed", "dispatched"]


def test_what_is_not_open_to_the_reader_is_not_named(asks, many, world, now):
    own = many("dispatch", 1)[0]
    other = Walk(world, now, title="看不见的", words="看不见的")
    other.dispatch(responsible_unit=world.posts["projects"].unit)
    page = text(asks("builder", "sign", own, other.matter))
    assert own.number in page
    assert other.matter.number not in page


@pytest.mark.parametrize("rows", [[], ["no-uid"], [str(uuid7())]])
def test_nothing_ticked_is_told(world, client, rows):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    answer = client.get(reverse("matters:several", args=["register"]), {"row": rows})
    assert answer.status_code == 422


def test_too_many_are_told(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    rows = [str(uuid7()) for _n in range(MOST + 1)]
    assert client.get(reverse("matters:several", args=["register"]), {"row": rows}).status_code == 422


def test_a_date_ahead_lands_on_its_field(asks, many):
    rows = many("receive", 1)
    answer = asks("clerk", "register", *rows, send=True, do="1", effective_on="2031-01-01")
    assert states(*rows) == ["intake"]
    assert answer.status_code == 200
    assert rows[0].number in text(answer)


def test_the_lists_offer_what_the_reader_may_do_and_nothing_of_the_past(world, client, many):
    many("register", 1)
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    page = client.get(reverse("matters:issues")).content.decode()
    assert 'name="row"' in page
    assert reverse("matters:several", args=["key_on"]) in page
    assert reverse("matters:several", args=["sign"]) not in page
    past = client.get(reverse("matters:issues"), {"as_of": "2021-05-10"}).content.decode()
    assert 'name="row"' not in past
    assert 'name="row"' not in client.get(reverse("matters:issues"), {"print": "1"}).content.decode()
    client.force_login(Account.objects.get(pk=world.accounts["verifier"].pk))
    page = client.get(reverse("matters:issues")).content.decode()
    assert reverse("matters:several", args=["key_on"]) not in page


def test_each_list_names_acts_that_exist():
    assert {code for codes in OF_LIST.values() for code in codes} == set(SEVERAL)
