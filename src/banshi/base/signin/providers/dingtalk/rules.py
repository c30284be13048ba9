"""Addresses and replies of DingTalk: pure.

After https://open.dingtalk.com/document/orgapp/tutorial-obtaining-user-personal-information,
obtain-user-token and dingtalk-retrieve-user-information, as published in 2026-11.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from banshi.base.signin.providers.port import Failed, display_of, plain, subject_of

LOGIN = "https://login.dingtalk.com/oauth2/auth"
PERSON_GRANT = "https://api.dingtalk.com/v1.0/oauth2/userAccessToken"
APP_GRANT = "https://api.dingtalk.com/v1.0/oauth2/accessToken"
ME = "https://api.dingtalk.com/v1.0/contact/users/me"


def address(settings: Mapping[str, str], *, state: str, back: str) -> str:
    """Where the browser goes; with a corporation, its choice is asked for and told."""
    corp = settings.get("corp_id", "")
    asked = {
        "redirect_uri": back,
        "response_type": "code",
        "client_id": settings["client_id"],
        "scope": "openid corpid" if corp else "openid",
        "state": state,
        "prompt": "consent",
    }
    return f"{LOGIN}?{urlencode(asked | ({'corpId': corp} if corp else {}))}"


def token_in(found: dict[str, Any], settings: Mapping[str, str]) -> str:
    """The person's token; one of another corporation than that of the settings is refused."""
    refuse(found)
    token = found.get("accessToken")
    if not isinstance(token, str) or not token:
        raise Failed("no_token")
    corp = settings.get("corp_id", "")
    if corp and found.get("corpId") != corp:
        raise Failed("other_corporation")
    return token


def user_in(found: dict[str, Any]) -> tuple[str, str]:
    """The id of the person over all applications of the office (``unionId``), and the nickname."""
    refuse(found)
    return subject_of(found.get("unionId")), display_of(found.get("nick"))


def refuse(found: dict[str, Any]) -> None:
    """Refuse an answer that carries an error code."""
    if found.get("code"):
        raise Failed(f"answer:{plain(str(found['code']).rsplit('.', 1)[-1])}")
