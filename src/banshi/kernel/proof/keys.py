"""Key texts of the C2SP signed note format (https://c2sp.org/signed-note).

A verifier key is ``name+hash+base64(algorithm || public key)``, a signer key the same with the seed
and ``PRIVATE+KEY+`` before it, as the Go package ``golang.org/x/mod/sumdb/note`` writes them.
"""

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from banshi.kernel.proof.errors import KeyFormatError, NoteError, ProofError

ED25519 = 0x01
COSIGNATURE = 0x04
ALGORITHMS = (ED25519, COSIGNATURE)
KEY_BYTES = 32
SIGNER_PREFIX = "PRIVATE+KEY+"


@dataclass(frozen=True)
class PublicKey:
    """A named Ed25519 key for notes (:data:`ED25519`) or for witness cosignatures (:data:`COSIGNATURE`)."""

    name: str
    material: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        require_name(self.name)
        if self.algorithm not in ALGORITHMS:
            raise KeyFormatError("key_algorithm", str(self.algorithm))
        if len(self.material) != KEY_BYTES:
            raise KeyFormatError("key_length", f"{len(self.material)} bytes")

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256 over name, newline, algorithm and key."""
        data = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.material
        return hashlib.sha256(data).digest()[:4]

    def text(self) -> str:
        """The verifier key (vkey)."""
        return f"{self.name}+{self.key_id.hex()}+{encode64(bytes([self.algorithm]) + self.material)}"

    def fingerprint(self) -> str:
        """Eight groups of four hex digits (128 bits of SHA-256 over the vkey), for paper and telephone."""
        digits = hashlib.sha256(self.text().encode()).hexdigest()[:32]
        return " ".join(digits[at : at + 4] for at in range(0, 32, 4))

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Read a vkey. Raises KeyFormatError for any other text, and for a hash that does not fit."""
        name, stated, algorithm, material = _parts(text)
        key = cls(name, material, algorithm)
        if stated != key.key_id.hex():
            raise KeyFormatError("key_hash", name)
        return key


@dataclass(frozen=True)
class SecretKey:
    """The seed of a named Ed25519 key. It never shows in a repr."""

    public: PublicKey
    seed: bytes = field(repr=False)

    def text(self) -> str:
        """The signer key (skey). Whoever has it can sign as the zone: it belongs in a file of its own."""
        material = encode64(bytes([self.public.algorithm]) + self.seed)
        return f"{SIGNER_PREFIX}{self.public.name}+{self.public.key_id.hex()}+{material}"

    @classmethod
    def parse(cls, text: str, public_of: Callable[[bytes], bytes]) -> "SecretKey":
        """Read an skey; ``public_of`` derives the public key from a seed. Raises KeyFormatError."""
        if not text.startswith(SIGNER_PREFIX):
            raise KeyFormatError("key_form")
        name, stated, algorithm, seed = _parts(text.removeprefix(SIGNER_PREFIX))
        key = cls(PublicKey(name, public_of(seed), algorithm), seed)
        if stated != key.public.key_id.hex():
            raise KeyFormatError("key_hash", name)
        return key


def require_name(name: str, error: type[ProofError] = KeyFormatError) -> None:
    """A key name is NFC text without spaces, plus signs and control characters."""
    bad = not name or "+" in name or any(sign.isspace() or ord(sign) < 0x20 for sign in name)
    if bad or unicodedata.normalize("NFC", name) != name:
        raise error("name_form", repr(name))


def encode64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def decode64(text: str, error: type[ProofError] = NoteError) -> bytes:
    """Strict base64: one text for one value. Raises ``error`` (code ``base64``)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise error("base64", text[:40]) from None
    if encode64(data) != text:
        raise error("base64", text[:40])
    return data


def _parts(text: str) -> tuple[str, str, int, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise KeyFormatError("key_form")
    material = decode64(parts[2], KeyFormatError)
    if len(material) != KEY_BYTES + 1:
        raise KeyFormatError("key_length", f"{len(material)} bytes")
    return parts[0], parts[1], material[0], material[1:]
