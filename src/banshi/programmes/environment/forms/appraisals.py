"""Forms of appraisals. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.ui.forms import DateField, Form
from banshi.programmes.environment.rules.appraisals import Said

TEXTS = ("body", "title", "category", "grade", "document_title", "document_number")


class EnterAppraisalForm(Form):
    """``enter_appraisal``."""

    year = forms.IntegerField(label=_("Year appraised"), min_value=1990, max_value=9998)
    body = forms.CharField(label=_("Appraised by"), max_length=80)
    title = forms.CharField(label=_("Appraisal"), max_length=120)
    category = forms.CharField(
        label=_("Peer category"),
        max_length=40,
        required=False,
        help_text=_("As the document names the group: a rank holds within it only."),
    )
    grade = forms.CharField(label=_("Grade"), max_length=20, required=False)
    rank = forms.IntegerField(label=_("Rank in the category"), min_value=1, max_value=9999, required=False)
    of_how_many = forms.IntegerField(
        label=_("Of how many"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Left empty where the document does not say."),
    )
    document_title = forms.CharField(label=_("Title of the document"), max_length=120)
    document_number = forms.CharField(label=_("Document number"), max_length=40, required=False)
    document_on = DateField(label=_("Day of the document"))
    upload = FilesField(label=_("The document (PDF or photo)"), most=1)

    def clean(self) -> dict[str, Any]:
        """What the document says, and the document."""
        given = dict(super().clean() or {})
        upload = (given.pop("upload", None) or [None])[0]
        if self.errors:
            return given
        texts = {name: given.pop(name).strip() for name in TEXTS}
        return {"said": Said(**texts, **given), "upload": upload}
