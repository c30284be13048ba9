"""What a provider's documents and tokens have to be: pure (OpenID Connect Core 1.0, Discovery 1.0, RFC 9207)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import decode

from banshi.base.signin.providers.port import Failed
from banshi.base.signin.providers.transport import secure

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures that are accepted; none of them is made with a secret that both sides have."""
LEEWAY = 60
"""Seconds by which the two clocks may differ."""
OLDEST = 600
"""Seconds after which a token that was issued is not taken any more."""


@dataclass(frozen=True)
class Discovered:
    """What the provider says of itself."""

    issuer: str
    authorize: str
    token: str
    keys: str
    basic: bool
    names_itself: bool


def discovered(found: Mapping[str, Any], issuer: str) -> Discovered:
    """The document, when it is the issuer's own and its addresses are https."""
    if found.get("issuer") != issuer:
        raise Failed("other_issuer")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(isinstance(found.get(name), str) for name in names):
        raise Failed("incomplete")
    authorize, token, keys = (secure(found[name]) for name in names)
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Discovered(
        issuer=issuer,
        authorize=authorize,
        token=token,
        keys=keys,
        basic="client_secret_basic" in ways,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def check_sender(about: Discovered, given: Mapping[str, str]) -> None:
    """Refuse an answer that names another issuer, or none where this one always names itself (RFC 9207)."""
    named = given.get("iss", "")
    if (named or about.names_itself) and named != about.issuer:
        raise Failed("other_issuer")


def key_id(token: str) -> str:
    """The name of the key with which a token says that it was signed."""
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, UnicodeError) as error:
        raise Failed("token_unreadable") from error
    if header.get("alg") not in ALGORITHMS:
        raise Failed("algorithm")
    return str(header.get("kid", ""))


def claims_in(
    token: str, keys: KeySet, *, about: Discovered, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """What an ID token says, when its signature, issuer, audience, times and nonce hold."""
    try:
        found = decode(token, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError) as error:
        raise Failed("signature") from error
    claims = CodeIDToken(
        found.claims,
        found.header,
        options={
            "iss": {"essential": True, "value": about.issuer},
            "aud": {"essential": True, "value": client_id},
        },
        params={"nonce": nonce, "client_id": client_id},
    )
    at = int(now.timestamp())
    try:
        claims.validate(now=at, leeway=LEEWAY)
    except JoseError as error:
        raise Failed(f"claim:{getattr(error, 'claim', None) or error.error}") from error
    if at - int(claims["iat"]) > OLDEST:
        raise Failed("claim:iat")
    return dict(claims)
