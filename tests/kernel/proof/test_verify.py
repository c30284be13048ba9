"""The offline verifier: one file, its own mathematics, every bit."""

import ast
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import checking, checkpoints, compact, ed25519, merkle, notes, receipts, verify
from banshi.kernel.proof.errors import ProofError
from support import proofs

OLD, NEW, WITNESS = proofs.signer(), proofs.signer(fill=2), proofs.witness()
LOG = proofs.Log().add(proofs.bodies(2) + proofs.bodies(3, "third"))
SM3 = proofs.Log(2).add(proofs.bodies(2, suite=2))
ROTATION = checkpoints.announce(OLD, NEW, 3)
DOCUMENTS = {
    "receipt": LOG.receipt(1, OLD, WITNESS, earlier=True),
    "sm3": SM3.receipt(1, OLD),
    "rotated": replace(LOG.receipt(4, NEW), rotations=(ROTATION,)),
    "pending": receipts.accept(LOG.entries[1], LOG.leaves[0], proofs.AT, OLD),
    "growth": replace(
        LOG.growth(3, NEW, WITNESS),
        old=LOG.checkpoint(OLD, WITNESS, size=3),
        rotations=(ROTATION,),
    ),
}
ALL_KEYS = proofs.key_text(OLD, WITNESS)
VECTORS = [line.split() for line in (Path(__file__).parent / "rfc8032.txt").read_text().splitlines()]


def examined(data, *keys, **more):
    findings = verify.examine(data, keys, **more)
    return verify.verdict(findings), {one.code: one.ok for one in findings}, findings


# --- Ed25519 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one[0])
def test_vectors_of_rfc_8032(vector):
    _, seed, public, message, signature = (
        vector[0],
        *(b"" if one == "-" else bytes.fromhex(one) for one in vector[1:]),
    )
    assert verify.ed25519(public, message, signature)
    assert not verify.ed25519(public, message + b"\x00", signature)
    assert ed25519.public_of(seed) == public
    assert proofs.ed25519.signer(ed25519.secret("k", seed)).sign(message) == signature


