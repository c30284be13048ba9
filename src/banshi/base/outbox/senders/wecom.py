"""WeCom (企业微信): a message of an own application to one member."""

from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting
from banshi.base.outbox.senders.talking import Tokens, ask

TOKEN_DEAD = {40014, 42001}
NOBODY = {40003, 60111, 81013}
SAME_FOR_S = 4 * 3600
"""The longest for which WeCom holds back an equal message."""

tokens = Tokens()


def send(channel: Open, letter: Letter) -> None:
    """One text message. An equal one within four hours is held back by WeCom itself."""
    found = _post(channel, letter)
    if found.get("errcode") in TOKEN_DEAD:
        tokens.forget(_key(channel))
        found = _post(channel, letter)
    code = found.get("errcode")
    if code in NOBODY or (code == 0 and found.get("invaliduser")):
        raise Failed("unknown_user", final=True)
    if code != 0:
        raise Failed(f"wecom_{code}", down=True)


def _key(channel: Open) -> tuple[str, ...]:
    return channel["base"], channel["corpid"], channel["secret"]


def _post(channel: Open, letter: Letter) -> dict:
    token = tokens.get(_key(channel), lambda: _token(channel))
    body = {
        "touser": letter.to,
        "msgtype": "text",
        "agentid": int(channel["agentid"]),
        "text": {"content": letter.text},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": SAME_FOR_S,
    }
    return ask(f"{channel['base']}/cgi-bin/message/send?access_token={quote(token)}", body)


def _token(channel: Open) -> tuple[str, int]:
    query = f"corpid={quote(channel['corpid'])}&corpsecret={quote(channel['secret'])}"
    found = ask(f"{channel['base']}/cgi-bin/gettoken?{query}")
    if found.get("errcode") != 0:
        raise Failed(f"wecom_{found.get('errcode')}", down=True)
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
            "wecom",
            _("WeCom"),
            Reach.PERSON,
            (
                Setting("corpid", "CorpID"),
                Setting("agentid", "AgentId"),
                Setting("secret", "Secret", secret=True),
                Setting("base", _("Address of the service"), default="https://qyapi.weixin.qq.com"),
            ),
            send,
            once=True,
            address=_("WeCom user id"),
            tried=_("Tested against recorded replies, never against the real service."),
            fault=fault,
        )
    )
