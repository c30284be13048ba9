# ruff: noqa: E501
"""Receipts: their bytes, their compact form, and what the checker says of good and of changed ones."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import checkpoints, compact, ed25519, merkle, notes, receipts
from banshi.kernel.proof.checking import check
from banshi.kernel.proof.errors import NoteError, ProofError, ReceiptError
from support import proofs

OLD, NEW, THIRD = proofs.signer(), proofs.signer(fill=2), proofs.signer(fill=3)
WITNESS, OTHER_WITNESS = proofs.witness(), proofs.witness("banshi/witness-2", 8)
LOG = proofs.Log().add(proofs.bodies(2, "other") + proofs.bodies(3) + proofs.bodies(3, "third"))
SM3 = proofs.Log(2).add(proofs.bodies(6, suite=2))


def checked(document, *trusted):
    return check(document, proofs.keys(*trusted), ed25519.verify)


def states(report):
    return {one.code: one.ok for one in report.findings}


def rotated(signer, *pairs, size=None):
    """A receipt by ``signer`` with the announcements (old, new, size)."""
    receipt = LOG.receipt(4, signer)
    return replace(receipt, rotations=tuple(checkpoints.announce(*pair) for pair in pairs))


def test_a_good_receipt_is_proved():
    report = checked(LOG.receipt(4, OLD, WITNESS, earlier=True), OLD, WITNESS)
    assert report.proved
    assert [one.code for one in report.findings] == [
        "key", "trust", "signature", "witness", "leaf", "chain", "inclusion",
    ]  # fmt: skip
    assert all(one.ok for one in report.findings)


def test_only_a_receipt_that_holds_is_given_out():
    note = LOG.checkpoint(OLD, WITNESS, OTHER_WITNESS)
    path = merkle.inclusion_path(4, 8, LOG.node)
    absent = proofs.witness("banshi/witness-3", 9)
    receipt = receipts.issue(LOG.entries[4], 4, path, note, OLD.key, witnesses=proofs.keys(WITNESS, absent))
    assert receipt == LOG.receipt(4, OLD, WITNESS)
    with pytest.raises(ProofError, match="root_differs"):
        receipts.issue(LOG.entries[3], 4, path, note, OLD.key)


def test_without_a_key_it_is_sound_but_not_proved():
    report = checked(LOG.receipt(4, OLD))
    assert report.sound
    assert not report.proved
    assert states(report)["trust"] is None


@pytest.mark.parametrize("log", [LOG, SM3], ids=["sha256", "sm3"])
def test_each_entry_of_both_suites(log):
    for index in range(len(log.entries)):
        receipt = log.receipt(index, OLD, WITNESS, earlier=True)
        assert receipts.decode(receipts.encode(receipt)) == receipt
        assert checked(receipt, OLD).proved


def test_golden_bytes_of_the_three_documents():
    assert receipts.encode(proofs.Log().add(proofs.bodies(2)).receipt(1, OLD)).decode() == GOLDEN_PROOF
    assert receipts.encode(pending()).decode() == GOLDEN_PENDING
    assert receipts.encode(proofs.Log().add(proofs.bodies(3)).growth(2, OLD)).decode() == GOLDEN_GROWTH
    assert compact.encode(proofs.Log().add(proofs.bodies(2)).receipt(1, OLD)) == GOLDEN_COMPACT


def pending():
    first, second = proofs.bodies(2)
    return receipts.accept(second, merkle.leaf_hash(first), proofs.AT, OLD)


def test_a_pending_receipt_says_that_it_is_not_in_the_log():
    report = checked(pending(), OLD)
    assert report.sound
    assert not report.proved
    assert states(report) == {"key": True, "trust": True, "signature": True, "leaf": True, "sequenced": None}
    assert "待入册" in pending().note.text
    statement = pending().statement
    assert (statement.origin, statement.at, statement.suite) == (proofs.ORIGIN, proofs.AT, 1)
    assert receipts.decode(receipts.encode(pending())) == pending()
    assert checked(replace(pending(), body=b"{}"), OLD).failed == ("leaf",)
    assert checked(pending(), NEW).failed == ("trust",)


def test_the_first_entry_of_a_chain_has_nothing_before_it():
    first = receipts.accept(proofs.bodies(1)[0], None, proofs.AT, OLD)
    assert "\nprev -\n" in first.note.text
    assert first.statement.prev is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("suite 1", "suite 3"),
        ("suite 1", "suite 01"),
        ("prev ", "prev  "),
        ("2026-11-23T06", "2026-11-23T6"),
        ("2026-11-23T06", "2026-13-23T06"),
        ("待入册", "已入册"),
        ("leaf ", "leaf 00"),
        ("receipt/v1", "receipt/v2"),
        ("banshi/linhai-zone", "banshi/ linhai-zone"),
    ],
)
def test_bad_statements_are_refused(old, new):
    text = pending().note.text
    assert old in text
    with pytest.raises(NoteError):
        receipts.Statement.parse(text.replace(old, new, 1))


def test_growth_between_checkpoints():
    for size in range(1, 9):
        growth = LOG.growth(size, OLD, WITNESS)
        assert receipts.decode(receipts.encode(growth)) == growth
        assert checked(growth, OLD, WITNESS).proved
    wrong = proofs.Log().add(proofs.bodies(5, "rewritten")).checkpoint(OLD)
    report = checked(replace(LOG.growth(5, OLD), old=wrong), OLD)
    assert report.failed == ("consistency",)


def test_a_split_view_cannot_be_joined():
    """Two heads of one size, both signed by the log: no growth proof between them holds."""
    other = proofs.Log().add(LOG.entries[:7] + proofs.bodies(1, "secret"))
    both = replace(LOG.growth(8, OLD), old=other.checkpoint(OLD))
    assert checked(both, OLD).failed == ("consistency",)


def test_an_old_backup_shows_against_a_later_checkpoint():
    restored = proofs.Log().add(LOG.entries[:5])
    backwards = replace(LOG.growth(5, OLD), old=LOG.checkpoint(OLD), new=restored.checkpoint(OLD))
    assert checked(backwards, OLD).failed == ("consistency",)


# --- what is changed is found --------------------------------------------------------------------------

RECEIPT = LOG.receipt(4, OLD, WITNESS, earlier=True)


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"body": LOG.entries[3]}, {"leaf", "chain"}),
        ({"leaf": LOG.leaves[3]}, {"leaf", "chain", "inclusion"}),
        ({"index": 5}, {"inclusion"}),
        ({"index": 12}, {"inclusion"}),
        ({"path": RECEIPT.path[:-1]}, {"inclusion"}),
        ({"path": RECEIPT.path[::-1]}, {"inclusion"}),
        ({"suite": 2}, {"leaf", "chain", "inclusion"}),
        ({"suite": 7}, {"leaf", "chain", "inclusion"}),
        ({"earlier": RECEIPT.earlier[1:]}, {"chain"}),
        ({"earlier": RECEIPT.earlier[::-1]}, {"chain"}),
        ({"earlier": (LOG.entries[0], RECEIPT.earlier[1])}, {"chain"}),
        ({"note": LOG.checkpoint(NEW, WITNESS)}, {"signature"}),
        ({"note": LOG.checkpoint(OLD)}, {"witness"}),
        ({"note": LOG.checkpoint(OLD, WITNESS, OTHER_WITNESS)}, {"signature"}),
        ({"note": LOG.checkpoint(OLD, WITNESS, size=7)}, {"inclusion"}),
        ({"note": SM3.checkpoint(OLD, WITNESS)}, {"inclusion"}),
        ({"key": NEW.key}, {"trust", "signature"}),
        ({"key": WITNESS.key}, {"key"}),
        ({"witnesses": (OLD.key,)}, {"key"}),
        ({"witnesses": (WITNESS.key, WITNESS.key)}, {"key"}),
        ({"witnesses": (WITNESS.key, OTHER_WITNESS.key)}, {"witness"}),
    ],
)
def test_a_changed_receipt_names_what_does_not_hold(change, failed):
    report = checked(replace(RECEIPT, **change), OLD)
    assert set(report.failed) == failed
    assert not report.proved


def test_a_trusted_witness_must_have_cosigned():
    assert checked(LOG.receipt(4, OLD), OLD, WITNESS).failed == ("witness",)
    cosigned = notes.cosign(LOG.checkpoint(OLD), proofs.signer(WITNESS.key.name, 9, 4), proofs.POSIX)
    forged = notes.Signature(WITNESS.key.name, WITNESS.key.key_id, cosigned.signatures[1].data)
    note = LOG.checkpoint(OLD).add(forged)
    assert checked(replace(RECEIPT, note=note), OLD, WITNESS).failed == ("witness",)


# --- rotation --------------------------------------------------------------------------------------------


def test_a_new_key_is_followed_from_the_old():
    receipt = rotated(THIRD, (OLD, NEW, 3), (NEW, THIRD, 8))
    assert receipts.decode(receipts.encode(receipt)) == receipt
    for trusted in (OLD, NEW, THIRD):
        assert checked(receipt, trusted).proved
    assert checked(receipt, proofs.signer(fill=4)).failed == ("trust",)
    assert checked(LOG.receipt(4, THIRD), OLD).failed == ("trust",)


@pytest.mark.parametrize(
    ("receipt", "failed"),
    [
        (rotated(THIRD, (NEW, THIRD, 8), (OLD, NEW, 3)), "key"),
        (rotated(THIRD, (OLD, NEW, 3)), "key"),
        (rotated(THIRD, (OLD, NEW, 8), (NEW, THIRD, 3)), "key"),
        (rotated(NEW, (OLD, NEW, 9)), "signature"),
        (rotated(OLD, (OLD, NEW, 3)), "key"),
    ],
)
def test_broken_rotations_are_refused(receipt, failed):
    assert failed in checked(receipt, OLD).failed


def test_growth_across_a_rotation():
    growth = LOG.growth(5, NEW)
    mixed = replace(growth, old=LOG.checkpoint(OLD, size=5), rotations=(checkpoints.announce(OLD, NEW, 6),))
    assert receipts.decode(receipts.encode(mixed)) == mixed
    assert checked(mixed, OLD).proved
    late = replace(mixed, rotations=(checkpoints.announce(OLD, NEW, 4),))
    assert checked(late, OLD).failed == ("signature_old",)


# --- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'{"body"', b'{ "body"', "not_canonical"),
        (b"\n", b"", None),
        (b'"index":4', b'"index":4.0', "document_form"),
        (b'"index":4', b'"index":true', "document_form"),
        (b'"index":4', b'"index":"4"', "document_form"),
        (b'"index":4', b'"extra":1,"index":4', "not_canonical"),
        (b'"index":4', b'"index":3,"index":4', "not_canonical"),
        (b'"size":8', b'"size":9', "not_canonical"),
        (b"banshi-proof/1", b"banshi-proof/2", "format_unknown"),
        (b'"path":[', b'"path":[7,', "document_form"),
        (b'"rotations":[]', b'"rotations":{}', "not_canonical"),
        (b'"witnesses":[', b'"witnesses":["x",', "key_form"),
    ],
)
def test_strict_reading(old, new, code):
    data = receipts.encode(RECEIPT)
    assert old in data
    changed = data.removesuffix(old) + new if code is None else data.replace(old, new, 1)
    with pytest.raises(ProofError) as caught:
        receipts.decode(changed)
    assert caught.value.code == (code or "not_canonical")


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{}", b"[" * 100_000, b'{"format":"banshi-proof/1"}'])
def test_junk_is_refused(data):
    with pytest.raises(ReceiptError):
        receipts.decode(data)


def test_a_part_that_is_missing_cannot_be_written():
    for part, code in (("body", "body_absent"), ("key", "key_absent")):
        with pytest.raises(ReceiptError, match=code):
            receipts.encode(replace(RECEIPT, **{part: None}))


# --- compact -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("log", [LOG, SM3], ids=["sha256", "sm3"])
def test_compact_and_back(log):
    for index in range(len(log.entries)):
        full = log.receipt(index, OLD, WITNESS)
        text = compact.encode(full)
        small = compact.decode(text)
        assert replace(small, body=full.body, key=full.key, witnesses=full.witnesses) == full
        assert checked(small, OLD, WITNESS).proved
        assert states(checked(small, OLD, WITNESS))["leaf"] is None
        assert checked(small, NEW).failed == ("key",)
        assert checked(small).failed == ("key",)


def test_compact_fits_a_code_of_about_a_kilobyte():
    big = proofs.Log()
    big.leaves = [bytes([n % 256]) * 32 for n in range(70_000)]
    big.frontier, big.nodes = big.frontier.extend(big.leaves)
    big.entries = [b""] * 70_000
    text = compact.encode(big.receipt(12_345, OLD))
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:")
    assert len(text) * 11 / 16 <= 1024  # two signs of a QR code's alphanumeric mode take 11 bits
    assert len(text) < 1200


def test_every_changed_bit_of_a_compact_text_is_refused():
    text = compact.encode(LOG.receipt(4, OLD, WITNESS)).encode()
    for at in range(len(text) * 8):
        changed = bytearray(text)
        changed[at // 8] ^= 1 << at % 8
        try:
            report = checked(compact.decode(changed.decode()), OLD, WITNESS)
        except (ProofError, UnicodeDecodeError):
            continue
        assert report.failed


def test_a_receipt_that_does_not_hold_gets_no_code():
    with pytest.raises(ReceiptError):
        compact.encode(replace(RECEIPT, leaf=LOG.leaves[3]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 600))
def test_junk_in_a_compact_text_is_refused_and_breaks_nothing(junk, at):
    text = compact.encode(RECEIPT)
    try:
        small = compact.decode(text[:at] + junk.hex().upper() + text[at + 1 :] + "Q")
    except ProofError:
        return
    assert checked(small, OLD).failed


GOLDEN_PROOF = """{"body":"eyJkYXRhIjp7IuS6i+mhuSI6Iui3r+eBryJ9LCJraW5kIjoibWF0dGVyLnN0ZXAiLCJuIjoyLCJwcmV2IjoiMWJlNDMxMjVhZGRjOGRlNDQ1NWFiMGEzMDJiYmM0NGUwZWEyNjgwYmI4MDkyMjQxNTc0OGViODNmOWJmNGQxNCIsInN1YmplY3QiOiIwMTkwYTZlNi0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMGEiLCJ2IjoxfQ==","earlier":[],"format":"banshi-proof/1","index":1,"key":"banshi/linhai-zone+af5a6985+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c","leaf":"6aa939a6b9c8c630bf3b87652133faa9e66da02c2c2a46bacd2643bcee5eb620","note":"banshi/linhai-zone\\n2\\n+oJQp06IRlMjjvqyVdGvP/g05XSqEc10eXoXfDXlPvk=\\n\\n— banshi/linhai-zone r1pphdGA56Gg7VzoOyVpfqYcxRIqVOKyG3FFneIbGqKlM6AFARsfMomonKaF/oXljhRCVq2Hgx8nCboao+sOfje5/AU=\\n","path":["1be43125addc8de4455ab0a302bbc44e0ea2680bb80922415748eb83f9bf4d14"],"rotations":[],"size":2,"suite":1,"witnesses":[]}
"""
GOLDEN_PENDING = """{"body":"eyJkYXRhIjp7IuS6i+mhuSI6Iui3r+eBryJ9LCJraW5kIjoibWF0dGVyLnN0ZXAiLCJuIjoyLCJwcmV2IjoiMWJlNDMxMjVhZGRjOGRlNDQ1NWFiMGEzMDJiYmM0NGUwZWEyNjgwYmI4MDkyMjQxNTc0OGViODNmOWJmNGQxNCIsInN1YmplY3QiOiIwMTkwYTZlNi0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMGEiLCJ2IjoxfQ==","format":"banshi-pending/1","key":"banshi/linhai-zone+af5a6985+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c","note":"banshi/receipt/v1\\nbanshi/linhai-zone\\nsuite 1\\nleaf 6aa939a6b9c8c630bf3b87652133faa9e66da02c2c2a46bacd2643bcee5eb620\\nprev 1be43125addc8de4455ab0a302bbc44e0ea2680bb80922415748eb83f9bf4d14\\ntime 2026-11-23T06:00:00Z\\n待入册 not yet in the log\\n\\n— banshi/linhai-zone r1pphci+9T7ZrBnV3712bDf4qGqOziiG65PzMbPk0U5MqhmQfYnW0mkFEuRd9lFLFac3mAG1CvyKCbkyyCburTrKIA8=\\n","rotations":[]}
"""
GOLDEN_GROWTH = """{"format":"banshi-consistency/1","key":"banshi/linhai-zone+af5a6985+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c","new":"banshi/linhai-zone\\n3\\npcZkNQs2frUBf9LS6LfC9FqniZmF/6DOzYDqLTRs2J8=\\n\\n— banshi/linhai-zone r1pphbXCOAv8p4NV9g5iHPeD+1KKAGSOP9ZA2RsYjr1c7V6sHGr1DJvPjHsgWSh9QIb3ZT8UovX0PT6kRjLe20XhAwo=\\n","old":"banshi/linhai-zone\\n2\\n+oJQp06IRlMjjvqyVdGvP/g05XSqEc10eXoXfDXlPvk=\\n\\n— banshi/linhai-zone r1pphdGA56Gg7VzoOyVpfqYcxRIqVOKyG3FFneIbGqKlM6AFARsfMomonKaF/oXljhRCVq2Hgx8nCboao+sOfje5/AU=\\n","path":["4e148c4d6a1ba7dc3fda9d7e474d99c2b6cc6248a16c0a2c8782cd56d910ca9d"],"rotations":[],"suite":1,"witnesses":[]}
"""
GOLDEN_COMPACT = "BANSHI1:AEAQE2VJHGTLTSGGGC7TXB3FEEZ7VKPGNWQCYLBKI25M2JSDXTXF5NRAAEN6IMJFVXOI3ZCFLKYKGAV3YRHA5ITIBO4ASISBK5EOXA7ZX5GRIETCMFXHG2DJF5WGS3TIMFUS26TPNZSQAAIAV5NGTBKA2GAOPINA5VOOQOZFNF7KMHGFCIVFJYVSDNYULHPCDMNKFJJTUACQCGY7GKE2RHFGQX7ILZMOCRBFNLMHQMPSOCN2DKR6WDT6G647YBI"
