"""The name of a view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import Form


class ViewForm(Form):
    """A name; the filters come with the address."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=20,
        widget=forms.TextInput({"autofocus": True}),
        help_text=_(
            "Only you see it. Filters and order are kept; a search text is not, for it may name a person."
        ),
    )
