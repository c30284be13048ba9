"""Whether a document holds, step by step, in codes.

The same steps and codes as the offline verifier (:mod:`banshi.kernel.proof.verify`), which shares no code
with this module; the tests hold the two against each other.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from banshi.kernel.proof import chain, merkle
from banshi.kernel.proof.checkpoints import Checkpoint, Rotation, open_rotation
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.keys import COSIGNATURE, ED25519, PublicKey
from banshi.kernel.proof.notes import Note, Verify, holds
from banshi.kernel.proof.receipts import Document, Growth, Pending, Receipt, Statement

Result = TypeVar("Result")


@dataclass(frozen=True)
class Finding:
    """One step: ``ok`` is None when it was not asked for or cannot be answered; ``reason`` is a code."""

    code: str
    ok: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """All steps. ``sound``: nothing failed. ``proved``: moreover by a trusted key and inside the log."""

    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return all(one.ok is not False for one in self.findings)

    @property
    def proved(self) -> bool:
        must = [one.ok for one in self.findings if one.code in ("trust", "sequenced")]
        return self.sound and all(one is True for one in must)

    @property
    def failed(self) -> tuple[str, ...]:
        """The codes of the steps that failed."""
        return tuple(one.code for one in self.findings if one.ok is False)


@dataclass(frozen=True)
class _Keys:
    """The log's keys in their order of service, with the sizes at which each handed over, and the witnesses."""

    log: tuple[PublicKey, ...]
    handovers: tuple[int, ...] = ()
    witnesses: tuple[PublicKey, ...] = ()

    def served(self, place: int, size: int) -> bool:
        """Whether the key at ``place`` was the one to sign at ``size``."""
        begun = place == 0 or size >= self.handovers[place - 1]
        return begun and (place == len(self.handovers) or size <= self.handovers[place])


def check(document: Document, trusted: Iterable[PublicKey], verify: Verify) -> Report:
    """Check ``document`` against the keys that the reader trusts.

    Each trusted log key may be the document's key or one before it in its rotations; every trusted witness
    must have cosigned. Without a trusted log key the step ``trust`` stays open (None).
    """
    given = list(trusted)
    steps = _Steps()
    key = _document_key(document, given)
    keys = steps.run("key", lambda: _keys(document, key, given, verify))
    if keys is None:
        return Report(tuple(steps.findings))
    _trust(steps, keys, given)
    if isinstance(document, Pending):
        _check_pending(steps, document, keys, verify)
    elif isinstance(document, Growth):
        _check_growth(steps, document, keys, verify)
    else:
        _check_receipt(steps, document, keys, verify)
    return Report(tuple(steps.findings))


