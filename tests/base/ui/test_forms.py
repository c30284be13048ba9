"""The base form, keys and the rail, without pages."""

from datetime import date
from uuid import UUID

import pytest
from django import forms
from django.utils.translation import gettext

from banshi.base.ui import formkey, nav
from banshi.base.ui.apps import every_entry_has_a_page
from banshi.base.ui.forms import Form
from banshi.base.zones.access import system_actor
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Conflict, Refusal


class Meeting(Form):
    held_on = forms.DateField()
    words = forms.CharField(widget=forms.Textarea)
    many = forms.BooleanField(required=False)


def filled():
    return Meeting({"held_on": "2021-06-25", "words": "x"})


def test_inputs_are_native_and_dressed():
    html = Meeting().as_p()
    assert 'type="date"' in html
    assert 'rows="4"' in html
    assert html.count("form-control") == 2
    assert "form-check-input" in html


def test_a_day_is_read_and_shown_in_one_shape_in_every_language():
    form = filled()
    assert form.is_valid()
    assert form.cleaned_data["held_on"] == date(2021, 6, 25)
    assert 'value="2021-06-25"' in str(Meeting(initial={"held_on": date(2021, 6, 25)})["held_on"])
    assert not Meeting({"held_on": "25/06/2021", "words": "x"}).is_valid()


@pytest.mark.parametrize(
    ("field", "lands"), [("held_on", "held_on"), ("unknown_here", "__all__"), (None, "__all__")]
)
def test_a_refusal_lands_on_its_field_or_above(field, lands):
    form = filled()
    form.is_valid()
    form.refuse(Refusal("x.y", "Say a day in %(month)s.", field=field, month="June"))
    assert form.errors[lands] == ["Say a day in June."]
    assert form.status == 422


def test_a_used_key_is_not_offered_again():
    form = filled()
    form.is_valid()
    form.refuse(Conflict("history.key_used", "Again."))
    assert form.key_spent
    assert form.status == 409


def test_a_form_without_a_key_is_refused(rf):
    with pytest.raises(Refusal, match=r"ui\.no_key"):
        formkey.of(rf.post("/", {"key": "nonsense"}))
    key = formkey.new()
    assert formkey.of(rf.post("/", {"key": str(key)})) == key
    assert isinstance(formkey.to_show(None), UUID)


@pytest.mark.parametrize(
    ("path", "url", "expected"),
    [
        ("/", "/", True),
        ("/matters/", "/", False),
        ("/matters/1", "/matters/", True),
        ("/matters", "/matters", True),
        ("/mattersome", "/matters", False),
    ],
)
def test_where_a_page_belongs(path, url, expected):
    assert nav.fits(path, url) is expected


def test_an_entry_without_a_page_is_left_out_and_named_by_the_check(monkeypatch):
    monkeypatch.setattr(nav, "_entries", {"x": nav.Entry("x", "X", "no:page", 1, "home")})
    monkeypatch.setattr(nav, "_searches", [nav.Search("no:search", "x.view")])
    assert nav.lines(system_actor(Zone(code="x")), "/") == []
    assert nav.without_page() == ["no:page", "no:search"]
    assert [error.id for error in every_entry_has_a_page(None)] == ["ui.E001", "ui.E001"]


def test_a_stranger_has_no_rail():
    assert nav.lines(None, "/") == []


def test_an_empty_choice_is_asked_for_in_words():
    """Not with Django's row of dashes."""

    class Choosing(Form):
        unit = forms.ModelChoiceField(Zone.objects.none())
        other = forms.ModelChoiceField(Zone.objects.none(), required=False)
        own = forms.ModelChoiceField(Zone.objects.none(), empty_label="All zones")

    shown = Choosing()
    assert "---" not in shown.as_p()
    said = {name: str(field.empty_label) for name, field in shown.fields.items()}
    assert said == {"unit": gettext("Choose"), "other": "—", "own": "All zones"}
