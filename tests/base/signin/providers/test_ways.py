"""Out to a provider and back: who gets in, where he lands, and everything that leads nowhere."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.signin import actions
from banshi.base.signin.actions import Secret
from banshi.base.signin.models import Event, Factor, ForeignIdentity, ProviderRow, Session
from banshi.base.signin.providers import environment, setups
from banshi.base.signin.providers.port import Foreign
from banshi.base.signin.providers.wecom import rules as wecom
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Conflict, Forbidden, Refusal, Unknown
from base.signin.conftest import NOW, PASSWORD
from base.signin.doubles import OidcDouble, query
from base.signin.providers.test_chats import MEMBER, TOKEN

pytestmark = [pytest.mark.django_db, pytest.mark.urls("base.ui.style.urls")]
INSIDE = "/style/thing"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile wxwork/4.1.30 MicroMessenger/7.0.1"
)


@pytest.fixture(autouse=True)
def service(wire):
    wire.answer("GET", wecom.CORP_GRANT, TOKEN)
    wire.answer("GET", wecom.USER, MEMBER)
    return wire


def out(client, row, to=INSIDE, **more):
    """Where the browser is sent, and the state with which it goes."""
    answer = client.get(f"/sign/with/{row.code}", {"next": to} if to else {}, **more)
    assert answer.status_code == 302, answer.text
    return answer["Location"], query(answer["Location"])


def home(client, row, **given):
    return client.get(f"/sign/with/{row.code}/back", given)


def details():
    return list(Event.objects.order_by("pk").values_list("kind", "ok", "detail"))


def refused(answer):
    assert answer.status_code == 422
    assert "登录未完成" in answer.text
    return Event.objects.filter(kind="refused").latest("pk").detail


class TestIn:
    def test_somebody_who_is_bound_lands_where_the_link_meant(self, client, account, wecom_row, bind):
        clerk = account("clerk")
        bind(clerk, wecom_row, "ZhiBan")
        url, asked = out(client, wecom_row)
        assert asked["redirect_uri"] == f"http://testserver/sign/with/{wecom_row.code}/back"
        answer = home(client, wecom_row, code="c1", state=asked["state"])
        assert answer["Location"] == INSIDE
        assert client.get(INSIDE).status_code == 200
        assert details()[-1] == ("signed_in", True, "wecom")
        assert Session.objects.get(account=clerk).device
        assert ForeignIdentity.objects.get(account=clerk).used_at == NOW
        assert url.startswith(wecom.ON_SCREEN)

    def test_nobody_is_made_by_a_sign_in_and_all_who_are_not_bound_are_told_alike(
        self, client, account, wecom_row, bind, service, admin
    ):
        from banshi.base.zones.models import Account

        closed, ended = account("closed"), account("ended")
        bind(closed, wecom_row, "Closed")
        actions.close_account(actor=admin, account=closed, now=NOW)
        gone = bind(ended, wecom_row, "Ended")
        actions.end_identity(actor=admin, account=ended, identity=gone, now=NOW)
        count, pages = Account.objects.count(), set()
        for member in ("Nobody", "Closed", "Ended"):
            service.answer("GET", wecom.USER, MEMBER | {"userid": member})
            _url, asked = out(client, wecom_row)
            answer = home(client, wecom_row, code="c", state=asked["state"])
            assert answer.status_code == 422
            assert "尚未绑定" in answer.text
            pages.add(re.sub(r"[A-Za-z0-9]{64}", "", answer.text.replace(asked["state"], "")))
        assert len(pages) == 1
        assert Account.objects.count() == count
        assert "_auth_user_id" not in client.session
        assert [detail for kind, _ok, detail in details() if kind == "refused"] == ["wecom unknown"] * 3

    def test_a_second_factor_is_still_asked_for(self, client, account, wecom_row, bind):
        clerk = account("clerk")
        bind(clerk, wecom_row, "ZhiBan")
        Factor.objects.create(account=clerk, kind="passkey", name="k", credential="c", added_at=NOW)
        _url, asked = out(client, wecom_row)
        answer = home(client, wecom_row, code="c1", state=asked["state"])
        assert answer["Location"] == "/sign/second"
        assert "身份已确认" in client.get("/sign/second").text
        assert "_auth_user_id" not in client.session

    def test_unless_the_provider_brings_one_and_only_in_its_zone(
        self, client, browser, account, set_up, bind, other_zone
    ):
        row = set_up("wecom", second=True, corp_id="ww1", agent_id="1")
        for login, member in (("clerk", "ZhiBan"), ("both", "Both")):
            one = account(login)
            bind(one, row, member)
            Factor.objects.create(account=one, kind="passkey", name="k", credential=login, added_at=NOW)
        for member, to in (("ZhiBan", INSIDE), ("Both", "/sign/second")):
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(MEMBER, "userid", member)
                hand = browser()
                _url, asked = out(hand, row)
                assert home(hand, row, code="c", state=asked["state"])["Location"] == to

    def test_an_account_in_two_zones_chooses(self, client, account, wecom_row, bind, other_zone):
        bind(account("both"), wecom_row, "ZhiBan")
        _url, asked = out(client, wecom_row)
        assert home(client, wecom_row, code="c", state=asked["state"])["Location"] == "/sign/zone"

    @pytest.mark.parametrize(
        "away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
    )
    def test_nobody_is_led_elsewhere(self, client, account, wecom_row, bind, away):
        bind(account("clerk"), wecom_row, "ZhiBan")
        _url, asked = out(client, wecom_row, to=away)
        answer = client.get(
            f"/sign/with/{wecom_row.code}/back", {"code": "c", "state": asked["state"], "next": away}
        )
        assert answer["Location"] == "/"


class TestNowhere:
    def test_a_state_of_another_browser(self, client, browser, account, wecom_row, bind, service):
        bind(account("clerk"), wecom_row, "ZhiBan")
        _url, asked = out(browser(), wecom_row)
        assert refused(home(client, wecom_row, code="c", state=asked["state"])) == "wecom state"
        assert service.asked == []

    def test_a_state_used_before(self, client, account, wecom_row, bind):
        bind(account("clerk"), wecom_row, "ZhiBan")
        _url, asked = out(client, wecom_row)
        home(client, wecom_row, code="c", state=asked["state"])
        client.post("/sign/out")
        assert refused(home(client, wecom_row, code="c", state=asked["state"])) == "wecom state"

    def test_an_answer_that_came_too_late(self, client, wecom_row):
        _url, asked = out(client, wecom_row)
        with clock.fixed(NOW + timedelta(minutes=11)):
            assert refused(home(client, wecom_row, code="c", state=asked["state"])) == "wecom state"

    def test_two_providers_mixed_up(self, client, account, wecom_row, oidc_row, bind):
        bind(account("clerk"), wecom_row, "ZhiBan")
        _url, asked = out(client, oidc_row)
        assert refused(home(client, wecom_row, code="c", state=asked["state"])) == "wecom state"
        assert refused(home(client, oidc_row, code="c", state=asked["state"])) == "oidc state"

    def test_two_tabs_do_not_disturb_each_other_but_a_fifth_takes_the_first_ones_place(
        self, client, account, wecom_row, bind
    ):
        bind(account("clerk"), wecom_row, "ZhiBan")
        states = [out(client, wecom_row)[1]["state"] for _n in range(5)]
        assert refused(home(client, wecom_row, code="c", state=states[0])) == "wecom state"
        assert home(client, wecom_row, code="c", state=states[1])["Location"] == INSIDE

    def test_an_expired_code_and_a_no(self, client, wecom_row, service):
        service.answer("GET", wecom.USER, {"errcode": 40029, "errmsg": "invalid code"})
        _url, asked = out(client, wecom_row)
        answer = home(client, wecom_row, code="c", state=asked["state"])
        assert refused(answer) == "wecom answer:40029"
        assert f"next={INSIDE.replace('/', '%2F')}" in answer.text
        _url, asked = out(client, wecom_row)
        assert refused(home(client, wecom_row, error="access_denied", state=asked["state"])) == (
            "wecom answer:access_denied"
        )

    def test_a_provider_that_is_off_or_is_none(self, client, set_up, wecom_row, admin):
        _url, asked = out(client, wecom_row)
        actions.switch_provider(actor=admin, provider=wecom_row, active=False, now=NOW)
        assert refused(home(client, wecom_row, code="c", state=asked["state"])) == "wecom switched_off"
        assert client.get(f"/sign/with/{wecom_row.code}").status_code == 404
        assert client.get("/sign/with/elsewhere").status_code == 404
        assert client.get("/sign/with/elsewhere/back").status_code == 404

    def test_too_many_tries_wait(self, client, wecom_row):
        for _n in range(60):
            home(client, wecom_row, code="c", state="s")
        answer = client.get(f"/sign/with/{wecom_row.code}")
        assert answer.status_code == 429
        assert "15 分钟" in answer.text

    def test_a_service_that_is_down_leaves_the_door_open(self, client, oidc_row, idp):
        idp.wire.answer("GET", f"{idp.issuer}/.well-known/openid-configuration", ({}, 503, {}))
        answer = client.get(f"/sign/with/{oidc_row.code}")
        assert answer.status_code == 422
        assert 'name="password"' in answer.text


class TestStraight:
    def test_a_link_opened_in_the_chat_goes_straight_through(self, client, wecom_row):
        answer = client.get("/sign/in", {"next": INSIDE}, headers={"User-Agent": PHONE})
        assert answer["Location"] == f"/sign/with/{wecom_row.code}?next=%2Fstyle%2Fthing"
        url, _asked = out(client, wecom_row, headers={"User-Agent": PHONE})
        assert url.startswith(wecom.IN_APP)

    def test_not_after_a_page_of_ours_nor_after_signing_out(self, client, account, wecom_row):
        phone = {"User-Agent": PHONE}
        own = client.get("/sign/in", headers=phone | {"Referer": "http://testserver/style/thing"})
        assert own.status_code == 200
        account("clerk")
        client.post("/sign/in", {"login": "clerk", "password": PASSWORD})
        to = client.post("/sign/out")["Location"]
        assert client.get(to, headers=phone).status_code == 200

    def test_not_in_another_browser_nor_where_there_is_a_choice(self, client, wecom_row, set_up):
        page = client.get("/sign/in", {"next": INSIDE})
        assert page.status_code == 200
        assert f'href="/sign/with/{wecom_row.code}?next=%2Fstyle%2Fthing"' in page.text
        set_up("wecom", corp_id="ww2", agent_id="2")
        assert client.get("/sign/in", headers={"User-Agent": PHONE}).status_code == 200


class TestOidc:
    def test_in_by_the_office_and_a_token_of_another_client_is_refused(
        self, client, account, oidc_row, idp, bind
    ):
        bind(account("clerk"), oidc_row, "sub-1")
        url, _asked = out(client, oidc_row)
        given = idp.authorize(url, "sub-1", aud="another")
        assert refused(client.get(f"/sign/with/{oidc_row.code}/back", given)).startswith("oidc claim")
        url, _asked = out(client, oidc_row)
        answer = client.get(f"/sign/with/{oidc_row.code}/back", idp.authorize(url, "sub-1"))
        assert answer["Location"] == INSIDE

    def test_the_same_subject_of_another_issuer_is_somebody_else(
        self, client, account, oidc_row, idp, bind, set_up
    ):
        other = OidcDouble(idp.wire, issuer="https://other.example.cn")
        row = set_up("oidc", issuer=other.issuer, client_id=other.client)
        bind(account("clerk"), oidc_row, "sub-1")
        url, _asked = out(client, row)
        answer = client.get(f"/sign/with/{row.code}/back", other.authorize(url, "sub-1"))
        assert "尚未绑定" in answer.text


class TestSaml:
    @pytest.fixture
    def clerk(self, account, saml_row, bind):
        clerk = account("clerk")
        bind(clerk, saml_row, "clerk@zone")
        return clerk

    @pytest.fixture(autouse=True)
    def clock_goes(self):
        """python3-saml looks at the machine's clock."""
        from datetime import UTC, datetime

        with clock.fixed(datetime.now(UTC)):
            yield

    def back(self, row):
        return f"http://testserver/sign/with/{row.code}/back"

    def post(self, client, row, given):
        return client.post(f"/sign/with/{row.code}/back", given | {"own": "1"})

    def test_in_by_way_of_our_own_page(self, client, browser, clerk, saml_row, saml_idp):
        url, _asked = out(client, saml_row)
        given = saml_idp.answer(url, "clerk@zone", back=self.back(saml_row))
        stranger = browser(enforce_csrf_checks=True)
        page = stranger.post(f"/sign/with/{saml_row.code}/back", given)
        assert page.status_code == 200
        assert given["SAMLResponse"] in page.text
        assert page.cookies == {}
        assert self.post(client, saml_row, given)["Location"] == INSIDE
        assert details()[-1] == ("signed_in", True, "saml")

    def test_an_assertion_is_used_once(self, client, clerk, saml_row, saml_idp):
        first, second = out(client, saml_row)[0], out(client, saml_row)[0]
        given = saml_idp.answer(first, "clerk@zone", back=self.back(saml_row))
        assert self.post(client, saml_row, given).status_code == 302
        client.post("/sign/out")
        assert refused(self.post(client, saml_row, given)) == "saml state"
        again = given | {"RelayState": query(second)["RelayState"]}
        assert refused(self.post(client, saml_row, again)).startswith("saml ")

    def test_an_assertion_id_that_was_used_is_refused_whatever_carries_it(
        self, client, clerk, saml_row, saml_idp
    ):
        for n in range(2):
            url, _asked = out(client, saml_row)
            given = saml_idp.answer(url, "clerk@zone", back=self.back(saml_row), id="_the-same")
            answer = self.post(client, saml_row, given)
            if n == 0:
                client.post("/sign/out")
        assert refused(answer) == "saml replayed"

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"sign": False}, "response:"),
            ({"request": "_another"}, "in_response_to|response:"),
            ({"response_request": "_another"}, "response:"),
            ({"recipient": "https://evil.example/sign"}, "recipient|response:"),
            ({"audience": "https://evil.example"}, "audience|response:"),
            ({"issuer": "https://evil.example"}, "response:"),
            ({"status": "Responder"}, "response:"),
            ({"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"}, "transient_name"),
            ({"into": lambda text: text.replace("clerk@zone", "admin@zone")}, "response:"),
            ({"into": lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text}, "response:"),
        ],
    )
    def test_what_does_not_hold(self, client, clerk, saml_row, saml_idp, change, why):
        url, _asked = out(client, saml_row)
        given = saml_idp.answer(url, "clerk@zone", back=self.back(saml_row), **change)
        assert re.match(f"saml ({why})", refused(self.post(client, saml_row, given)))

    def test_clocks_may_differ_but_an_old_assertion_is_over(self, client, clerk, saml_row, saml_idp):
        for minutes, fine in ((2, True), (-20, False)):
            url, _asked = out(client, saml_row)
            at = clock.process_now() + timedelta(minutes=minutes)
            given = saml_idp.answer(url, "clerk@zone", back=self.back(saml_row), at=at)
            answer = self.post(client, saml_row, given)
            assert (answer.status_code == 302) is fine
            client.post("/sign/out")

    def test_another_key_is_refused_and_the_next_certificate_is_taken(
        self, client, clerk, saml_row, saml_idp, admin
    ):
        from base.signin.doubles import SamlDouble

        following = SamlDouble()
        url, _asked = out(client, saml_row)
        given = following.answer(url, "clerk@zone", back=self.back(saml_row))
        assert refused(self.post(client, saml_row, given)).startswith("saml response:")
        both = dict(saml_row.settings) | {"certificate": saml_idp.certificate + following.certificate}
        actions.change_provider(
            actor=admin, provider=saml_row, name="saml", settings=both, secret=Secret(""), now=NOW
        )
        for signer in (saml_idp, following):
            url, _asked = out(client, saml_row)
            given = signer.answer(url, "clerk@zone", back=self.back(saml_row))
            assert self.post(client, saml_row, given)["Location"] == INSIDE
            client.post("/sign/out")

    def test_an_assertion_wrapped_around_another_is_not_read(self, client, clerk, saml_row, saml_idp):
        def wrap(text):
            start, end = text.index("<saml:Assertion"), text.index("</samlp:Response>")
            forged = re.sub(r"<ds:Signature.*?</ds:Signature>", "", text[start:end], flags=re.DOTALL)
            forged = forged.replace("clerk@zone", "admin@zone").replace('ID="_', 'ID="_x', 1)
            return text[:start] + forged + text[start:]

        url, _asked = out(client, saml_row)
        given = saml_idp.answer(url, "clerk@zone", back=self.back(saml_row), into=wrap)
        assert refused(self.post(client, saml_row, given)).startswith("saml response:")

    def test_the_metadata_name_us_and_our_address(self, client, saml_row, wecom_row):
        answer = client.get(f"/sign/with/{saml_row.code}/metadata")
        assert answer["Content-Type"] == "application/samlmetadata+xml"
        assert self.back(saml_row) in answer.text
        assert 'WantAssertionsSigned="true"' in answer.text
        assert client.get(f"/sign/with/{wecom_row.code}/metadata").status_code == 404


