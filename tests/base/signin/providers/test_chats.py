"""WeCom, DingTalk and Feishu: where the browser goes, what is asked, what the replies mean."""

import json
from datetime import timedelta

import pytest

from banshi.base.signin.providers import setups
from banshi.base.signin.providers.dingtalk import rules as dingtalk
from banshi.base.signin.providers.feishu import rules as feishu
from banshi.base.signin.providers.port import Came, Failed, Start
from banshi.base.signin.providers.registry import KINDS
from banshi.base.signin.providers.wecom import rules as wecom
from base.signin.conftest import NOW
from base.signin.doubles import query

BACK = "https://ops.example.cn/sign/with/x/back"
TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "corp-token", "expires_in": 7200}
MEMBER = {"errcode": 0, "errmsg": "ok", "userid": "ZhiBan", "user_ticket": "t"}
PERSON = {"accessToken": "abc", "refreshToken": "def", "expireIn": 7200, "corpId": "ding0123"}
NICK = {
    "nick": "值班",
    "avatarUrl": "https://a.example/x",
    "openId": "o1",
    "unionId": "u-1",
    "stateCode": "86",
}
GRANT = {"code": 0, "access_token": "u-token", "expires_in": 7200, "token_type": "Bearer", "scope": ""}
USER = {
    "code": 0,
    "msg": "success",
    "data": {"name": "值班", "open_id": "ou_1", "union_id": "on_1", "tenant_key": "t-1"},
}


def came(kept=(), **given):
    return Came(given, dict(kept), BACK, NOW)


def finish(row, **given):
    setup = setups.by_code(row.code)
    kept = given.pop("kept", {})
    return KINDS[setup.kind].finish(setup, came(kept, **given))


def why(refused):
    return refused.value.why


class TestWeCom:
    @pytest.fixture
    def service(self, wire):
        wire.answer("GET", wecom.CORP_GRANT, TOKEN)
        wire.answer("GET", wecom.USER, MEMBER)
        return wire

    def test_the_way_out_differs_inside_the_app(self):
        settings = {"corp_id": "ww01", "agent_id": "1000002"}
        inside = wecom.address(settings, state="s1", back=BACK, inside=True)
        assert inside.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
        assert inside.endswith("#wechat_redirect")
        assert query(inside) == {
            "appid": "ww01",
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": "s1",
            "agentid": "1000002",
        }
        outside = wecom.address(settings, state="s1", back=BACK, inside=False)
        assert outside.startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?")
        assert query(outside)["login_type"] == "CorpApp"

    @pytest.mark.django_db
    def test_a_code_becomes_a_member_and_the_token_is_kept(self, wecom_row, service):
        for _n in range(2):
            foreign = finish(wecom_row, code="c1")
        assert (foreign.provider, foreign.subject) == (wecom_row.code, "ZhiBan")
        asked = [request.url.partition("?")[0] for request, _options in service.asked]
        assert asked == [wecom.CORP_GRANT, wecom.USER, wecom.USER]
        assert query(service.asked[1][0].url) == {"access_token": "corp-token", "code": "c1"}

    @pytest.mark.django_db
    def test_what_is_asked_has_limits_and_follows_nobody(self, wecom_row, service):
        finish(wecom_row, code="c1")
        assert {options["timeout"] for _request, options in service.asked} == {(3.05, 8)}
        service.answer("GET", wecom.USER, ({}, 302, {"Location": "https://elsewhere.example/"}))
        with pytest.raises(Failed) as refused:
            finish(wecom_row, code="c2")
        assert why(refused) == "redirected"
        service.answer("GET", wecom.USER, b"x" * 600_000)
        with pytest.raises(Failed) as refused:
            finish(wecom_row, code="c2")
        assert why(refused) == "too_large"
        service.answer("GET", wecom.USER, b"<html>")
        with pytest.raises(Failed) as refused:
            finish(wecom_row, code="c2")
        assert why(refused) == "http_200"

    @pytest.mark.django_db
    def test_a_token_that_ended_early_is_asked_for_again_once(self, wecom_row, service):
        replies = iter([{"errcode": 42001, "errmsg": "access_token expired"}, MEMBER])
        service.answer("GET", wecom.USER, lambda _request: next(replies))
        assert finish(wecom_row, code="c1").subject == "ZhiBan"

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            ({"errcode": 40029, "errmsg": "invalid code"}, "answer:40029"),
            ({"errcode": 0, "errmsg": "ok", "openid": "o-outside"}, "not_a_member"),
            ({"userid": "x"}, "answer:strange"),
            ({"errcode": 0, "userid": "x" * 300}, "no_subject"),
        ],
    )
    def test_what_is_refused(self, wecom_row, service, reply, said):
        service.answer("GET", wecom.USER, reply)
        with pytest.raises(Failed) as refused:
            finish(wecom_row, code="c1")
        assert why(refused) == said

    @pytest.mark.django_db
    def test_no_code_asks_nobody(self, wecom_row, service):
        with pytest.raises(Failed) as refused:
            finish(wecom_row)
        assert why(refused) == "no_code"
        assert service.asked == []

    @pytest.mark.django_db
    def test_the_probe_shows_no_token(self, wecom_row, service):
        lines = KINDS["wecom"].probe(setups.by_code(wecom_row.code), NOW)
        assert "corp-token" not in repr(lines)
        assert ("7200") in [text for _label, text in lines]


