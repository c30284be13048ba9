"""Opening files: who may, and what leaves."""

from uuid import UUID

import pytest
from django.test import RequestFactory

from banshi.base.files import blobs, store, views
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Unknown
from base.files.samples import PDF, actor, image, upload


@pytest.fixture
def received(zone, acting):
    def receive(subject, content=None, name="photo.jpg"):
        with acting():
            return store.receive_for(actor(zone), subject, upload(content or image(), name))

    return receive


def ask(view, file_uid, who, query="", **headers):
    request = RequestFactory().get(f"/{query}", headers=headers)
    request.actor = who
    return view(request, uid=file_uid)


def body(response):
    return b"".join(response.streaming_content)


def test_a_picture_is_shown_and_cannot_act(zone, subject, received):
    file = received(subject)
    response = ask(views.download, file.uid, actor(zone, sees=[subject]))
    assert body(response) == blobs.path_of(zone.uid, file.sha256_stored).read_bytes()
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


def test_a_pdf_is_saved_never_shown(zone, subject, received):
    file = received(subject, PDF, '函 "1".pdf')
    response = ask(views.download, file.uid, actor(zone, sees=[subject]))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%87%BD%20%221%22.pdf"
    assert body(response) == PDF


def test_a_picture_can_be_saved(zone, subject, received):
    response = ask(views.download, received(subject).uid, actor(zone, sees=[subject]), "?save=1")
    assert response["Content-Disposition"].startswith("attachment;")
    response.close()


def test_the_small_picture(zone, subject, received):
    file = received(subject, image(size=(900, 900)))
    response = ask(views.thumb, file.uid, actor(zone, sees=[subject]))
    assert body(response) == blobs.path_of(zone.uid, file.thumb_sha256).read_bytes()


def test_an_unchanged_file_is_not_sent_again(zone, subject, received):
    file = received(subject)
    again = ask(
        views.download, file.uid, actor(zone, sees=[subject]), **{"If-None-Match": f'"{file.sha256_stored}"'}
    )
    assert again.status_code == 304
    with pytest.raises(Unknown):
        ask(views.download, file.uid, actor(zone), **{"If-None-Match": f'"{file.sha256_stored}"'})


def test_forbidden_and_unknown_answer_alike(zone, subject, other_subject, received, acting):
    hidden, paper = received(subject), received(other_subject, PDF, "a.pdf")
    west = Zone.objects.create(code="west", name_zh="西区", name_en="West")
    with acting():
        loose = store.receive(actor(zone), upload(image(colour="blue")))
    stranger, elsewhere = actor(zone, sees=[other_subject]), actor(west, sees=[subject])
    answers = set()
    for view, uid, who in [
        (views.download, UUID(int=5), stranger),
        (views.download, hidden.uid, stranger),
        (views.thumb, hidden.uid, stranger),
        (views.download, hidden.uid, elsewhere),
        (views.download, hidden.uid, None),
        (views.download, loose.uid, stranger),
        (views.thumb, paper.uid, stranger),
    ]:
        with pytest.raises(Unknown) as unknown:
            ask(view, uid, who)
        answers.add((unknown.value.code, unknown.value.message))
    assert len(answers) == 1


def test_seeing_one_of_its_subjects_is_enough(zone, subject, other_subject, received, acting):
    file = received(subject)
    with acting():
        store.attach(file, other_subject)
    assert ask(views.download, file.uid, actor(zone, sees=[other_subject])).status_code == 200


def test_a_kind_that_opens_nothing_opens_nothing(zone, subject, received, monkeypatch):
    from banshi.base.files import access

    file = received(subject)
    monkeypatch.setattr(access, "_verbs", {})
    with pytest.raises(Unknown):
        ask(views.download, file.uid, actor(zone, sees=[subject]))


def test_an_erased_or_lost_file_is_unknown(zone, subject, received, acting):
    lost, erased = received(subject), received(subject, image(colour="blue"))
    blobs.remove(zone.uid, lost.sha256_stored)
    erased.erased_at = erased.created_at
    erased.save()
    for file in (lost, erased):
        with pytest.raises(Unknown):
            ask(views.download, file.uid, actor(zone, sees=[subject]))


def test_opening_costs_the_same_however_many_links(
    zone, subject, other_subject, received, django_assert_max_num_queries
):
    file = received(subject)
    with django_assert_max_num_queries(4):
        ask(views.download, file.uid, actor(zone, sees=[subject]))


def test_only_reading(zone, subject, received):
    file = received(subject)
    request = RequestFactory().post("/")
    request.actor = actor(zone, sees=[subject])
    assert views.download(request, uid=file.uid).status_code == 405
