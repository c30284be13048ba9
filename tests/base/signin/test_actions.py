"""Accounts, passwords, counted tries and the first start."""

from datetime import timedelta

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.signin import actions, founding
from banshi.base.signin.actions import Secret
from banshi.base.signin.models import Attempts, FirstCode
from banshi.base.signin.throttle import TooMany
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Zone
from banshi.base.zones.refusals import Conflict, Forbidden, Refusal, Unknown

from .conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "192.0.2.7"


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def try_once(login="clerk", password=PASSWORD, address=ADDRESS, now=NOW):
    return actions.sign_in(login=login, password=Secret(password), address=address, now=now)


def test_the_right_password_signs_in(account):
    clerk = account("clerk")
    assert try_once() == clerk


@pytest.mark.parametrize("case", ["wrong password", "unknown", "closed"])
def test_what_fails_is_refused_alike(account, case):
    if case != "unknown":
        account("clerk", is_active=case != "closed")
    with pytest.raises(Refusal) as caught:
        try_once(password="wrong" if case == "wrong password" else PASSWORD)
    assert caught.value.code == "signin.wrong"
    assert caught.value.field is None


@pytest.mark.parametrize("known", [True, False])
def test_an_unknown_login_costs_one_hashing_too(account, monkeypatch, known):
    from django.contrib.auth.hashers import MD5PasswordHasher

    if known:
        account("clerk")
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    with pytest.raises(Refusal):
        try_once(password="wrong")
    assert len(hashed) == 1


def test_the_sixth_try_waits_and_the_right_password_does_not_help(account):
    account("clerk")
    for _n in range(5):
        with pytest.raises(Refusal, match=r"signin\.wrong"):
            try_once(password="wrong")
    with pytest.raises(TooMany) as caught:
        try_once()
    assert caught.value.params["minutes"] == 15
    assert try_once(address="192.0.2.8").login == "clerk"
    assert try_once(now=NOW + timedelta(minutes=15)).login == "clerk"


def test_signing_in_well_forgets_the_tries_before(account):
    account("clerk")
    for _round in range(3):
        for _n in range(4):
            with pytest.raises(Refusal, match=r"signin\.wrong"):
                try_once(password="wrong")
        try_once()


def test_one_address_may_not_try_many_logins(account):
    for n in range(60):
        with pytest.raises(Refusal, match=r"signin\.wrong"):
            try_once(login=f"login{n}")
    with pytest.raises(TooMany):
        try_once(login="one-more")


def test_counters_name_nobody_and_old_ones_go(account):
    with pytest.raises(Refusal):
        try_once(login="clerk")
    assert not Attempts.objects.filter(key__contains="clerk").exists()
    with pytest.raises(Refusal):
        try_once(login="later", now=NOW + timedelta(days=2))
    assert Attempts.objects.count() == 2


def test_an_account_is_opened_by_who_may(admin, password):
    made = actions.open_account(actor=admin, login="new.clerk", password=password, now=NOW)
    assert made.must_change_password
    assert made.check_password(PASSWORD)
    entry = Entry.objects.latest("pk")
    assert entry.kind == "signin.account_opened"
    assert read(entry)["data"] == {"account": str(made.uid)}


@pytest.mark.parametrize(
    ("login", "word", "code", "field"),
    [
        ("ab", PASSWORD, "signin.login_shape", "login"),
        ("two words", PASSWORD, "signin.login_shape", "login"),
        ("Admin", PASSWORD, "signin.login_taken", "login"),
        ("new.clerk", "short", "signin.short", "password"),
        ("new.clerk", "password1234", "signin.weak", "password"),
        ("new.clerk-at-desk", "new.clerk-at-desk", "signin.weak", "password"),
    ],
)
def test_what_is_refused_leaves_nothing(admin, login, word, code, field):
    before = kinds(), Account.objects.count()
    with pytest.raises(Refusal) as caught:
        actions.open_account(actor=admin, login=login, password=Secret(word), now=NOW)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.message
    assert (kinds(), Account.objects.count()) == before


def test_who_may_not_is_refused(account, zone, password, policy):
    from banshi.base.zones import access

    clerk = access.policy().actor_for(account("clerk"), zone)
    with pytest.raises(Forbidden):
        actions.open_account(actor=clerk, login="new.clerk", password=password, now=NOW)
    assert not Account.objects.filter(login="new.clerk").exists()


def test_setting_a_password_has_it_changed_at_the_next_sign_in(admin, account):
    clerk = account("clerk")
    after = actions.set_password(actor=admin, account=clerk, password=Secret("fresh-and-long-one"), now=NOW)
    assert after.must_change_password
    assert after.check_password("fresh-and-long-one")
    assert kinds()[-1] == "signin.password_set"


