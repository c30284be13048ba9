"""An OpenID Connect provider asked over the network; its document and keys are kept for an hour."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from banshi.base.signin.providers import port, transport
from banshi.base.signin.providers.oidc import rules
from banshi.base.signin.providers.oidc.rules import Discovered
from banshi.base.signin.providers.port import Came, Failed, Field, Foreign, Going, Setup, Start, Words

KEPT = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
"""A key that is not known is looked for anew at most this often."""
SCOPE = "openid profile"
_documents: dict[str, tuple[Discovered, datetime]] = {}
_keys: dict[str, tuple[KeySet, datetime]] = {}


class Oidc:
    """A provider that speaks OpenID Connect."""

    kind = "oidc"
    label = _("OpenID Connect")
    inside = ""
    posts = False
    secret = _("Client secret")
    fields = (
        Field(
            "issuer",
            _("Issuer"),
            _(
                "The address of the provider, exactly as it names itself, such as https://id.example.gov.cn/realms/x"
            ),
            kind="url",
        ),
        Field("client_id", _("Client ID")),
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        wrong = port.blank(settings, self.fields)
        if "issuer" not in wrong:
            try:
                transport.secure(settings["issuer"])
            except Failed:
                wrong["issuer"] = _("Give an address that begins with https://.")
        return wrong

    def realm(self, setup: Setup) -> str:
        return f"oidc {setup.settings['issuer']} {setup.settings['client_id']}"

    def start(self, setup: Setup, start: Start) -> Going:
        about = document(setup.settings["issuer"], start.now)
        kept = {"nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}
        with _client(setup, about, start.back) as client:
            url, _state = client.create_authorization_url(
                about.authorize, state=start.state, code_verifier=kept["verifier"], nonce=kept["nonce"]
            )
        return Going(url, kept)

    def finish(self, setup: Setup, came: Came) -> Foreign:
        about = document(setup.settings["issuer"], came.now)
        rules.check_sender(about, came.given)
        token = _token(setup, about, came)
        claims = rules.claims_in(
            token,
            keys_for(about, rules.key_id(token), came.now),
            about=about,
            client_id=setup.settings["client_id"],
            nonce=came.kept["nonce"],
            now=came.now,
        )
        shown = claims.get("name") or claims.get("preferred_username")
        return Foreign(
            setup.code, self.realm(setup), port.subject_of(claims.get("sub")), port.display_of(shown)
        )

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        _documents.pop(setup.settings["issuer"], None)
        about = document(setup.settings["issuer"], now)
        keys = _fetch_keys(about)
        return [
            (_("Issuer"), about.issuer),
            (_("Sign-in page"), about.authorize),
            (_("Token address"), about.token),
            (_("Number of keys"), str(len(keys.keys))),
        ]


def document(issuer: str, now: datetime) -> Discovered:
    """What the provider says of itself."""
    kept = _documents.get(issuer)
    if kept is not None and kept[1] > now:
        return kept[0]
    address = issuer.rstrip("/") + "/.well-known/openid-configuration"
    about = rules.discovered(transport.ask("GET", address), issuer)
    _documents[issuer] = (about, now + KEPT)
    return about


def keys_for(about: Discovered, key_id: str, now: datetime) -> KeySet:
    """The provider's keys; looked for anew when they are old, or when the one that is named is not there."""
    kept = _keys.get(about.keys)
    if kept is not None:
        keys, at = kept
        known = not key_id or any(key.kid == key_id for key in keys.keys)
        if now - at < (KEPT if known else AGAIN):
            return keys
    keys = _fetch_keys(about)
    _keys[about.keys] = (keys, now)
    return keys


def _fetch_keys(about: Discovered) -> KeySet:
    found = transport.ask("GET", about.keys)
    usable = [one for one in found.get("keys", []) if isinstance(one, dict) and one.get("kty") != "oct"]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Failed("keys") from error


def _client(setup: Setup, about: Discovered, back: str) -> OAuth2Session:
    """Authlib's client, held to the same limits as everything else that is asked."""
    way = "client_secret_basic" if about.basic else "client_secret_post"
    client = OAuth2Session(
        setup.settings["client_id"],
        setup.secret or None,
        token_endpoint_auth_method=way if setup.secret else "none",
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=transport.WAIT,
    )
    limits = transport.open_session()
    client.trust_env, client.adapters = False, limits.adapters
    return client


def _token(setup: Setup, about: Discovered, came: Came) -> str:
    with _client(setup, about, came.back) as client:
        try:
            found: dict[str, Any] = client.fetch_token(
                about.token,
                code=port.said(came.given),
                grant_type="authorization_code",
                code_verifier=came.kept["verifier"],
                allow_redirects=False,
            )
        except OAuthError as error:
            raise Failed(f"answer:{port.plain(error.error or 'error')}") from error
        except requests.Timeout as error:
            raise Failed("timeout") from error
        except (requests.RequestException, ValueError) as error:
            raise Failed("token_answer") from error
    token = found.get("id_token")
    if not isinstance(token, str):
        raise Failed("no_id_token")
    return token
