"""What was kept comes back whole, on an empty place, and nothing else passes for it."""

import json

from banshi.base.care import manifest

LOOK = """
import json
from banshi.base.care.queries import waits_for_comparison
from banshi.base.files.models import StoredFile
from banshi.base.history import fences
from banshi.base.history.verify import Tally, walk
from banshi.base.vault import store
from banshi.core.matters.models import Matter
from banshi.base.signin.models import Session
phones = [store.read(m.raiser_phone) for m in Matter.objects.select_related("raiser_phone__key__subject")]
print(json.dumps({"phones": sorted(phones), "waits": waits_for_comparison() is not None,
    "sessions": Session.objects.count(), "file_erased": StoredFile.objects.get().erased_at is not None,
    "broken": len(list(walk(Tally()))) + len(fences.missing())}))
"""
ERASE = """
from banshi.base.care.actions import erase_again
from banshi.base.zones import access, clock
from banshi.base.zones.models import Subject
subject = Subject.objects.select_related("zone").get(uid="{uid}")
erase_again(actor=access.system_actor(subject.zone), subject=subject, now=clock.now(subject.zone))
"""
SEQUENCE = """
from banshi.base.prooflog.actions.sequencing import Held, sequence
from banshi.base.prooflog.models import Log
from banshi.base.zones.models import Zone
zone = Zone.objects.select_related("subject").get()
assert Log.objects.get(zone=zone).size > 10
try:
    print("signed", sequence(zone))
except Held as why:
    print("held", why)
"""
PHONE = "13800000000"


def look(copy):
    done = copy.python(LOOK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def secrets_of(own):
    """The wrapped keys as they lie in the database, as hex."""
    asked = (
        "from banshi.base.vault.models import VaultKey\n"
        "for k in VaultKey.objects.filter(wrapped__isnull=False): print(bytes(k.wrapped).hex())"
    )
    return own.python(asked).stdout.split()


def kept(own, tmp_path, *words):
    own.well("backup", tmp_path / "data", "--keys", tmp_path / "keys", *words)
    return manifest.newest(tmp_path / "data", manifest.DATA)


def test_it_comes_back_on_an_empty_place_and_is_marked_until_compared(own, tmp_path, empty):
    folder = kept(own, tmp_path)
    stated = manifest.read(folder)
    assert stated.counts["matters_matter"] == 2
    assert any(name.startswith("files/") for name in stated.members)
    words, copy = empty()
    assert "entries verified" in own.well("restore", tmp_path / "data", *words, "--keys", tmp_path / "keys")
    whole = {"phones": [PHONE] * 2, "waits": True, "sessions": 0, "file_erased": False, "broken": 0}
    assert look(copy) == whole
    assert "held" in copy.python(SEQUENCE).stdout  # a new entry finds no guard, and nothing is signed
    copy.well("restore", "--compared", "checkpoint of Monday, on paper")
    assert look(copy) == whole | {"waits": False}
    assert "not empty" in own.refused("restore", tmp_path / "data", *words)


def test_the_backup_holds_no_key_and_without_keys_nothing_sealed_opens(own, tmp_path, empty):
    folder = kept(own, tmp_path)
    assert not {"vault.key", "session.key"} & {path.name for path in folder.rglob("*")}
    wrapped = secrets_of(own)
    assert len(wrapped) >= 2
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for secret in wrapped:
            assert bytes.fromhex(secret) not in data, path
            assert secret.encode() not in data, path
    words, copy = empty()
    own.well("restore", tmp_path / "data", *words)
    found = look(copy)
    assert found["phones"] == ["—"] * 2
    assert found["broken"] == 0


def test_what_was_erased_since_stays_erased(own, tmp_path, empty):
    """The backup is older than the erasure, the newest set of keys is younger."""
    words, other = empty("other")
    kept(own, tmp_path)
    own.well("restore", tmp_path / "data", *words, "--keys", tmp_path / "keys")
    other.well("backup", tmp_path / "before", "--keys", tmp_path / "keys2")
    assert other.python(ERASE.format(uid=own.open)).returncode == 0
    other.well("backup", tmp_path / "after", "--keys", tmp_path / "keys2")
    words, copy = empty("third")
    other.well("restore", tmp_path / "before", *words, "--keys", tmp_path / "keys2")
    found = look(copy)
    assert (found["phones"], found["file_erased"], found["broken"]) == ([PHONE, "—"], True, 0)
    assert not [path for path in (copy.var / "files").rglob("*") if path.is_file()]


def test_the_drill_restores_counts_and_keeps_its_result(own, tmp_path):
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse battery\n")
    folder = kept(own, tmp_path, "--passphrase-file", phrase)
    assert not [p for p in folder.rglob("*") if p.is_file() and b"SQLite format" in p.read_bytes()]
    given = ["--keys", tmp_path / "keys", "--passphrase-file", phrase]
    said = json.loads(own.well("drill", "--json", *given))
    assert said["ok"]
    assert said["sealed"]["open"] > 5
    assert "give --passphrase-file" in own.refused("drill")
    asked = "from banshi.base.care.queries import last; r = last('drill'); print(r.ok, r.facts['faults'])"
    assert own.python(asked).stdout.startswith("False ['banshi-data-")
    assert not [path for path in own.var.iterdir() if path.name.startswith(("drill-", "backup-", "restore-"))]
