"""Addresses and replies of Feishu: pure.

After https://open.feishu.cn/document/authentication-management/access-token/obtain-oauth-code,
get-user-access-token (authen/v2) and server-docs/authentication-management/login-state-management/get
(user_info), as published in 2026-11.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from banshi.base.signin.providers.port import Failed, display_of, plain, subject_of

LOGIN = "https://accounts.feishu.cn/open-apis/authen/v1/authorize"
PERSON_GRANT = "https://open.feishu.cn/open-apis/authen/v2/oauth/token"
USER = "https://open.feishu.cn/open-apis/authen/v1/user_info"
APP_GRANT = "https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal"


def address(settings: Mapping[str, str], *, state: str, back: str, challenge: str) -> str:
    """Where the browser goes."""
    asked = {
        "client_id": settings["app_id"],
        "redirect_uri": back,
        "response_type": "code",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{LOGIN}?{urlencode(asked)}"


def token_in(found: dict[str, Any]) -> str:
    """The person's token."""
    refuse(found)
    token = found.get("access_token")
    if not isinstance(token, str) or not token:
        raise Failed("no_token")
    return token


def user_in(found: dict[str, Any], settings: Mapping[str, str]) -> tuple[str, str]:
    """The id of the person over all applications of the office (``union_id``), and the name."""
    refuse(found)
    data = found.get("data")
    if not isinstance(data, dict):
        raise Failed("no_subject")
    tenant = settings.get("tenant_key", "")
    if tenant and data.get("tenant_key") != tenant:
        raise Failed("other_tenant")
    return subject_of(data.get("union_id")), display_of(data.get("name"))


def refuse(found: dict[str, Any]) -> None:
    """Refuse an answer with an error number; one without any is none of Feishu's."""
    if found.get("code") != 0:
        raise Failed(f"answer:{plain(found.get('code', 'strange'))}")