def test_accounts_of_another_zone_are_unknown(admin, account, other_zone, password):
    far = account("far")
    for act in (actions.set_password, actions.close_account):
        more = {"password": password} if act is actions.set_password else {}
        with pytest.raises(Unknown):
            act(actor=admin, account=far, now=NOW, **more)
    far.refresh_from_db()
    assert far.is_active


def test_a_closed_account_stays_and_signs_in_no_more(admin, account):
    clerk = account("clerk")
    actions.close_account(actor=admin, account=clerk, now=NOW)
    with pytest.raises(Refusal, match=r"signin\.wrong"):
        try_once()
    with pytest.raises(Conflict):
        actions.close_account(actor=admin, account=clerk, now=NOW)
    with pytest.raises(Refusal, match=r"signin\.own_account"):
        actions.close_account(actor=admin, account=Account.objects.get(login="admin"), now=NOW)


def test_changing_ones_own_password_asks_for_the_old_one(admin):
    mine = Account.objects.get(login="admin")
    new = Secret("another-long-one")
    for old, fresh, field in ((Secret("wrong"), new, "old"), (Secret(PASSWORD), Secret(PASSWORD), "new")):
        with pytest.raises(Refusal) as caught:
            actions.change_password(actor=admin, account=mine, old=old, new=fresh, now=NOW)
        assert caught.value.field == field
    after = actions.change_password(actor=admin, account=mine, old=Secret(PASSWORD), new=new, now=NOW)
    assert after.check_password("another-long-one")
    assert kinds()[-1] == "signin.password_changed"


def test_a_password_never_shows(admin):
    from banshi.base.history.acts import digest_of

    one = digest_of("signin.open_account", {"actor": admin, "password": Secret("one")})
    assert one == digest_of("signin.open_account", {"actor": admin, "password": Secret("two")})
    assert "one" not in repr(Secret("one"))


FIRST = {
    "zone_code": "qingyu",
    "name_zh": "青屿经济开发区",
    "name_en": "Qingyu Zone",
    "login": "admin",
    "address": ADDRESS,
}


def first(code, **changes):
    values = FIRST | {"password": Secret(PASSWORD), "now": NOW} | changes
    return actions.first_administrator(code=code, **values)


def test_the_code_makes_one_zone_and_one_administrator_once(db, monkeypatch):
    seen = []

    def step(*, actor: Actor, administrator, now):
        seen.append((actor.zone.code, administrator.login))

    monkeypatch.setattr(founding, "_steps", {"test": (10, step)})
    code = actions.issue_first_code(now=NOW)
    account = first(code.lower().replace("-", " "))
    assert seen == [("qingyu", "admin")]
    assert (account.login, account.must_change_password) == ("admin", False)
    assert kinds()[0] == "zones.founded"
    assert FirstCode.objects.get().used_at == NOW
    assert code not in FirstCode.objects.get().digest
    with pytest.raises(Refusal, match=r"signin\.code_wrong"):
        first(code)
    with pytest.raises(Refusal, match=r"signin\.not_first"):
        actions.issue_first_code(now=NOW)


@pytest.mark.parametrize("case", ["wrong", "late", "replaced"])
def test_a_code_that_does_not_hold(db, case):
    code = actions.issue_first_code(now=NOW)
    if case == "replaced":
        actions.issue_first_code(now=NOW)
    later = NOW + actions.CODE_LIVES if case == "late" else NOW
    with clock.fixed(later), pytest.raises(Refusal) as caught:
        first("AAAAA" * 4 if case == "wrong" else code, now=later)
    assert (caught.value.code, caught.value.field) == ("signin.code_wrong", "code")
    assert not Zone.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone_code": "青屿"}, "zone_code"),
        ({"password": Secret("short")}, "password"),
        ({"login": "x"}, "login"),
    ],
)
def test_a_refused_first_start_leaves_the_code_usable(db, monkeypatch, changes, field):
    monkeypatch.setattr(founding, "_steps", {})
    code = actions.issue_first_code(now=NOW)
    with pytest.raises(Refusal) as caught:
        first(code, **changes)
    assert caught.value.field == field
    assert not Zone.objects.exists()
    assert not Account.objects.exists()
    assert first(code).login == "admin"


def test_guessing_the_code_is_counted(db):
    for _n in range(5):
        with pytest.raises(Refusal, match=r"signin\.code_wrong"):
            first("AAAAA" * 4)
    with pytest.raises(TooMany):
        first("AAAAA" * 4)
