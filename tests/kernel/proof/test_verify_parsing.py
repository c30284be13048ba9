"""The offline verifier reads as strictly as the kernel: whatever one refuses, the other refuses."""

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import checkpoints, compact, keys, notes, receipts, verify
from banshi.kernel.proof.errors import ProofError
from support import proofs

OLD, NEW, WITNESS = proofs.signer(), proofs.signer(fill=2), proofs.witness()
LOG = proofs.Log().add(proofs.bodies(5))
RECEIPT = LOG.receipt(3, OLD, WITNESS)
NOTE = RECEIPT.note.encode().decode()
LINE = NOTE.split("\n")[4] + "\n"
HEAD = RECEIPT.note.text
ROTATION = checkpoints.announce(OLD, NEW, 3)
ROOT = HEAD.split("\n")[2]


def refused(kernel, offline, text):
    """Both must refuse ``text``, each in its own way."""
    with pytest.raises(ProofError):
        kernel(text)
    with pytest.raises(verify.Wrong):
        offline(text)


def key_of(name, material, algorithm=1, wrong=b""):
    data = bytes([algorithm]) + material
    hashed = hashlib.sha256(name.encode() + b"\n" + data + wrong).hexdigest()[:8]
    return f"{name}+{hashed}+{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        key_of("a", bytes(31)),
        key_of("a", bytes(33)),
        key_of("a", bytes(32), 2),
        key_of("a", bytes(32), 0),
        key_of("", bytes(32)),
        key_of("a b", bytes(32)),
        key_of("a", bytes(32), wrong=b"x"),
        key_of("a", bytes(32)) + "\n",
        key_of("a", bytes(32)).upper(),
        key_of("a", bytes(32))[:-1] + "B",
    ],
)
def test_keys(text):
    assert keys.PublicKey.parse(key_of("a", bytes(32))).name == verify.read_key(key_of("a", bytes(32))).name
    refused(keys.PublicKey.parse, verify.read_key, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD,
        HEAD + "\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE + "more\n",
        NOTE + LINE,
        NOTE.replace("\n", "\r\n"),
        "\t" + NOTE,
        "\n\n" + LINE,
        f"{HEAD}\n" + "".join(notes.Signature(f"n{n}", b"1234", b"5").line() + "\n" for n in range(101)),
        NOTE.replace("— ", "- ", 1),
        NOTE.replace("— ", "—  ", 1),
        NOTE.replace("— banshi", "— ban+shi"),
        f"{HEAD}\n— name MTIzNA==\n",
        f"{HEAD}\n— name MTIz\n",
        f"{HEAD}\n—  MTIzNDU=\n",
        f"{HEAD}\n— name MTIzNDU\n",
        f"{HEAD}\n— name MTIzNDV=\n",
        f"{HEAD}\n— name\n",
    ],
)
def test_notes(text):
    notes.Note.parse(f"{HEAD}\n— name MTIzNDU=\n".encode())
    verify.read_note(f"{HEAD}\n— name MTIzNDU=\n")
    refused(lambda one: notes.Note.parse(one.encode()), verify.read_note, text)


@pytest.mark.parametrize(
    "text",
    [
        f"o\n5\n{ROOT}",
        f"o\n5\n{ROOT}\n\n",
        f"o\n5\n{ROOT}\n\nmore\n",
        f"o\n05\n{ROOT}\n",
        f"o\n-5\n{ROOT}\n",
        f"o\n5 \n{ROOT}\n",
        f"o\n\n{ROOT}\n",
        f"o\n٥\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"\n5\n{ROOT}\n",
        f"two words\n5\n{ROOT}\n",
        f"o+o\n5\n{ROOT}\n",
        "o\n5\nAAAA\n",
        "o\n5\n\n",
        f"o\n5\n{ROOT[:-1]}\n",
        f"o\n5\n{ROOT}\nhash md5\n",
        f"o\n5\n{ROOT}\nhash sha256\n",
        f"o\n5\n{ROOT}\nhash \n",
        f"o\n5\n{ROOT}\nhash sm3\nhash sm3\n",
        "o\n5\n",
        "",
    ],
)
def test_heads(text):
    for good in (f"o\n5\n{ROOT}\n", f"o\n0\n{ROOT}\nmore\nhash sm3\n", f"o\n{2**63 - 1}\n{ROOT}\n"):
        assert checkpoints.Checkpoint.parse(good).size == verify.read_head(good).size
    refused(checkpoints.Checkpoint.parse, verify.read_head, text)


def rotation(text, *signers):
    return notes.sign(text, *(signers or (OLD, NEW))).encode().decode()


