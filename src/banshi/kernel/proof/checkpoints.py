"""Checkpoints (https://c2sp.org/tlog-checkpoint): origin, size, root; and the announcement of a new key.

The key name of a zone's log is its origin, so a key of one zone never vouches for another. A log over
SM3 says so in an extension line, ``hash sm3``; without one the hash is SHA-256, as the format has it.
"""

import re
import unicodedata
from dataclasses import dataclass

from banshi.kernel.proof.chain import DEFAULT_SUITE, SUITES
from banshi.kernel.proof.errors import KeyFormatError, NoteError
from banshi.kernel.proof.keys import ED25519, PublicKey, decode64, encode64, require_name
from banshi.kernel.proof.merkle import HASH_BYTES, MAX_SIZE
from banshi.kernel.proof.notes import Note, Signer, Verify, sign, verified

ROTATION = "banshi/key-rotation/v1"
HASH_LINE = "hash "
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log at one size. ``extensions`` are further lines, signed but not part of the tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_name(self.origin, NoteError)
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise NoteError("checkpoint_form", f"size {self.size}, root of {len(self.root)} bytes")
        for line in self.extensions:
            clean = line and "\n" not in line and all(ord(one) >= 0x20 for one in line)
            if not clean or unicodedata.normalize("NFC", line) != line:
                raise NoteError("checkpoint_form", "extension line")
        if self.suite not in SUITES:
            raise NoteError("suite_unknown")

    @classmethod
    def of(cls, origin: str, size: int, root: bytes, suite: int = DEFAULT_SUITE) -> "Checkpoint":
        """The checkpoint of a tree, with the line that names its hash where one is needed."""
        if suite not in SUITES:
            raise NoteError("suite_unknown", str(suite))
        return cls(origin, size, root, () if suite == DEFAULT_SUITE else (HASH_LINE + SUITES[suite],))

    @property
    def suite(self) -> int:
        """The suite that the lines name; 0 when they name one that nobody knows, or two."""
        named = [line.removeprefix(HASH_LINE) for line in self.extensions if line.startswith(HASH_LINE)]
        if not named:
            return DEFAULT_SUITE
        return next((n for n, hashed in SUITES.items() if [hashed] == named and n != DEFAULT_SUITE), 0)

    def text(self) -> str:
        """The note text."""
        return "".join(
            f"{line}\n" for line in (self.origin, str(self.size), encode64(self.root), *self.extensions)
        )

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a note strictly. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not NUMBER.fullmatch(lines[1]):
            raise NoteError("checkpoint_form")
        return cls(lines[0], int(lines[1]), decode64(lines[2]), tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, *signers: Signer) -> Note:
    """The signed note of a checkpoint. Raises NoteError unless each key is named after the origin."""
    for signer in signers:
        _require_log_key(signer.key, checkpoint.origin)
    return sign(checkpoint.text(), *signers)


def open_checkpoint(data: bytes, key: PublicKey, verify: Verify) -> Checkpoint:
    """The checkpoint in a note that the log's ``key`` signed. Raises NoteError for anything else."""
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    _require_log_key(key, checkpoint.origin)
    verified(note, [key], verify)
    return checkpoint


@dataclass(frozen=True)
class Rotation:
    """The old key announces the new one, which signs checkpoints from ``size`` on."""

    old: PublicKey
    new: PublicKey
    size: int

    def __post_init__(self) -> None:
        _require_log_key(self.old, self.new.name)
        _require_log_key(self.new, self.old.name)
        if self.old == self.new or not 0 <= self.size <= MAX_SIZE:
            raise NoteError("rotation_form")

    def text(self) -> str:
        """The note text."""
        return f"{ROTATION}\n{self.old.name}\n{self.old.text()}\n{self.new.text()}\n{self.size}\n"

    @classmethod
    def parse(cls, text: str) -> "Rotation":
        """Read the text of a note strictly. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) != 6 or lines[0] != ROTATION or lines[5] or not NUMBER.fullmatch(lines[4]):
            raise NoteError("rotation_form")
        try:
            rotation = cls(PublicKey.parse(lines[2]), PublicKey.parse(lines[3]), int(lines[4]))
        except KeyFormatError as error:
            raise NoteError("rotation_form", str(error)) from None
        if rotation.old.name != lines[1]:
            raise NoteError("rotation_form")
        return rotation


def announce(old: Signer, new: Signer, size: int) -> Note:
    """The announcement, signed by both keys: the old one names its heir, the new one shows that it exists."""
    return sign(Rotation(old.key, new.key, size).text(), old, new)


def open_rotation(data: bytes, verify: Verify) -> Rotation:
    """Read an announcement and verify both signatures. Raises NoteError."""
    note = Note.parse(data)
    rotation = Rotation.parse(note.text)
    if set(verified(note, [rotation.old, rotation.new], verify)) != {rotation.old, rotation.new}:
        raise NoteError("signature_missing")
    return rotation


def _require_log_key(key: PublicKey, origin: str) -> None:
    if key.algorithm != ED25519 or key.name != origin:
        raise NoteError("key_not_of_log", key.name)
