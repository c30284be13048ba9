"""The pages at the door, and what holds for every page behind it."""

from datetime import timedelta

import pytest

from banshi.base.signin import actions, founding
from banshi.base.signin.models import Session
from banshi.base.zones import clock
from banshi.base.zones.models import Account, Zone

from .conftest import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("base.ui.style.urls")]
INSIDE = "/style/thing"


def enter(client, login="clerk", password=PASSWORD, **more):
    return client.post("/sign/in", {"login": login, "password": password, **more})


def test_a_stranger_is_led_to_the_door_and_back(client, account):
    account("clerk")
    assert client.get(INSIDE)["Location"] == f"/sign/in?next={INSIDE}"
    assert 'name="next" value="/style/thing"' in client.get(f"/sign/in?next={INSIDE}").text
    assert enter(client, next=INSIDE)["Location"] == INSIDE
    assert client.get(INSIDE).status_code == 200
    assert client.get("/sign/in")["Location"] == "/"


def test_after_an_act_one_is_led_back_to_the_page_of_its_button(client, account):
    """An act may have no page of its own; without the button's page its address is kept as it was."""
    account("clerk")
    came = client.post("/style/thing?x=1", headers={"referer": f"http://testserver{INSIDE}"})
    assert came["Location"] == f"/sign/in?next={INSIDE}"
    assert client.post(INSIDE)["Location"] == f"/sign/in?next={INSIDE}"
    for away in ("https://elsewhere.example/x", "//elsewhere.example"):
        assert client.post(INSIDE, headers={"referer": away})["Location"] == f"/sign/in?next={INSIDE}"


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client, account, away):
    account("clerk")
    assert enter(client, next=away)["Location"] == "/"


def test_wrong_and_unknown_look_alike(client, account):
    account("clerk")
    wrong, unknown = enter(client, password="wrong"), enter(client, login="nobody-knows")
    assert wrong.status_code == unknown.status_code == 422
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in unknown.text
    assert "_auth_user_id" not in client.session


def test_too_many_tries_say_how_long_to_wait(client, account):
    account("clerk")
    for _n in range(5):
        enter(client, password="wrong")
    answer = enter(client)
    assert answer.status_code == 429
    assert "15 分钟" in answer.text


def test_an_account_in_two_zones_chooses(client, account, other_zone):
    account("both")
    assert enter(client, "both")["Location"] == "/sign/zone"
    assert "云溪高新区" in client.get("/sign/zone").text
    client.post("/sign/zone", {"zone": "yunxi"})
    assert "云溪高新区" in client.get(INSIDE).text
    assert client.post("/sign/zone", {"zone": "elsewhere"}).status_code == 404


def test_an_account_without_a_place_is_told_so(client, account):
    account("nobody")
    enter(client, "nobody")
    assert client.get(INSIDE)["Location"] == "/sign/zone"
    assert "还没有分配岗位" in client.get("/sign/zone").text