class TestDingTalk:
    @pytest.fixture
    def row(self, set_up, wire):
        wire.answer("POST", dingtalk.PERSON_GRANT, PERSON)
        wire.answer("GET", dingtalk.ME, NICK)
        return set_up("dingtalk", client_id="dingkey", corp_id="ding0123")

    @pytest.mark.django_db
    def test_a_code_becomes_a_person(self, row, wire):
        foreign = finish(row, authCode="c1")
        assert (foreign.subject, foreign.display) == ("u-1", "值班")
        assert json.loads(wire.asked[0][0].body) == {
            "clientId": "dingkey",
            "clientSecret": "s3cret-of-ours",
            "code": "c1",
            "grantType": "authorization_code",
        }
        assert wire.asked[1][0].headers["x-acs-dingtalk-access-token"] == "abc"

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            (({"code": "invalidParameter.authCode.notFound", "message": "…"}, 400, {}), "answer:notFound"),
            (PERSON | {"corpId": "ding-other"}, "other_corporation"),
            ({"expireIn": 1}, "no_token"),
        ],
    )
    def test_what_is_refused(self, row, wire, reply, said):
        wire.answer("POST", dingtalk.PERSON_GRANT, reply)
        with pytest.raises(Failed) as refused:
            finish(row, authCode="c1")
        assert why(refused) == said

    def test_the_corporation_is_asked_for_only_where_it_is_named(self):
        assert query(dingtalk.address({"client_id": "k"}, state="s", back=BACK))["scope"] == "openid"
        named = query(dingtalk.address({"client_id": "k", "corp_id": "c"}, state="s", back=BACK))
        assert (named["scope"], named["corpId"]) == ("openid corpid", "c")


class TestFeishu:
    @pytest.fixture
    def row(self, set_up, wire):
        wire.answer("POST", feishu.PERSON_GRANT, GRANT)
        wire.answer("GET", feishu.USER, USER)
        return set_up("feishu", app_id="cli_1", tenant_key="t-1")

    @pytest.mark.django_db
    def test_a_code_becomes_a_person_and_pkce_is_kept(self, row, wire):
        setup = setups.by_code(row.code)
        going = KINDS["feishu"].start(setup, Start("s1", BACK, True, NOW))
        assert query(going.url)["code_challenge_method"] == "S256"
        foreign = finish(row, code="c1", kept=going.kept)
        assert (foreign.subject, foreign.display) == ("on_1", "值班")
        sent = json.loads(wire.asked[0][0].body)
        assert (sent["code_verifier"], sent["redirect_uri"]) == (going.kept["verifier"], BACK)
        assert wire.asked[1][0].headers["Authorization"] == "Bearer u-token"

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("grant", "user", "said"),
        [
            (({"code": 20003, "error": "invalid_grant"}, 400, {}), USER, "answer:20003"),
            ({"code": 20004, "error": "invalid_grant"}, USER, "answer:20004"),
            (GRANT, USER | {"data": USER["data"] | {"tenant_key": "t-2"}}, "other_tenant"),
            (GRANT, {"code": 0, "data": {"open_id": "ou_1", "tenant_key": "t-1"}}, "no_subject"),
        ],
    )
    def test_what_is_refused(self, row, wire, grant, user, said):
        wire.answer("POST", feishu.PERSON_GRANT, grant)
        wire.answer("GET", feishu.USER, user)
        with pytest.raises(Failed) as refused:
            finish(row, code="c1", kept={"verifier": "v"})
        assert why(refused) == said


def test_a_provider_that_says_no_is_named_by_its_own_word():
    from banshi.base.signin.providers.port import said

    with pytest.raises(Failed) as refused:
        said({"error": "access_denied<script>", "state": "s"})
    assert why(refused) == "answer:access_deniedscript"


def test_only_https_is_asked():
    from banshi.base.signin.providers.transport import secure

    for address in ("http://a.example", "https://", "ftp://a", "https://u:p@a.example", "https://a:port/"):
        with pytest.raises(Failed):
            secure(address)
    assert secure("https://10.1.2.3:8443/x") == "https://10.1.2.3:8443/x"


@pytest.mark.django_db
def test_the_kept_token_ends_before_the_service_ends_it(wecom_row, wire):
    wire.answer("GET", wecom.CORP_GRANT, TOKEN)
    wire.answer("GET", wecom.USER, MEMBER)
    setup, kind = setups.by_code(wecom_row.code), KINDS["wecom"]
    for minutes in (0, 114, 116):
        kind.finish(setup, Came({"code": "c"}, {}, BACK, NOW + timedelta(minutes=minutes)))
    asked = [request.url.partition("?")[0] for request, _options in wire.asked]
    assert asked.count(wecom.CORP_GRANT) == 2
