# ruff: noqa: E501
"""Notes, keys, checkpoints, cosignatures: the examples of C2SP and of Go's note package, and strictness."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import checkpoints, ed25519, keys, notes
from banshi.kernel.proof.errors import KeyFormatError, NoteError
from support import proofs

# golang.org/x/mod/sumdb/note, note_test.go
PETER_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH_LINE = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

# c2sp.org/tlog-cosignature
C2SP = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
ROOT = base64.b64encode(bytes(range(32))).decode()


def signed(lines):
    return f"{TEXT}\n{lines}".encode()


def peter():
    return ed25519.signer(ed25519.read_secret(PETER_SKEY))


def test_keys_of_the_go_package():
    secret = ed25519.read_secret(PETER_SKEY)
    assert secret.public.text() == PETER
    assert secret.text() == PETER_SKEY
    assert keys.PublicKey.parse(PETER) == secret.public
    assert PETER_SKEY[-20:] not in repr(secret)
    assert base64.b64encode(secret.seed).decode()[:10] not in repr(secret)


def test_every_piece_and_every_change_of_a_key_text_is_refused():
    for text in (PETER, ENOCH):
        pieces = {text[i:j] for i in range(len(text)) for j in range(i, len(text) + 1)} - {text}
        changed = {
            text[:i] + chr(ord(text[i]) ^ 1 << bit) + text[i + 1 :]
            for i in range(len(text))
            for bit in range(8)
        }
        for bad in pieces | changed:
            with pytest.raises(KeyFormatError):
                keys.PublicKey.parse(bad)
    for i in range(len(PETER_SKEY)):
        with pytest.raises(KeyFormatError):
            ed25519.read_secret(PETER_SKEY[:i] + chr(ord(PETER_SKEY[i]) + 1) + PETER_SKEY[i + 1 :])


def test_foreign_and_wrongly_long_keys_are_refused():
    for bad in (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ):
        with pytest.raises(KeyFormatError):
            keys.PublicKey.parse(bad)
    with pytest.raises(KeyFormatError):
        keys.PublicKey("two words", bytes(32))


def test_a_witness_key_of_the_wild():
    """A vkey of algorithm 4, from the tests of transparency-dev/formats."""
    key = keys.PublicKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
    assert key.algorithm == keys.COSIGNATURE


def test_signing_gives_the_bytes_of_the_go_package():
    assert notes.sign(TEXT, peter()).encode() == signed(PETER_LINE)
    again = notes.Note.parse(signed(ENOCH_LINE + PETER_LINE))
    line = notes.sign(TEXT, peter()).signatures[0]
    assert again.add(line).encode() == signed(ENOCH_LINE + PETER_LINE)


def test_known_and_unknown_signatures():
    note = notes.Note.parse(signed(PETER_LINE + ENOCH_LINE))
    known = [keys.PublicKey.parse(PETER), keys.PublicKey.parse(ENOCH)]
    assert notes.verified(note, known, ed25519.verify) == tuple(known)
    assert notes.verified(note, known[:1], ed25519.verify) == (known[0],)
    with pytest.raises(NoteError, match="signature_missing"):
        notes.verified(note, [proofs.signer("PeterNeumann").key], ed25519.verify)
    swapped = notes.Note(TEXT + "more\n", note.signatures)
    with pytest.raises(NoteError, match="signature_bad"):
        notes.verified(swapped, known, ed25519.verify)
    assert note.only(known[1:]).encode() == signed(ENOCH_LINE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode(), "note_form"),
        (signed(""), "note_form"),
        (signed(PETER_LINE[:-1]), "note_form"),
        (signed(PETER_LINE) + b"\n", "note_form"),
        (signed(PETER_LINE + "Unexpected line.\n"), "signature_form"),
        (signed(PETER_LINE.replace("\n", "\r\n")), "note_control_character"),
        (b"\x01" + signed(PETER_LINE), "note_control_character"),
        (b"\xff" + signed(PETER_LINE), "note_not_utf8"),
        (signed(PETER_LINE + PETER_LINE), "signature_twice"),
        (signed(PETER_LINE * 101), "note_form"),
        (signed(PETER_LINE.replace("AM=", "AN=")), "base64"),
        (signed(PETER_LINE.replace("AM=", "AM")), "base64"),
        (signed(PETER_LINE.replace("x08go", "x08g-")), "base64"),
        (signed("— PeterNeumann x08g\n"), "signature_form"),
        (signed("— PeterNeumann x08gow==\n"), "signature_form"),
        (signed(PETER_LINE.replace("— ", "- ")), "signature_form"),
        (signed(PETER_LINE.replace("PeterNeumann", "Peter+Neumann")), "name_form"),
        (signed(PETER_LINE.replace("PeterNeumann", "Peter Neumann")), "base64"),
        (b"\n\n" + PETER_LINE.encode(), "note_form"),
        (b"a" * 1_000_001, "note_too_long"),
    ],
)
def test_strict_parsing(data, code):
    with pytest.raises(NoteError) as caught:
        notes.Note.parse(data)
    assert caught.value.code == code


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 300))
def test_what_is_parsed_is_given_back_byte_by_byte(junk, at):
    data = signed(PETER_LINE + ENOCH_LINE)
    mixed = data[:at] + junk + data[at + len(junk) :]
    try:
        note = notes.Note.parse(mixed)
    except NoteError:
        return
    assert note.encode() == mixed


def test_text_may_hold_empty_lines():
    text = "one\n\ntwo\n"
    note = notes.Note.parse(notes.sign(text, peter()).encode())
    assert note.text == text
    for bad in ("", "\n", "no newline", "tab\t\n"):
        with pytest.raises(NoteError):
            notes.sign(bad, peter())


def test_the_checkpoint_of_the_specification():
    note = notes.Note.parse(C2SP.encode())
    checkpoint = checkpoints.Checkpoint.parse(note.text)
    assert note.encode() == C2SP.encode()
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == note.text
    assert note.signatures[1].time() == 1679315147
    assert notes.cosigned(note.text, 1679315147).decode() == "cosignature/v1\ntime 1679315147\n" + note.text
    with pytest.raises(NoteError):
        note.signatures[0].time()


@pytest.mark.parametrize(
    "text",
    [
        f"o\n5\n{ROOT}",
        f"o\n5\n{ROOT}\n\n",
        f"o\n05\n{ROOT}\n",
        f"o\n-5\n{ROOT}\n",
        f"o\n+5\n{ROOT}\n",
        f"o\n5 \n{ROOT}\n",
        f"o\n٥\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"o\n99999999999999999999\n{ROOT}\n",
        f"\n5\n{ROOT}\n",
        f"two words\n5\n{ROOT}\n",
        f"o\n5\n{ROOT[:-4]}\n",
        f"o\n5\n{ROOT[:-2]}9=\n",
        f"o\n5\n{ROOT}\nhash md5\n",
        f"o\n5\n{ROOT}\nhash sha256\n",
        f"o\n5\n{ROOT}\nhash sm3\nhash sm3\n",
        "o\n5\n",
    ],
)
def test_bad_checkpoints_are_refused(text):
    with pytest.raises(NoteError):
        checkpoints.Checkpoint.parse(text)


def test_golden_checkpoint_with_witness():
    checkpoint = checkpoints.Checkpoint.of(proofs.ORIGIN, 3, bytes(range(32)))
    note = checkpoints.sign_checkpoint(checkpoint, proofs.signer())
    note = notes.cosign(note, proofs.witness(), proofs.POSIX)
    assert note.encode().decode() == GOLDEN_CHECKPOINT
    everybody = proofs.keys(proofs.signer(), proofs.witness())
    assert notes.verified(note, everybody, ed25519.verify) == tuple(everybody)
    assert checkpoints.open_checkpoint(note.encode(), proofs.signer().key, ed25519.verify) == checkpoint


def test_an_sm3_log_says_so():
    checkpoint = checkpoints.Checkpoint.of(proofs.ORIGIN, 3, bytes(range(32)), 2)
    assert checkpoint.text().endswith("\nhash sm3\n")
    assert checkpoints.Checkpoint.parse(checkpoint.text()).suite == 2
    with pytest.raises(NoteError):
        checkpoints.Checkpoint.of(proofs.ORIGIN, 3, bytes(32), 3)


def test_a_cosignature_binds_time_and_text():
    note = proofs.Log().add(proofs.bodies(3)).checkpoint(proofs.signer(), proofs.witness())
    line, key = note.signatures[1], proofs.witness().key
    assert line.time() == proofs.POSIX
    assert notes.holds(note.text, line, key, ed25519.verify)
    later = notes.Signature(line.name, line.key_id, (proofs.POSIX + 1).to_bytes(8, "big") + line.data[8:])
    assert not notes.holds(note.text, later, key, ed25519.verify)
    assert not notes.holds(note.text + "more\n", line, key, ed25519.verify)
    negative = notes.Signature(line.name, line.key_id, b"\xff" + line.data[1:])
    assert not notes.holds(note.text, negative, key, ed25519.verify)
    with pytest.raises(NoteError):
        notes.cosign(note, proofs.signer(), proofs.POSIX)


def test_a_key_of_one_zone_does_not_sign_for_another():
    checkpoint = checkpoints.Checkpoint.of("banshi/other-zone", 3, bytes(32))
    with pytest.raises(NoteError, match="key_not_of_log"):
        checkpoints.sign_checkpoint(checkpoint, proofs.signer())
    foreign = notes.sign(checkpoint.text(), proofs.signer())
    with pytest.raises(NoteError, match="key_not_of_log"):
        checkpoints.open_checkpoint(foreign.encode(), proofs.signer().key, ed25519.verify)


def test_rotation_is_signed_by_the_old_and_the_new_key():
    old, new = proofs.signer(), proofs.signer(fill=2)
    note = checkpoints.announce(old, new, 40)
    rotation = checkpoints.open_rotation(note.encode(), ed25519.verify)
    assert (rotation.old, rotation.new, rotation.size) == (old.key, new.key, 40)
    assert note.text.split("\n")[:2] == ["banshi/key-rotation/v1", proofs.ORIGIN]
    for part in note.signatures:
        with pytest.raises(NoteError, match="signature_missing"):
            checkpoints.open_rotation(notes.Note(note.text, (part,)).encode(), ed25519.verify)
    with pytest.raises(NoteError):
        checkpoints.announce(old, proofs.signer("banshi/other-zone", 2), 40)
    with pytest.raises(NoteError):
        checkpoints.announce(old, old, 40)
    for bad in (note.text.replace("\n40\n", "\n040\n"), note.text + "more\n", note.text[:-1]):
        with pytest.raises(NoteError):
            checkpoints.Rotation.parse(bad)


GOLDEN_CHECKPOINT = """banshi/linhai-zone
3
AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=

— banshi/linhai-zone r1pphay9BgHmc1iEL43PZVWIAu6LBO8YuszpNEKMDjcE5bJFBg4BMpHS/tF3/WfkA7Nd0LNWFjd3wVzy5xA/3MewSww=
— banshi/witness-1 L8C2eQAAAABrA9ZgPt/Vgz3cM3A31vGepT5oaITl7IrYePuCeG0w1TrvshzMKU+W9FMgI6Uw5JtUQG5B9sOzN+FZ8uwUkO8CGoZ5BQ==
"""
