"""The rules of the door as data: passwords, locks, sessions; and what each of them does once it is adopted."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.base.presets import catalogue
from banshi.base.presets.actions import adopt_preset, adopt_ruleset
from banshi.base.signin import actions, devices, queries, rules
from banshi.base.signin.actions import Secret
from banshi.base.signin.models import Event, EventKind, PastPassword
from banshi.base.signin.rules import DoorRules, parse_door
from banshi.base.signin.throttle import TooMany
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

from .conftest import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("base.ui.style.urls")]
INSIDE = "/style/thing"
ADDRESS = "192.0.2.7"
MIXED = "Ledger-well-kept-{}"


def body(code="modern", **changes):
    return catalogue.preset("signin", code).body | changes


@pytest.fixture
def adopt(zone):
    """``adopt("dengbao_3")`` puts a preset in force, with ``changes`` a body of the zone's own."""

    def put(code, **changes):
        given = {"actor": access.system_actor(zone), "topic": "signin", "code": code, "now": NOW}
        given["effective_on"] = date(2026, 11, 1)
        if changes:
            adopt_ruleset(**given, body=body(code, **changes), source="x")
        else:
            adopt_preset(**given)
        zone.subject.refresh_from_db()

    return put


def enter(client, login="clerk", password=PASSWORD):
    return client.post("/sign/in", {"login": login, "password": password})


def try_once(login="clerk", password=PASSWORD, address=ADDRESS, now=NOW):
    return actions.sign_in(login=login, password=Secret(password), address=address, now=now)


# ------------------------------------------------------------------------------------------ the rules


def test_every_preset_is_read_and_names_its_source():
    found = {one.code: one for one in catalogue.presets("signin")}
    assert set(found) == {"modern", "dengbao_2", "dengbao_3", "demonstration"}
    for one in found.values():
        parse_door(one.body)
    assert "GB/T 22239-2019 8.1.4.1" in found["dengbao_3"].source
    assert "2019-12-01" in found["dengbao_3"].source
    assert parse_door(found["modern"].body) == DoorRules()


