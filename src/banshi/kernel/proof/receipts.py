"""Receipts as data: what leaves the system so that others can check it without the system.

Three documents, each canonical JSON (sorted keys, no spaces, UTF-8, one newline at the end):

* :class:`Receipt` (销号回执): an entry's exact bytes, its place in the log, a signed checkpoint;
* :class:`Pending`: an entry that the sequencer has not taken in yet (待入册), signed with its time;
* :class:`Growth`: two checkpoints and the proof that the later log begins with the earlier one.

Reading is strict: a document that says the same in other bytes is refused. Whether a document *holds*
is asked of :func:`banshi.kernel.proof.checking.check`.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from banshi.kernel.proof.chain import DEFAULT_SUITE, SUITES, canonical
from banshi.kernel.proof.checkpoints import Checkpoint
from banshi.kernel.proof.errors import NoteError, ProofError, ReceiptError
from banshi.kernel.proof.keys import PublicKey, decode64, encode64, require_name
from banshi.kernel.proof.merkle import leaf_hash, verify_inclusion
from banshi.kernel.proof.notes import Note, Signer, sign

PROOF_FORMAT = "banshi-proof/1"
PENDING_FORMAT = "banshi-pending/1"
GROWTH_FORMAT = "banshi-consistency/1"
PENDING_HEAD = "banshi/receipt/v1"
PENDING_STATUS = "待入册 not yet in the log"
HEX = re.compile(r"[0-9a-f]{64}")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Receipt:
    """An entry and the proof that it stands in the log.

    ``note`` is the checkpoint with the lines of ``key`` and ``witnesses`` alone, ``earlier`` nothing or all
    entries of the same chain before this one, ``rotations`` the announcements that lead to ``key``, the oldest
    first. ``body`` and ``key`` are None when the receipt came from its compact form, which has neither.
    """

    suite: int
    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: Note
    body: bytes | None = None
    key: PublicKey | None = None
    witnesses: tuple[PublicKey, ...] = ()
    earlier: tuple[bytes, ...] = ()
    rotations: tuple[Note, ...] = ()

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says. Raises NoteError when it is no checkpoint."""
        return Checkpoint.parse(self.note.text)


@dataclass(frozen=True)
class Statement:
    """What a pending receipt states: a leaf with its predecessor was accepted at a time (UTC, whole seconds)."""

    origin: str
    suite: int
    leaf: bytes
    prev: bytes | None
    at: datetime

    def text(self) -> str:
        """The note text."""
        prev = self.prev.hex() if self.prev else "-"
        lines = (
            PENDING_HEAD,
            self.origin,
            f"suite {self.suite}",
            f"leaf {self.leaf.hex()}",
            f"prev {prev}",
            f"time {self.at.astimezone(UTC).strftime(MOMENT)}",
            PENDING_STATUS,
        )
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Statement":
        """Read the text of a note strictly. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) != 8 or lines[0] != PENDING_HEAD or lines[6:] != [PENDING_STATUS, ""]:
            raise NoteError("statement_form")
        words = [line.partition(" ") for line in lines[2:6]]
        if [name for name, _, _ in words] != ["suite", "leaf", "prev", "time"]:
            raise NoteError("statement_form")
        suite, leaf, prev, at = (value for _, _, value in words)
        require_name(lines[1], NoteError)
        return _same_text(_statement(lines[1], suite, leaf, prev, at), text)


@dataclass(frozen=True)
class Pending:
    """A receipt from before sequencing. It proves what was accepted, not that the log has it."""

    note: Note
    body: bytes | None = None
    key: PublicKey | None = None
    rotations: tuple[Note, ...] = ()

    @property
    def statement(self) -> Statement:
        """What the note says. Raises NoteError when it is no such statement."""
        return Statement.parse(self.note.text)


@dataclass(frozen=True)
class Growth:
    """Two checkpoints of one log, and the path that shows that nothing before was changed."""

    suite: int
    old: Note
    new: Note
    path: tuple[bytes, ...]
    key: PublicKey
    witnesses: tuple[PublicKey, ...] = ()
    rotations: tuple[Note, ...] = ()


Document = Receipt | Pending | Growth


def issue(
    body: bytes,
    index: int,
    path: Iterable[bytes],
    note: Note,
    key: PublicKey,
    *,
    witnesses: Iterable[PublicKey] = (),
    earlier: Iterable[bytes] = (),
    rotations: Iterable[Note] = (),
) -> Receipt:
    """The receipt of the entry ``body`` at ``index`` under the checkpoint ``note``.

    Lines of other keys are left out, and so are witnesses that have not cosigned. Raises PathError or
    TreeError when the path does not lead to the checkpoint's root: a receipt that does not hold is not given out.
    """
    checkpoint, steps = Checkpoint.parse(note.text), tuple(path)
    leaf = leaf_hash(body, checkpoint.suite)
    verify_inclusion(leaf, index, checkpoint.size, steps, checkpoint.root, checkpoint.suite)
    present = tuple(one for one in witnesses if any(line.by(one) for line in note.signatures))
    return Receipt(
        suite=checkpoint.suite,
        leaf=leaf,
        index=index,
        path=steps,
        note=note.only([key, *present]),
        body=body,
        key=key,
        witnesses=present,
        earlier=tuple(earlier),
        rotations=tuple(rotations),
    )


def accept(
    body: bytes, prev: bytes | None, at: datetime, signer: Signer, suite: int = DEFAULT_SUITE
) -> Pending:
    """The receipt for an entry that was just written, signed by the log's key (its name is the origin)."""
    statement = Statement(signer.key.name, suite, leaf_hash(body, suite), prev, at)
    return Pending(sign(statement.text(), signer), body, signer.key)


