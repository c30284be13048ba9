"""Forms of personal data. Each ends in a use case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import Form
from banshi.base.vault.actions import Why
from banshi.base.vault.rules import CONTACT, WHOLE

STEP_WORDS = {
    CONTACT: _("Name and phone alone"),
    WHOLE: _("Everything: words, notes, photos and papers too"),
}


class FindForm(Form):
    """``search_held``: a phone, or the number of a record. It is used for this one search and not kept."""

    forgets = True
    text = forms.CharField(
        label=_("Phone, or number of the record"),
        max_length=40,
        help_text=_("That you searched is kept, what you searched for is not."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(Form):
    """``erase_held``: what of the record, and why."""

    step = forms.ChoiceField(label=_("What is erased"), widget=forms.RadioSelect)
    why = forms.ChoiceField(label=_("Why"), choices=Why.choices)

    def __init__(self, *args: Any, steps: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, STEP_WORDS[step]) for step in steps]
        self.fields["step"].initial = steps[0] if steps else None
