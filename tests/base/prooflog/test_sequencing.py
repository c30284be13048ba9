"""The sequencer: whole, in order, once, and silent where it may not sign."""

import shutil
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from banshi.base.history.models import Entry
from banshi.base.prooflog import guard, keyfiles, standing, tree
from banshi.base.prooflog.actions import sequencing
from banshi.base.prooflog.actions.sequencing import Held, Overtaken, sequence, sequence_all
from banshi.base.prooflog.background import Runner
from banshi.base.prooflog.models import Checkpoint, Log, LogKey, LogNode
from banshi.base.zones import clock
from banshi.base.zones.actions import found_zone
from banshi.kernel.proof import ed25519, merkle
from banshi.kernel.proof.checkpoints import open_checkpoint
from banshi.kernel.proof.keys import PublicKey
from support.matters import Walk
from support.tampering import fences_down


def leaves(zone):
    return [
        bytes.fromhex(leaf)
        for leaf in Entry.objects.filter(zone=zone).order_by("seq").values_list("leaf", flat=True)
    ]


def test_every_entry_has_a_place_and_every_checkpoint_its_root(world, logged):
    found = leaves(world.zone)
    places = list(Entry.objects.filter(zone=world.zone).order_by("seq").values_list("seq", flat=True))
    assert places == list(range(len(found)))
    assert logged.size == len(found)
    heads = list(Checkpoint.objects.filter(zone=world.zone).order_by("size"))
    assert [head.size for head in heads] == [*range(7, len(found), 7), len(found)]
    key = PublicKey.parse(LogKey.objects.get(zone=world.zone).vkey)
    for head in heads:
        opened = open_checkpoint(head.note.encode(), key, ed25519.verify)
        whole, _nodes = merkle.Frontier().extend(found[: head.size])
        assert (opened.size, opened.root, opened.origin) == (head.size, whole.root(), "banshi/qingyu")
        assert tree.root_at(world.zone, head.size, 1) == whole.root()


def test_stored_nodes_are_those_of_the_tree(world, logged):
    found = leaves(world.zone)
    _frontier, nodes = merkle.Frontier().extend(found)
    stored = {row.place: bytes(row.hashes) for row in LogNode.objects.filter(zone=world.zone)}
    assert stored == tree.rows_of(nodes)
    table = merkle.lookup_of(found, nodes)
    for index in (0, 1, len(found) // 2, len(found) - 1):
        path = tree.inclusion(world.zone, index, len(found), 1)
        assert path == merkle.inclusion_path(index, len(found), table)
    assert tree.consistency(world.zone, 5, len(found), 1) == merkle.consistency_path(5, len(found), table)


def test_what_has_no_place_is_taken_whatever_its_id(world, logged, now):
    """On PostgreSQL a smaller id may be committed after a larger one was sequenced."""
    Walk(world, now, title="第二件").register()
    first, second = Entry.objects.filter(seq=None).order_by("pk")[:2]
    hidden = Entry.objects.filter(pk=first.pk)
    with fences_down():
        hidden.update(zone=elsewhere(now))
    assert sequence_all(world.zone) == Entry.objects.filter(zone=world.zone, seq__gte=logged.size).count()
    with fences_down():
        hidden.update(zone=world.zone)
    assert sequence(world.zone) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.pk < second.pk
    assert first.seq > second.seq


def elsewhere(now):
    return found_zone(code="elsewhere", name_zh="别处", name_en="Elsewhere", now=now, simulated=True)


def test_nothing_waits_nothing_is_signed(world, logged):
    before = Checkpoint.objects.count()
    assert sequence(world.zone) == 0
    assert Checkpoint.objects.count() == before


def test_who_was_overtaken_leaves_nothing(world, logged, now):
    """Two sequencers that prepared the same batch: one keeps it, the other leaves no trace."""
    Walk(world, now).register()
    first = sequencing._prepare(Log.objects.get(pk=logged.pk), 512)
    second = sequencing._prepare(Log.objects.get(pk=logged.pk), 512)
    sequencing._keep(first, world.zone)
    heads, nodes = Checkpoint.objects.count(), LogNode.objects.count()
    with pytest.raises(Overtaken), transaction.atomic():
        sequencing._keep(second, world.zone)
    assert (Checkpoint.objects.count(), LogNode.objects.count()) == (heads, nodes)
    assert Log.objects.get(pk=logged.pk).size == first.frontier.size


def test_a_batch_whose_signature_fails_leaves_nothing(world, logged, now, monkeypatch):
    """Signing is the last act: whatever goes wrong there takes everything back."""
    Walk(world, now).register()
    waiting = Entry.objects.filter(seq=None).count()
    heads = Checkpoint.objects.count()

    def broken(*args):
        raise OSError("the key cannot be read")

    monkeypatch.setattr(sequencing.checkpoints, "sign_checkpoint", broken)
    with pytest.raises(OSError, match="cannot be read"), transaction.atomic():
        sequence(world.zone)
    assert Entry.objects.filter(seq=None).count() == waiting
    assert Checkpoint.objects.count() == heads
    assert Log.objects.get(pk=logged.pk).size == logged.size


def test_an_entry_without_its_hash_is_passed_over_and_waits(world, logged, now):
    Walk(world, now).register()
    waiting = Entry.objects.filter(seq=None)
    first = waiting.order_by("pk")[0]
    with fences_down():
        waiting.filter(pk=first.pk).update(leaf="0" * 64)
    sequence_all(world.zone)
    assert [row.pk for row in waiting] == [first.pk]
    assert standing.waiting(world.zone).pk == first.pk


def test_a_place_is_given_once(world, logged):
    first, second = Entry.objects.filter(seq__in=[0, 1]).order_by("seq")
    for change in (None, first.seq + 1000):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=first.pk).update(seq=change)
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE prooflog_checkpoint SET root = 'x'")
    assert second.seq == 1


