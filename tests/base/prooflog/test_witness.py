"""The second machine: by files and through the door; it never cosigns what contradicts what it has seen."""

import json
import subprocess
import sys
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from django.test import Client

from banshi.base.prooflog import receipts, witness
from banshi.base.prooflog.actions import cosigning, keeping
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import Checkpoint, Cosignature, LogKey
from banshi.kernel.proof import ed25519
from banshi.kernel.proof.checkpoints import Checkpoint as Head
from banshi.kernel.proof.checkpoints import sign_checkpoint
from support.matters import Walk

DOOR = "http://testserver/proof/open/qingyu"


@pytest.fixture
def home(world, logged, now, tmp_path):
    """A witness that knows the log and is registered."""
    home = witness.Home(tmp_path / "witness")
    key = home.make_key("banshi/witness-1")
    witness.trust(home, LogKey.objects.get(zone=world.zone).vkey)
    keeping.register_witness(actor=world.actor("administrator"), vkey=key.text(), place="机房", now=now)
    sequence_all(world.zone)
    return home


@pytest.fixture
def network(monkeypatch):
    """The door over Django's client in place of a network."""
    client = Client()

    def opened(request, timeout):
        path = urlsplit(request.full_url).path
        if request.data is None:
            answer = client.get(path)
        else:
            answer = client.post(path, request.data, content_type="text/plain; charset=utf-8")
        if answer.status_code != 200:
            raise HTTPError(request.full_url, answer.status_code, "no", {}, BytesIO(answer.content))
        return BytesIO(answer.content)

    monkeypatch.setattr(witness, "urlopen", opened)


def more(world, now):
    Walk(world, now, title="又一件").register()
    sequence_all(world.zone)


def test_pull_cosigns_and_brings_it_back(world, home, network, now, tmp_path):
    out = tmp_path / "cosigned.txt"
    witness.pull(home, DOOR, out)
    more(world, now)
    witness.pull(home, f"{DOOR}/", None)
    sizes = [line.checkpoint.size for line in Cosignature.objects.order_by("pk").select_related("checkpoint")]
    assert len(sizes) == 2
    assert sizes[1] == Checkpoint.objects.order_by("-size")[0].size
    assert "banshi/witness-1" in out.read_text()
    assert (home.folder / "witness.key").stat().st_mode & 0o777 == 0o600


def test_one_that_is_not_registered_is_told_so(world, logged, network, tmp_path):
    home = witness.Home(tmp_path / "stranger")
    home.make_key("banshi/witness-2")
    witness.trust(home, LogKey.objects.get(zone=world.zone).vkey)
    with pytest.raises(witness.Trouble, match="not registered"):
        witness.pull(home, DOOR, None)
    assert not Cosignature.objects.exists()


def test_a_new_key_is_followed(world, home, network, now):
    witness.pull(home, DOOR, None)
    for _turn in range(2):
        keeping.rotate_key(actor=world.actor("administrator"), reason="scheduled", now=now)
        sequence_all(world.zone)
    witness.pull(home, DOOR, None)
    assert home.logs()["banshi/qingyu"]["key"] == LogKey.objects.order_by("-pk")[0].vkey
    assert Cosignature.objects.count() == 2


def test_files(world, home, tmp_path, now):
    asked, out = tmp_path / "asked.txt", tmp_path / "cosigned.txt"
    asked.write_text(receipts.since(world.zone, 0))
    assert witness.main(["--home", str(home.folder), "cosign", str(asked), str(out)]) == 0
    assert len(cosigning.take_in(world.zone, out.read_bytes())) == 1
    assert witness.main(["--home", str(home.folder), "list"]) == 0
    assert (
        witness.main(["--home", str(home.folder), "cosign", str(asked), str(out)]) == 1
    )  # it begins at 0 again


def signed(world, size, root):
    """What a log under pressure would show: signed with its own key."""
    from banshi.base.prooflog import keyfiles

    key = LogKey.objects.get(zone=world.zone)
    return sign_checkpoint(Head.of(key.origin, size, root), keyfiles.signer(key.vkey)).encode()


def test_what_contradicts_is_not_cosigned(world, home, now):
    seen = Checkpoint.objects.order_by("-size")[0].size
    witness.cosign(home, receipts.since(world.zone, 0).encode())
    more(world, now)
    good = receipts.since(world.zone, seen)
    old, _path, note = witness.read_request(good.encode())
    forged = signed(world, seen + 1, b"f" * 32)
    kept = home.logs()
    cases = {
        "split_view": f"old {seen}\n\n".encode() + signed(world, seen, b"f" * 32),
        "went_back": f"old {seen}\n\n".encode() + signed(world, seen - 1, b"f" * 32),
        "root_differs": good.split("\n\n")[0].encode() + b"\n\n" + forged,
        "path": f"old {seen}\n\n".encode() + note,
        "begins": f"old {seen - 1}\n\n".encode() + note,
        "not what a log": b"hello",
    }
    for word, data in cases.items():
        with pytest.raises(witness.Trouble, match=r"NOT cosigned|begins at|not what a log") as caught:
            witness.cosign(home, data)
        assert word in str(caught.value) or word == "root_differs"
    assert (old, home.logs()) == (seen, kept)
    witness.cosign(home, good.encode())


def test_an_unknown_log_and_a_wrong_key(world, home):
    thief = ed25519.signer(ed25519.secret("banshi/qingyu", b"t" * 32))
    head = Checkpoint.objects.order_by("-size")[0]
    note = sign_checkpoint(Head.of("banshi/qingyu", head.size, bytes.fromhex(head.root)), thief)
    with pytest.raises(witness.Trouble, match="signature"):
        witness.cosign(home, b"old 0\n\n" + note.encode())
    other = sign_checkpoint(
        Head.of("banshi/x", 1, bytes(32)), ed25519.signer(ed25519.secret("banshi/x", bytes(32)))
    )
    with pytest.raises(witness.Trouble, match="not known"):
        witness.cosign(home, b"old 0\n\n" + other.encode())
    with pytest.raises(witness.Trouble, match="another key"):
        witness.trust(home, thief.key.text())
    with pytest.raises(witness.Trouble, match="do not lead"):
        witness.follow(
            home,
            json.dumps({"origin": "banshi/qingyu", "key": thief.key.text(), "announcements": []}).encode(),
        )


def test_the_door(world, logged, client):
    head = Checkpoint.objects.order_by("-size")[0]
    assert client.get("/proof/open/qingyu/checkpoint").content.decode() == head.note
    assert client.get("/proof/open/nowhere/checkpoint").status_code == 404
    assert client.get(f"/proof/open/qingyu/since/{head.size + 1}").status_code == 404
    refused = client.post("/proof/open/qingyu/cosignature", head.note.encode(), content_type="text/plain")
    assert (refused.status_code, refused.content) == (422, b"prooflog.no_witness\n")
    long = client.post("/proof/open/qingyu/cosignature", b"x" * 20_001, content_type="text/plain")
    assert long.status_code == 413
    assert not Cosignature.objects.exists()


def test_it_needs_no_database(tmp_path):
    """The witness runs without Django's settings, as on a machine that has nothing else."""
    command = [sys.executable, "-P", "-m", "banshi.base.prooflog.witness", "--home", str(tmp_path / "w")]
    made = subprocess.run([*command, "init", "banshi/witness-9"], capture_output=True, text=True, check=False,
                          env={"PATH": "/usr/bin"})  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("banshi/witness-9+")
    again = subprocess.run([*command, "init", "x"], capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
