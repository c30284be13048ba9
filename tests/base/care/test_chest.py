"""Members of a backup: sealed or not, changed or gone, of this release or another. No database, no process."""

import io
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from banshi.base.care import backup, drill, manifest, restore, seal
from banshi.base.care.manifest import Chest, Manifest
from banshi.base.care.trouble import CareTrouble

MIB = 1 << 20
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def phrase(tmp_path, text="correct horse battery", name="phrase"):
    path = tmp_path / name
    path.write_text(f"{text}\n")
    return path


def filled(tmp_path, passphrase=None, name="banshi-data-20261126T120000Z", **stated):
    """A chest with one member, closed."""
    folder = tmp_path / "data" / name
    folder.mkdir(parents=True)
    source = tmp_path / "source"
    source.write_bytes(b"what was kept " * 10_000)
    stated = {"made_at": NOW.isoformat(), "version": "0.1.0", "engine": "sqlite"} | stated
    chest = Chest(folder, Manifest(name, **stated), passphrase)
    chest.put("files/ab/member", source)
    chest.close()
    return folder, source


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])
def test_what_is_sealed_opens_again_whole(size):
    plain, key = os.urandom(size), os.urandom(32)
    sealed, opened = io.BytesIO(), io.BytesIO()
    seal.seal(key, "name", io.BytesIO(plain), sealed)
    seal.unseal(key, "name", io.BytesIO(sealed.getvalue()), opened)
    assert opened.getvalue() == plain
    assert size < 16 or plain[:16] not in sealed.getvalue()


def test_nothing_cut_off_swapped_or_renamed_opens():
    plain, key = os.urandom(2 * MIB + 7), os.urandom(32)
    out = io.BytesIO()
    seal.seal(key, "name", io.BytesIO(plain), out)
    whole, head, piece = out.getvalue(), len(seal.MAGIC) + seal.SALT, MIB + seal.TAG
    first, second, last = (
        whole[head : head + piece],
        whole[head + piece : head + 2 * piece],
        whole[head + 2 * piece :],
    )
    for changed in (
        whole[:-8],
        whole[: head + 2 * piece],
        whole[:head] + second + first + last,
        whole + b"x",
        whole[:head] + bytes([first[0] ^ 1]) + whole[head + 1 :],
        b"other" + whole,
    ):
        with pytest.raises(CareTrouble):
            seal.unseal(key, "name", io.BytesIO(changed), io.BytesIO())
    for other in ((key, "another"), (os.urandom(32), "name")):
        with pytest.raises(CareTrouble):
            seal.unseal(*other, io.BytesIO(whole), io.BytesIO())


@pytest.mark.parametrize("sealed", [False, True])
def test_a_member_comes_back_and_a_changed_byte_is_found(tmp_path, sealed):
    key = phrase(tmp_path) if sealed else None
    folder, source = filled(tmp_path, key)
    chest = manifest.open_chest(folder, key)
    assert chest.take("files/ab/member", tmp_path / "back").read_bytes() == source.read_bytes()
    victim = folder / "files/ab/member"
    assert (b"what was kept" in victim.read_bytes()) is not sealed
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    with pytest.raises(CareTrouble, match="does not open" if sealed else "was changed after the backup"):
        chest.take("files/ab/member", tmp_path / "back2")
    victim.unlink()
    with pytest.raises(CareTrouble, match="is missing"):
        chest.take("files/ab/member", tmp_path / "back3")


def test_sealed_it_asks_for_its_passphrase_and_knows_a_changed_manifest(tmp_path):
    key = phrase(tmp_path)
    folder, _source = filled(tmp_path, key)
    with pytest.raises(CareTrouble, match="--passphrase-file"):
        manifest.open_chest(folder, None)
    with pytest.raises(CareTrouble, match="another passphrase"):
        manifest.open_chest(folder, phrase(tmp_path, "another horse battery", "other"))
    with pytest.raises(CareTrouble, match="too short"):
        manifest.open_chest(folder, phrase(tmp_path, "short", "other"))
    path = folder / manifest.NAME
    path.write_text(path.read_text().replace('"0.1.0"', '"0.0.9"'))
    with pytest.raises(CareTrouble, match="changed manifest"):
        manifest.open_chest(folder, key)


def known(monkeypatch):
    class Loader:
        disk_migrations = {("matters", "0001_initial"): None}

        def __init__(self, connection, **_given):
            assert connection is None

    monkeypatch.setattr(restore, "MigrationLoader", Loader)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"migrations": {"matters": ["0001_initial", "0999_of_tomorrow"]}}, "matters.0999_of_tomorrow"),
        ({"version": "99.0.0"}, "newer than this Banshi"),
        ({"version": "0.0.1"}, "a release was skipped"),
        ({"engine": "postgresql"}, "--to must be an address"),
        ({}, ""),
    ],
)
def test_a_backup_of_another_release_is_refused_with_one_line(tmp_path, monkeypatch, stated, said):
    known(monkeypatch)
    told = {
        "made_at": "",
        "version": "0.1.0",
        "engine": "sqlite",
        "migrations": {"matters": ["0001_initial"]},
    }
    made = Manifest("banshi-data-x", **(told | stated))
    if not said:
        return restore.check_fits(made, restore.Target(tmp_path / "copy"))
    with pytest.raises(CareTrouble, match=said) as refused:
        restore.check_fits(made, restore.Target(tmp_path / "copy"))
    assert "\n" not in str(refused.value)
    return None


