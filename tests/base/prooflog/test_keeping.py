"""Checkpoints leave, witnesses come back, keys change, a restored log goes on only by decision."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.prooflog import guard, keyfiles, receipts, standing
from banshi.base.prooflog.actions import cosigning, keeping
from banshi.base.prooflog.actions.sequencing import Held, sequence, sequence_all
from banshi.base.prooflog.models import Checkpoint, Cosignature, Departure, Log, LogKey, Witness
from banshi.base.prooflog.verification import verify
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.kernel.proof import checking, ed25519
from banshi.kernel.proof import receipts as documents
from banshi.kernel.proof.keys import COSIGNATURE, PublicKey
from banshi.kernel.proof.notes import Note, cosign
from support.matters import Walk

WITNESS = ed25519.signer(ed25519.secret("banshi/witness-1", b"w" * 32, COSIGNATURE))


def admin(world):
    return world.actor("administrator")


def last_kind(world):
    return Entry.objects.filter(subject=world.zone.subject).order_by("n").last().kind


def newest(world):
    return Checkpoint.objects.filter(zone=world.zone).order_by("-pk")[0]


@pytest.fixture
def witness(world, logged, now):
    return keeping.register_witness(actor=admin(world), vkey=WITNESS.key.text(), place="纪工委机房", now=now)


def test_a_checkpoint_is_taken_out(world, logged, now):
    head = newest(world)
    left = keeping.take_out(actor=world.actor("supervisor"), way="paper", where="纪工委保险柜", now=now)
    assert (left.checkpoint, left.where, left.account) == (head, "纪工委保险柜", world.accounts["supervisor"])
    assert last_kind(world) == "prooflog.left"
    assert standing.last_departure(world.zone) == left


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"way": "folder", "where": "柜"}, "prooflog.way_unknown"),
        ({"way": "paper", "where": " "}, "prooflog.where_missing"),
        ({"way": "paper", "where": "柜" * 101}, "prooflog.where_missing"),
    ],
)
def test_what_says_nothing_is_refused(world, logged, now, values, code):
    with pytest.raises(Refusal) as caught:
        keeping.take_out(actor=admin(world), now=now, **values)
    assert caught.value.code == code
    assert not Departure.objects.exists()


def test_before_the_first_checkpoint_nothing_leaves(world, now):
    with pytest.raises(Refusal) as caught:
        keeping.take_out(actor=admin(world), way="paper", where="柜", now=now)
    assert caught.value.code == "prooflog.no_checkpoint"


def test_who_may_not(world, logged, now):
    by = {"actor": world.actor("clerk"), "now": now}
    acts = (
        lambda: keeping.take_out(**by, way="paper", where="柜"),
        lambda: keeping.register_witness(**by, vkey=WITNESS.key.text(), place="别处"),
        lambda: keeping.rotate_key(**by, reason="scheduled"),
        lambda: keeping.resume_log(**by, outside=None, reason="恢复"),
    )
    before = Entry.objects.count()
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert Entry.objects.count() == before
    assert not Departure.objects.exists()
    assert not Witness.objects.exists()
    assert LogKey.objects.count() == 1


def test_a_cosignature_comes_back(world, witness):
    head = newest(world)
    made = cosign(Note.parse(head.note.encode()), WITNESS, 1621213200).encode()
    [kept] = cosigning.take_in(world.zone, made)
    assert (kept.checkpoint, kept.witness) == (head, witness)
    assert standing.last_departure(world.zone).way == "witness"
    assert cosigning.take_in(world.zone, made) == []
    assert Cosignature.objects.count() == Departure.objects.count() == 1
    assert verify().findings == []


def test_what_is_no_cosignature_is_refused(world, witness, now):
    head = newest(world)
    stranger = ed25519.signer(ed25519.secret("banshi/witness-1", b"x" * 32, COSIGNATURE))
    note = Note.parse(head.note.encode())
    other = Note(note.text.replace(str(head.size), str(head.size + 1)), note.signatures)
    good = cosign(note, WITNESS, 5).encode()
    for data, code in (
        (b"", "prooflog.outside_unreadable"),
        (head.note.encode(), "prooflog.no_witness"),
        (cosign(note, stranger, 5).encode(), "prooflog.no_witness"),
        (cosign(other, WITNESS, 5).encode(), "prooflog.not_ours"),
        (good.replace(b"\n\n", b"\nextra\n\n"), "prooflog.not_ours"),
    ):
        with pytest.raises(Refusal) as caught:
            cosigning.take_in(world.zone, data)
        assert caught.value.code == code
    keeping.end_witness(actor=admin(world), witness=witness, reason="retired", now=now)
    with pytest.raises(Refusal):
        cosigning.take_in(world.zone, good)
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize(
    ("vkey", "place", "code"),
    [
        ("nonsense", "机房", "prooflog.key_unreadable"),
        (ed25519.secret("banshi/log", b"w" * 32).public.text(), "机房", "prooflog.key_of_log"),
        (WITNESS.key.text(), " ", "prooflog.place_missing"),
    ],
)
def test_witnesses_are_named_by_their_key(world, logged, now, vkey, place, code):
    with pytest.raises(Refusal) as caught:
        keeping.register_witness(actor=admin(world), vkey=vkey, place=place, now=now)
    assert caught.value.code == code


def test_a_witness_is_registered_and_ended_once(world, witness, now):
    with pytest.raises(Refusal) as caught:
        keeping.register_witness(actor=admin(world), vkey=WITNESS.key.text(), place="别处", now=now)
    assert caught.value.code == "prooflog.witness_known"
    with pytest.raises(Refusal) as caught:
        keeping.end_witness(actor=admin(world), witness=witness, reason="", now=now)
    assert caught.value.code == "prooflog.reason_missing"
    keeping.end_witness(actor=admin(world), witness=witness, reason="lost", now=now)
    assert last_kind(world) == "prooflog.witness_ended"
    with pytest.raises(Refusal) as caught:
        keeping.end_witness(actor=admin(world), witness=witness, reason="lost", now=now)
    assert caught.value.code == "prooflog.witness_ended"


def test_a_new_key_signs_and_proofs_lead_to_it(world, logged, walk, now):
    first = LogKey.objects.get(zone=world.zone)
    keeping.rotate_key(actor=admin(world), reason="scheduled", now=now)
    sequence_all(world.zone)
    second = LogKey.objects.get(zone=world.zone, since_size=logged.size)
    head = newest(world)
    assert head.key == second
    assert read(Entry.objects.get(kind="prooflog.rotated"))["data"]["new"] == second.vkey
    slip = receipts.slip_of(world.zone, walk.matter.subject, 2)
    report = checking.check(slip.document, [PublicKey.parse(first.vkey)], ed25519.verify)
    assert report.proved, report.findings
    growth = receipts.growth(world.zone, logged.size, head.size)
    assert checking.check(growth, [PublicKey.parse(first.vkey)], ed25519.verify).proved
    assert documents.decode(documents.encode(growth)) == growth
    assert verify().findings == []


def test_a_key_is_changed_for_a_reason_and_with_the_old_one(world, logged, now):
    with pytest.raises(Refusal) as caught:
        keeping.rotate_key(actor=admin(world), reason="", now=now)
    assert caught.value.code == "prooflog.reason_missing"
    keyfiles.path_of(PublicKey.parse(LogKey.objects.get(zone=world.zone).vkey)).unlink()
    with pytest.raises(Refusal) as caught:
        keeping.rotate_key(actor=admin(world), reason="scheduled", now=now)
    assert caught.value.code == "prooflog.secret_missing"
    assert LogKey.objects.count() == 1


def held(world, now):
    """As after a restore to another machine: the guard is a copy."""
    path = guard.path_of(world.zone)
    shutil.copy(path, path.with_name("copy"))
    path.with_name("copy").replace(path)
    Walk(world, now, title="恢复之后").register()
    with pytest.raises(Held):
        sequence(world.zone)


def test_a_restored_log_that_holds_the_newest_checkpoint_keeps_its_name(world, logged, now):
    outside = newest(world).note.encode()
    held(world, now)
    log = keeping.resume_log(actor=admin(world), outside=outside, reason="换机恢复", now=now)
    assert (log.origin, log.generation) == (logged.origin, 1)
    assert sequence_all(world.zone) > 0
    entry = Entry.objects.get(kind="prooflog.resumed")
    data = read(entry)["data"]
    assert (data["why"], data["same_name"], data["outside"]) == ("copied", True, outside.decode())
    assert "换机恢复" not in bytes(entry.body).decode()
    assert verify(checkpoints=[outside]).findings == []


def test_a_log_that_lost_entries_goes_on_under_the_next_name(world, logged, now):
    """Heads that others have seen and this log does not hold: never two of one name."""
    keyed = keyfiles.signer(LogKey.objects.get(zone=world.zone).vkey)
    from banshi.kernel.proof.checkpoints import Checkpoint as Head
    from banshi.kernel.proof.checkpoints import sign_checkpoint

    lost = sign_checkpoint(Head.of(logged.origin, logged.size + 3, b"l" * 32), keyed).encode()
    held(world, now)
    log = keeping.resume_log(actor=admin(world), outside=lost, reason="备份较旧", now=now)
    assert (log.origin, log.generation) == ("banshi/qingyu/2", 2)
    sequence_all(world.zone)
    head = newest(world)
    assert head.origin == "banshi/qingyu/2"
    assert head.size == Entry.objects.filter(zone=world.zone).count()
    assert verify().findings == []
    assert [one.kind for one in verify(checkpoints=[lost]).findings] == ["outside_differs"]
    assert receipts.slip_of(world.zone, world.zone.subject, 1).document is not None


def test_without_a_checkpoint_from_outside_the_name_changes(world, logged, now):
    guard.drop(world.zone)
    log = keeping.resume_log(actor=admin(world), outside=None, reason="没有外存检查点", now=now)
    assert log.generation == 2
    assert sequence_all(world.zone) > 0
    assert verify().findings == []


@pytest.mark.parametrize("case", ["not_held", "no_reason", "unreadable", "foreign"])
def test_resuming_is_refused(world, logged, now, case):
    outside, reason = newest(world).note.encode(), "恢复"
    if case != "not_held":
        held(world, now)
    if case == "no_reason":
        reason = "  "
    elif case == "unreadable":
        outside = b"hello"
    elif case == "foreign":
        thief = ed25519.secret(logged.origin, b"t" * 32)
        from banshi.kernel.proof.checkpoints import Checkpoint as Head
        from banshi.kernel.proof.checkpoints import sign_checkpoint

        outside = sign_checkpoint(Head.of(logged.origin, 3, b"l" * 32), ed25519.signer(thief)).encode()
    before = Entry.objects.count()
    with pytest.raises(Refusal) as caught:
        keeping.resume_log(actor=admin(world), outside=outside, reason=reason, now=now)
    wanted = {"no_reason": "reason_missing", "unreadable": "outside_unreadable", "foreign": "outside_foreign"}
    assert caught.value.code == f"prooflog.{wanted.get(case, case)}"
    assert Entry.objects.count() == before
    assert Log.objects.get(pk=logged.pk).generation == 1


def test_a_pending_receipt_then_the_close_out_receipt(world, walk, now):
    subject = walk.matter.subject
    n = subject.head_n
    assert receipts.slip_of(world.zone, subject, n).document is None
    sequence(world.zone, limit=3)
    slip = receipts.slip_of(world.zone, subject, n)
    assert isinstance(slip.document, documents.Pending)
    key = PublicKey.parse(LogKey.objects.get(zone=world.zone).vkey)
    report = checking.check(slip.document, [key], ed25519.verify)
    assert report.sound
    assert not report.proved
    assert slip.document.statement.at == now
    sequence_all(world.zone)
    slip = receipts.slip_of(world.zone, subject, n)
    assert slip.sequenced
    assert json.loads(slip.document.body)["kind"] == "matters.closed"
    assert checking.check(slip.document, [key], ed25519.verify).proved
    assert len(slip.document.earlier) == n - 1
    assert receipts.qr_of(slip.document).startswith("<svg")
    assert receipts.slip_of(world.zone, subject, n + 1) is None


def test_a_receipt_prefers_a_checkpoint_that_a_witness_has_seen(world, logged, walk, witness, now):
    head = newest(world)
    cosigning.take_in(world.zone, cosign(Note.parse(head.note.encode()), WITNESS, 1621213200).encode())
    Walk(world, now, title="之后的一件").register()
    sequence_all(world.zone)
    slip = receipts.slip_of(world.zone, walk.matter.subject, 1)
    assert slip.head == head
    key = PublicKey.parse(LogKey.objects.get(zone=world.zone).vkey)
    assert checking.check(slip.document, [key, WITNESS.key], ed25519.verify).proved


def test_the_command_that_resumes_says_in_english_why_not(world, logged, now, tmp_path):
    held(world, now)
    wrong = tmp_path / "checkpoint"
    wrong.write_bytes(b"hello")
    with translation.override("zh-hans"), pytest.raises(CommandError, match="This is no checkpoint"):
        call_command("resume", zone=world.zone.code, reason="restored", checkpoint=str(wrong))
