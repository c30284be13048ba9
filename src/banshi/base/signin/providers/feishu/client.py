"""Feishu asked over the network: the person's token for the code, then who he is."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.utils.translation import gettext_lazy as _

from banshi.base.signin.providers import port, transport
from banshi.base.signin.providers.feishu import rules
from banshi.base.signin.providers.port import Came, Field, Foreign, Going, Setup, Start, Words


class Feishu:
    """An application of a tenant in Feishu."""

    kind = "feishu"
    label = _("Feishu")
    inside = "feishu"
    posts = False
    secret = _("App Secret")
    fields = (
        Field("app_id", _("App ID"), _("Feishu developer console: credentials and basic information.")),
        Field(
            "tenant_key",
            _("Tenant key"),
            _("With it, only sign-ins of this tenant are accepted."),
            required=False,
        ),
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        return port.blank(settings, self.fields)

    def realm(self, setup: Setup) -> str:
        return f"feishu {setup.settings['app_id']}"

    def start(self, setup: Setup, start: Start) -> Going:
        verifier = secrets.token_urlsafe(48)
        challenge = create_s256_code_challenge(verifier)
        url = rules.address(setup.settings, state=start.state, back=start.back, challenge=challenge)
        return Going(url, {"verifier": verifier})

    def finish(self, setup: Setup, came: Came) -> Foreign:
        asked = {
            "grant_type": "authorization_code",
            "client_id": setup.settings["app_id"],
            "client_secret": setup.secret,
            "code": port.said(came.given),
            "redirect_uri": came.back,
            "code_verifier": came.kept["verifier"],
        }
        token = rules.token_in(transport.ask("POST", rules.PERSON_GRANT, json=asked))
        headers = {"Authorization": f"Bearer {token}"}
        found = transport.ask("GET", rules.USER, headers=headers)
        subject, display = rules.user_in(found, setup.settings)
        return Foreign(setup.code, self.realm(setup), subject, display)

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        asked = {"app_id": setup.settings["app_id"], "app_secret": setup.secret}
        found = transport.ask("POST", rules.APP_GRANT, json=asked)
        rules.refuse(found)
        return [
            (_("Token of the application"), "✓"),
            (_("Holds for seconds"), port.plain(found.get("expire", ""))),
        ]
