"""DingTalk (钉钉): a work notification of an own application to one member."""

from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting
from banshi.base.outbox.senders.talking import Tokens, ask

TOKEN_DEAD = {40014, 42001}
NOBODY = {33012, 60121}

tokens = Tokens()


def send(channel: Open, letter: Letter) -> None:
    """One text message. DingTalk shows a member an equal one once a day only."""
    found = _post(channel, letter)
    if found.get("errcode") in TOKEN_DEAD:
        tokens.forget(_key(channel))
        found = _post(channel, letter)
    code = found.get("errcode")
    if code in NOBODY or found.get("sub_code") in {str(one) for one in NOBODY}:
        raise Failed("unknown_user", final=True)
    if code != 0:
        raise Failed(f"dingtalk_{code}", down=True)


def _key(channel: Open) -> tuple[str, ...]:
    return channel["base"], channel["appkey"], channel["appsecret"]


def _post(channel: Open, letter: Letter) -> dict:
    token = tokens.get(_key(channel), lambda: _token(channel))
    body = {
        "agent_id": int(channel["agentid"]),
        "userid_list": letter.to,
        "msg": {"msgtype": "text", "text": {"content": letter.text}},
    }
    where = f"{channel['base']}/topapi/message/corpconversation/asyncsend_v2?access_token={quote(token)}"
    return ask(where, body)


def _token(channel: Open) -> tuple[str, int]:
    query = f"appkey={quote(channel['appkey'])}&appsecret={quote(channel['appsecret'])}"
    found = ask(f"{channel['base']}/gettoken?{query}")
    if found.get("errcode") != 0:
        raise Failed(f"dingtalk_{found.get('errcode')}", down=True)
    return str(found["access_token"]), int(found["expires_in"])


def fault(values: dict[str, str]):
    """The number of the application is a number."""
    return (
        None
        if values["agentid"].isdecimal()
        else _("The AgentId is a whole number. Copy it from the console.")
    )


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "dingtalk",
            _("DingTalk"),
            Reach.PERSON,
            (
                Setting("appkey", "AppKey"),
                Setting("agentid", "AgentId"),
                Setting("appsecret", "AppSecret", secret=True),
                Setting("base", _("Address of the service"), default="https://oapi.dingtalk.com"),
            ),
            send,
            once=True,
            address=_("DingTalk user id"),
            tried=_("Tested against recorded replies, never against the real service."),
            fault=fault,
        )
    )
