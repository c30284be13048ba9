"""The pages of the proof log and the receipts, as people use them."""

import json

import pytest
from django.test import Client

from banshi.base.history.models import Entry
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.prooflog.models import Checkpoint, Cosignature, Departure, LogKey, Witness
from banshi.base.prooflog.receipts import drawn
from banshi.base.zones.ids import uuid7
from banshi.kernel.proof import checking, ed25519
from banshi.kernel.proof import receipts as documents
from banshi.kernel.proof.keys import COSIGNATURE, PublicKey
from banshi.kernel.proof.notes import Note, cosign

WITNESS = ed25519.signer(ed25519.secret("banshi/witness-1", b"w" * 32, COSIGNATURE))


def browser(world, name):
    client = Client()
    client.force_login(world.accounts[name])
    return client


def sent(client, path, **values):
    return client.post(path, {"key": str(uuid7()), **values})


@pytest.fixture
def administrator(world, logged):
    return browser(world, "administrator")


def test_before_the_first_checkpoint_the_page_says_what_will_be_there(world):
    page = browser(world, "administrator").get("/proof/").content.decode()
    assert "首批记录入册后" in page
    assert "带出检查点</a>" not in page
    assert browser(world, "administrator").get("/proof/sheet").status_code == 200


def test_a_file_is_taken_out_once_however_often_it_is_sent(world, administrator):
    key = str(uuid7())
    for _again in range(2):
        answer = administrator.post("/proof/take-out", {"key": key, "way": "file", "where": "纪工委电脑"})
        head = Departure.objects.get().checkpoint
        assert answer.content.decode() == head.note
        assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.filter(kind="prooflog.left").count() == 1
    answer = sent(administrator, "/proof/take-out", way="paper", where="保险柜")
    assert (answer.status_code, answer["Location"]) == (302, "/proof/")
    assert "保险柜" in administrator.get("/proof/").content.decode()


def test_a_witness_from_registration_to_its_end(world, administrator):
    assert sent(administrator, "/proof/witnesses/new", vkey="x", place="机房").status_code == 422
    assert (
        sent(administrator, "/proof/witnesses/new", vkey=WITNESS.key.text(), place="机房").status_code == 302
    )
    head = Checkpoint.objects.order_by("-size")[0]
    made = cosign(Note.parse(head.note.encode()), WITNESS, 1621213200).encode().decode()
    assert sent(administrator, "/proof/cosignature", note=head.note).status_code == 422
    pasted = made.replace("\n", "\r\n") + "\r\n"
    assert sent(administrator, "/proof/cosignature", note=pasted).status_code == 302
    assert Cosignature.objects.get().checkpoint == head
    page = administrator.get("/proof/").content.decode()
    assert "banshi/witness-1" in page
    assert administrator.get(f"/proof/checkpoint/{head.size}").content.decode() == made
    assert "banshi/witness-1" in administrator.get("/proof/sheet").content.decode()
    ended = f"/proof/witnesses/{Witness.objects.get().pk}/end"
    assert sent(administrator, ended, reason="retired").status_code == 302
    assert Witness.objects.get().ended_at is not None


def test_the_key_is_changed(world, administrator):
    assert sent(administrator, "/proof/key", reason="scheduled").status_code == 302
    assert LogKey.objects.filter(zone=world.zone).count() == 2


def test_consistency_as_a_file(world, administrator):
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    answer = administrator.get(f"/proof/growth/{sizes[0]}/{sizes[-1]}")
    key = PublicKey.parse(LogKey.objects.get().vkey)
    assert checking.check(documents.decode(answer.content), [key], ed25519.verify).proved
    assert administrator.get(f"/proof/growth/{sizes[0]}/{sizes[-1] + 1}").status_code == 404
    assert administrator.get(f"/proof/growth/{sizes[-1]}/{sizes[0]}").status_code == 404


