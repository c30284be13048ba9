"""The compact form of a receipt, for a QR code on paper.

``BANSHI1:`` and Base32 without padding: capitals and digits alone, which a QR code stores densely and
which survive being copied. Inside, in order: suite (1 byte), index, size (varints), leaf (32 bytes), number
of path hashes (1 byte), the hashes, origin, number of extension lines (1 byte), the lines, number of
signatures (1 byte), and for each its name (empty: the origin), key id (4 bytes) and data. Texts and data
have a varint length before them. The root is not in it: leaf and path give it.

Entry body and public keys are not in it either. The body is looked up in the system or on the printed
sheet, the key is pinned by whoever verifies.
"""

import base64
import binascii

from banshi.kernel.proof.checkpoints import Checkpoint
from banshi.kernel.proof.errors import NoteError, ReceiptError
from banshi.kernel.proof.merkle import HASH_BYTES, root_from_inclusion
from banshi.kernel.proof.notes import Note, Signature
from banshi.kernel.proof.receipts import Receipt

PREFIX = "BANSHI1:"


def encode(receipt: Receipt) -> str:
    """The compact text of ``receipt``. Raises ReceiptError when it does not fit the form."""
    checkpoint = receipt.checkpoint
    parts = [bytes([receipt.suite]), _varint(receipt.index), _varint(checkpoint.size), receipt.leaf]
    parts += [bytes([len(receipt.path)]), *receipt.path, _sized(checkpoint.origin.encode())]
    parts += [bytes([len(checkpoint.extensions)]), *(_sized(one.encode()) for one in checkpoint.extensions)]
    parts.append(bytes([len(receipt.note.signatures)]))
    for one in receipt.note.signatures:
        name = "" if one.name == checkpoint.origin else one.name
        parts += [_sized(name.encode()), one.key_id, _sized(one.data)]
    text = PREFIX + base64.b32encode(b"".join(parts)).decode().rstrip("=")
    if decode(text).note != receipt.note:
        raise ReceiptError("root_differs")
    return text


def decode(text: str) -> Receipt:
    """Read a compact text strictly; ``body`` and ``key`` of the receipt are None. Raises ProofError."""
    reader = _Reader(_bytes(text))
    suite, index, size = reader.take(1)[0], reader.varint(), reader.varint()
    leaf = reader.take(HASH_BYTES)
    path = tuple(reader.take(HASH_BYTES) for _ in range(reader.take(1)[0]))
    origin = reader.text()
    extensions = tuple(reader.text() for _ in range(reader.take(1)[0]))
    signatures = tuple(
        Signature(reader.text() or origin, reader.take(4), reader.take(reader.varint()))
        for _ in range(reader.take(1)[0])
    )
    reader.end()
    root = root_from_inclusion(leaf, index, size, path, suite)
    checkpoint = Checkpoint(origin, size, root, extensions)
    note = Note.parse(Note(checkpoint.text(), signatures).encode())
    receipt = Receipt(suite, leaf, index, path, note)
    if checkpoint.suite != suite:
        raise NoteError("suite_differs")
    return receipt


class _Reader:
    """Takes parts off the front and refuses to run short, or to leave anything over."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise ReceiptError("compact_form", "too short")
        self.at += count
        return part

    def varint(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
        if (byte == 0 and shift) or value >= 1 << 63:
            raise ReceiptError("compact_form", "number")
        return value

    def text(self) -> str:
        try:
            return self.take(self.varint()).decode()
        except UnicodeDecodeError:
            raise ReceiptError("compact_form", "text") from None

    def end(self) -> None:
        if self.at != len(self.data):
            raise ReceiptError("compact_form", "too long")


def _bytes(text: str) -> bytes:
    body = text.removeprefix(PREFIX)
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        raise ReceiptError("compact_form", "Base32") from None
    if not text.startswith(PREFIX) or base64.b32encode(data).decode().rstrip("=") != body:
        raise ReceiptError("compact_form", "Base32")
    return data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _sized(data: bytes) -> bytes:
    return _varint(len(data)) + data
