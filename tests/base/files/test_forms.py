"""The field for several files, and how they are shown."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from banshi.base.files import intake, store
from banshi.base.files.fields import FilesField
from banshi.base.ui.forms import Form
from base.files.samples import PDF, actor, image, upload


class Evidence(Form):
    photos = FilesField(most=2, required=False)


class Needed(Form):
    photos = FilesField()


def given(form, *names):
    files = [SimpleUploadedFile(name, b"x" if "empty" not in name else b"") for name in names]
    return form({}, MultiValueDict({"photos": files}))


def test_none_one_and_two():
    assert Evidence({}, MultiValueDict()).is_valid()
    for names in ((), ("a.jpg",), ("a.jpg", "b.jpg")):
        form = given(Evidence, *names)
        assert form.is_valid()
        assert [one.name for one in form.cleaned_data["photos"]] == list(names)


def test_too_many_are_refused():
    with translation.override("en"):
        form = given(Evidence, "a.jpg", "b.jpg", "c.jpg")
        assert form.errors["photos"] == ["Choose at most 2 files."]


def test_what_must_be_there():
    assert not given(Needed).is_valid()
    assert given(Needed, "a.jpg").is_valid()


def test_an_empty_file_is_left_to_intake():
    assert given(Needed, "empty.jpg").is_valid()


def test_the_input_takes_several_and_says_what():
    shown = str(Evidence()["photos"])
    assert " multiple" in shown
    assert f'accept="{intake.ACCEPT}"' in shown


def test_files_are_shown_with_their_pictures(zone, subject, acting):
    with acting():
        photo = store.receive_for(actor(zone), subject, upload(image(), "<b>.jpg"))
        paper = store.receive_for(actor(zone), subject, upload(PDF, "函.pdf"))
    shown = render_to_string("files/parts/list.html", {"files": [photo, paper], "zone": zone})
    assert f'src="/files/{photo.uid}/thumb/"' in shown
    assert "<b>" not in shown
    assert f'href="/files/{paper.uid}/" download' in shown
    assert "函.pdf" in shown


class One(Form):
    """A single paper."""

    paper = FilesField(most=1)


def test_a_single_file_is_asked_for_as_one():
    assert " multiple" not in str(One()["paper"])