class TestBinding:
    def enter(self, client, login="clerk"):
        client.post("/sign/in", {"login": login, "password": PASSWORD})

    def test_one_binds_ones_own_after_proving_who_one_is(self, client, account, wecom_row):
        clerk = account("clerk")
        self.enter(client)
        with clock.fixed(NOW + timedelta(minutes=11)):
            assert client.get(f"/sign/identities/{wecom_row.code}/go").status_code == 200
        assert "绑定" in client.get(f"/sign/identities/{wecom_row.code}/bind").text
        asked = query(client.get(f"/sign/identities/{wecom_row.code}/go")["Location"])
        answer = home(client, wecom_row, code="c", state=asked["state"])
        assert answer["Location"] == "/sign/identities"
        row = ForeignIdentity.objects.get(account=clerk)
        assert (row.zone.code, row.provider, row.ended_at) == ("qingyu", wecom_row.code, None)
        assert b"ZhiBan" not in bytes(row.sealed)
        assert ("identity_bound", True, "wecom") in details()
        assert Entry.objects.filter(kind="signin.identity_bound").count() == 1
        assert "ZhiBan" in client.get("/sign/identities").text
        client.post(f"/sign/identities/{row.uid}/end")
        row.refresh_from_db()
        assert row.ended_at == NOW
        assert row.sealed is None
        assert ("identity_ended", True, wecom_row.code) in details()

    def test_coming_back_as_somebody_else_binds_nothing(self, client, account, wecom_row):
        account("clerk")
        account("second")
        self.enter(client)
        asked = query(client.get(f"/sign/identities/{wecom_row.code}/go")["Location"])
        client.post("/sign/out")
        self.enter(client, "second")
        assert home(client, wecom_row, code="c", state=asked["state"]).status_code == 422
        assert not ForeignIdentity.objects.exists()

    def test_an_identity_belongs_to_one_account(self, account, wecom_row, bind):
        bind(account("clerk"), wecom_row, "ZhiBan")
        second = account("second")
        with pytest.raises(Refusal) as refusal:
            bind(second, wecom_row, "ZhiBan")
        assert refusal.value.code == "signin.identity_taken"
        first = ForeignIdentity.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ForeignIdentity.objects.create(
                provider=first.provider, digest=first.digest, account=second, bound_at=NOW
            )

    def test_an_account_has_one_identity_at_each(self, account, wecom_row, bind):
        clerk = account("clerk")
        bind(clerk, wecom_row, "ZhiBan")
        with pytest.raises(Refusal) as refusal:
            bind(clerk, wecom_row, "Another")
        assert refusal.value.code == "signin.identity_there"

    def test_who_may_bind(self, account, own, wecom_row, admin, other_zone):
        clerk, far = account("clerk"), account("far")
        setup = setups.by_code(wecom_row.code)
        given = {"setup": setup, "subject": "x", "now": NOW}
        with pytest.raises(Forbidden):
            actions.bind_identity(actor=own(clerk), account=account("second"), **given)
        with pytest.raises(Unknown):
            actions.bind_identity(actor=admin, account=far, **given)
        with pytest.raises(Refusal) as refusal:
            actions.bind_identity(actor=admin, account=clerk.__class__.objects.get(login="admin"), **given)
        assert refusal.value.code == "signin.own_identity"
        foreign = Foreign(setup.code, "r", "s")
        with pytest.raises(Unknown):
            actions.bind_own_identity(actor=own(clerk), account=far, setup=setup, foreign=foreign, now=NOW)
        elsewhere = access.policy().actor_for(far, other_zone)
        with pytest.raises(Unknown):
            actions.bind_own_identity(actor=elsewhere, account=far, setup=setup, foreign=foreign, now=NOW)
        assert not ForeignIdentity.objects.exists()
        assert not Event.objects.filter(kind="identity_bound").exists()


