"""What a witness does: cosign a checkpoint only after seeing that the log merely grew.

A second machine keeps, per log, the last checkpoint it cosigned and the log's key; nothing else. Two of
its answers can then never contradict each other, whatever the log shows to others.
"""

from collections.abc import Iterable, Sequence

from banshi.kernel.proof import merkle
from banshi.kernel.proof.checkpoints import Checkpoint, open_checkpoint, open_rotation
from banshi.kernel.proof.errors import NoteError
from banshi.kernel.proof.keys import PublicKey
from banshi.kernel.proof.notes import Note, Signer, Verify, cosign


def admit(
    data: bytes, path: Sequence[bytes], *, key: PublicKey, last: Checkpoint | None, verify: Verify
) -> Checkpoint:
    """The checkpoint in the note ``data`` when it may be cosigned after ``last``.

    ``path`` is the consistency path from ``last`` (empty for the first, and when nothing was added).
    Raises NoteError (``signature_bad``, ``went_back``, ``split_view`` …), PathError or TreeError.
    """
    checkpoint = open_checkpoint(data, key, verify)
    if last is None:
        return checkpoint
    if (checkpoint.origin, checkpoint.suite) != (last.origin, last.suite):
        raise NoteError("other_log", checkpoint.origin)
    if checkpoint.size < last.size:
        raise NoteError("went_back", f"{last.size} to {checkpoint.size}")
    if checkpoint.size == last.size and checkpoint.root != last.root:
        raise NoteError("split_view", str(last.size))
    merkle.verify_consistency(last.size, checkpoint.size, path, last.root, checkpoint.root, last.suite)
    return checkpoint


def witness(
    data: bytes,
    path: Sequence[bytes],
    *,
    key: PublicKey,
    last: Checkpoint | None,
    signer: Signer,
    at: int,
    verify: Verify,
) -> tuple[Note, Checkpoint]:
    """Admit and cosign at POSIX second ``at``; the note to give back and the checkpoint to keep.

    Keep the checkpoint durably before giving the note back.
    """
    checkpoint = admit(data, path, key=key, last=last, verify=verify)
    return cosign(Note.parse(data), signer, at), checkpoint


def follow(key: PublicKey, announcements: Iterable[bytes], verify: Verify) -> PublicKey:
    """The key that succeeds ``key`` by these announcements, the oldest first. Raises NoteError."""
    for data in announcements:
        rotation = open_rotation(data, verify)
        if rotation.old != key:
            raise NoteError("rotation_broken", key.name)
        key = rotation.new
    return key
