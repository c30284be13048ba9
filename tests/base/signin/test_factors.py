"""The second factor: set up, asked for, used once, taken away; and what never gets around it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.signin import actions, queries, totp
from banshi.base.signin.actions import Secret, Visit
from banshi.base.signin.models import Event, EventKind, Factor, RecoveryCode, Session
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Conflict, Forbidden, Refusal, Unknown

from .authenticator import Authenticator
from .conftest import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("base.ui.style.urls")]
INSIDE = "/style/thing"
SECRET = bytes(range(20))
VISIT = Visit("192.0.2.7", "firefox linux")
LATER = NOW + timedelta(minutes=5)


def enter(client, login="clerk", password=PASSWORD, **more):
    return client.post("/sign/in", {"login": login, "password": password, **more})


def code(at=NOW, secret=SECRET):
    return totp.code_at(secret, totp.step_of(at))


def actor_of(account, zone):
    return access.policy().actor_for(account, zone)


@pytest.fixture
def with_app(account, zone):
    """An account with an app, and its ten recovery codes."""

    def make(login="clerk"):
        row = account(login)
        actor = actor_of(row, zone)
        actions.add_app(
            actor=actor, account=row, secret=Secret(SECRET.hex()), code=code(), name="工作手机", now=NOW
        )
        row.given = actions.renew_codes(actor=actor, account=row, now=NOW)
        return row

    return make


def with_passkey(client, **of):
    """Sign in, make a passkey, sign out; gives the passkey."""
    key = Authenticator(**of)
    enter(client)
    options = client.post("/sign/factors/passkey/options").json()
    made = client.post("/sign/factors/passkey", {"credential": key.make(options), "name": "安全密钥"})
    assert made.status_code == 200, made.text
    assert made.text.count("<li>") == 10
    client.post("/sign/out")
    return key


# ---------------------------------------------------------------------------------------------- the app


def test_setting_up_an_app_from_the_page(client, account):
    account("clerk")
    enter(client)
    page = client.get("/sign/factors/app")
    assert 'src="data:image/svg+xml' in page.text
    secret = page.context["secret"].replace(" ", "")
    assert client.get("/sign/factors/app").context["secret"].replace(" ", "") == secret
    import base64

    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    assert client.post("/sign/factors/app", {"code": "000000"}).status_code == 422
    assert not Factor.objects.exists()
    shown = client.post("/sign/factors/app", {"code": code(secret=raw), "name": "工作手机"})
    assert shown.status_code == 200
    assert shown.text.count("<li>") == 10
    row = Factor.objects.get()
    assert raw not in bytes(row.sealed)
    assert Entry.objects.latest("pk").kind == "signin.codes_renewed"
    assert client.get("/sign/factors").status_code == 200
    assert "工作手机" in client.get("/sign/factors").text


def test_the_secret_is_never_in_the_database_in_clear(client, account):
    account("clerk")
    enter(client)
    secret = client.get("/sign/factors/app").context["secret"].replace(" ", "")
    import base64

    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    kept = Session.objects.get().get_decoded()
    assert raw.hex() not in json.dumps(kept)
    assert secret not in json.dumps(kept)


def test_the_password_alone_no_longer_signs_in(client, with_app):
    with_app()
    assert enter(client, next=INSIDE)["Location"] == "/sign/second"
    assert client.get(INSIDE).status_code == 302
    assert "_auth_user_id" not in client.session
    with clock.fixed(LATER):
        assert client.post("/sign/second", {"code": "123"}).status_code == 422
        assert client.post("/sign/second", {"code": code(LATER)})["Location"] == INSIDE
        assert client.get(INSIDE).status_code == 200


def test_a_wrong_password_does_not_tell_that_there_is_an_app(client, with_app, account):
    with_app()
    account("both")
    wrong, other = enter(client, password="wrong"), enter(client, "both", password="wrong")
    assert wrong.status_code == other.status_code == 422


def test_half_way_ends_after_five_minutes_and_with_the_password(client, with_app, zone):
    clerk = with_app()
    enter(client)
    with clock.fixed(NOW + timedelta(minutes=6)):
        assert client.get("/sign/second")["Location"] == "/sign/in"
    enter(client)
    assert client.get("/sign/second").status_code == 200
    clerk.set_password("fresh-and-long-one")
    clerk.save()
    assert client.get("/sign/second")["Location"] == "/sign/in"


def test_a_code_works_once_and_an_older_one_no_more(with_app):
    clerk = with_app()
    given = {"account": clerk, "visit": VISIT, "now": LATER}
    assert actions.answer_code(code=code(LATER), **given) == "totp"
    for again in (code(LATER), code(LATER - timedelta(seconds=30))):
        with pytest.raises(Refusal, match="code_wrong_or_used"):
            actions.answer_code(code=again, **given)


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(with_app, seconds, good):
    clerk = with_app()
    typed = code(LATER + timedelta(seconds=seconds))
    given = {"account": clerk, "code": typed, "visit": VISIT, "now": LATER}
    if good:
        assert actions.answer_code(**given) == "totp"
    else:
        with pytest.raises(Refusal):
            actions.answer_code(**given)


def test_the_code_that_set_it_up_does_not_sign_in(client, with_app):
    with_app()
    enter(client)
    assert client.post("/sign/second", {"code": code()}).status_code == 422


def test_codes_are_tried_five_times_from_wherever(client, with_app):
    with_app()
    enter(client)
    for _n in range(5):
        assert client.post("/sign/second", {"code": "000000"}).status_code == 422
    elsewhere = Client(REMOTE_ADDR="192.0.2.99")
    enter(elsewhere)
    with clock.fixed(NOW + timedelta(minutes=4)):
        answer = elsewhere.post("/sign/second", {"code": code(NOW + timedelta(minutes=4))})
    assert answer.status_code == 429


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_code_at_the_same_moment_one_gets_in(with_app):
    clerk = with_app()

    def answer(_n):
        try:
            return actions.answer_code(account=clerk, code=code(LATER), visit=VISIT, now=LATER)
        except Refusal:
            return None
        finally:
            connection.close()

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        # One connection in memory cannot be shared by threads: the conditional update is asked directly.
        app = queries.app_of(clerk)
        step = totp.step_of(LATER)
        taken = Factor.objects.filter(pk=app.pk, last_step__lt=step)
        assert [taken.update(last_step=step), taken.update(last_step=step)] == [1, 0]
        return
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, range(4)))
    assert sorted(map(str, answers)) == ["None", "None", "None", "totp"]


# -------------------------------------------------------------------------------------- recovery codes


def test_a_recovery_code_signs_in_once(client, with_app):
    clerk = with_app()
    assert len(set(clerk.given)) == 10
    enter(client)
    assert client.post("/sign/second", {"code": clerk.given[0].lower()})["Location"] == "/"
    client.post("/sign/out")
    enter(client)
    assert client.post("/sign/second", {"code": clerk.given[0]}).status_code == 422
    assert client.post("/sign/second", {"code": clerk.given[1]})["Location"] == "/"
    assert queries.codes_left(clerk) == 8
    assert all(
        given.replace("-", "") not in row.digest
        for given in clerk.given
        for row in RecoveryCode.objects.all()
    )


def test_new_codes_end_the_old_ones(with_app, zone):
    clerk = with_app()
    actions.renew_codes(actor=actor_of(clerk, zone), account=clerk, now=NOW)
    with pytest.raises(Refusal):
        actions.answer_code(account=clerk, code=clerk.given[0], visit=VISIT, now=NOW)
    assert queries.codes_left(clerk) == 10


def test_codes_of_another_account_are_of_no_use(with_app):
    clerk, both = with_app(), with_app("both")
    with pytest.raises(Refusal):
        actions.answer_code(account=both, code=clerk.given[0], visit=VISIT, now=LATER)


# ------------------------------------------------------------------------------------------- passkeys


def test_a_passkey_as_the_second_proof(client, account):
    account("clerk")
    key = with_passkey(client, verifies=False)
    assert enter(client)["Location"] == "/sign/second"
    answer = key.sign(client.post("/sign/passkey/options/second").json())
    assert client.post("/sign/second", {"credential": answer})["Location"] == "/"
    assert client.get(INSIDE).status_code == 200


def test_a_passkey_alone_signs_in_when_it_has_seen_its_owner(client, account):
    account("clerk")
    key = with_passkey(client)
    options = client.post("/sign/passkey/options/in").json()
    assert "allowCredentials" not in options
    assert client.post("/sign/passkey", {"credential": key.sign(options)})["Location"] == "/"
    assert client.get(INSIDE).status_code == 200
    assert client.session["factor"] == "passkey"


def test_one_that_has_not_seen_its_owner_is_not_enough_alone(client, account):
    account("clerk")
    key = with_passkey(client, verifies=False)
    options = client.post("/sign/passkey/options/in").json()
    answer = client.post("/sign/passkey", {"credential": key.sign(options)})
    assert answer.status_code == 422
    assert "通行密钥未被接受" in answer.text


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_sent_again_is_refused(client, account, counts):
    account("clerk")
    key = with_passkey(client, counts=counts)
    answer = key.sign(client.post("/sign/passkey/options/in").json())
    assert client.post("/sign/passkey", {"credential": answer})["Location"] == "/"
    for fresh in (False, True):
        other = Client()
        if fresh:
            other.post("/sign/passkey/options/in")
        refused = other.post("/sign/passkey", {"credential": answer})
        assert refused.status_code == 422
        assert "_auth_user_id" not in other.session


def test_two_sessions_with_one_challenge_get_one_in(client, account):
    """Even when both have read the session before either has taken the challenge out of it."""
    clerk = account("clerk")
    key = with_passkey(client, counts=False)
    options = client.post("/sign/passkey/options/in").json()
    state = client.session["challenge"]["state"]
    answer = key.sign(options)
    from banshi.base.signin.passkeys import House

    given = {"house": House("testserver", "http://testserver"), "state": state, "answer": answer}
    assert actions.sign_in_with_passkey(**given, visit=VISIT, now=NOW) == clerk
    with pytest.raises(Refusal, match="passkey_wrong"):
        actions.sign_in_with_passkey(**given, visit=VISIT, now=NOW)


def test_a_copied_key_shows_by_its_counter(client, account):
    account("clerk")
    key = with_passkey(client)
    for _n in range(3):
        answer = key.sign(client.post("/sign/passkey/options/in").json())
        client.post("/sign/passkey", {"credential": answer})
        client.post("/sign/out")
    key.counter = 0
    answer = key.sign(client.post("/sign/passkey/options/in").json())
    assert client.post("/sign/passkey", {"credential": answer}).status_code == 422


@pytest.mark.parametrize("case", ["origin", "host", "key", "purpose", "late"])
def test_what_does_not_hold_is_refused(client, account, case):
    account("clerk")
    key = with_passkey(client)
    if case == "origin":
        key.origin = "https://elsewhere.example"
    if case == "host":
        key.host = "elsewhere.example"
    if case == "key":
        key.key = Authenticator().key
    if case == "purpose":
        enter(client)
        options = client.post("/sign/passkey/options/second").json()
    else:
        options = client.post("/sign/passkey/options/in").json()
    answer = key.sign(options)
    at = NOW + timedelta(minutes=6) if case == "late" else NOW
    with clock.fixed(at):
        assert client.post("/sign/passkey", {"credential": answer}).status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "rubbish", ["", "{}", "[]", "null", '{"id": 1}', '{"rawId": "a", "response": 3}', "x" * 30_000]
)
def test_rubbish_is_refused_as_a_passkey(client, account, rubbish):
    account("clerk")
    client.post("/sign/passkey/options/in")
    assert client.post("/sign/passkey", {"credential": rubbish}).status_code == 422


def test_an_address_of_numbers_has_no_passkeys_and_says_so(account, settings):
    settings.ALLOWED_HOSTS = ["*"]
    account("clerk")
    client = Client(SERVER_NAME="127.0.0.1")
    assert "data-passkey" not in client.get("/sign/in").text
    assert client.post("/sign/passkey/options/in").status_code == 422
    enter(client)
    assert "localhost" in client.get("/sign/factors/passkey").text


def test_options_tell_nobody_who_has_a_passkey(client, account):
    account("clerk")
    with_passkey(client)
    assert client.post("/sign/passkey/options/second").status_code == 404
    assert client.post("/sign/passkey/options/elsewhere").status_code == 404


# --------------------------------------------------------------------------- proving oneself once more


def test_factors_change_only_after_a_fresh_proof(client, with_app):
    clerk = with_app()
    enter(client)
    client.post("/sign/second", {"code": clerk.given[0]})
    end = f"/sign/factors/{queries.app_of(clerk).uid}/end"
    with clock.fixed(NOW + timedelta(minutes=11)):
        for where in (end, "/sign/factors/codes", "/sign/factors/passkey"):
            assert "再次证明身份" in client.get(where).text
            assert client.post(where).status_code == 422
        assert queries.app_of(clerk) is not None
        for wrong in ({"password": PASSWORD}, {"password": "wrong", "code": clerk.given[1]}):
            assert client.post("/sign/again", wrong | {"to": end}).status_code == 422
        answer = client.post("/sign/again", {"password": PASSWORD, "code": clerk.given[2], "to": end})
        assert answer["Location"] == end
        assert client.post(end)["Location"] == "/sign/factors"
    assert queries.app_of(clerk) is None
    assert queries.codes_left(clerk) == 0


def test_the_proof_leads_nowhere_else(client, account):
    account("clerk")
    enter(client)
    for away in ("https://elsewhere.example/", "//elsewhere.example"):
        assert client.post("/sign/again", {"password": PASSWORD, "to": away})["Location"] == "/sign/factors"


def test_the_factor_of_another_is_unknown(client, with_app, account, zone):
    clerk = with_app()
    colleague = account("both")
    app = queries.app_of(clerk)
    with pytest.raises(Unknown):
        actions.end_factor(actor=actor_of(colleague, zone), account=clerk, factor=app, now=NOW)
    with pytest.raises(Unknown):
        actions.end_factor(actor=actor_of(colleague, zone), account=colleague, factor=app, now=NOW)
    enter(client, "both")
    client.post("/sign/zone", {"zone": "qingyu"})
    assert client.post(f"/sign/factors/{app.uid}/end").status_code == 404
    assert queries.app_of(clerk) == app


def test_a_new_factor_signs_out_elsewhere(client, account):
    account("clerk")
    elsewhere = Client()
    enter(elsewhere)
    with_passkey(client)
    assert elsewhere.get(INSIDE).status_code == 302


def test_one_app_at_a_time(with_app, zone):
    clerk = with_app()
    with pytest.raises(Conflict):
        actions.add_app(
            actor=actor_of(clerk, zone),
            account=clerk,
            secret=Secret(SECRET.hex()),
            code=code(),
            name="",
            now=NOW,
        )


# ----------------------------------------------------------------------- asked for, reset, not got round


def test_a_role_that_asks_for_it_sets_it_up_first(client, account, policy, monkeypatch):
    from dataclasses import replace

    given = type(access.policy()).actor_for
    monkeypatch.setattr(
        type(access.policy()), "actor_for", lambda self, *who: replace(given(self, *who), second_factor=True)
    )
    account("clerk")
    enter(client)
    assert client.get(INSIDE)["Location"] == "/sign/factors"
    assert "请先设置再继续" in client.get("/sign/factors").text
    options = client.post("/sign/factors/passkey/options").json()
    client.post("/sign/factors/passkey", {"credential": Authenticator().make(options)})
    assert client.get(INSIDE).status_code == 200
    row = Factor.objects.get()
    refused = client.post(f"/sign/factors/{row.uid}/end")
    assert refused.status_code == 422
    assert Factor.objects.get().ended_at is None


def test_a_demonstration_only_offers_it(client, account, zone, monkeypatch):
    from dataclasses import replace

    zone.simulated = True
    zone.save()
    given = type(access.policy()).actor_for
    monkeypatch.setattr(
        type(access.policy()), "actor_for", lambda self, *who: replace(given(self, *who), second_factor=True)
    )
    account("clerk")
    enter(client)
    assert client.get(INSIDE).status_code == 200
    assert "演示区" in client.get("/sign/factors").text


def test_a_new_password_does_not_get_round_it(client, with_app, admin):
    clerk = with_app()
    actions.set_password(actor=admin, account=clerk, password=Secret("fresh-and-long-one"), now=NOW)
    assert enter(client, password="fresh-and-long-one")["Location"] == "/sign/second"
    assert client.get(INSIDE).status_code == 302


def reset(admin, account, **changes):
    given = {"actor": admin, "account": account, "reason": "lost", "now": NOW} | changes
    return actions.reset_factors(**given)


def test_a_reset_ends_factors_codes_and_sessions_and_says_why(client, with_app, admin):
    clerk = with_app()
    enter(client)
    client.post("/sign/second", {"code": clerk.given[0]})
    reset(admin, clerk)
    entry = Entry.objects.latest("pk")
    assert entry.kind == "signin.factors_reset"
    assert read(entry)["data"] == {"account": str(clerk.uid), "factors": 1, "reason": "lost"}
    assert client.get(INSIDE).status_code == 302
    assert enter(client)["Location"] == "/"
    row = Factor.objects.get()
    assert row.sealed is None
    with pytest.raises(Refusal):
        actions.answer_code(account=clerk, code=clerk.given[1], visit=VISIT, now=NOW)
    event = Event.objects.get(kind=EventKind.FACTORS_RESET)
    assert (event.account, event.by_id, event.detail) == (clerk, admin.account_id, "lost")


def test_nobody_resets_his_own_and_not_without_a_reason(with_app, admin, account, zone, other_zone):
    clerk = with_app()
    before = Factor.objects.count()
    mine = access.policy()
    own = actor_of(clerk, zone)
    with pytest.raises(Forbidden):
        reset(own, clerk)
    with pytest.raises(Refusal, match="reason_missing"):
        reset(admin, clerk, reason="")
    with pytest.raises(Unknown):
        reset(admin, account("far"))
    with pytest.raises(Conflict):
        reset(admin, account("both"))
    from banshi.base.zones.models import Account

    me = Account.objects.get(login="admin")
    with pytest.raises(Refusal, match="own_factors"):
        reset(mine.actor_for(me, zone), me)
    assert Factor.objects.filter(ended_at=None).count() == before
    assert queries.codes_left(clerk) == 10


def test_an_operator_resets_at_the_machine_when_nobody_else_can(with_app, capsys):
    from django.core.management import CommandError, call_command

    clerk = with_app()
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_factors", "nobody-knows", reason="lost")
    call_command("reset_factors", "clerk", reason="broken")
    assert "were reset" in capsys.readouterr().out
    assert not queries.factors_of(clerk).exists()
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.account) == ("signin.factors_reset", None)
    with pytest.raises(CommandError):
        call_command("reset_factors", "clerk", reason="lost")


def test_one_with_passkeys_alone_proves_himself_again_by_passkey_or_recovery_code(client, account):
    account("clerk")
    key = with_passkey(client)
    client.post("/sign/passkey", {"credential": key.sign(client.post("/sign/passkey/options/in").json())})
    with clock.fixed(NOW + timedelta(minutes=11)):
        assert client.post("/sign/again", {"password": PASSWORD}).status_code == 422
        assert "再次证明身份" in client.get("/sign/factors/codes").text
        answer = key.sign(client.post("/sign/passkey/options/again").json())
        assert (
            client.post("/sign/again", {"credential": answer, "to": "/sign/factors/codes"}).status_code == 302
        )
        shown = client.post("/sign/factors/codes", {"key": "x"})
    with clock.fixed(NOW + timedelta(minutes=22)):
        code = shown.context["codes"][0]
        assert client.post("/sign/again", {"password": PASSWORD, "code": code}).status_code == 302
        assert client.get("/sign/factors/codes").status_code == 200
        assert "再次证明身份" not in client.get("/sign/factors/codes").text