class TestSettingUp:
    def test_a_secret_is_sealed_and_never_shown(self, client, account, admin, wecom_row, service):
        assert b"s3cret" not in bytes(wecom_row.sealed)
        assert setups.by_code(wecom_row.code).secret == "s3cret-of-ours"
        assert "s3cret" not in repr(setups.by_code(wecom_row.code))
        client.post("/sign/in", {"login": "admin", "password": PASSWORD})
        for page in ("", "/change"):
            answer = client.get(f"/sign/providers/{wecom_row.code}{page}")
            assert answer.status_code == 200
            assert "s3cret" not in answer.text
        probe = client.post(f"/sign/providers/{wecom_row.code}/probe")
        assert "返回结果" in probe.text
        assert "corp-token" not in probe.text
        service.answer("GET", wecom.CORP_GRANT, {"errcode": 40013, "errmsg": "invalid corpid"})
        failed = client.post(f"/sign/providers/{wecom_row.code}/probe")
        assert failed.status_code == 422
        assert "answer:40013" in failed.text
        bodies = " ".join(bytes(entry.body).decode() for entry in Entry.objects.all())
        assert "s3cret" not in bodies

    def test_a_page_sets_one_up_and_says_what_is_wrong(self, client, account, admin):
        from banshi.base.zones.ids import uuid7

        client.post("/sign/in", {"login": "admin", "password": PASSWORD})
        given = {"name": "企业微信", "corp_id": "ww1", "agent_id": "x", "secret": "y", "key": str(uuid7())}
        assert "应用 ID 是数字" in client.post("/sign/providers/add/wecom", given).text
        assert not ProviderRow.objects.exists()
        answer = client.post("/sign/providers/add/wecom", given | {"agent_id": "7"})
        row = ProviderRow.objects.get()
        assert answer["Location"] == f"/sign/providers/{row.code}"
        assert (row.code, row.active, row.brings_second) == ("qingyu-wecom", False, False)
        again = client.post("/sign/providers/add/wecom", given | {"agent_id": "7"})
        assert again["Location"] == "/sign/providers"
        assert ProviderRow.objects.count() == 1
        assert client.get("/sign/providers/add/carrier-pigeon").status_code == 404

    def test_a_trial_signs_nobody_in(self, client, account, admin, set_up):
        row = set_up("wecom", on=False, corp_id="ww1", agent_id="1")
        client.post("/sign/in", {"login": "admin", "password": PASSWORD})
        asked = query(client.get(f"/sign/providers/{row.code}/try")["Location"])
        answer = home(client, row, code="c", state=asked["state"])
        assert "ZhiBan" in answer.text
        assert not ForeignIdentity.objects.exists()

    def test_vouching_falls_with_every_change_of_substance(self, admin, set_up):
        row = set_up("wecom", second=True, corp_id="ww1", agent_id="1")
        given = {"actor": admin, "provider": row, "settings": row.settings, "now": NOW}
        assert actions.change_provider(**given, name="新名", secret=Secret("")).brings_second
        assert not actions.change_provider(**given, name="新名", secret=Secret("another")).brings_second

    def test_the_issuer_does_not_change_under_people_who_are_bound(self, admin, account, oidc_row, bind):
        bind(account("clerk"), oidc_row, "sub-1")
        settings = dict(oidc_row.settings) | {"issuer": "https://evil.example"}
        with pytest.raises(Refusal) as refusal:
            actions.change_provider(
                actor=admin, provider=oidc_row, name="x", settings=settings, secret=Secret(""), now=NOW
            )
        assert refusal.value.code == "signin.provider_bound"
        oidc_row.refresh_from_db()
        assert oidc_row.settings["issuer"] != "https://evil.example"

    def test_who_may(self, account, own, wecom_row, admin, other_zone):
        clerk = own(account("clerk"))
        for do, given in (
            (actions.switch_provider, {"active": False}),
            (actions.trust_provider, {"second": True}),
        ):
            with pytest.raises(Forbidden):
                do(actor=clerk, provider=wecom_row, now=NOW, **given)
        with pytest.raises(Conflict):
            actions.switch_provider(actor=admin, provider=wecom_row, active=True, now=NOW)
        stranger = access.policy().actor_for(admin_of(account), other_zone)
        with pytest.raises(Unknown):
            actions.switch_provider(actor=stranger, provider=wecom_row, active=False, now=NOW)
        wecom_row.refresh_from_db()
        assert (wecom_row.active, wecom_row.brings_second) == (True, False)