def test_every_bit_of_signature_key_and_message_counts():
    message = b"banshi"
    signature, public = OLD.sign(message), OLD.key.material
    assert verify.ed25519(public, message, signature)
    for part in range(3):
        good = [public, message, signature]
        for bit in range(len(good[part]) * 8):
            changed = bytearray(good[part])
            changed[bit // 8] ^= 1 << bit % 8
            given_now = [*good]
            given_now[part] = bytes(changed)
            assert not verify.ed25519(*given_now)


def test_other_encodings_of_the_same_signature_are_refused():
    message = b"banshi"
    signature, public = OLD.sign(message), OLD.key.material
    s = int.from_bytes(signature[32:], "little")
    for more in range(1, 8):
        unreduced = s + more * verify.ORDER
        assert not verify.ed25519(public, message, signature[:32] + unreduced.to_bytes(32, "little"))
    assert not verify.ed25519(public, message, signature + b"\x00")
    assert not verify.ed25519(public, message, signature[:63])
    assert not verify.ed25519(public[:31], message, signature)


def test_points_that_are_none_are_refused():
    p = verify.P
    assert verify._point(p.to_bytes(32, "little")) is None  # 0 written as p
    assert verify._point((p + 1).to_bytes(32, "little")) is None  # 1 written as p + 1
    assert verify._point((1 | 1 << 255).to_bytes(32, "little")) is None  # x is 0, yet negative
    assert verify._point((2).to_bytes(32, "little")) is None  # not on the curve
    assert verify._point((1).to_bytes(32, "little")) == (0, 1, 1, 0)


def test_a_weak_key_signs_nothing():
    """With a key of small order the equation holds for all messages: R = S * B, any k that 8 divides."""
    neutral = (1).to_bytes(32, "little")
    assert not verify.ed25519(neutral, b"anything", neutral + bytes(32))
    order_two = (verify.P - 1).to_bytes(32, "little")
    assert not any(verify.ed25519(order_two, bytes([n]), neutral + bytes(32)) for n in range(8))


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 64 * 8 - 1))
def test_agrees_with_the_library(seed, message, bit):
    key = ed25519.secret("k", seed)
    signature = ed25519.signer(key).sign(message)
    assert verify.ed25519(key.public.material, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(key.public.material, message, bytes(changed))
    assert not verify.ed25519(key.public.material, message, bytes(changed))


# --- SM3 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_vectors_of_gbt_32905(message, expected):
    assert verify.sm3(message).hex() == expected


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_sm3_agrees_with_openssl(message):
    assert verify.sm3(message) == hashlib.new("sm3", message).digest()


# --- the tree ----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_its_tree_agrees_with_the_kernels(size, data):
    leaves = [hashlib.sha256(n.to_bytes(2, "big")).digest() for n in range(size)]
    frontier, nodes = merkle.Frontier().extend(leaves)
    node = merkle.lookup_of(leaves, nodes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = merkle.inclusion_path(index, size, node)
    assert verify.included(1, leaves[index], index, size, path) == frontier.root()
    path = merkle.consistency_path(old, size, node)
    before = merkle.root_at(old, node)
    assert verify.grown(1, old, size, path, before) == (before, frontier.root())
    with pytest.raises(verify.Wrong):
        verify.grown(1, old, size, [*path, before], before)
    if path:
        with pytest.raises(verify.Wrong):
            verify.grown(1, old, size, path[1:], before)


# --- documents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_good_documents_are_accepted(name):
    document = DOCUMENTS[name]
    code, states, _ = examined(receipts.encode(document), *proofs.key_text(OLD))
    assert code == (4 if name == "pending" else 0)
    assert False not in states.values()
    assert examined(receipts.encode(document))[0] == 3
    assert examined(receipts.encode(document), *proofs.key_text(proofs.signer(fill=9)))[0] == 1


def quick():
    """The library in place of the slow own mathematics, which the tests above have held against it."""
    return lru_cache(maxsize=None)(ed25519.verify)


def flips(data):
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_changed_bit_is_refused(name, monkeypatch):
    library = quick()
    monkeypatch.setattr(verify, "ed25519", library)
    data = receipts.encode(DOCUMENTS[name])
    trusted = proofs.keys(OLD)
    for number, changed in enumerate(flips(data)):
        assert examined(changed)[0] == 1
        if number % 7:
            continue
        try:
            report = checking.check(receipts.decode(changed), trusted, library)
        except ProofError:
            continue
        assert report.failed


@pytest.mark.parametrize("name", DOCUMENTS)
def test_changed_bits_are_refused_by_its_own_mathematics(name):
    data = receipts.encode(DOCUMENTS[name])
    for bit in range(0, len(data) * 8, 149):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert examined(bytes(changed), *ALL_KEYS)[0] == 1


def test_every_changed_bit_of_a_code_is_refused(monkeypatch):
    monkeypatch.setattr(verify, "ed25519", quick())
    text = compact.encode(DOCUMENTS["receipt"]).encode()
    assert examined(text, *ALL_KEYS)[0] == 0
    assert examined(text + b"\n", *ALL_KEYS)[0] == 0
    assert examined(text)[0] == 1
    for changed in flips(text):
        assert examined(changed, *ALL_KEYS)[0] == 1


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(DOCUMENTS)), st.integers(0, 3000), st.binary(max_size=30), st.integers(0, 40))
def test_junk_never_breaks_it(name, at, junk, drop):
    data = receipts.encode(DOCUMENTS[name])
    changed = data[:at] + junk + data[at + drop :]
    if changed != data:
        assert examined(changed)[0] == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda more: st.lists(more) | st.dictionaries(st.text(max_size=3), more),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(DOCUMENTS)), st.integers(0, 20), VALUES)
def test_fields_of_any_other_kind_never_break_it(name, which, value):
    fields = json.loads(receipts.encode(DOCUMENTS[name]))
    field = sorted(fields)[which % len(fields)]
    if fields[field] == value and type(fields[field]) is type(value):
        return
    fields[field] = value
    data = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    try:
        raw = data.encode()
    except UnicodeEncodeError:
        return
    code, _, _ = examined(raw)
    assert code == 1 or (field in ("earlier", "rotations", "witnesses") and value == [])


@pytest.mark.parametrize(
    "change",
    [
        {"body": LOG.entries[0]},
        {"leaf": LOG.leaves[0]},
        {"index": 0},
        {"earlier": ()},
        {"suite": 2},
        {"path": ()},
        {"body": b"[]"},
        {"body": b"{}"},
        {"index": 7},
        {"earlier": (LOG.entries[1],)},
        {"suite": 5},
        {"note": LOG.checkpoint(OLD)},
        {"note": LOG.checkpoint(NEW, WITNESS)},
        {"note": LOG.checkpoint(OLD, WITNESS, size=4)},
        {"rotations": (ROTATION,)},
        {"key": NEW.key},
    ],
    ids=lambda change: next(iter(change)),
)
def test_it_says_the_same_as_the_kernel(change):
    changed = replace(DOCUMENTS["receipt"], **change)
    report = checking.check(changed, proofs.keys(OLD, WITNESS), ed25519.verify)
    _, states, _ = examined(receipts.encode(changed), *ALL_KEYS)
    del states["format"]
    assert states == {one.code: one.ok for one in report.findings}