class _Steps:
    """Collects findings; a step that raises ProofError has failed."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, code: str, ok: bool | None, reason: str = "") -> None:
        self.findings.append(Finding(code, ok, reason))

    def run(self, code: str, step: Callable[[], Result]) -> Result | None:
        """Do a step; what it returns, or None when it failed."""
        try:
            result = step()
        except ProofError as error:
            self.add(code, False, error.code)
            return None
        self.add(code, True)
        return result


def _document_key(document: Document, given: Sequence[PublicKey]) -> PublicKey | None:
    """The key in the document; for one without, the given log key that its note names."""
    if document.key is not None or isinstance(document, Growth):
        return document.key
    lines = document.note.signatures
    named = (key for key in given if key.algorithm == ED25519 and any(one.by(key) for one in lines))
    return next(named, None)


def _keys(document: Document, key: PublicKey | None, given: Sequence[PublicKey], verify: Verify) -> _Keys:
    if key is None:
        raise ProofError("key_needed")
    rotations = [open_rotation(note.encode(), verify) for note in document.rotations]
    _require_strict_lines(document.rotations, rotations)
    line = [*(one.old for one in rotations), key]
    sizes = [one.size for one in rotations]
    if [one.new for one in rotations] != line[1:] or sizes != sorted(sizes) or key.algorithm != ED25519:
        raise ProofError("rotation_broken")
    asked = [one for one in given if one.algorithm == COSIGNATURE]
    witnesses = () if isinstance(document, Pending) else document.witnesses
    if len(set(witnesses)) < len(witnesses) or any(one.algorithm != COSIGNATURE for one in witnesses):
        raise ProofError("witness_form")
    return _Keys(tuple(line), tuple(sizes), tuple(dict.fromkeys([*witnesses, *asked])))


def _require_strict_lines(notes: Sequence[Note], rotations: Sequence[Rotation]) -> None:
    for note, rotation in zip(notes, rotations, strict=True):
        if len(note.only([rotation.old, rotation.new]).signatures) != len(note.signatures):
            raise ProofError("signature_unknown")


def _trust(steps: _Steps, keys: _Keys, given: Sequence[PublicKey]) -> None:
    log_keys = [key for key in given if key.algorithm == ED25519]
    if not log_keys:
        steps.add("trust", None, "no_key_given")
    elif set(log_keys) & set(keys.log):
        steps.add("trust", True)
    else:
        steps.add("trust", False, "key_not_trusted")


def _opened(note: Note, keys: _Keys, verify: Verify, *, any_key: bool = False) -> Checkpoint:
    """The checkpoint of a note whose every line is by a known key and holds, signed by the key in service."""
    checkpoint = Checkpoint.parse(note.text)
    signers = _signers(note, keys, verify)
    places = range(len(keys.log)) if any_key else [len(keys.log) - 1]
    if checkpoint.origin != keys.log[-1].name:
        raise ProofError("key_not_of_log")
    if not any(keys.log[place] in signers and keys.served(place, checkpoint.size) for place in places):
        raise ProofError("signature_missing")
    return checkpoint


def _signers(note: Note, keys: _Keys, verify: Verify) -> set[PublicKey]:
    found = set()
    for signature in note.signatures:
        key = next((one for one in (*keys.log, *keys.witnesses) if signature.by(one)), None)
        if key is None:
            raise ProofError("signature_unknown")
        if key.algorithm == ED25519 and not holds(note.text, signature, key, verify):
            raise ProofError("signature_bad")
        found.add(key)
    return found


def _witnesses(steps: _Steps, keys: _Keys, note: Note, verify: Verify, others: Sequence[Note] = ()) -> None:
    """Every witness must have cosigned ``note``; a cosignature in any of the ``others`` must hold too."""
    if not keys.witnesses:
        steps.add("witness", None, "no_witness")
        return
    for witness in keys.witnesses:
        lines = [(one, line) for one in (note, *others) for line in one.signatures if line.by(witness)]
        if not any(one is note for one, _ in lines):
            steps.add("witness", False, "signature_missing")
        elif all(holds(one.text, line, witness, verify) for one, line in lines):
            steps.add("witness", True, witness.name)
        else:
            steps.add("witness", False, "signature_bad")


def _check_receipt(steps: _Steps, receipt: Receipt, keys: _Keys, verify: Verify) -> None:
    checkpoint = steps.run("signature", lambda: _opened(receipt.note, keys, verify))
    if checkpoint is not None:
        _witnesses(steps, keys, receipt.note, verify)
    _leaf(steps, receipt.body, receipt.leaf, receipt.suite)
    _chain(steps, receipt)
    if checkpoint is not None:
        steps.run("inclusion", lambda: _inclusion(receipt, checkpoint))


def _inclusion(receipt: Receipt, checkpoint: Checkpoint) -> None:
    if checkpoint.suite != receipt.suite:
        raise ProofError("suite_differs")
    merkle.verify_inclusion(
        receipt.leaf, receipt.index, checkpoint.size, receipt.path, checkpoint.root, receipt.suite
    )


def _leaf(steps: _Steps, body: bytes | None, leaf: bytes, suite: int) -> None:
    if body is None:
        steps.add("leaf", None, "body_absent")
    elif suite in chain.SUITES and merkle.leaf_hash(body, suite) == leaf:
        steps.add("leaf", True)
    else:
        steps.add("leaf", False, "leaf_differs")


def _chain(steps: _Steps, receipt: Receipt) -> None:
    if not receipt.earlier or receipt.body is None:
        steps.add("chain", None, "no_earlier_entries")
        return
    if receipt.suite not in chain.SUITES:
        steps.add("chain", False, "suite_unknown")
        return
    bodies = [*receipt.earlier, receipt.body]
    links = [
        chain.Link(n, body, chain.leaf_hash(body, receipt.suite), receipt.suite)
        for n, body in enumerate(bodies, 1)
    ]
    try:
        subject = str(json.loads(receipt.body)["subject"])
        broken = chain.check_chain(links, subject=subject, head_n=len(links), head_leaf=receipt.leaf.hex())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        steps.add("chain", False, "body_unreadable")
        return
    steps.add("chain", broken is None, "" if broken is None else broken.reason)


def _check_pending(steps: _Steps, pending: Pending, keys: _Keys, verify: Verify) -> None:
    statement = steps.run("signature", lambda: _stated(pending, keys, verify))
    if statement is not None:
        _leaf(steps, pending.body, statement.leaf, statement.suite)
    steps.add("sequenced", None, "not_yet_in_the_log")


def _stated(pending: Pending, keys: _Keys, verify: Verify) -> Statement:
    statement = pending.statement
    if statement.origin != keys.log[-1].name:
        raise ProofError("key_not_of_log")
    if keys.log[-1] not in _signers(pending.note, keys, verify):
        raise ProofError("signature_missing")
    return statement


def _check_growth(steps: _Steps, growth: Growth, keys: _Keys, verify: Verify) -> None:
    new = steps.run("signature", lambda: _opened(growth.new, keys, verify))
    old = steps.run("signature_old", lambda: _opened(growth.old, keys, verify, any_key=True))
    if new is not None and old is not None:
        _witnesses(steps, keys, growth.new, verify, [growth.old])
        steps.run("consistency", lambda: _consistency(growth, old, new))


def _consistency(growth: Growth, old: Checkpoint, new: Checkpoint) -> None:
    if {old.suite, new.suite} != {growth.suite}:
        raise ProofError("suite_differs")
    merkle.verify_consistency(old.size, new.size, growth.path, old.root, new.root, growth.suite)
