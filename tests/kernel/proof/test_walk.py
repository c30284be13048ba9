"""The walk over a whole log, and the witness that looks on from outside."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import checkpoints, ed25519, merkle, notes, witnessing
from banshi.kernel.proof.errors import ProofError
from banshi.kernel.proof.walk import LogBreak, walk
from support import proofs

LEAVES = [hashlib.sha256(n.to_bytes(2, "big")).digest() for n in range(300)]
FRONTIER, NODES = merkle.Frontier().extend(LEAVES)
NODE = merkle.lookup_of(LEAVES, NODES)
HEADS = {size: merkle.root_at(size, NODE) for size in (1, 17, 100, 256, 300)}


def test_a_whole_log_holds():
    assert walk(enumerate(LEAVES), HEADS, stored=NODE) is None
    assert walk(enumerate(LEAVES), {}) is None
    assert walk(iter([]), {}) is None
    assert walk(iter([]), {0: merkle.empty_root()}) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 299))
def test_a_changed_leaf_is_named_by_the_stored_nodes(place):
    changed = [*LEAVES]
    changed[place] = hashlib.sha256(b"changed").digest()
    found = walk(enumerate(changed), HEADS, stored=NODE)
    assert found is not None
    if found.reason == "node_differs":
        assert found.place <= place < found.place + found.width
        assert found.width == 2
    else:
        assert found.place >= place
    later = walk(enumerate(changed), HEADS)
    assert later == LogBreak(min(size for size in HEADS if size > place) - 1, "root_differs")


@pytest.mark.parametrize(
    ("leaves", "heads", "expected"),
    [
        (list(enumerate(LEAVES))[:-1], HEADS, LogBreak(299, "missing")),
        (list(enumerate(LEAVES))[:40] + list(enumerate(LEAVES))[41:], HEADS, LogBreak(40, "missing")),
        (list(enumerate(LEAVES))[:41] + list(enumerate(LEAVES))[40:], HEADS, LogBreak(40, "double")),
        (
            list(enumerate([*LEAVES[:5], LEAVES[6], LEAVES[5], *LEAVES[7:]])),
            HEADS,
            LogBreak(16, "root_differs"),
        ),
        (list(enumerate(LEAVES)), {**HEADS, 100: LEAVES[0]}, LogBreak(99, "root_differs")),
        (list(enumerate(LEAVES)), {0: LEAVES[0]}, LogBreak(0, "root_differs")),
        (list(enumerate(LEAVES)), {**HEADS, 400: LEAVES[0]}, LogBreak(300, "missing")),
    ],
)
def test_missing_doubled_and_swapped_places_are_named(leaves, heads, expected):
    assert walk(leaves, heads) == expected


LOG, SIGNER, WITNESS = proofs.Log().add(proofs.bodies(9)), proofs.signer(), proofs.witness()


def path(old, new):
    return merkle.consistency_path(old, new, LOG.node)


def admit(note, route, last, key=SIGNER.key):
    return witnessing.admit(note.encode(), route, key=key, last=last, verify=ed25519.verify)


def test_a_witness_cosigns_what_only_grew():
    last = None
    for size in (0, 3, 3, 8, 9):
        note = LOG.checkpoint(SIGNER, size=size)
        route = path(last.size, size) if last else []
        answer, last = witnessing.witness(
            note.encode(),
            route,
            key=SIGNER.key,
            last=last,
            signer=WITNESS,
            at=proofs.POSIX,
            verify=ed25519.verify,
        )
        assert last.size == size
        assert notes.verified(answer, [WITNESS.key], ed25519.verify) == (WITNESS.key,)


def test_a_witness_refuses_everything_else():
    last = checkpoints.Checkpoint.parse(LOG.checkpoint(SIGNER, size=5).text)
    rewritten = proofs.Log().add([*LOG.entries[:4], b"rewritten", *LOG.entries[5:]])
    sm3 = proofs.Log(2).add(LOG.entries)
    cases = [
        (LOG.checkpoint(SIGNER, size=4), [], "went_back"),
        (rewritten.checkpoint(SIGNER, size=5), [], "split_view"),
        (rewritten.checkpoint(SIGNER), path(5, 9), "root_differs"),
        (rewritten.checkpoint(SIGNER), merkle.consistency_path(5, 9, rewritten.node), "root_differs"),
        (LOG.checkpoint(SIGNER), [], "path_too_short"),
        (LOG.checkpoint(proofs.signer(fill=2)), path(5, 9), "signature_missing"),
        (LOG.checkpoint(proofs.signer("banshi/other")), path(5, 9), "key_not_of_log"),
        (sm3.checkpoint(SIGNER), path(5, 9), "other_log"),
    ]
    for note, route, code in cases:
        with pytest.raises(ProofError) as caught:
            admit(note, route, last)
        assert caught.value.code == code
    assert admit(LOG.checkpoint(SIGNER), path(5, 9), last).size == 9
    with pytest.raises(ProofError):
        admit(
            replace(LOG.checkpoint(SIGNER), text=LOG.checkpoint(SIGNER).text.replace("\n9\n", "\n8\n")),
            [],
            None,
        )


def test_a_witness_follows_a_new_key():
    second, third = proofs.signer(fill=2), proofs.signer(fill=3)
    first_step = checkpoints.announce(SIGNER, second, 4).encode()
    second_step = checkpoints.announce(second, third, 7).encode()
    assert witnessing.follow(SIGNER.key, [first_step, second_step], ed25519.verify) == third.key
    assert witnessing.follow(SIGNER.key, [], ed25519.verify) == SIGNER.key
    with pytest.raises(ProofError, match="rotation_broken"):
        witnessing.follow(SIGNER.key, [second_step], ed25519.verify)