def admin_of(account):
    from banshi.base.zones.models import Account

    return Account.objects.get(login="admin")


class TestEnvironment:
    GIVEN = {
        "BANSHI_SIGNIN_OFFICE_KIND": "oidc",
        "BANSHI_SIGNIN_OFFICE_NAME": "统一认证",
        "BANSHI_SIGNIN_OFFICE_ISSUER": "https://id.example.cn/realms/zone",
        "BANSHI_SIGNIN_OFFICE_CLIENT_ID": "banshi",
        "BANSHI_SIGNIN_OFFICE_SECRET": "s3cret-of-ours",
    }

    def test_a_provider_of_the_whole_house(self, client, account, idp, settings, bind, zone, admin):
        settings.SIGNIN_ENVIRONMENT = self.GIVEN
        assert "用统一认证登录" in client.get("/sign/in").text
        setup = setups.by_code("house-office")
        clerk = account("clerk")
        row = actions.bind_identity(actor=admin, account=clerk, setup=setup, subject="sub-1", now=NOW)
        assert row.zone is None
        url = client.get(reverse("signin:way", args=["house-office"]))["Location"]
        answer = client.get("/sign/with/house-office/back", idp.authorize(url, "sub-1"))
        assert answer["Location"] == "/"
        assert client.get("/sign/with/house-office/metadata").status_code == 404

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"BANSHI_SIGNIN_OFFICE_KIND": "cas"}, "BANSHI_SIGNIN_OFFICE_KIND"),
            ({"BANSHI_SIGNIN_OFFICE_ISSUER": "http://id.example.cn"}, "BANSHI_SIGNIN_OFFICE_ISSUER"),
            ({"BANSHI_SIGNIN_OFFICE_SECRET": ""}, "BANSHI_SIGNIN_OFFICE_SECRET"),
            ({"BANSHI_SIGNIN_OFFICE_SECRET_FILE": "/nowhere"}, "BANSHI_SIGNIN_OFFICE_SECRET_FILE"),
        ],
    )
    def test_what_is_wrong_is_named(self, change, named):
        with pytest.raises(ValueError, match=named):
            environment.setups(self.GIVEN | change)

    def test_the_secret_may_lie_in_a_file(self, tmp_path):
        (tmp_path / "s").write_text("from-a-file\n")
        given = self.GIVEN | {"BANSHI_SIGNIN_OFFICE_SECRET_FILE": str(tmp_path / "s")}
        assert environment.setups(given)[0].secret == "from-a-file"