def test_a_given_password_is_changed_first(client, account):
    clerk = account("clerk", must_change_password=True)
    enter(client)
    assert client.get(INSIDE)["Location"] == "/sign/password"
    new = {"old": PASSWORD, "new": "my-own-long-one", "again": "my-own-long-one"}
    refused = client.post("/sign/password", new | {"again": "another"})
    assert refused.status_code == 422
    assert "两次输入不一致" in refused.text
    assert client.post("/sign/password", new)["Location"] == "/"
    assert client.get(INSIDE).status_code == 200
    clerk.refresh_from_db()
    assert not clerk.must_change_password


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("short", "不少于 12 个字符"),
        ("clerk-at-desk", "与账号名过于相似"),
        ("password1234", "过于常见"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_in_chinese_as_often_as_it_is_tried(
    client, account, new, says
):
    """Only wrong present passwords are counted: whoever looks for one that the rules take is not shut out."""
    account("clerk-at-desk")
    enter(client, "clerk-at-desk")
    for _n in range(7):
        page = client.post("/sign/password", {"old": PASSWORD, "new": new, "again": new})
        assert page.status_code == 422
        assert says in page.text
        assert "This password" not in page.text
    for n in range(6):
        wrong = client.post("/sign/password", {"old": "wrong", "new": new, "again": new})
        assert wrong.status_code == (422 if n < 5 else 429)


def test_changing_the_password_signs_out_elsewhere(client, account):
    from django.test import Client

    account("clerk")
    elsewhere = Client()
    enter(client)
    enter(elsewhere)
    client.post("/sign/password", {"old": PASSWORD, "new": "my-own-long-one", "again": "my-own-long-one"})
    assert client.get(INSIDE).status_code == 200
    assert elsewhere.get(INSIDE).status_code == 302


def test_signing_out_is_a_post_and_forgets(client, account):
    account("clerk")
    enter(client)
    assert client.get("/sign/out").status_code == 405
    answer = client.post("/sign/out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(INSIDE).status_code == 302


def test_signed_in_pages_are_not_kept(client, account):
    account("clerk")
    enter(client)
    assert client.get(INSIDE)["Cache-Control"] == "no-store"


def test_idle_sessions_end_and_busy_ones_stay(client, account):
    account("clerk")
    enter(client)
    for minutes in (20, 40, 60):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            assert client.get(INSIDE).status_code == 200
    with clock.fixed(NOW + timedelta(minutes=91)):
        answer = client.get(INSIDE, follow=True)
    assert answer.redirect_chain[0][0] == f"/sign/in?next={INSIDE}"
    assert "长时间没有操作" in answer.text


def test_a_session_ends_after_its_longest_day(client, account):
    account("clerk")
    enter(client)
    for half_hours in range(1, 25):
        with clock.fixed(NOW + timedelta(minutes=30 * half_hours)):
            assert client.get(INSIDE).status_code == 200
    with clock.fixed(NOW + timedelta(hours=12, minutes=1)):
        assert client.get(INSIDE).status_code == 302


def test_reading_writes_the_session_once_in_five_minutes(client, account):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    account("clerk")
    enter(client)
    written = []
    for second in (10, 200, 299, 301, 500):
        with clock.fixed(NOW + timedelta(seconds=second)), CaptureQueriesContext(connection) as seen:
            client.get(INSIDE)
        written += [second for query in seen if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == [301]
    assert Session.objects.count() == 1


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(client):
    answer = client.get(INSIDE, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/sign/in")


def test_forms_at_the_door_want_their_token(account):
    from django.test import Client

    account("clerk")
    answer = enter(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "页面打开太久了" in answer.text


def test_an_address_is_believed_only_behind_our_proxies(rf, settings):
    from banshi.base.signin.sessions import address_of

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"}, REMOTE_ADDR="192.0.2.1")
    assert address_of(request) == "192.0.2.1"
    settings.PROXIES_IN_FRONT = 1
    assert address_of(request) == "198.51.100.4"


def test_the_first_start_from_code_to_desk(client, monkeypatch):
    monkeypatch.setattr(founding, "_steps", {})
    assert client.get("/sign/in")["Location"] == "/sign/first"
    form = {
        "code": actions.issue_first_code(now=NOW),
        "name_zh": "青屿经济开发区",
        "name_en": "Qingyu Zone",
        "zone_code": "qingyu",
        "login": "admin",
        "new": "short",
        "again": "short",
    }
    refused = client.post("/sign/first", form)
    assert refused.status_code == 422
    assert 'id="id_new_error"' in refused.text
    assert not Zone.objects.exists()
    form["new"] = form["again"] = PASSWORD
    assert client.post("/sign/first", form)["Location"] == "/"
    assert client.get(INSIDE).status_code == 200
    assert Account.objects.get().login == "admin"
    assert client.get("/sign/first").status_code == 404


def test_the_door_of_a_demonstration_says_so(client, zone):
    assert "演示数据" not in client.get("/sign/in").text
    Zone.objects.update(simulated=True)
    assert "演示数据" in client.get("/sign/in").text


def test_english_is_complete_at_the_door(client, zone):
    client.post("/ui/language", {"language": "en", "next": "/sign/in"})
    page = client.get("/sign/in").text
    assert "Sign in" in page
    assert 'lang="en"' in page
