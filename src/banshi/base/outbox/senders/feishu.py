"""Feishu (飞书): a message of an own application to one member."""

import json

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting
from banshi.base.outbox.senders.talking import Tokens, ask

TOKEN_DEAD = {99991661, 99991663, 99991668}
NOBODY = {230001, 230013, 99992361, 99992364}
ID_TYPES = ("open_id", "user_id", "union_id", "email")

tokens = Tokens()


def send(channel: Open, letter: Letter) -> None:
    """One text message; Feishu knows our key for an hour."""
    found = _post(channel, letter)
    if found.get("code") in TOKEN_DEAD:
        tokens.forget(_key(channel))
        found = _post(channel, letter)
    code = found.get("code")
    if code in NOBODY:
        raise Failed("unknown_user", final=True)
    if code != 0:
        raise Failed(f"feishu_{code}", down=True)


def _key(channel: Open) -> tuple[str, ...]:
    return channel["base"], channel["app_id"], channel["app_secret"]


def _post(channel: Open, letter: Letter) -> dict:
    token = tokens.get(_key(channel), lambda: _token(channel))
    body = {
        "receive_id": letter.to,
        "msg_type": "text",
        "content": json.dumps({"text": letter.text}, ensure_ascii=False),
        "uuid": str(letter.key),
    }
    where = f"{channel['base']}/open-apis/im/v1/messages?receive_id_type={channel['id_type']}"
    return ask(where, body, {"Authorization": f"Bearer {token}"})


def _token(channel: Open) -> tuple[str, int]:
    body = {"app_id": channel["app_id"], "app_secret": channel["app_secret"]}
    found = ask(f"{channel['base']}/open-apis/auth/v3/tenant_access_token/internal", body)
    if found.get("code") != 0:
        raise Failed(f"feishu_{found.get('code')}", down=True)
    return str(found["tenant_access_token"]), int(found["expire"])


def fault(values: dict[str, str]):
    """The kind of id is one that Feishu has."""
    if values["id_type"] in ID_TYPES:
        return None
    return _("The kind of id is one of open_id, user_id, union_id, email.")


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "feishu",
            _("Feishu"),
            Reach.PERSON,
            (
                Setting("app_id", "App ID"),
                Setting("app_secret", "App Secret", secret=True),
                Setting("id_type", _("Kind of user id"), default="open_id"),
                Setting("base", _("Address of the service"), default="https://open.feishu.cn"),
            ),
            send,
            once=True,
            address=_("Feishu user id"),
            tried=_("Tested against recorded replies, never against the real service."),
            fault=fault,
        )
    )
