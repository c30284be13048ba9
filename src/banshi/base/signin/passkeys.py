"""Passkeys (WebAuthn): what is asked of a browser, and whether what comes back holds. Writes nothing."""

import ipaddress
import json
import struct
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import AttestedCredentialData, AuthenticationResponse, PublicKeyCredentialRpEntity

from banshi.base.signin.marks import digest
from banshi.base.signin.models import Factor
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal

STRANGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, struct.error)
"""What reading an answer that no browser has made can end in."""
LONGEST = 20_000


@dataclass(frozen=True)
class House:
    """Who asks: the host name to which passkeys are bound, and the origin that the browser must name."""

    host: str
    origin: str

    @classmethod
    def of(cls, request: HttpRequest) -> "House":
        """From the address under which the page is open."""
        scheme = "https" if settings.HTTPS else request.scheme
        host = "" if _bare(request) else request.get_host().rsplit(":", 1)[0]
        return cls(host, f"{scheme}://{request.get_host()}")

    @property
    def able(self) -> bool:
        """Browsers bind no passkey to an address of numbers."""
        return bool(self.host)

    def server(self) -> Fido2Server:
        """The relying party."""
        party = PublicKeyCredentialRpEntity(id=self.host, name="Banshi")
        return Fido2Server(party, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True)
class Shown:
    """A passkey that answered: its id and counter, and the digest of the challenge that it answered."""

    credential: str
    counter: int
    challenge: str
    handle: bytes | None = None


@dataclass(frozen=True)
class Made:
    """A new passkey: its id as a digest, and its public data."""

    credential: str
    public: bytes
    counter: int


def _bare(request: HttpRequest) -> bool:
    host = request.get_host()
    name = host[1 : host.index("]")] if host.startswith("[") else host.rsplit(":", 1)[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def ask_new(house: House, account: Account, known: list[Factor]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked to make, and what has to be kept until it answers."""
    user = {"id": account.uid.bytes, "name": account.login, "displayName": account.login}
    options, state = house.server().register_begin(
        user, [_data(factor) for factor in known], "preferred", "preferred"
    )
    return _plain(options), state


def ask(house: House, known: list[Factor] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a passkey is asked to sign: one of ``known``; or any of this house (None), which then has to
    have seen its owner's finger, face or PIN."""
    options, state = house.server().authenticate_begin(
        [_data(factor) for factor in known] if known else None, "preferred" if known else "required"
    )
    return _plain(options), state


def read_new(house: House, state: dict[str, Any] | None, answer: str) -> Made:
    """The new passkey. Raises :class:`Refusal`."""
    try:
        made = house.server().register_complete(_kept(state), _parsed(answer))
        data = made.credential_data
        if data is None:
            raise ValueError("no credential")
        return Made(digest(data.credential_id), bytes(data), made.counter)
    except STRANGE as error:
        raise wrong() from error


def credential_in(answer: str) -> str:
    """The digest of the id that an answer names. Raises :class:`Refusal`."""
    try:
        return digest(AuthenticationResponse.from_dict(_parsed(answer)).raw_id)
    except STRANGE as error:
        raise wrong() from error


def read(house: House, state: dict[str, Any] | None, answer: str, factor: Factor) -> Shown:
    """What the passkey has signed, when it is ``factor`` that has. Raises :class:`Refusal`."""
    try:
        kept = _kept(state)
        house.server().authenticate_complete(kept, [_data(factor)], _parsed(answer))
        response = AuthenticationResponse.from_dict(_parsed(answer)).response
        return Shown(
            factor.credential or "",
            response.authenticator_data.counter,
            digest(kept["challenge"].encode()),
            response.user_handle,
        )
    except STRANGE as error:
        raise wrong() from error


def wrong() -> Refusal:
    """One sentence for everything that does not hold."""
    return Refusal(
        "signin.passkey_wrong",
        _("The passkey was not accepted. Try it again, or use another way."),
        field="credential",
    )


def _kept(state: dict[str, Any] | None) -> dict[str, Any]:
    if state is None:
        raise Refusal(
            "signin.passkey_stale",
            _("This took too long, or was sent twice. Ask for the passkey again."),
            field="credential",
        )
    return state


def _data(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(factor.public_key or b""))


def _plain(options: Any) -> dict[str, Any]:
    return json.loads(json.dumps(dict(options)))["publicKey"]


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    return json.loads(answer)