def encode(document: Document) -> bytes:
    """The document as ``proof.json``. Raises ReceiptError when a part is missing."""
    if isinstance(document, Growth):
        fields: dict[str, Any] = {
            "format": GROWTH_FORMAT,
            "suite": document.suite,
            "old": document.old.encode().decode(),
            "new": document.new.encode().decode(),
            "path": [one.hex() for one in document.path],
            "witnesses": [one.text() for one in document.witnesses],
        }
    else:
        fields = _pending_fields(document) if isinstance(document, Pending) else _proof_fields(document)
        if document.body is None:
            raise ReceiptError("body_absent")
        fields["body"] = encode64(document.body)
    if document.key is None:
        raise ReceiptError("key_absent")
    fields["key"] = document.key.text()
    fields["rotations"] = [one.encode().decode() for one in document.rotations]
    return canonical(fields) + b"\n"


def decode(data: bytes) -> Document:
    """Read a ``proof.json``. Raises ProofError (ReceiptError, NoteError or KeyFormatError)."""
    fields = _read(data)
    reader = _readers().get(str(fields.get("format")))
    if reader is None:
        raise ReceiptError("format_unknown")
    try:
        document = reader(fields)
    except ProofError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReceiptError("document_form", repr(error)) from None
    if encode(document) != data:
        raise ReceiptError("not_canonical")
    return document


def _readers() -> dict[str, Callable[[dict[str, Any]], Document]]:
    return {PROOF_FORMAT: _read_proof, PENDING_FORMAT: _read_pending, GROWTH_FORMAT: _read_growth}


def _proof_fields(receipt: Receipt) -> dict[str, Any]:
    return {
        "format": PROOF_FORMAT,
        "suite": receipt.suite,
        "leaf": receipt.leaf.hex(),
        "index": receipt.index,
        "size": receipt.checkpoint.size,
        "path": [one.hex() for one in receipt.path],
        "note": receipt.note.encode().decode(),
        "witnesses": [one.text() for one in receipt.witnesses],
        "earlier": [encode64(one) for one in receipt.earlier],
    }


def _pending_fields(pending: Pending) -> dict[str, Any]:
    return {"format": PENDING_FORMAT, "note": pending.note.encode().decode()}


def _read_proof(fields: dict[str, Any]) -> Receipt:
    return Receipt(
        suite=_number(fields["suite"]),
        leaf=_hash(fields["leaf"]),
        index=_number(fields["index"]),
        path=tuple(_hash(one) for one in fields["path"]),
        note=_note(fields["note"]),
        body=decode64(fields["body"], ReceiptError),
        key=PublicKey.parse(fields["key"]),
        witnesses=tuple(PublicKey.parse(one) for one in fields["witnesses"]),
        earlier=tuple(decode64(one, ReceiptError) for one in fields["earlier"]),
        rotations=tuple(_note(one) for one in fields["rotations"]),
    )


def _read_pending(fields: dict[str, Any]) -> Pending:
    return Pending(
        note=_note(fields["note"]),
        body=decode64(fields["body"], ReceiptError),
        key=PublicKey.parse(fields["key"]),
        rotations=tuple(_note(one) for one in fields["rotations"]),
    )


def _read_growth(fields: dict[str, Any]) -> Growth:
    return Growth(
        suite=_number(fields["suite"]),
        old=_note(fields["old"]),
        new=_note(fields["new"]),
        path=tuple(_hash(one) for one in fields["path"]),
        key=PublicKey.parse(fields["key"]),
        witnesses=tuple(PublicKey.parse(one) for one in fields["witnesses"]),
        rotations=tuple(_note(one) for one in fields["rotations"]),
    )


def _read(data: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise ReceiptError("not_json") from None
    if not isinstance(fields, dict):
        raise ReceiptError("not_json")
    return fields


def _note(text: str) -> Note:
    return Note.parse(text.encode())


def _number(value: Any) -> int:
    if type(value) is not int:
        raise ReceiptError("document_form", "a whole number is wanted")
    return value


def _hash(text: str) -> bytes:
    if not HEX.fullmatch(text):
        raise ReceiptError("hash_form")
    return bytes.fromhex(text)


def _statement(origin: str, suite: str, leaf: str, prev: str, at: str) -> Statement:
    if suite not in map(str, SUITES):
        raise NoteError("suite_unknown")
    try:
        moment = datetime.strptime(at, MOMENT).replace(tzinfo=UTC)
        before = None if prev == "-" else bytes.fromhex(prev)
        return Statement(origin, int(suite), bytes.fromhex(leaf), before, moment)
    except ValueError:
        raise NoteError("statement_form") from None


def _same_text(statement: Statement, text: str) -> Statement:
    if statement.text() != text or len(statement.leaf) != 32 or len(statement.prev or bytes(32)) != 32:
        raise NoteError("statement_form")
    return statement
