"""Whatever is tampered with is found and named; what was not is not."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from banshi.base.files import blobs, intake
from banshi.base.files.models import StoredFile
from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.presets.models import RuleSet
from banshi.base.prooflog import guard, standing, tree
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import Checkpoint, Log, LogKey, LogNode
from banshi.base.prooflog.verification import verify
from banshi.base.vault import store as vault
from banshi.base.vault.models import VaultItem
from banshi.base.zones.models import Subject
from banshi.core.matters import actions
from banshi.core.matters.models import Matter, MatterPeriod
from banshi.kernel.proof import chain, ed25519, merkle
from banshi.kernel.proof.checkpoints import Checkpoint as Head
from banshi.kernel.proof.checkpoints import sign_checkpoint
from conf.stock import photo
from support.matters import Walk
from support.tampering import fences_down


@acts.use_case("test.forget")
def forget(*, actor, subject, now):
    vault.erase(subject)
    return subject


@pytest.fixture
def whole(world, now):
    """Two matters with a photo, one of them closed; everything in the log but the last entry."""
    walk = Walk(world, now)
    walk.close()
    other = Walk(world, now, title="第二件")
    other.sign()
    actions.attach_evidence(
        actor=world.actor("builder"), matter=other.matter, kind="photo_after", dated_on=now.date(), now=now,
        upload=intake.take(world.zone, photo("red")),
    )  # fmt: skip
    sequence_all(world.zone, limit=6)
    actions.record_progress(
        actor=world.actor("builder"), matter=other.again(), text="已排期", now=now, effective_on=now.date()
    )
    assert verify().findings == []
    return walk, other


def found(**how):
    """What is found; in three parts it is the same, in the same order and the same words."""
    whole, parted = verify(**how), verify(jobs=3, **how)
    assert parted.findings == whole.findings
    assert parted.tally == whole.tally
    for most in (1, 3):
        assert verify(jobs=2, most=most, **how).findings == whole.findings[:most]
    return [(one.kind, one.table, one.row) for one in whole.findings]


def set_(model, pk, **values):
    with fences_down():
        assert model.objects.filter(pk=pk).update(**values) == 1


def middle(walk):
    return Entry.objects.filter(subject=walk.matter.subject).order_by("n")[3]


def flipped(data, at=-2):
    data = bytearray(data)
    data[at] ^= 1
    return bytes(data)


def named(entry):
    return "history_entry", f"{entry.subject.uid} n={entry.n}"


def test_no_false_alarm(world, whole, now):
    assert verify().tally.entries == Entry.objects.count()
    sequence_all(world.zone)
    assert found(checkpoints=[row.note.encode() for row in Checkpoint.objects.all()]) == []
    for walk in whole:
        forget(actor=world.system, subject=Subject.objects.get(pk=walk.matter.subject_id), now=now)
    assert found() == []
    assert StoredFile.objects.get().erased_at


def test_a_sequencer_that_goes_on_meanwhile_is_no_alarm(world, whole, monkeypatch):
    """The guard moves with the log; whoever has read the log before must not take that for a restore."""
    before = Log.objects.get(zone=world.zone)
    assert sequence_all(world.zone) == 1
    assert standing.held(world.zone, before) == ""
    assert (
        standing.held(world.zone, before, (guard.Mark(before.origin, before.size + 2, "00" * 32), ""))
        == "ahead"
    )
    assert found() == []


def test_1_a_byte_of_a_body(whole):
    entry = middle(whole[0])
    set_(Entry, entry.pk, body=flipped(entry.body))
    assert ("body_changed", *named(entry)) in found()
    assert ("places_changed", "history_entry", pair(entry.seq)) in found()


def pair(seq):
    return f"seq={seq - seq % 2}..{seq - seq % 2 + 1}"


def test_2_a_byte_of_a_leaf(whole):
    entry = middle(whole[0])
    set_(Entry, entry.pk, leaf="f" * 64)
    assert found() == [("body_changed", *named(entry))]


def test_3_a_byte_of_a_node(whole):
    node = LogNode.objects.order_by("place")[3]
    set_(LogNode, node.pk, hashes=flipped(node.hashes))
    assert found() == [("node_changed", "prooflog_lognode", f"place={node.place}")]
    with fences_down():
        node.delete()
    assert found() == [("node_missing", "prooflog_lognode", f"place={node.place}")]


def test_4_a_byte_of_an_attachment(world, whole):
    file = StoredFile.objects.get()
    path = blobs.path_of(world.zone.uid, file.sha256_stored)
    path.chmod(0o600)
    path.write_bytes(flipped(path.read_bytes(), 40))
    assert found() == [("file_changed", "files_storedfile", str(file.uid))]
    path.unlink()
    assert found() == [("file_changed", "files_storedfile", str(file.uid))]
    assert found(leave_out=["files"]) == []


def test_5_an_attachment_exchanged_with_its_row(world, whole):
    file = StoredFile.objects.get()
    other = blobs.keep(world.zone.uid, b"another picture")
    set_(StoredFile, file.pk, sha256_stored=other)
    assert found() == [("file_row_changed", "files_storedfile", str(file.uid))]


def test_6_the_last_entry_of_the_log_deleted(whole):
    last = Entry.objects.exclude(seq=None).order_by("seq").last()
    waiting = Entry.objects.get(seq=None)
    uid, n, seq = last.subject.uid, last.n, last.seq
    with fences_down():
        waiting.delete()
        last.delete()
    assert {
        ("missing", "history_entry", f"{uid} n={n}"),
        ("log_cut", "history_entry", f"seq={seq}..{seq}"),
    } <= set(found())


def test_7_an_unsequenced_entry_deleted(whole):
    waiting = Entry.objects.get(seq=None)
    where = named(waiting)
    with fences_down():
        waiting.delete()
    assert ("missing", *where) in found()


def test_7b_and_its_head_turned_back(whole):
    waiting = Entry.objects.get(seq=None)
    before = Entry.objects.get(subject=waiting.subject, n=waiting.n - 1)
    with fences_down():
        Subject.objects.filter(pk=waiting.subject_id).update(head_n=before.n, head_leaf=before.leaf)
        waiting.delete()
    assert "period_differs" in {kind for kind, *_where in found()}


def test_8_a_middle_entry_deleted(whole):
    entry = middle(whole[0])
    where, seq = named(entry), entry.seq
    with fences_down():
        entry.delete()
    assert {("missing", *where), ("place_missing", "history_entry", f"seq={seq}")} <= set(found())


def test_9_two_places_swapped(whole):
    a, b = Entry.objects.filter(seq__in=[4, 9]).order_by("seq")
    set_(Entry, a.pk, seq=1000)
    set_(Entry, b.pk, seq=4)
    set_(Entry, a.pk, seq=9)
    assert found() == [
        ("places_changed", "history_entry", pair(4)),
        ("places_changed", "history_entry", pair(9)),
    ]


def test_10_a_changed_checkpoint(whole):
    row = Checkpoint.objects.order_by("size")[1]
    set_(Checkpoint, row.pk, root="0" * 64)
    assert found() == [("checkpoint_changed", "prooflog_checkpoint", f"size={row.size}")]
    set_(Checkpoint, row.pk, root=row.root, note=row.note.replace(f"\n{row.size}\n", f"\n{row.size + 1}\n"))
    assert found() == [("checkpoint_changed", "prooflog_checkpoint", f"size={row.size}")]


def test_11_signed_again_with_another_key(whole):
    row = Checkpoint.objects.order_by("size")[1]
    thief = ed25519.signer(ed25519.secret(row.origin, bytes(32)))
    note = sign_checkpoint(Head.of(row.origin, row.size, bytes.fromhex(row.root)), thief)
    set_(Checkpoint, row.pk, note=note.encode().decode())
    assert found() == [("signature_bad", "prooflog_checkpoint", f"size={row.size}")]


def test_12_a_period_row(whole):
    row = MatterPeriod.objects.order_by("pk")[2]
    where = ("matters_matterperiod", f"id={row.pk} matter={row.matter_id}")
    for values in ({"state": "closed"}, {"in_time": True}, {"effective_to": row.effective_from}):
        set_(MatterPeriod, row.pk, **values)
        assert ("period_differs", *where) in found()
        set_(MatterPeriod, row.pk, **{name: getattr(row, name) for name in values})
    assert found() == []
    with fences_down():
        row.delete()
    assert [kind for kind, *_where in found()] == ["period_gone"]


def test_13_the_matter_as_it_stands(whole):
    matter = whole[0].again()
    for values in ({"state": "in_hand"}, {"satisfaction": "fair"}, {"in_time": False}, {"requirement": "另"}):
        before = {name: getattr(matter, name) for name in values}
        Matter.objects.filter(pk=matter.pk).update(**values)
        assert found() == [("row_differs", "matters_matter", f"id={matter.pk} {matter.number}")]
        Matter.objects.filter(pk=matter.pk).update(**before)
    assert found() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the types of its columns")
@pytest.mark.parametrize(
    "value", ["state || char(0) || 'x'", "CAST(state AS BLOB)", "NULLIF(state, '') || char(31)"]
)
def test_13b_what_hides_in_a_column_of_any_type(whole, value):
    row = MatterPeriod.objects.order_by("pk")[2]
    with fences_down(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = 1")
        cursor.execute(f"UPDATE matters_matterperiod SET state = {value} WHERE id = %s", [row.pk])
        cursor.execute("PRAGMA ignore_check_constraints = 0")
    kinds = {kind for kind, *_where in found()}
    assert kinds == {"period_differs", "period_gone"}


def test_13c_words_that_json_spells_otherwise(world, whole, now):
    """Quotation marks, backslashes, commas, line ends and the like in what a list shows are no alarm."""
    walk = Walk(world, now, title="第三件")
    walk.dispatch(requirement='一、"先查",\\后改\n二、[null],1 \u2028 \U0001f6a7')
    assert found() == []
    Matter.objects.filter(pk=walk.matter.pk).update(requirement="另")
    assert [kind for kind, *_where in found()] == ["row_differs"]


def test_14_an_item_of_the_vault(whole):
    a, b = VaultItem.objects.filter(field="words").order_by("pk")[:2]
    set_(VaultItem, a.pk, sealed=flipped(a.sealed))
    assert found() == [("vault_changed", "vault_vaultitem", str(a.uid))]
    set_(VaultItem, a.pk, sealed=a.sealed, commitment=b.commitment)
    assert found() == [("commitment_changed", "vault_vaultitem", str(a.uid))]


def test_15_an_old_backup(world, whole, now):
    """The database as it was, with the folder of keys as it was: only what is outside can tell."""
    outside = Checkpoint.objects.order_by("-size")[0]
    older = Checkpoint.objects.order_by("-size")[1]
    with fences_down():
        cut(world, older)
    guard.write(world.zone, guard.Mark(older.origin, older.size, older.root))
    assert [
        kind for kind, *_where in found() if kind.startswith(("guard", "log", "edge", "checkpoint"))
    ] == []
    assert ("outside_ahead", "checkpoint 1", f"{outside.origin} size={outside.size}") in found(
        checkpoints=[outside.note.encode()]
    )


def test_15b_an_old_database_beside_its_folder(world, whole):
    older = Checkpoint.objects.order_by("-size")[1]
    with fences_down():
        cut(world, older)
    assert ("guard_ahead", "var/keys", "log-qingyu.guard") in found()


def cut(world, to):
    """Take the log back to a checkpoint, as an old copy of it would be."""
    gone = Entry.objects.filter(zone=world.zone).exclude(seq__lt=to.size)
    for entry in gone.order_by("subject_id", "n").values_list("subject_id", "n"):
        before = Entry.objects.filter(subject_id=entry[0], n=entry[1] - 1).first()
        if before is not None and before.seq is not None and before.seq < to.size:
            Subject.objects.filter(pk=entry[0]).update(head_n=before.n, head_leaf=before.leaf)
    gone.delete()
    LogNode.objects.filter(zone=world.zone, place__gte=to.size).delete()
    Checkpoint.objects.filter(zone=world.zone, size__gt=to.size).delete()
    leaves = [
        bytes.fromhex(leaf)
        for leaf in Entry.objects.filter(zone=world.zone).order_by("seq").values_list("leaf", flat=True)
    ]
    frontier, _nodes = merkle.Frontier().extend(leaves)
    Log.objects.filter(zone=world.zone).update(size=to.size, frontier=frontier.dump())


def test_16_a_log_rewritten_with_its_own_key(world, whole, now):
    """Whoever owns the machine rewrites everything, and signs it: a checkpoint from outside finds him."""
    outside = Checkpoint.objects.order_by("-size")[0]
    entry = Entry.objects.filter(subject=world.zone.subject).order_by("n").last()
    forged = bytes(entry.body).replace(b'"on":"2021', b'"on":"2020')
    leaf = chain.leaf_hash(forged)
    with fences_down():
        Entry.objects.filter(pk=entry.pk).update(
            body=forged, leaf=leaf, effective_on=entry.effective_on.replace(year=2020)
        )
        Subject.objects.filter(pk=entry.subject_id).update(head_leaf=leaf)
        adopted = json.loads(forged)["data"]  # the last act on a zone: the row of the rules goes with it
        rules = RuleSet.objects.filter(zone=world.zone, topic=adopted["topic"], version=adopted["version"])
        assert rules.update(effective_on=entry.effective_on.replace(year=2020)) == 1
        rewrite(world)
    assert found() == []
    assert found(checkpoints=[outside.note.encode()]) == [
        ("outside_differs", "checkpoint 1", f"{outside.origin} size={outside.size}")
    ]


def rewrite(world):
    sizes = list(Checkpoint.objects.filter(zone=world.zone).order_by("size").values_list("pk", "size"))
    entries = list(
        Entry.objects.filter(zone=world.zone).exclude(seq=None).order_by("seq").values_list("leaf", flat=True)
    )
    frontier, nodes = merkle.Frontier().extend([bytes.fromhex(leaf) for leaf in entries])
    for place, hashes in tree.rows_of(nodes).items():
        LogNode.objects.filter(zone=world.zone, place=place).update(hashes=hashes)
    log, key = Log.objects.get(zone=world.zone), LogKey.objects.get(zone=world.zone)
    Log.objects.filter(pk=log.pk).update(frontier=frontier.dump())
    from banshi.base.prooflog import keyfiles

    for pk, size in sizes:
        root = tree.root_at(world.zone, size, 1)
        note = sign_checkpoint(Head.of(log.origin, size, root), keyfiles.signer(key.vkey))
        Checkpoint.objects.filter(pk=pk).update(root=root.hex(), note=note.encode().decode())
    guard.write(world.zone, guard.Mark(log.origin, size, root.hex()))


def test_17_keys_exchanged(world, whole):
    outside = Checkpoint.objects.order_by("-size")[0]
    thief = ed25519.secret(outside.origin, bytes(32))
    set_(LogKey, LogKey.objects.get(zone=world.zone).pk, vkey=thief.public.text())
    kinds = {kind for kind, *_where in found(checkpoints=[outside.note.encode()])}
    assert {"signature_bad", "guard_no_key", "outside_other_key"} <= kinds


def test_18_the_log_s_own_row(world, whole):
    log = Log.objects.get(zone=world.zone)
    Log.objects.filter(pk=log.pk).update(frontier=flipped(log.frontier))
    assert [kind for kind, *_where in found()] == ["edge_changed", "guard_differs"]
    Log.objects.filter(pk=log.pk).update(frontier=log.frontier)
    last = Checkpoint.objects.order_by("-size")[0]
    with fences_down():
        last.delete()
    assert found() == [("checkpoint_gone", "prooflog_checkpoint", f"size={last.size}")]


def test_19_no_checkpoint_and_a_foreign_one(whole, world):
    thief = ed25519.signer(ed25519.secret("banshi/nowhere", bytes(32)))
    note = sign_checkpoint(Head.of("banshi/nowhere", 3, bytes(32)), thief).encode()
    assert [kind for kind, *_where in found(checkpoints=[b"hello", note])] == [
        "outside_unreadable",
        "outside_other_log",
    ]


def test_20_a_log_that_is_gone(world, whole):
    from banshi.base.prooflog.models import Departure

    with fences_down():
        for model in (Departure, Checkpoint, LogNode, LogKey, Log):
            model.objects.all().delete()
    assert ("log_gone", "prooflog_log", "") in found()


def test_the_command(world, whole, tmp_path):
    out = StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue().startswith("ok: ")
    paper = tmp_path / "paper.txt"
    paper.write_text(Checkpoint.objects.order_by("-size")[0].note)
    entry = middle(whole[0])
    set_(Entry, entry.pk, kind="matters.else")
    for words in ([], ["--json"], ["--all", "--checkpoint", str(paper)]):
        out = StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("verify", *words, stdout=out)
        assert stopped.value.code == 1
        assert f"{entry.subject.uid} n={entry.n}" in out.getvalue()
        if "--json" in words:
            said = json.loads(out.getvalue())
            assert (said["ok"], said["findings"][0]["kind"]) == (False, "columns_differ")


def test_entries_from_before_the_hash_are_compared_by_state(world, whole, monkeypatch, now):
    from banshi.core.matters.actions import desk

    step = desk.Step
    monkeypatch.setattr(
        desk, "Step", lambda kind, data, on: step(kind, {k: v for k, v in data.items() if k != "row"}, on)
    )
    old = Walk(world, now, title="旧的一件")
    old.dispatch()
    monkeypatch.undo()
    old.matter = actions.sign_matter(actor=world.actor("builder"), matter=old.matter, now=now)
    assert found() == []
    Matter.objects.filter(pk=old.matter.pk).update(state="closed", closed_on=now.date())
    assert [kind for kind, *_where in found()] == ["row_differs"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="one engine is enough")
def test_an_upload_that_is_no_evidence_is_still_checked(world, whole, now):
    from banshi.base.files import store

    @acts.use_case("test.receive")
    def receive(*, actor, now):
        return store.receive(actor, SimpleUploadedFile("a.jpg", photo("blue").read(), "image/jpeg"))

    try:
        file = receive(actor=world.system, now=now)
    finally:
        del acts.registry["test.receive"]
    assert found() == []
    blobs.remove(world.zone.uid, file.thumb_sha256)
    assert found() == [("file_changed", "files_storedfile", str(file.uid))]


def test_a_check_that_hears_must_be_able_to_join(whole, monkeypatch):
    from banshi.base.prooflog import verification

    class Deaf:
        listeners = (object(),)

        def findings(self):
            return []

    monkeypatch.setitem(verification._checks, "deaf", Deaf)
    with pytest.raises(TypeError, match="deaf"):
        verify()


@pytest.mark.parametrize("vkey", ["", "banshi/zone+00000000+", "no key at all"])
def test_a_key_s_row_that_holds_no_key_any_more(world, whole, vkey):
    """It is named; nothing breaks off, and nothing is signed."""
    set_(LogKey, LogKey.objects.get().pk, vkey=vkey)
    assert ("key_changed", "prooflog_logkey", str(LogKey.objects.get().pk)) in found()
    assert standing.held(world.zone, Log.objects.get(zone=world.zone)) == standing.NO_KEY
