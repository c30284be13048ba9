"""DingTalk asked over the network: the person's token for the code, then who he is."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banshi.base.signin.providers import port, transport
from banshi.base.signin.providers.dingtalk import rules
from banshi.base.signin.providers.port import Came, Failed, Field, Foreign, Going, Setup, Start, Words


class DingTalk:
    """An application of an organisation in DingTalk."""

    kind = "dingtalk"
    label = _("DingTalk")
    inside = "dingtalk"
    posts = False
    secret = _("Client secret (AppSecret)")
    fields = (
        Field(
            "client_id", _("Client ID (AppKey)"), _("DingTalk open platform: the application's credentials.")
        ),
        Field(
            "corp_id",
            _("Corporation ID (CorpId)"),
            _("With it, only sign-ins of this organisation are accepted."),
            required=False,
        ),
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        return port.blank(settings, self.fields)

    def realm(self, setup: Setup) -> str:
        return f"dingtalk {setup.settings['client_id']}"

    def start(self, setup: Setup, start: Start) -> Going:
        return Going(rules.address(setup.settings, state=start.state, back=start.back))

    def finish(self, setup: Setup, came: Came) -> Foreign:
        asked = {
            "clientId": setup.settings["client_id"],
            "clientSecret": setup.secret,
            "code": port.said(came.given),
            "grantType": "authorization_code",
        }
        token = rules.token_in(transport.ask("POST", rules.PERSON_GRANT, json=asked), setup.settings)
        headers = {"x-acs-dingtalk-access-token": token}
        subject, display = rules.user_in(transport.ask("GET", rules.ME, headers=headers))
        return Foreign(setup.code, self.realm(setup), subject, display)

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        asked = {"appKey": setup.settings["client_id"], "appSecret": setup.secret}
        found = transport.ask("POST", rules.APP_GRANT, json=asked)
        rules.refuse(found)
        if not found.get("accessToken"):
            raise Failed("no_token")
        return [
            (_("Token of the application"), "✓"),
            (_("Holds for seconds"), port.plain(found.get("expireIn", ""))),
        ]
