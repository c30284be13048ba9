"""A form field for photos and papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from banshi.base.files import intake


class FilesInput(forms.FileInput):
    """Several files at once; on a phone the camera is offered."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files, at most ``most``; empty when none was chosen. Hand it to ``intake.take_all``."""

    widget = FilesInput

    def __init__(self, *, most: int = 9, **kwargs: Any):
        kwargs.setdefault("label", _("Photos and papers"))
        # An empty file is refused by intake, in its own words.
        super().__init__(allow_empty_file=True, **kwargs)
        self.most = most
        if most == 1:
            self.widget.attrs.pop("multiple", None)
        self.widget.attrs.setdefault("accept", intake.ACCEPT)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploaded files."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > self.most:
            words = ngettext("Choose at most %(most)s file.", "Choose at most %(most)s files.", self.most)
            raise forms.ValidationError(words % {"most": self.most}, code="too_many")
        if not given:
            super().clean(None, initial)
            return []
        return [super(FilesField, self).clean(one, initial) for one in given]
