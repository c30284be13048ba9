"""Settings, certificates, and what an assertion has to name: pure (SAML 2.0 core, profiles 4.1.4)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from banshi.base.signin.providers.port import Failed

PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
NAMES = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion"}
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MOST_CERTIFICATES = 4


def certificates(text: str) -> list[str]:
    """The certificates in ``text`` as base64 without line ends, one or several (the next one beside the
    present one, while keys change). Raises ValueError when there is none, or one cannot be read."""
    found = PEM.findall(text) or [text]
    bare = ["".join(one.split()) for one in found]
    for one in bare:
        read_certificate(one)
    if not 0 < len(bare) <= MOST_CERTIFICATES:
        raise ValueError("too many certificates")
    return bare


def read_certificate(bare: str) -> x509.Certificate:
    """A certificate from base64 without its frame. Raises ValueError."""
    framed = f"-----BEGIN CERTIFICATE-----\n{bare}\n-----END CERTIFICATE-----\n"
    return x509.load_pem_x509_certificate(framed.encode("ascii"))


def entity_of(back: str) -> str:
    """The name under which we are known to the identity provider: the address of our metadata."""
    return back.rsplit("/", 1)[0] + "/metadata"


def library_settings(settings: Mapping[str, str] | None, back: str) -> dict[str, Any]:
    """What python3-saml is told; without ``settings`` only our own half, for the metadata."""
    own = {
        "strict": True,
        "sp": {
            "entityId": entity_of(back),
            "assertionConsumerService": {"url": back, "binding": POST},
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowSingleLabelDomains": True,
        },
    }
    if settings is None:
        return own
    signing = certificates(settings["certificate"])
    return own | {
        "idp": {
            "entityId": settings["entity_id"],
            "singleSignOnService": {"url": settings["sso_url"], "binding": REDIRECT},
            "x509certMulti": {"signing": signing},
        }
    }


def request_data(back: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Our own address as python3-saml wants to be told of it."""
    parts = urlsplit(back)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": dict(given),
    }


def check_bound(assertion: Any, *, request_id: str, back: str, entity: str) -> None:
    """Refuse a signed assertion that does not itself name our request, our address and us.

    python3-saml passes what is absent, and looks for ``InResponseTo`` where nothing is signed.
    """
    data = assertion.findall("saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData", NAMES)
    if not data:
        raise Failed("no_confirmation")
    for one in data:
        if one.get("InResponseTo") != request_id:
            raise Failed("in_response_to")
        if one.get("Recipient") != back or not one.get("NotOnOrAfter"):
            raise Failed("recipient")
    named = assertion.findall("saml:Conditions/saml:AudienceRestriction/saml:Audience", NAMES)
    if not any((one.text or "").strip() == entity for one in named):
        raise Failed("audience")
    name = assertion.find("saml:Subject/saml:NameID", NAMES)
    if name is not None and name.get("Format") == TRANSIENT:
        raise Failed("transient_name")


def until(stamp: int | None, now: datetime) -> datetime:
    """Until when the assertion could be sent again."""
    return datetime.fromtimestamp(stamp, UTC) if stamp else now