def test_a_log_over_sm3(db, fixed_clock, now):
    zone = found_zone(code="sm3", name_zh="国密区", name_en="SM3 zone", now=now, simulated=True, suite=2)
    sequence_all(zone)
    log, head = Log.objects.get(zone=zone), Checkpoint.objects.get(zone=zone)
    entry = Entry.objects.get(zone=zone)
    assert (log.suite, entry.suite) == (2, 2)
    assert entry.leaf == merkle.leaf_hash(bytes(entry.body), 2).hex()
    opened = open_checkpoint(head.note.encode(), PublicKey.parse(head.key.vkey), ed25519.verify)
    assert opened.suite == 2
    assert opened.root.hex() == entry.leaf


def test_the_runner_serves_every_zone_and_tells_what_is_held(world, walk, now, caplog):
    other = found_zone(code="donghu", name_zh="东湖", name_en="East Lake", now=now, simulated=True)
    sequence_all(other)
    guard.drop(other)
    from banshi.core.matters.models import Matter

    assert Matter.objects.exists()
    with fences_down():
        Entry.objects.filter(zone=other).update(seq=None)
    runner = Runner()
    assert runner.once() == Entry.objects.filter(zone=world.zone).count()
    assert runner.told == {other.pk: guard.MISSING}
    assert "donghu" in caplog.text
    assert Runner().once() == 0


def test_secrets_lie_beside_the_database_and_are_private(world, logged):
    key = LogKey.objects.get(zone=world.zone)
    path = keyfiles.path_of(PublicKey.parse(key.vkey))
    assert path.stat().st_mode & 0o777 == 0o600
    secret = path.read_text().strip()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("prooflog_"):
                cursor.execute(f"SELECT * FROM {table}")
                assert secret not in repr(cursor.fetchall())
    path.unlink()
    assert standing.held(world.zone, logged) == standing.NO_KEY


def more(world, now):
    Walk(world, now, title="又一件").register()
    return Entry.objects.filter(zone=world.zone, seq=None).count()


@pytest.mark.parametrize("way", ["missing", "unreadable", "copied", "ahead", "differs", "other_root"])
def test_a_restored_database_signs_nothing(world, logged, now, way):
    path, mark = guard.path_of(world.zone), guard.Mark(logged.origin, logged.size, "")
    root = Checkpoint.objects.get(zone=world.zone, size=logged.size).root
    if way == "missing":
        path.unlink()
    elif way == "unreadable":
        path.write_text("{}")
    elif way == "copied":
        shutil.copy(path, path.with_name("copy"))
        path.with_name("copy").replace(path)
    elif way == "ahead":
        guard.write(world.zone, guard.Mark(mark.origin, mark.size + 1, "00"))
    elif way == "differs":
        guard.write(world.zone, guard.Mark("banshi/other", mark.size, root))
    else:
        guard.write(world.zone, guard.Mark(mark.origin, mark.size - 1, root))
    waits, heads = more(world, now), Checkpoint.objects.count()
    with pytest.raises(Held) as caught:
        sequence(world.zone)
    assert str(caught.value) == {"other_root": "differs"}.get(way, way)
    assert Entry.objects.filter(seq=None).count() == waits
    assert Checkpoint.objects.count() == heads


def test_a_guard_that_lags_after_a_crash_is_no_alarm(world, logged, now):
    earlier = Checkpoint.objects.filter(zone=world.zone).order_by("size")[2]
    guard.write(world.zone, guard.Mark(logged.origin, earlier.size, earlier.root))
    assert sequence(world.zone) == 0
    assert more(world, now) == sequence_all(world.zone)


def test_a_crash_after_the_first_batch_is_no_alarm(world, walk, monkeypatch):
    monkeypatch.setattr(sequencing, "drop", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    write = guard.write
    monkeypatch.setattr(guard, "write", lambda zone, mark: write(zone, mark) if not mark.size else None)
    with pytest.raises(KeyboardInterrupt):
        sequence(world.zone, limit=5)
    monkeypatch.undo()
    assert sequence(world.zone, limit=5) == 5


def test_a_log_that_is_gone_is_not_founded_anew(world, now):
    guard.write(world.zone, guard.Mark("banshi/qingyu", 12, "00"))
    with pytest.raises(Held) as caught:
        sequence(world.zone)
    assert str(caught.value) == standing.GONE
    assert not Log.objects.exists()


def test_the_oldest_waiting_entry_is_known(world, logged, now):
    assert standing.waiting(world.zone) is None
    with clock.fixed(now + timedelta(minutes=5)):
        more(world, now + timedelta(minutes=5))
    assert standing.waiting(world.zone).since == now + timedelta(minutes=5)


def test_the_drop_folder_gets_a_head_once_an_hour(world, walk, now, settings, tmp_path):
    folder = tmp_path / "share"
    settings.CHECKPOINT_FOLDER = str(folder)
    sequence_all(world.zone, limit=9)
    assert standing.last_departure(world.zone) is None  # the share is away
    folder.mkdir()
    more(world, now)
    sequence_all(world.zone, limit=1)
    [file] = folder.iterdir()
    left = standing.last_departure(world.zone)
    assert file.read_text() == left.checkpoint.note
    assert (left.way, left.where) == ("folder", str(folder))
    with clock.fixed(now + timedelta(hours=2)):
        more(world, now + timedelta(hours=2))
        sequence_all(world.zone)
    assert len(list(folder.iterdir())) == 2