OTHER = proofs.signer("banshi/other-zone", 2)
LINES = ROTATION.text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        rotation(ROTATION.text.replace("v1", "v2", 1)),
        rotation(ROTATION.text + "more\n"),
        rotation("\n".join([*LINES[:4], "03", ""])),
        rotation("\n".join([*LINES[:4], str(2**63), ""])),
        rotation("\n".join([*LINES[:4], "-1", ""])),
        rotation("\n".join([LINES[0], "banshi/other-zone", *LINES[2:]])),
        rotation("\n".join([*LINES[:2], LINES[2], LINES[2], *LINES[4:]]), OLD),
        rotation("\n".join([*LINES[:3], OTHER.key.text(), *LINES[4:]]), OLD, OTHER),
        rotation("\n".join([*LINES[:3], WITNESS.key.text(), *LINES[4:]]), OLD, WITNESS),
        rotation("\n".join([*LINES[:3], "junk", *LINES[4:]])),
        rotation(ROTATION.text, OLD),
        rotation(ROTATION.text, NEW),
        rotation(ROTATION.text).replace("\n3\n", "\n4\n"),
    ],
)
def test_rotations(text):
    good = ROTATION.encode().decode()
    assert verify.read_rotation(good)[2] == 3
    refused(
        lambda one: checkpoints.open_rotation(one.encode(), proofs.ed25519.verify), verify.read_rotation, text
    )


def packed(data):
    return compact.PREFIX + base64.b32encode(data).decode().rstrip("=")


RAW = base64.b32decode((text := compact.encode(RECEIPT)[8:]) + "=" * (-len(text) % 8))


@pytest.mark.parametrize(
    "data",
    [
        RAW + b"\x00",
        RAW[:-1],
        b"",
        b"\x03" + RAW[1:],
        b"\x02" + RAW[1:],
        RAW[:1] + b"\x83\x00" + RAW[2:],  # index 3 in two bytes
        RAW[:1] + b"\x80" * 9 + b"\x01" + RAW[2:],
        RAW[:1] + b"\x05" + RAW[2:],  # index 5 of 5
        RAW[:35] + b"\x00" + RAW[36:],  # no path
    ],
)
def test_compact_texts(data):
    known = proofs.key_text(OLD, WITNESS)
    assert verify.verdict(verify.examine(packed(RAW).encode(), known)) == 0
    with pytest.raises(ProofError):
        compact.decode(packed(data))
    assert verify.verdict(verify.examine(packed(data).encode(), known)) == 1


@pytest.mark.parametrize(
    "text", [packed(RAW) + "=", packed(RAW).lower(), packed(RAW) + " ", " " + packed(RAW)]
)
def test_compact_texts_in_another_spelling(text):
    assert verify.verdict(verify.examine(text.encode(), proofs.key_text(OLD, WITNESS))) == 1


FILE = receipts.encode(RECEIPT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"body"', b'{ "body"'),
        (b'"index":3', b'"index":3.0'),
        (b'"index":3', b'"index":true'),
        (b'"index":3', b'"extra":1,"index":3'),
        (b'"index":3,', b""),
        (b'"index":3', b'"index":3,"index":3'),
        (b'"size":5', b'"size":6'),
        (b"banshi-proof/1", b"banshi-proof/2"),
        (b"\xe2\x80\x94", b"\\u2014"),
        (b"}\n", b"}"),
        (b"}\n", b"}\n\n"),
        (b"}\n", b"}\r\n"),
    ],
)
def test_files_in_another_spelling(old, new):
    assert old in FILE
    changed = FILE.replace(old, new, 1)
    with pytest.raises(ProofError):
        receipts.decode(changed)
    assert verify.verdict(verify.examine(changed, proofs.key_text(OLD))) == 1


def test_a_given_body_must_be_the_one_inside():
    assert verify.verdict(verify.examine(FILE, proofs.key_text(OLD), body=RECEIPT.body)) == 0
    assert verify.verdict(verify.examine(FILE, proofs.key_text(OLD), body=b"other")) == 1


def test_single_leaves_and_unknown_suites():
    with pytest.raises(verify.Wrong, match="path_too_long"):
        verify.included(1, bytes(32), 0, 1, [bytes(32)])
    for suite in (0, 3, True, "1", None):
        with pytest.raises(verify.Wrong, match="suite_unknown"):
            verify.digest(suite, b"")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([NOTE, ROTATION.encode().decode()]),
    st.integers(0, 500),
    st.integers(0, 3),
    st.text("\n —+=aA1/ ", max_size=3),
)
def test_both_take_and_refuse_the_same_notes(text, at, drop, more):
    changed = text[:at] + more + text[at + drop :]
    try:
        mine = notes.Note.parse(changed.encode())
    except ProofError:
        with pytest.raises(verify.Wrong):
            verify.read_note(changed)
        return
    theirs = verify.read_note(changed)
    assert theirs.text == mine.text
    assert [tuple(line) for line in theirs.lines] == [
        (one.name, one.key_id, one.data) for one in mine.signatures
    ]
