"""The senders against recorded replies of the services, and against a server of our own."""

import json
import smtplib
from uuid import UUID

import pytest
from django.core import mail

from banshi.base.outbox import channels
from banshi.base.outbox.channels import Failed, Letter, Open
from banshi.base.outbox.senders import dingtalk, email, feishu, robot, sms, webhook, wecom
from support.farend import FarEnd

KEY = UUID("01970000-0000-7000-8000-000000000001")
TEXT = "青屿经济开发区: 2021-0001, please sign for it: https://zone.example/messages/go/1/"


def letter(to="u1", **more):
    values = {
        "to": to,
        "key": KEY,
        "zone": "青屿",
        "subject": "青屿 2021-0001",
        "text": TEXT,
        "link": "https://z/1",
    }
    return Letter(**{**values, "number": "2021-0001", "kind": "test.asked", **more})


@pytest.fixture
def far(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    end = FarEnd()
    for sender in (wecom, dingtalk, feishu):
        sender.tokens._kept.clear()
    yield end
    end.close()


def says(*answers):
    return [(200, json.dumps(answer).encode(), {}) for answer in answers]


WECOM = {"corpid": "ww1", "agentid": "1000002", "secret": "s"}
WECOM_TOKEN = {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200}
WECOM_SENT = {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m"}


def test_wecom_fetches_a_token_once_and_sends_text(far):
    far.answers = says(WECOM_TOKEN, WECOM_SENT)
    channel = Open(1, "wecom", {**WECOM, "base": far.url})
    wecom.send(channel, letter())
    wecom.send(channel, letter("u2"))
    assert [path.split("?")[0] for _m, path, _h, _b in far.asked] == [
        "/cgi-bin/gettoken",
        "/cgi-bin/message/send",
        "/cgi-bin/message/send",
    ]
    body = json.loads(far.asked[1][3])
    assert (body["touser"], body["text"]["content"], body["agentid"]) == ("u1", TEXT, 1000002)
    assert body["enable_duplicate_check"] == 1


def test_wecom_fetches_a_new_token_when_the_old_one_has_ended(far):
    far.answers = says(
        WECOM_TOKEN, {"errcode": 42001, "errmsg": "access_token expired"}, WECOM_TOKEN, WECOM_SENT
    )
    wecom.send(Open(1, "wecom", {**WECOM, "base": far.url}), letter())
    assert len(far.asked) == 4


@pytest.mark.parametrize(
    ("answer", "final", "down"),
    [
        ({"errcode": 0, "invaliduser": "u1"}, True, False),
        ({"errcode": 81013, "errmsg": "user & party & tag all invalid"}, True, False),
        ({"errcode": 45009, "errmsg": "api freq out of limit"}, False, True),
        ({"errcode": -1, "errmsg": "system busy"}, False, True),
    ],
)
def test_wecom_tells_nobody_there_from_out_of_order(far, answer, final, down):
    far.answers = says(WECOM_TOKEN, answer)
    with pytest.raises(Failed) as failed:
        wecom.send(Open(1, "wecom", {**WECOM, "base": far.url}), letter())
    assert (failed.value.final, failed.value.down) == (final, down)


def test_dingtalk_sends_a_work_notification(far):
    token = {"errcode": 0, "access_token": "T", "errmsg": "ok", "expires_in": 7200}
    far.answers = says(token, {"errcode": 0, "task_id": 256271667526, "request_id": "4jzllmte0wau"})
    channel = Open(1, "dingtalk", {"appkey": "k", "agentid": "5", "appsecret": "s", "base": far.url})
    dingtalk.send(channel, letter())
    body = json.loads(far.asked[1][3])
    assert (body["userid_list"], body["msg"]["text"]["content"]) == ("u1", TEXT)
    far.answers = says({"errcode": 33012, "errmsg": "invalid USERID"})
    with pytest.raises(Failed) as failed:
        dingtalk.send(channel, letter())
    assert failed.value.final


def test_feishu_sends_under_our_key(far):
    token = {"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200}
    far.answers = says(token, {"code": 0, "msg": "success", "data": {"message_id": "om_1"}})
    values = {"app_id": "cli", "app_secret": "s", "id_type": "open_id", "base": far.url}
    feishu.send(Open(1, "feishu", values), letter("ou_1"))
    _method, path, headers, body = far.asked[1]
    assert path.endswith("receive_id_type=open_id")
    assert headers["Authorization"] == "Bearer t-1"
    assert json.loads(body)["uuid"] == str(KEY)
    assert json.loads(json.loads(body)["content"]) == {"text": TEXT}


@pytest.mark.parametrize("status", [500, 502])
def test_a_chat_that_answers_no_json_is_down(far, status):
    far.answers = [(status, b"<html>bad gateway</html>", {})]
    with pytest.raises(Failed) as failed:
        wecom.send(Open(1, "wecom", {**WECOM, "base": far.url}), letter())
    assert failed.value.down


GATEWAY = {
    "method": "POST",
    "headers": "Content-Type: application/json\nAuthorization: Bearer {secret}",
    "body": '{{"mobile":"{phone}","content":"{text}","id":"{key}"}}'.replace("{{", "{").replace("}}", "}"),
    "success": '"code":0',
    "secret": 's"1',
}


def test_a_gateway_is_filled_in_without_breaking_out(far):
    far.answers = [(200, b'{"code":0}', {})]
    sms.send(
        Open(1, "sms", {**GATEWAY, "url": f"{far.url}/send"}), letter("13812345678", text='a "quoted"\nline')
    )
    _method, _path, headers, body = far.asked[0]
    found = json.loads(body)
    assert found == {"mobile": "13812345678", "content": 'a "quoted"\nline', "id": str(KEY)}
    assert headers["Authorization"] == 'Bearer s"1'


def test_a_gateway_by_address_is_escaped(far):
    far.answers = [(200, b"OK", {})]
    values = {
        "method": "GET",
        "headers": "",
        "body": "",
        "success": "OK",
        "url": f"{far.url}/?to={{phone}}&t={{text}}",
    }
    sms.send(Open(1, "sms", values), letter("1&admin=1", text="一 二"))
    assert far.asked[0][1] == "/?to=1%26admin%3D1&t=%E4%B8%80%20%E4%BA%8C"


@pytest.mark.parametrize(
    ("status", "body", "down"),
    [(200, b'{"code":7}', False), (503, b"", True), (401, b"", True), (302, b"", False)],
)
def test_a_gateway_that_does_not_say_success_has_not_taken_it(far, status, body, down):
    far.answers = [(status, body, {})]
    with pytest.raises(Failed) as failed:
        sms.send(Open(1, "sms", {**GATEWAY, "url": far.url}), letter("13812345678"))
    assert failed.value.down is down


def test_a_gateway_needs_phone_and_words():
    good = {
        "url": "https://sms.example/{phone}?t={text}",
        "method": "GET",
        "body": "",
        "headers": "",
        "success": "",
    }
    assert sms.fault(good) is None
    for change in ({"url": "https://sms.example/"}, {"method": "PUT"}, {"url": "ftp://x/{phone}{text}"}):
        assert sms.fault({**good, **change})


def test_a_program_is_told_with_a_signature_it_can_check(far):
    secret = "0123456789abcdef"
    webhook.send(Open(1, "webhook", {"url": f"{far.url}/hook", "secret": secret}), letter(body={"n": 1}))
    _method, _path, headers, body = far.asked[0]
    parts = dict(part.split("=") for part in headers["Banshi-Signature"].split(","))
    assert webhook.signature(secret, int(parts["t"]), body) == parts["v1"]
    assert headers["Idempotency-Key"] == str(KEY)
    assert json.loads(body) == {"n": 1}
    far.answers = [(410, b"", {})]
    with pytest.raises(Failed) as failed:
        webhook.send(Open(1, "webhook", {"url": far.url, "secret": secret}), letter(body={}))
    assert failed.value.final
    far.answers = [(301, b"", {"Location": far.url})]
    with pytest.raises(Failed, match="http_301"):
        webhook.send(Open(1, "webhook", {"url": far.url, "secret": secret}), letter(body={}))


MAIL = {
    "host": "127.0.0.1",
    "port": "25",
    "security": "none",
    "sender": "zone@zone.example",
    "user": "",
    "password": "",
}


def test_mail_carries_our_key(far):
    email.send(Open(1, "email", MAIL), letter("a@zone.example"))
    (sent,) = mail.outbox
    assert sent.to == ["a@zone.example"]
    assert sent.body == TEXT
    assert sent.extra_headers["Message-ID"] == f"<{KEY}@zone.example>"


def test_a_mail_server_inside_needs_the_operators_word(settings):
    settings.PRIVATE_HOSTS = []
    with pytest.raises(Failed, match="address_private"):
        email.send(Open(1, "email", MAIL), letter("a@zone.example"))


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPRecipientsRefused({}), True),
        (smtplib.SMTPServerDisconnected("x"), False),
        (smtplib.SMTPAuthenticationError(535, b"x"), False),
        (TimeoutError(), False),
    ],
)
def test_mail_that_is_not_taken(far, monkeypatch, error, final):
    def broken(self, messages):
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    with pytest.raises(Failed) as failed:
        email.send(Open(1, "email", MAIL), letter("a@zone.example"))
    assert (failed.value.final, failed.value.down) == (final, not final)


def test_a_line_break_in_an_address_reaches_nobody(far):
    with pytest.raises(Failed) as failed:
        email.send(Open(1, "email", MAIL), letter("a@zone.example\nBcc: b@x"))
    assert failed.value.final


def test_robots_are_those_of_work_chats_alone():
    assert robot.fault({"url": "wecombot://693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"}) is None
    for url in ("json://127.0.0.1/", "syslog://", "xml://10.0.0.1", "feishu://"):
        assert robot.fault({"url": url})


def test_every_kind_says_what_was_tried_and_has_its_fields():
    for kind in channels.kinds():
        assert str(kind.tried) or kind.code.startswith("test")
        assert len({one.code for one in kind.settings}) == len(kind.settings)
