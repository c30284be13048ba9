"""Addresses and replies of WeCom: pure.

After https://developer.work.weixin.qq.com/document/path/91022 (authorisation in the app), 98151 (web
sign-in), 91039 (gettoken) and 91023 (getuserinfo), as published in 2026-11.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from banshi.base.signin.providers.port import Failed, plain, subject_of

IN_APP = "https://open.weixin.qq.com/connect/oauth2/authorize"
ON_SCREEN = "https://login.work.weixin.qq.com/wwlogin/sso/login"
CORP_GRANT = "https://qyapi.weixin.qq.com/cgi-bin/gettoken"
USER = "https://qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo"
STALE_TOKEN = frozenset({40001, 40014, 42001})
"""Error numbers that say that the corporation's token has to be asked for anew."""


def address(settings: Mapping[str, str], *, state: str, back: str, inside: bool) -> str:
    """Where the browser goes: inside WeCom silently, elsewhere to the code that a phone scans."""
    corp, agent = settings["corp_id"], settings["agent_id"]
    if inside:
        asked = {"appid": corp, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base"}
        return f"{IN_APP}?{urlencode(asked | {'state': state, 'agentid': agent})}#wechat_redirect"
    asked = {"login_type": "CorpApp", "appid": corp, "agentid": agent, "redirect_uri": back, "state": state}
    return f"{ON_SCREEN}?{urlencode(asked)}"


def token_in(found: dict[str, Any]) -> tuple[str, int]:
    """The corporation's token and for how many seconds it holds."""
    refuse(found)
    token, seconds = found.get("access_token"), found.get("expires_in", 7200)
    if not isinstance(token, str) or not token or not isinstance(seconds, int):
        raise Failed("no_token")
    return token, seconds


def is_stale(found: dict[str, Any]) -> bool:
    """Whether the answer says that the token is over."""
    return found.get("errcode") in STALE_TOKEN


def user_in(found: dict[str, Any]) -> str:
    """The member's id. Somebody who is no member of the corporation (an ``openid`` alone) is refused."""
    refuse(found)
    user = found.get("userid") or found.get("UserId")
    if not user:
        raise Failed("not_a_member")
    return subject_of(user)


def refuse(found: dict[str, Any]) -> None:
    """Refuse an answer with an error number; one without any is none of WeCom's."""
    if found.get("errcode") != 0:
        raise Failed(f"answer:{plain(found.get('errcode', 'strange'))}")
