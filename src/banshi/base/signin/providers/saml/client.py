"""An identity provider by SAML 2.0. The library and its XML machinery are loaded when one is used."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from banshi.base.signin.providers import port, transport
from banshi.base.signin.providers.port import Came, Failed, Field, Foreign, Going, Setup, Start, Words
from banshi.base.signin.providers.saml import rules

LONGEST = 400_000
SHOWN = ("displayName", "urn:oid:2.16.840.1.113730.3.1.241", "cn", "name")


class Saml:
    """An identity provider of the office."""

    kind = "saml"
    label = _("SAML 2.0")
    inside = ""
    posts = True
    secret = ""
    fields = (
        Field("entity_id", _("Entity ID of the identity provider")),
        Field("sso_url", _("Its sign-in address (HTTP-Redirect)"), kind="url"),
        Field(
            "certificate",
            _("Its signing certificate"),
            _("PEM text. While keys change, put the next certificate below the present one."),
            lines=6,
        ),
    )

    def check(self, settings: Mapping[str, str]) -> dict[str, Words]:
        wrong = port.blank(settings, self.fields)
        if "sso_url" not in wrong:
            try:
                transport.secure(settings["sso_url"])
            except Failed:
                wrong["sso_url"] = _("Give an address that begins with https://.")
        if "certificate" not in wrong:
            try:
                rules.certificates(settings["certificate"])
            except ValueError:
                wrong["certificate"] = _(
                    "This is no certificate. Copy it whole from the provider's metadata."
                )
        return wrong

    def realm(self, setup: Setup) -> str:
        return f"saml {setup.settings['entity_id']}"

    def start(self, setup: Setup, start: Start) -> Going:
        auth = _library(setup, start.back, {})
        url = auth.login(return_to=start.state)
        return Going(url, {"request": auth.get_last_request_id()})

    def finish(self, setup: Setup, came: Came) -> Foreign:
        text = came.given.get("SAMLResponse", "")
        if not text or len(text) > LONGEST:
            raise Failed("no_response")
        response = _verified(setup, came, text)
        assertion = response._query_assertion("")[0]
        rules.check_bound(
            assertion, request_id=came.kept["request"], back=came.back, entity=rules.entity_of(came.back)
        )
        until = rules.until(response.get_assertion_not_on_or_after(), came.now)
        return Foreign(
            provider=setup.code,
            realm=self.realm(setup),
            subject=port.subject_of(response.get_nameid()),
            display=_display(response.get_attributes()),
            once=port.subject_of(response.get_assertion_id()),
            until=until,
        )

    def probe(self, setup: Setup, now: datetime) -> list[tuple[Words, str]]:
        lines: list[tuple[Words, str]] = [
            (_("Entity ID"), setup.settings["entity_id"]),
            (_("Sign-in page"), setup.settings["sso_url"]),
        ]
        for one in rules.certificates(setup.settings["certificate"]):
            found = rules.read_certificate(one)
            lines.append((_("Certificate holds until"), f"{found.not_valid_after_utc:%Y-%m-%d}"))
        return lines


def metadata(back: str) -> bytes:
    """Our own half, for the office's identity provider: who we are and where it answers."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    found = OneLogin_Saml2_Settings(rules.library_settings(None, back), sp_validation_only=True)
    text = found.get_sp_metadata()
    return text if isinstance(text, bytes) else text.encode()


def _library(setup: Setup, back: str, given: Mapping[str, str]) -> Any:
    from onelogin.saml2.auth import OneLogin_Saml2_Auth
    from onelogin.saml2.errors import OneLogin_Saml2_Error

    try:
        return OneLogin_Saml2_Auth(
            rules.request_data(back, given), rules.library_settings(setup.settings, back)
        )
    except (OneLogin_Saml2_Error, ValueError) as error:
        raise Failed("settings") from error


def _verified(setup: Setup, came: Came, text: str) -> Any:
    """The response, when everything holds that the library looks at. It speaks through many exceptions."""
    from onelogin.saml2.errors import OneLogin_Saml2_ValidationError
    from onelogin.saml2.response import OneLogin_Saml2_Response

    auth = _library(setup, came.back, came.given)
    try:
        response = OneLogin_Saml2_Response(auth.get_settings(), text)
        fine = response.is_valid(
            rules.request_data(came.back, came.given), came.kept["request"], raise_exceptions=True
        )
    except OneLogin_Saml2_ValidationError as error:
        raise Failed(f"response:{error.code}") from error
    except Exception as error:
        raise Failed(f"response:{type(error).__name__}") from error
    if not fine:
        raise Failed("response")
    return response


def _display(attributes: Mapping[str, list[str]]) -> str:
    return next((port.display_of(attributes[name][0]) for name in SHOWN if attributes.get(name)), "")
