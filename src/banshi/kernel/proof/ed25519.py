"""Ed25519 (RFC 8032) through ``cryptography``: the only module of the kernel that knows the library."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from banshi.kernel.proof.keys import ED25519, PublicKey, SecretKey
from banshi.kernel.proof.notes import Signer


def public_of(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def secret(name: str, seed: bytes, algorithm: int = ED25519) -> SecretKey:
    """A named key from 32 random bytes (which the caller draws, the kernel has no randomness)."""
    return SecretKey(PublicKey(name, public_of(seed), algorithm), seed)


def read_secret(text: str) -> SecretKey:
    """Read an skey text. Raises KeyFormatError."""
    return SecretKey.parse(text, public_of)


def signer(key: SecretKey) -> Signer:
    """Signs notes (or, with a witness key, cosignatures) with ``key``."""
    return Signer(key.public, Ed25519PrivateKey.from_private_bytes(key.seed).sign)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one by ``public`` over ``message``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