def foreign_head(signer):
    """A head of another zone's log, signed by a key that is not its own."""
    return notes.sign(checkpoints.Checkpoint.of("banshi/other-zone", 5, bytes(32)).text(), signer)


def stated(origin, signer):
    """A pending statement for ``origin`` signed by ``signer``."""
    return notes.sign(receipts.Statement(origin, 1, LOG.leaves[1], LOG.leaves[0], proofs.AT).text(), signer)


EXTRA = notes.Signature("banshi/stranger", b"1234", bytes(64))
ODD = {
    "another zone": (replace(LOG.receipt(1, OLD), note=foreign_head(OLD)), "signature", "key_not_of_log"),
    "another zone, pending": (
        replace(DOCUMENTS["pending"], note=stated("banshi/other-zone", OLD)),
        "signature",
        "key_not_of_log",
    ),
    "pending by the old key": (
        replace(DOCUMENTS["pending"], key=NEW.key, rotations=(ROTATION,)),
        "signature",
        "signature_missing",
    ),
    "pending by a stranger": (
        replace(DOCUMENTS["pending"], note=DOCUMENTS["pending"].note.add(EXTRA)),
        "signature",
        "signature_unknown",
    ),
    "stranger in a rotation": (
        replace(DOCUMENTS["rotated"], rotations=(ROTATION.add(EXTRA),)),
        "key",
        "signature_unknown",
    ),
    "rotation by the old key alone": (
        replace(DOCUMENTS["rotated"], rotations=(ROTATION.only([OLD.key]),)),
        "key",
        "signature_missing",
    ),
    "stranger in a head": (
        replace(LOG.receipt(1, OLD), note=LOG.checkpoint(OLD).add(EXTRA)),
        "signature",
        "signature_unknown",
    ),
    "head by a witness alone": (
        replace(DOCUMENTS["receipt"], note=LOG.checkpoint(OLD, WITNESS).only([WITNESS.key])),
        "signature",
        "signature_missing",
    ),
    "other suite": (replace(LOG.receipt(1, OLD), suite=2), "inclusion", "suite_differs"),
    "other suite, growth": (replace(LOG.growth(3, OLD), suite=2), "consistency", "suite_differs"),
    "two suites, growth": (
        replace(SM3.growth(1, OLD), old=LOG.checkpoint(OLD, size=1)),
        "consistency",
        "suite_differs",
    ),
    "backwards": (
        replace(LOG.growth(3, OLD), old=LOG.checkpoint(OLD), new=LOG.checkpoint(OLD, size=3)),
        "consistency",
        "size_impossible",
    ),
    "from nothing with a path": (
        replace(LOG.growth(0, OLD), path=(LOG.leaves[0],)),
        "consistency",
        "path_too_long",
    ),
    "a false empty head": (
        replace(LOG.growth(0, OLD), old=notes.sign(f"{proofs.ORIGIN}\n0\n{'A' * 43}=\n", OLD)),
        "consistency",
        "root_differs",
    ),
    "two heads of one size": (
        replace(LOG.growth(5, OLD), old=proofs.Log().add(proofs.bodies(5, "another")).checkpoint(OLD)),
        "consistency",
        "root_differs",
    ),
    "early new key": (
        replace(LOG.receipt(4, NEW), rotations=(checkpoints.announce(OLD, NEW, 6),)),
        "signature",
        "signature_missing",
    ),
    "late old key": (
        replace(DOCUMENTS["growth"], rotations=(checkpoints.announce(OLD, NEW, 2),)),
        "signature_old",
        "signature_missing",
    ),
    "useless rotation": (replace(LOG.receipt(4, OLD), rotations=(ROTATION,)), "key", "rotation_broken"),
    "rotations back in size": (
        replace(
            LOG.receipt(4, OLD),
            rotations=(checkpoints.announce(OLD, NEW, 4), checkpoints.announce(NEW, OLD, 3)),
        ),
        "key",
        "rotation_broken",
    ),
    "witness key as log key": (replace(LOG.receipt(1, OLD), key=WITNESS.key), "key", "rotation_broken"),
    "log key as witness": (replace(LOG.receipt(1, OLD), witnesses=(OLD.key,)), "key", "witness_form"),
    "witness twice": (
        replace(DOCUMENTS["receipt"], witnesses=(WITNESS.key, WITNESS.key)),
        "key",
        "witness_form",
    ),
    "witness without a line": (
        replace(LOG.receipt(1, OLD), witnesses=(WITNESS.key,)),
        "witness",
        "signature_missing",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_documents_are_refused_for_the_same_reason_by_both(name):
    document, code, reason = ODD[name]
    report = checking.check(document, proofs.keys(OLD), ed25519.verify)
    _, states, findings = examined(receipts.encode(document), *proofs.key_text(OLD))
    assert (code, False, reason) in findings
    assert (code, False, reason) in [(one.code, one.ok, one.reason) for one in report.findings]
    del states["format"]
    assert states == {one.code: one.ok for one in report.findings}


def test_growth_from_nothing():
    growth = LOG.growth(0, OLD)
    assert checking.check(growth, proofs.keys(OLD), ed25519.verify).proved
    assert examined(receipts.encode(growth), *proofs.key_text(OLD))[0] == 0


def test_a_checkpoint_from_outside_must_agree():
    data = receipts.encode(LOG.receipt(1, OLD))
    paper = LOG.checkpoint(OLD).encode().decode()
    assert examined(data, *proofs.key_text(OLD), paper=paper)[1]["paper"] is True
    other = proofs.Log().add(proofs.bodies(5, "another")).checkpoint(OLD).encode().decode()
    assert examined(data, *proofs.key_text(OLD), paper=other)[2][-1] == ("paper", False, "split_view")
    earlier = LOG.checkpoint(OLD, size=3).encode().decode()
    assert (
        examined(data, *proofs.key_text(OLD), paper=earlier)[2][-1].reason
        == "sizes_differ_ask_for_consistency"
    )


def test_a_note_of_a_pending_receipt_alone():
    pending = DOCUMENTS["pending"]
    key = proofs.key_text(OLD)
    assert examined(pending.note.encode(), *key)[0] == 4
    assert examined(pending.note.encode(), *key, body=pending.body)[1]["leaf"] is True
    assert examined(pending.note.encode(), *key, body=b"other")[0] == 1


def test_the_body_of_a_code_can_be_given():
    text = compact.encode(DOCUMENTS["receipt"]).encode()
    assert examined(text, *ALL_KEYS)[1]["leaf"] is None
    assert examined(text, *ALL_KEYS, body=LOG.entries[1])[1]["leaf"] is True
    assert examined(text, *ALL_KEYS, body=LOG.entries[0])[0] == 1


# --- as a command ------------------------------------------------------------------------------------------------


def test_it_is_one_file_of_the_standard_library():
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0])
    assert names <= sys.stdlib_module_names