def test_what_is_wrong_is_said_on_the_page(world, administrator, now):
    from datetime import timedelta

    from banshi.base.prooflog import guard
    from banshi.base.zones import clock
    from support.matters import Walk

    Walk(world, now).register()
    guard.drop(world.zone)
    with clock.fixed(now + timedelta(hours=25)):
        page = administrator.get("/proof/")
        health = administrator.get("/operations/health")
    for words in ("24小时以上没有检查点", "超过一分钟", "没有守护文件"):
        assert words in page.content.decode()
    assert health.status_code == 503
    assert "没有守护文件" in health.content.decode()


def test_the_receipt_from_the_matter_s_page(world, walk, now):
    client = browser(world, "clerk")
    subject = walk.matter.subject
    where = f"/proof/receipt/{subject.uid}/{subject.head_n}"
    assert where in client.get(f"/matters/{subject.uid}/").content.decode()
    page = client.get(where).content.decode()
    assert "待入册" in page
    assert client.get(f"{where}/proof.json").status_code == 404
    sequence_all(world.zone, limit=2)
    page = client.get(where).content.decode()
    assert "销号回执" in page
    assert "<svg" in page
    entry = Entry.objects.get(subject=subject, n=subject.head_n)
    assert f"<dd>{entry.seq + 1} / {Checkpoint.objects.order_by('-size')[0].size}</dd>" in page
    key = PublicKey.parse(LogKey.objects.get().vkey)
    assert key.fingerprint() in page
    answer = client.get(f"{where}/proof.json")
    assert checking.check(documents.decode(answer.content), [key], ed25519.verify).proved
    assert json.loads(answer.content)["format"] == "banshi-proof/1"
    assert client.get(f"/proof/receipt/{subject.uid}/{subject.head_n + 1}").status_code == 404
    assert client.get(f"/proof/receipt/{world.zone.subject.uid}/1").status_code == 404


def test_the_receipt_is_pending_until_it_is_taken_in(world, walk, now):
    client = browser(world, "clerk")
    subject = walk.matter.subject
    from banshi.base.prooflog.actions.sequencing import sequence

    sequence(world.zone, limit=2)
    where = f"/proof/receipt/{subject.uid}/{subject.head_n}"
    assert "待入册回执" in client.get(where).content.decode()
    found = documents.decode(client.get(f"{where}/proof.json").content)
    report = checking.check(found, [PublicKey.parse(LogKey.objects.get().vkey)], ed25519.verify)
    assert report.sound
    assert not report.proved


def test_the_verifier_is_the_file_that_is_tested(world):
    from pathlib import Path

    from banshi.kernel.proof import verify

    answer = browser(world, "clerk").get("/proof/verifier")
    assert answer.content == Path(verify.__file__).read_bytes()


def test_a_large_code_is_drawn_to_the_size_of_its_room():
    """With a size of its own in pixels, one of many entries or witnesses was cut off on paper (75 mm are 283)."""
    small, large = drawn("BANSHI1:" + "A" * 200), drawn("BANSHI1:" + "A" * 1300)
    for picture in (small, large):
        opening = picture[: picture.index(">")]
        assert "viewBox" in opening
        assert "width=" not in opening
    assert drawn("A" * 5000) == ""


def test_each_checkpoint_opens_as_it_stands_also_of_a_log_that_went_on_under_another_name(
    world, administrator
):
    """Two logs may have signed a head of one size; each number of the page opens its own."""
    first = Checkpoint.objects.order_by("-size")[0]
    later = Checkpoint.objects.create(
        zone=world.zone, origin=f"{first.origin}/2", size=first.size, root=first.root, key=first.key,
        note=first.note.replace(first.origin, f"{first.origin}/2"), signed_at=first.signed_at,
    )  # fmt: skip
    for one in (first, later):
        shown = administrator.get(f"/proof/checkpoint/{one.size}", {"of": one.origin}).content.decode()
        assert shown.startswith(f"{one.origin}\n{one.size}\n")
    assert administrator.get(f"/proof/checkpoint/{first.size}", {"of": "banshi/none"}).status_code == 404
    page = administrator.get("/proof/").content.decode()
    assert f'/proof/checkpoint/{later.size}?of={later.origin}"' in page
    assert f'/proof/checkpoint/{first.size}"' in page
