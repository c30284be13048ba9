"""Signed notes (https://c2sp.org/signed-note) and timestamped cosignatures (https://c2sp.org/tlog-cosignature).

Signing and verifying go through callables, so this module knows no cryptographic library; see
:mod:`banshi.kernel.proof.ed25519`. Parsing is strict: what it accepts, ``encode`` gives back byte by byte.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from banshi.kernel.proof.errors import NoteError
from banshi.kernel.proof.keys import COSIGNATURE, PublicKey, decode64, encode64, require_name

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
MARK = "— "
TIME_BYTES = 8

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes, bytes], bool]
"""``(public key, message, signature) -> holds``"""


@dataclass(frozen=True)
class Signer:
    """A public key and the function that signs with its secret."""

    key: PublicKey
    sign: Sign


@dataclass(frozen=True)
class Signature:
    """One signature line: ``data`` is what follows the key id (with the timestamp of a cosignature)."""

    name: str
    key_id: bytes
    data: bytes

    def line(self) -> str:
        """The line without its newline."""
        return f"{MARK}{self.name} {encode64(self.key_id + self.data)}"

    def time(self) -> int:
        """POSIX seconds of a cosignature. Raises NoteError when this is none."""
        if len(self.data) != TIME_BYTES + 64 or self.data[0] & 0x80:
            raise NoteError("cosignature_form", self.name)
        return int.from_bytes(self.data[:TIME_BYTES], "big")

    def by(self, key: PublicKey) -> bool:
        """Whether the line claims to come from ``key`` (nothing is verified)."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True)
class Note:
    """A text (ending in a newline) and its signatures, verified or not."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        """The note as it is stored, printed and sent."""
        lines = "".join(signature.line() + "\n" for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def add(self, *signatures: Signature) -> "Note":
        """With further signatures; one by the same key is replaced in its place."""
        fresh = {(signature.name, signature.key_id): signature for signature in signatures}
        kept = [fresh.pop((old.name, old.key_id), old) for old in self.signatures]
        return Note(self.text, (*kept, *fresh.values()))

    def only(self, keys: Iterable[PublicKey]) -> "Note":
        """Without the lines of keys that are not among ``keys``."""
        known = list(keys)
        return Note(self.text, tuple(s for s in self.signatures if any(s.by(key) for key in known)))

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Read a note strictly; at least one signature, none twice. Raises NoteError with a code."""
        text = _clean_text(data)
        at = text.rfind("\n\n")
        if at < 0:
            raise NoteError("note_form", "no blank line before the signatures")
        body, lines = text[: at + 1], text[at + 2 :].split("\n")
        if body.startswith("\n") and len(body) == 1:
            raise NoteError("note_form", "no text")
        if lines.pop() or not lines or len(lines) > MAX_SIGNATURES:
            raise NoteError("note_form", "signature lines")
        signatures = tuple(_signature(line) for line in lines)
        if len({(one.name, one.key_id) for one in signatures}) < len(signatures):
            raise NoteError("signature_twice")
        return cls(body, signatures)


def sign(text: str, *signers: Signer) -> Note:
    """A note of ``text`` signed by each. Raises NoteError when the text cannot stand in a note."""
    require_text(text)
    return Note(text).add(
        *(Signature(one.key.name, one.key.key_id, one.sign(text.encode())) for one in signers)
    )


def cosign(note: Note, signer: Signer, at: int) -> Note:
    """Add a witness's cosignature/v1 made ``at`` POSIX seconds.

    The caller has verified before that the checkpoint is consistent with the last one it cosigned.
    """
    if signer.key.algorithm != COSIGNATURE or not 0 <= at < 2**63:
        raise NoteError("cosignature_form", signer.key.name)
    data = at.to_bytes(TIME_BYTES, "big") + signer.sign(cosigned(note.text, at))
    return note.add(Signature(signer.key.name, signer.key.key_id, data))


def cosigned(text: str, at: int) -> bytes:
    """The message that a cosignature/v1 signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def holds(text: str, signature: Signature, key: PublicKey, verify: Verify) -> bool:
    """Whether one signature line is a valid one by ``key`` over ``text``."""
    if not signature.by(key):
        return False
    if key.algorithm == COSIGNATURE:
        try:
            message = cosigned(text, signature.time())
        except NoteError:
            return False
        return verify(key.material, message, signature.data[TIME_BYTES:])
    return verify(key.material, text.encode(), signature.data)


def verified(note: Note, keys: Iterable[PublicKey], verify: Verify) -> tuple[PublicKey, ...]:
    """Those of ``keys`` that signed the note, in the order of the signature lines.

    Lines by unknown keys are passed over. Raises NoteError ``signature_bad`` when a line of a known key
    does not hold, and ``signature_missing`` when none of the keys signed.
    """
    known, found = list(keys), []
    for signature in note.signatures:
        for key in known:
            if not signature.by(key):
                continue
            if not holds(note.text, signature, key, verify):
                raise NoteError("signature_bad", key.name)
            found.append(key)
    if not found:
        raise NoteError("signature_missing")
    return tuple(dict.fromkeys(found))


def require_text(text: str) -> None:
    """A note's text is not empty, ends in a newline and has no other control character."""
    if not text.strip("\n") or not text.endswith("\n") or any(ord(s) < 0x20 and s != "\n" for s in text):
        raise NoteError("note_text")


def _clean_text(data: bytes) -> str:
    if len(data) > MAX_NOTE_BYTES:
        raise NoteError("note_too_long")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NoteError("note_not_utf8") from None
    if any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        raise NoteError("note_control_character")
    return text


def _signature(line: str) -> Signature:
    name, gap, encoded = line.removeprefix(MARK).partition(" ")
    if not line.startswith(MARK) or not gap:
        raise NoteError("signature_form", line[:40])
    require_name(name, NoteError)
    data = decode64(encoded)
    if len(data) < 5:
        raise NoteError("signature_form", line[:40])
    return Signature(name, data[:4], data[4:])
