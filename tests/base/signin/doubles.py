"""Services that answer as the real ones are published to, without a network: replies are our own."""

import base64
import io
import json
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse


class Wire(BaseAdapter):
    """Takes every request of a session: ``routes`` answers by method and address without its query."""

    def __init__(self):
        super().__init__()
        self.routes, self.asked = {}, []

    def answer(self, method, url, reply):
        """``reply`` is a value, or a function of the request; a tuple adds status and headers."""
        self.routes[method, url] = reply

    def send(self, request, **options):
        self.asked.append((request, options))
        reply = self.routes[request.method, request.url.partition("?")[0]]
        if callable(reply):
            reply = reply(request)
        body, status, headers = reply if isinstance(reply, tuple) else (reply, 200, {})
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        response = requests.Response()
        response.status_code, response.url, response.request = status, request.url, request
        response.headers.update({"Content-Type": "application/json"} | headers)
        response.raw = HTTPResponse(io.BytesIO(raw), status=status, headers=headers, preload_content=False)
        response.connection = self
        return response

    def close(self):
        """Nothing is open."""

    def bodies(self):
        return [request.body for request, _options in self.asked]


def query(url):
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


class OidcDouble:
    """An OpenID provider with real keys, codes that work once, and PKCE that is looked at."""

    def __init__(
        self, wire, issuer="https://id.example.cn/realms/zone", client="banshi", secret="s3cret-of-ours"
    ):
        self.wire, self.issuer, self.client, self.secret = wire, issuer, client, secret
        self.key, self.codes, self.more, self.header = None, {}, {}, {}
        self.rotate()
        wire.answer("GET", f"{issuer}/.well-known/openid-configuration", lambda _request: self.document())
        wire.answer("GET", f"{issuer}/keys", lambda _request: self.keys())
        wire.answer("POST", f"{issuer}/token", self.token)

    def rotate(self):
        """Sign with a new key from now on, and forget the one before."""
        self.key = RSAKey.generate_key(2048, {"kid": uuid4().hex, "use": "sig", "alg": "RS256"})

    def document(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self):
        return KeySet([self.key]).as_dict(private=False)

    def authorize(self, url, subject, **claims):
        """What the browser brings back when somebody has signed in there."""
        asked = query(url)
        code = uuid4().hex
        self.codes[code] = (asked, subject, claims)
        return {"code": code, "state": asked["state"]}

    def token(self, request):
        given = {name: values[0] for name, values in parse_qs(request.body).items()}
        expected = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            return {"error": "invalid_client"}, 401, {}
        asked, subject, claims = self.codes.pop(given.get("code"), (None, None, None))
        if asked is None or asked["redirect_uri"] != given["redirect_uri"]:
            return {"error": "invalid_grant"}, 400, {}
        if create_s256_code_challenge(given["code_verifier"]) != asked["code_challenge"]:
            return {"error": "invalid_grant"}, 400, {}
        return {
            "access_token": "a",
            "token_type": "Bearer",
            "id_token": self.id_token(asked, subject, claims),
        }

    def id_token(self, asked, subject, claims):
        from banshi.base.zones import clock

        at = int(clock.process_now().timestamp())
        said = {
            "iss": self.issuer,
            "sub": subject,
            "aud": self.client,
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
            "name": "值班 甲",
        }
        said |= claims
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        return jwt.encode(
            header, {name: value for name, value in said.items() if value is not None}, self.key
        )


class SamlDouble:
    """A SAML identity provider that signs assertions with xmlsec."""

    entity = "https://idp.example.cn/saml"
    sso = "https://idp.example.cn/saml/sso"

    def __init__(self):
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.x509.oid import NameOID

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.cn")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
            .sign(key, hashes.SHA256())
        )
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        self.key = key.private_bytes(serialization.Encoding.PEM, form, plain).decode()
        self.certificate = made.public_bytes(serialization.Encoding.PEM).decode()

    def request_in(self, url):
        """The id of the request that the browser was sent out with."""
        from lxml import etree

        text = zlib.decompress(base64.b64decode(query(url)["SAMLRequest"]), -15)
        return etree.fromstring(text).get("ID")

    def answer(self, url, subject, *, back, sign=True, into=None, state=None, at=None, **change):
        """The form fields that the browser posts back. ``change`` replaces one of the marked places."""
        from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

        at = at or datetime.now(UTC)
        says = {
            "request": self.request_in(url),
            "response_request": self.request_in(url),
            "recipient": back,
            "audience": back.rsplit("/", 1)[0] + "/metadata",
            "issuer": self.entity,
            "id": f"_{uuid4().hex}",
            "format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "status": "Success",
        } | change
        until, stamp = (f"{at + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}" for n in (5, 0))
        assertion = (
            f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{says["id"]}" Version="2.0" '
            f'IssueInstant="{stamp}"><saml:Issuer>{says["issuer"]}</saml:Issuer><saml:Subject>'
            f'<saml:NameID Format="{says["format"]}">{subject}</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{says["recipient"]}" '
            f'InResponseTo="{says["request"]}"/></saml:SubjectConfirmation></saml:Subject>'
            f'<saml:Conditions NotBefore="{stamp}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
            f"<saml:Audience>{says['audience']}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{stamp}"><saml:AuthnContext><saml:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
            "</saml:AuthnStatement></saml:Assertion>"
        )
        if sign:
            signed = Utils.add_sign(assertion, self.key, self.certificate)
            assertion = signed.decode() if isinstance(signed, bytes) else signed
        assertion = assertion.replace('<?xml version="1.0"?>', "").strip()
        response = (
            f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0" '
            f'IssueInstant="{stamp}" Destination="{back}" InResponseTo="{says["response_request"]}">'
            f"<saml:Issuer>{says['issuer']}</saml:Issuer><samlp:Status><samlp:StatusCode "
            f'Value="urn:oasis:names:tc:SAML:2.0:status:{says["status"]}"/></samlp:Status>{assertion}'
            "</samlp:Response>"
        )
        response = into(response) if into else response
        packed = base64.b64encode(response.encode()).decode()
        return {"SAMLResponse": packed, "RelayState": state or query(url)["RelayState"]}
