"""The kinds of providers that there are. A new one is one folder and one line here."""

from banshi.base.signin.providers.dingtalk import DingTalk
from banshi.base.signin.providers.feishu import Feishu
from banshi.base.signin.providers.oidc import Oidc
from banshi.base.signin.providers.port import Provider
from banshi.base.signin.providers.saml import Saml
from banshi.base.signin.providers.wecom import WeCom

KINDS: dict[str, Provider] = {one.kind: one for one in (WeCom(), DingTalk(), Feishu(), Oidc(), Saml())}


def kind_of(kind: str) -> Provider:
    """The kind by its code. Raises KeyError."""
    return KINDS[kind]