def test_the_copied_file_runs_alone(tmp_path):
    copy = tmp_path / "verify.py"
    copy.write_bytes(Path(verify.__file__).read_bytes())
    proof, keys = tmp_path / "proof.json", tmp_path / "keys.txt"
    proof.write_bytes(receipts.encode(DOCUMENTS["receipt"]))
    keys.write_text("\n".join(ALL_KEYS) + "\n")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(copy), str(proof), "--key", str(keys)],
        capture_output=True,
        cwd=tmp_path,
    )
    out = done.stdout.decode()
    assert done.returncode == 0, out + done.stderr.decode()
    assert "成立 / PROVED" in out
    assert OLD.key.fingerprint() in out


@pytest.mark.parametrize(
    ("name", "keys", "expected", "words"),
    [
        ("receipt", ALL_KEYS, 0, "PROVED"),
        ("receipt", [], 3, "未核对公钥"),
        ("pending", ALL_KEYS[:1], 4, "待入册"),
        ("growth", ALL_KEYS[:1], 0, "3 → 5"),
        ("receipt", proofs.key_text(NEW), 1, "key_not_trusted"),
        ("receipt", proofs.key_text(NEW), 1, "换钥之前出具的回执须用当时的公钥核验"),
    ],
)
def test_exit_codes_and_messages(name, keys, expected, words, tmp_path, capsys):
    proof = tmp_path / "proof.json"
    proof.write_bytes(receipts.encode(DOCUMENTS[name]))
    arguments = [str(proof)] + [part for key in keys for part in ("--key", key)]
    assert verify.main(arguments) == expected
    out = capsys.readouterr().out
    assert words in out
    assert "结论 verdict" in out


def test_wrong_calls(tmp_path, capsys):
    assert verify.main([str(tmp_path / "missing.json")]) == 2
    proof = tmp_path / "proof.json"
    proof.write_bytes(receipts.encode(DOCUMENTS["receipt"]))
    assert verify.main([str(proof), "--key", "a+b+c"]) == 2
    assert verify.main([str(proof), "--body", str(tmp_path / "missing")]) == 2
    assert "用法错误" in capsys.readouterr().err


def test_what_it_prints_cannot_drive_a_terminal(tmp_path, capsys):
    body = b'{"n":1,"prev":"","subject":"x","data":"\x1b[2J\xc2\x9b"}'
    log = proofs.Log().add([body])
    proof = tmp_path / "proof.json"
    proof.write_bytes(receipts.encode(log.receipt(0, OLD)))
    assert verify.main([str(proof)]) == 3
    assert all(sign.isprintable() or sign == "\n" for sign in capsys.readouterr().out)
