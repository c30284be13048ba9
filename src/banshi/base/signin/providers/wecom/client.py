"""WeCom asked over the network: the corporation's token, kept until it ends, and whose code it is."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.base.signin.providers import port, transport
from banshi.base.signin.providers.port import Came, Field, Foreign, Going, Setup, Start, Words
from banshi.base.signin.providers.wecom import rules

EARLY = timedelta(minutes=5)
_tokens: dict[str, tuple[str, datetime]] = {}


class WeCom:
    """An application of a corporation in WeCom."""

    kind = "wecom"
    label = _("WeCom")
    inside = "wecom"
    posts = False
    secret = _("Secret of the application")
    fields = (
        Field("corp_id", _("Corporation ID (CorpID)"), _("WeCom console: My enterprise.")),
        Field(
            "agent_id", _("Application ID (AgentId)"), _("WeCom console: Applications, the self-built one.")
        ),
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        wrong = port.blank(settings, self.fields)
        if "agent_id" not in wrong and not settings["agent_id"].isdigit():
            wrong["agent_id"] = _("The application ID is a number, such as 1000002.")
        return wrong

    def realm(self, setup: Setup) -> str:
        return f"wecom {setup.settings['corp_id']}"

    def start(self, setup: Setup, start: Start) -> Going:
        return Going(rules.address(setup.settings, state=start.state, back=start.back, inside=start.inside))

    def finish(self, setup: Setup, came: Came) -> Foreign:
        code = port.said(came.given)
        found = self._user(setup, code, came.now)
        if rules.is_stale(found):
            _tokens.pop(_kept_under(setup), None)
            found = self._user(setup, code, came.now)
        user = rules.user_in(found)
        return Foreign(setup.code, self.realm(setup), user, port.display_of(user))

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        _token, seconds = rules.token_in(self._fresh(setup))
        return [(_("Token of the application"), "✓"), (_("Holds for seconds"), str(seconds))]

    def _user(self, setup: Setup, code: str, now: datetime) -> dict:
        asked = {"access_token": self._token(setup, now), "code": code}
        return transport.ask("GET", rules.USER, params=asked)

    def _token(self, setup: Setup, now: datetime) -> str:
        under = _kept_under(setup)
        token, until = _tokens.get(under, ("", now))
        if until <= now:
            token, seconds = rules.token_in(self._fresh(setup))
            _tokens[under] = (token, now + timedelta(seconds=seconds) - EARLY)
        return token

    def _fresh(self, setup: Setup) -> dict:
        asked = {"corpid": setup.settings["corp_id"], "corpsecret": setup.secret}
        return transport.ask("GET", rules.CORP_GRANT, params=asked)


def _kept_under(setup: Setup) -> str:
    """Corporation and secret, so that a changed secret asks for its own token."""
    text = f"{setup.settings['corp_id']}\n{setup.secret}"
    return hashlib.sha256(text.encode()).hexdigest()