def test_a_folder_that_is_no_backup_or_of_a_newer_format_says_so(tmp_path):
    folder, _source = filled(tmp_path)
    path = folder / manifest.NAME
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(CareTrouble, match="newer Banshi"):
        manifest.read(folder)
    path.write_text("{}")
    with pytest.raises(CareTrouble, match="is no backup"):
        manifest.read(folder)
    path.unlink()
    with pytest.raises(CareTrouble, match="there is no banshi-data-"):
        manifest.newest(tmp_path / "data", manifest.DATA)


def test_the_newest_whole_set_is_taken(tmp_path):
    filled(tmp_path, name="banshi-data-20261125T120000Z")
    newer, _source = filled(tmp_path, name="banshi-data-20261126T120000Z")
    (tmp_path / "data" / "banshi-data-20261127T120000Z").mkdir()
    assert manifest.newest(tmp_path / "data", manifest.DATA) == newer
    assert manifest.newest(newer, manifest.DATA) == newer


def test_a_member_cannot_point_out_of_its_folder(tmp_path):
    folder, source = filled(tmp_path)
    chest = manifest.open_chest(folder, None)
    chest.manifest.members["files/../../escaped"] = chest.manifest.members["files/ab/member"]
    shutil.copy(source, folder.parent / "escaped")
    with pytest.raises(CareTrouble, match="points out"):
        restore._take_all(chest, "files/", tmp_path / "out" / "files")
    assert not (tmp_path / "escaped").exists()


def test_what_breaks_off_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), backup.Incoming(tmp_path, "whole") as incoming:
        (incoming.path / "half").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with backup.Incoming(tmp_path, "whole") as incoming:
        (incoming.path / "all").write_text("x")
        assert not (tmp_path / "whole").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_sets_of_keys_live_for_a_short_time_and_nothing_else_goes(tmp_path):
    filled(tmp_path, name="banshi-keys-old", made_at=(NOW - timedelta(days=20)).isoformat())
    filled(tmp_path, name="banshi-keys-new", made_at=(NOW - timedelta(days=3)).isoformat())
    filled(tmp_path, name="something-else", made_at=(NOW - timedelta(days=20)).isoformat())
    (tmp_path / "data" / "banshi-keys-strange").mkdir()
    assert list(backup._drop_old(tmp_path / "data", NOW - timedelta(days=14))) == ["banshi-keys-old"]
    left = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert left == ["banshi-keys-new", "banshi-keys-strange", "something-else"]


@pytest.mark.parametrize("keys", [".", "keys", ".."])
def test_keys_lie_apart(tmp_path, keys):
    with pytest.raises(CareTrouble, match="a place apart"):
        backup._apart(tmp_path / "data", tmp_path / "data" / keys)


def test_the_place_must_have_room(tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "LEAST_SPARE", 1 << 60)
    monkeypatch.setattr(backup, "_blobs", lambda: iter(()))
    with pytest.raises(CareTrouble, match="MiB are needed"):
        backup._room(Path("/"))


FOUND = {
    "engine": [],
    "counts": {"matters_matter": 2},
    "heads": {"qingyu": {"subjects": 1, "digest": "a", "entries": 2}},
    "bad": [],
    "sealed": {"open": 3, "without_key": 0, "damaged": 0},
    "with_keys": True,
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"counts": {"matters_matter": 1}}, "2 rows were kept, 1 came back"),
        ({"counts": {}}, "2 rows were kept, 0 came back"),
        ({"heads": {"qingyu": {"subjects": 1, "digest": "b", "entries": 2}}}, "heads of its chains"),
        ({"heads": {}}, "heads of its chains"),
        (
            {
                "bad": [
                    {"kind": "body_changed", "table": "history_entry", "row": "n=3", "sentence": "Changed."}
                ]
            },
            "history_entry n=3: Changed.",
        ),
        ({"engine": ["row 7 missing from index"]}, "row 7"),
        ({"sealed": {"open": 2, "without_key": 0, "damaged": 1}}, "do not open"),
        ({"sealed": {"open": 2, "without_key": 1, "damaged": 0}}, "have no key"),
    ],
)
def test_the_drill_names_what_did_not_come_back(change, said):
    stated = Manifest(
        "x", "", "0.1.0", "sqlite", counts=FOUND["counts"], heads=FOUND["heads"], members={}, damaged=[]
    )
    assert drill.compare(stated, FOUND) == []
    faults = drill.compare(stated, FOUND | change)
    assert len(faults) == 1
    assert said in faults[0]
