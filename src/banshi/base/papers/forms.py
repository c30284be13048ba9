"""Forms of papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.papers.models import Format, Kind
from banshi.base.papers.rules import BODY_MOST, Words
from banshi.base.ui.forms import Form

LAYOUTS = (("document", _("Document with red masthead")), ("letter", _("Letter")))
ONLY_MINUTES = ("attended", "excused", "observed")
NOT_MINUTES = ("form", "recipients", "signature")


class WrittenForm(Form):
    """One paper: its title and its words."""

    title = forms.CharField(label=_("Title"), max_length=120)
    house = forms.CharField(
        label=_("Masthead"),
        max_length=60,
        help_text=_("The issuing body as it stands in red over the paper."),
    )
    form = forms.ChoiceField(label=_("Layout"), choices=LAYOUTS)
    recipients = forms.CharField(
        label=_("Main recipients"),
        max_length=500,
        required=False,
        help_text=_("Full names, with 、 between them."),
    )
    body = forms.CharField(
        label=_("Text of the paper"),
        max_length=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "A line for each paragraph. A line that begins with 一、 （一） 1. or （1） is set as that level."
        ),
    )
    attended = forms.CharField(label=_("Attended"), max_length=1000, required=False)
    excused = forms.CharField(label=_("Excused"), max_length=1000, required=False)
    observed = forms.CharField(label=_("Sat in"), max_length=1000, required=False)
    signature = forms.CharField(label=_("Issuing body as it signs"), max_length=60, required=False)
    lists = forms.CharField(
        label=_("Lists that go with it"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "The address of a list's page, one a line. Each becomes an annex that lies across the page."
        ),
    )
    copies = forms.CharField(label=_("Copies to"), max_length=500, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in NOT_MINUTES if kind == Kind.MINUTES else ONLY_MINUTES:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Title and :class:`.rules.Words`."""
        given = dict(super().clean() or {})
        if self.errors:
            return given
        title = given.pop("title")
        lists = tuple(line.strip() for line in given.pop("lists").splitlines() if line.strip())
        return {"title": title, "words": Words(**given, lists=lists)}


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SendForm(Form):
    """A Word form that somebody edited."""

    file = forms.FileField(
        label=_("Word file"), widget=forms.ClearableFileInput(attrs={"accept": ".docx"}), max_length=120
    )


class BundleForm(Form):
    """As what many papers are wanted."""

    form = forms.ChoiceField(
        label=_("As"), choices=Format.choices, initial=Format.PDF, widget=forms.RadioSelect
    )