@pytest.mark.parametrize(
    "changes",
    [
        {"password_least": 8},
        {"password_least": "12"},
        {"password_classes": 5},
        {"password_history": True},
        {"lock_failures": 5},
        {"lock_minutes": 5},
        {"idle_minutes": 0},
        {"longest_hours": 24},
        {"second_factor": "never"},
        {"captcha": 1},
    ],
)
def test_a_body_that_cannot_be_used_says_why(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        parse_door(body(**changes))


def test_the_strictest_of_several_zones_holds():
    one = DoorRules(
        password_days=90, lock_failures=5, lock_minutes=10, idle_minutes=30, second_factor="offered"
    )
    other = DoorRules(password_classes=3, lock_failures=3, lock_minutes=5, idle_minutes=15)
    both = rules.strictest([one, other])
    assert (both.password_days, both.password_classes, both.idle_minutes) == (90, 3, 15)
    assert (both.lock_failures, both.lock_minutes, both.second_factor) == (3, 10, "required")
    assert rules.strictest([]) == DoorRules()


@pytest.mark.parametrize(
    ("password", "classes"),
    [("", 0), ("abc", 1), ("Abc", 2), ("Abc1", 3), ("Abc1-", 4), ("密码", 1), ("a 1", 3)],
)
def test_sorts_of_characters(password, classes):
    assert rules.classes_in(password) == classes


def test_a_zone_without_rules_of_its_own_has_those_it_would_start_with(zone):
    assert queries.rules_of(zone) == DoorRules()
    zone.simulated = True
    assert queries.rules_of(zone).second_factor == "offered"


# --------------------------------------------------------------------------- passwords under the rules


def test_by_the_default_rules_nothing_is_asked_but_length(admin, account):
    clerk = account("clerk", password_at=NOW - timedelta(days=5000))
    actions.set_password(actor=admin, account=clerk, password=Secret("nur kleine zeichen"), now=NOW)
    assert not PastPassword.objects.exists()


def test_mixed_characters_are_asked_for_once_adopted(admin, account, adopt):
    clerk = account("clerk")
    adopt("dengbao_3")
    with pytest.raises(Refusal, match=r"signin\.uniform") as caught:
        actions.set_password(actor=admin, account=clerk, password=Secret("only-small-letters"), now=NOW)
    assert "3 类" in caught.value.message
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
    actions.set_password(actor=admin, account=clerk, password=Secret(MIXED.format(1)), now=NOW)


def test_a_zone_may_ask_for_more_than_twelve(admin, account, adopt):
    adopt("modern", password_least=20)
    with pytest.raises(Refusal, match=r"signin\.short"):
        actions.set_password(
            actor=admin, account=account("clerk"), password=Secret("a-ledger-well-kep"), now=NOW
        )


def test_former_passwords_do_not_come_back(zone, account, adopt):
    clerk = account("clerk")
    adopt("dengbao_2")
    actor = access.policy().actor_for(clerk, zone)

    def change(old, new):
        return actions.change_password(actor=actor, account=clerk, old=Secret(old), new=Secret(new), now=NOW)

    used = [PASSWORD]
    for n in range(3):
        change(used[-1], MIXED.format(n))
        used.append(MIXED.format(n))
    for former in used[1:-1]:
        with pytest.raises(Refusal, match=r"signin\.used_before"):
            change(used[-1], former)
    assert PastPassword.objects.count() == 3
    change(used[-1], MIXED.format(9))
    assert PastPassword.objects.count() == 3
    change(MIXED.format(9), MIXED.format(0))
    assert not any(password in row.encoded for row in PastPassword.objects.all() for password in used)


def test_a_password_that_is_too_old_is_changed_first(client, account, adopt):
    account("clerk", password_at=NOW - timedelta(days=89))
    adopt("dengbao_3")
    enter(client)
    assert client.get(INSIDE).status_code == 200
    with clock.fixed(NOW + timedelta(days=2)):
        enter(client)
        assert client.get(INSIDE)["Location"] == "/sign/password"
        page = client.get("/sign/password").text
        assert "90 天" in page
        assert "3 类" in page
        new = MIXED.format(5)
        assert client.post("/sign/password", {"old": PASSWORD, "new": new, "again": new})["Location"] == "/"
        assert client.get(INSIDE).status_code == 200


def test_a_password_of_unknown_age_is_old_where_age_is_asked():
    assert rules.too_old(None, DoorRules(password_days=90), NOW)
    assert not rules.too_old(None, DoorRules(), NOW)


# ------------------------------------------------------------------------------------------- the lock


def lock_out(login="clerk"):
    for n in range(5):
        with pytest.raises(Refusal, match=r"signin\.wrong"):
            try_once(login, "wrong", address=f"192.0.2.{n}", now=NOW + timedelta(minutes=n))


def test_a_lock_holds_from_every_address_and_ends_by_itself(account, adopt):
    account("clerk")
    adopt("dengbao_3")
    lock_out()
    fifth = NOW + timedelta(minutes=4)
    for minutes in (0, 29):
        with pytest.raises(TooMany):
            try_once(address="192.0.2.200", now=fifth + timedelta(minutes=minutes))
    assert try_once(address="192.0.2.201", now=fifth + timedelta(minutes=30)).login == "clerk"


def test_unknown_logins_lock_alike(account, adopt):
    account("clerk")
    adopt("dengbao_3")
    said = {}
    for login in ("clerk", "nobody-knows"):
        lock_out(login)
        with pytest.raises(TooMany) as caught:
            try_once(login, address="192.0.2.200", now=NOW + timedelta(minutes=5))
        said[login] = caught.value.message
    assert said["clerk"] == said["nobody-knows"]


def test_without_the_rule_nobody_is_shut_out(account):
    account("clerk")
    lock_out()
    assert try_once(address="192.0.2.200").login == "clerk"


def test_a_new_password_lifts_the_lock_and_success_forgets(admin, account, adopt):
    clerk = account("clerk")
    adopt("dengbao_3")
    lock_out()
    actions.set_password(actor=admin, account=clerk, password=Secret(MIXED.format(1)), now=NOW)
    later = NOW + timedelta(minutes=5)
    for _round in range(3):
        with pytest.raises(Refusal, match=r"signin\.wrong"):
            try_once(password="wrong", address="192.0.2.201", now=later)
        assert try_once(password=MIXED.format(1), address="192.0.2.201", now=later) == clerk


# ------------------------------------------------------------------------------------------ sessions


def test_the_zones_own_limits_end_a_session(client, account, adopt):
    account("clerk")
    adopt("modern", idle_minutes=10, longest_hours=1)
    enter(client)
    with clock.fixed(NOW + timedelta(minutes=11)):
        assert client.get(INSIDE).status_code == 302
    enter(client)
    for minutes in range(9, 61, 9):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            assert client.get(INSIDE).status_code == 200
    with clock.fixed(NOW + timedelta(minutes=61)):
        assert client.get(INSIDE).status_code == 302


def test_the_house_may_be_stricter_than_its_zones(client, account, settings):
    account("clerk")
    settings.SESSION_IDLE_MINUTES = 6
    enter(client)
    with clock.fixed(NOW + timedelta(minutes=7)):
        assert client.get(INSIDE).status_code == 302


# ------------------------------------------------------------------- audit rows, and nothing told by time


def rows():
    return list(Event.objects.order_by("pk").values_list("kind", "ok", "detail"))


def test_the_door_leaves_rows(client, account, zone):
    account("clerk")
    enter(client, password="wrong")
    enter(client, "nobody-knows")
    enter(client)
    client.post("/sign/out")
    assert rows() == [
        ("refused", False, "wrong"),
        ("refused", False, "wrong"),
        ("signed_in", True, "password"),
        ("signed_out", True, ""),
    ]
    wrong, unknown, _inside, _out = Event.objects.order_by("pk")
    assert (wrong.zone, wrong.account.login, wrong.login_mark) == (zone, "clerk", "")
    assert (unknown.zone, unknown.account) == (None, None)
    assert len(unknown.login_mark) == 8
    assert "nobody" not in str(Event.objects.values())
    assert wrong.origin == unknown.origin != ""


def test_a_flood_leaves_one_row(client, account):
    account("clerk")
    for _n in range(9):
        enter(client, password="wrong")
    assert rows().count(("refused", False, "too_often")) == 1
    assert len(rows()) == 6


def test_known_and_unknown_cost_the_same_hashing_and_queries(account):
    account("clerk")
    from django.contrib.auth.hashers import MD5PasswordHasher

    costs = []
    for login in ("clerk", "nobody-knows", "clerk", "nobody-knows"):
        hashed, encode = [], MD5PasswordHasher.encode
        with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as asked:
            patch.setattr(
                MD5PasswordHasher,
                "encode",
                lambda self, *args, seen=hashed, do=encode: seen.append(1) or do(self, *args),
            )
            with pytest.raises(Refusal):
                try_once(login, "wrong")
        costs.append((len(hashed), len(asked)))
    assert costs[2] == costs[3]
    assert costs[0][0] == costs[1][0] == 1


# ------------------------------------------------------------------- one's own sessions: own, colleague, stranger


def test_own_sessions_are_listed_and_ended(client, account):
    from django.test import Client

    account("clerk")
    account("admin")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0")
    colleague, stranger = Client(), Client()
    for one, login in ((client, "clerk"), (phone, "clerk"), (colleague, "admin")):
        enter(one, login)
    page = client.get("/sign/places")
    assert "微信 · 安卓手机" in page.text
    assert [own for _row, _word, own, *_times in page.context["rows"]].count(True) == 1
    public = next(row.public for row, _word, own, *_times in page.context["rows"] if not own)
    where = f"/sign/places/{public}/end"
    assert colleague.post(where).status_code == 404
    assert stranger.post(where)["Location"].startswith("/sign/in")
    assert phone.get(INSIDE).status_code == 200
    assert client.post(where)["Location"] == "/sign/places"
    assert phone.get(INSIDE).status_code == 302
    assert client.get(INSIDE).status_code == 200


def test_all_others_end_at_once(client, account):
    from django.test import Client

    account("clerk")
    others = [Client() for _n in range(3)]
    for one in (client, *others):
        enter(one)
    client.post("/sign/places/others")
    assert [one.get(INSIDE).status_code for one in (client, *others)] == [200, 302, 302, 302]
    assert Event.objects.filter(kind=EventKind.SESSION_ENDED).count() == 1


@pytest.mark.parametrize("act", ["closed", "password"])
def test_a_session_ends_at_once_with_the_account_or_its_password(client, account, admin, act):
    clerk = account("clerk")
    enter(client)
    assert client.get(INSIDE).status_code == 200
    if act == "closed":
        actions.close_account(actor=admin, account=clerk, now=NOW)
    else:
        actions.set_password(actor=admin, account=clerk, password=Secret("fresh-and-long-one"), now=NOW)
    assert not clerk.sessions.exists()
    assert client.get(INSIDE).status_code == 302


def test_an_old_cookie_is_of_no_use_after_signing_out(client, account):
    account("clerk")
    enter(client)
    kept = client.cookies["sid"].value
    client.post("/sign/out")
    client.cookies["sid"] = kept
    assert client.get(INSIDE).status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604 wxwork/4.1 MicroMessenger/7",
            "企业微信 · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120) Firefox/120", "Firefox · Linux"),
        ("curl/8", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_in_two_words(agent, words):
    from django.utils import translation

    with translation.override("zh-hans"):
        assert devices.say(devices.codes(agent)) == words
    assert len(devices.codes(agent * 100)) <= 40
