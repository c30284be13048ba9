"""A passkey in software: makes keys and signs challenges as a browser would hand them over."""

import base64
import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Authenticator:
    """One key. ``verifies`` says whether it has asked for finger or PIN; ``counts`` whether it counts."""

    def __init__(self, origin="http://testserver", host="testserver", *, verifies=True, counts=True):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.origin, self.host, self.verifies, self.counts = origin, host, verifies, counts
        self.counter, self.handle = 0, b""

    def _data(self, attested=None):
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (ATTESTED if attested else 0)
        head = hashlib.sha256(self.host.encode()).digest() + bytes([flags])
        return head + struct.pack(">I", self.counter) + (attested or b"")

    def _client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def make(self, options):
        """The answer to ``navigator.credentials.create``."""
        self.handle = options["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        data = AuthenticatorData(self._data(bytes(attested)))
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {
                    "clientDataJSON": text(self._client("webauthn.create", options["challenge"])),
                    "attestationObject": text(bytes(AttestationObject.create("none", data, {}))),
                },
                "clientExtensionResults": {},
            }
        )

    def sign(self, options):
        """The answer to ``navigator.credentials.get``."""
        self.counter += 1 if self.counts else 0
        data, client = self._data(), self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {
                    "clientDataJSON": text(client),
                    "authenticatorData": text(data),
                    "signature": text(signed),
                    "userHandle": self.handle,
                },
                "clientExtensionResults": {},
            }
        )
