"""Rows of files: received, attached, recognised elsewhere, erased."""

import os
import time

import pytest
from django.db import DatabaseError, transaction

from banshi.base.files import blobs, intake, store
from banshi.base.files.models import FileLink, StoredFile
from banshi.base.history import fences
from banshi.base.vault import store as vault
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from base.files.samples import PDF, actor, image, upload


def blob_count(root):
    return len([path for path in root.rglob("*") if path.is_file()])


@pytest.fixture
def received(zone, account, acting):
    def receive(subject, content=None, name="photo.jpg"):
        with acting():
            return store.receive_for(actor(zone, account=account), subject, upload(content or image(), name))

    return receive


def test_a_file_is_received_and_hangs_on_its_subject(received, subject, account):
    file = received(subject)
    assert file.original_name == "photo.jpg"
    assert file.account == account
    assert file.created_at.isoformat() == "2021-05-31T02:00:00+00:00"
    assert list(StoredFile.objects.of(subject)) == [file]


def test_attaching_twice_is_one_link(received, subject, acting):
    file = received(subject)
    with acting():
        store.attach(file, subject, role="evidence")
    assert FileLink.objects.count() == 1


def test_the_same_file_twice_is_two_rows_and_one_blob(received, subject, other_subject, files_root):
    first, second = received(subject, PDF, "a.pdf"), received(other_subject, PDF, "b.pdf")
    assert first.pk != second.pk
    assert blob_count(files_root) == 1


def test_the_same_file_on_another_subject_is_recognised(received, subject, other_subject):
    first, second = received(subject), received(other_subject)
    received(other_subject, image(colour="blue"))
    assert [link.file for link in store.same_elsewhere(second, other_subject)] == [first]
    assert [link.file for link in store.same_elsewhere(first, subject)] == [second]


def test_a_copy_without_its_hidden_data_is_recognised(received, subject, other_subject):
    plain, commented = image("PNG"), image("PNG", dpi=(300, 300))
    assert plain != commented
    first = received(subject, plain, "a.png")
    again = received(other_subject, commented, "b.png")
    assert first.sha256_received != again.sha256_received
    assert [link.file for link in store.same_elsewhere(again, other_subject)] == [first]


def test_what_was_taken_in_before_the_act_is_received(zone, subject, acting, account):
    taken = intake.take(zone, upload(image()))
    with acting():
        file = store.receive_for(actor(zone), subject, taken)
    assert file.sha256_stored == taken.sha256_stored


def test_a_file_that_was_swept_meanwhile_is_refused(zone, acting):
    taken = intake.take(zone, upload(image()))
    blobs.remove(zone.uid, taken.sha256_stored)
    with acting(), pytest.raises(Refusal, match=r"files\.gone"):
        store.receive(actor(zone), taken)
    assert not StoredFile.objects.exists()


def test_a_file_of_another_zone_is_never_received(zone, acting):
    other = Zone.objects.create(code="west", name_zh="西区", name_en="West")
    taken = intake.take(other, upload(image()))
    with acting(), pytest.raises(RuntimeError):
        store.receive(actor(zone), taken)


def test_receiving_needs_a_use_case(zone):
    with pytest.raises(RuntimeError):
        store.receive(actor(zone), upload(image()))


def test_a_refused_act_leaves_an_orphan_that_is_swept(zone, subject, received, files_root):
    kept = received(subject, image(size=(900, 600)))
    with pytest.raises(Refusal), transaction.atomic():
        received(subject, image(size=(900, 600), colour="blue"))
        raise Refusal("test.no", "no")
    assert blob_count(files_root) == 4
    assert store.sweep_orphans(zone) == (0, 0)
    for path in files_root.rglob("*"):
        os.utime(path, (time.time() - 10**6,) * 2)
    assert store.sweep_orphans(zone)[0] == 2
    assert blobs.whole(zone.uid, kept.sha256_stored)
    assert blobs.whole(zone.uid, kept.thumb_sha256)


def test_erasing_takes_name_and_bytes(
    received, subject, zone, acting, files_root, django_capture_on_commit_callbacks
):
    file = received(subject, name="赵某.jpg")
    with acting(), django_capture_on_commit_callbacks(execute=True):
        vault.erase(subject)
    file.refresh_from_db()
    assert (file.original_name, bool(file.erased_at)) == ("", True)
    assert len(file.sha256_received) == 64
    assert blob_count(files_root) == 0


def test_erasing_keeps_what_others_still_have(
    received, subject, other_subject, acting, zone, django_capture_on_commit_callbacks
):
    shared = received(subject)
    twin_here, twin_there = received(subject, PDF, "a.pdf"), received(other_subject, PDF, "b.pdf")
    with acting():
        store.attach(shared, other_subject)
    with acting(), django_capture_on_commit_callbacks(execute=True):
        vault.erase(subject)
    for file in (shared, twin_here, twin_there):
        file.refresh_from_db()
    assert shared.erased_at is None
    assert twin_here.erased_at is not None
    assert twin_there.erased_at is None
    assert blobs.whole(zone.uid, shared.sha256_stored)
    assert blobs.whole(zone.uid, twin_there.sha256_stored)


def test_what_was_received_is_never_changed(received, subject):
    file = received(subject)
    assert not [name for name in fences.missing() if name.startswith("files_")]
    for rows, change in [
        (StoredFile.objects.filter(pk=file.pk), {"sha256_received": "0" * 64}),
        (StoredFile.objects.filter(pk=file.pk), {"taken_at": None, "size": 1}),
        (FileLink.objects.filter(file=file), {"role": "other"}),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        FileLink.objects.all()._raw_delete("default")


def test_damage_is_named(received, subject, zone):
    files = [received(subject, image(size=(900, 900), colour=colour)) for colour in ("red", "blue", "green")]
    blobs.path_of(zone.uid, files[0].sha256_stored).write_bytes(b"changed")
    blobs.remove(zone.uid, files[2].thumb_sha256)
    assert list(store.damaged(zone)) == [files[0], files[2]]
