"""A choice of several rows, each by the public id of its subject."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet


class RowsField(forms.MultipleChoiceField):
    """Ticks before rows; ``clean`` gives the rows themselves. ``said`` is what stands beside a tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, rows: QuerySet, said: Callable[[Any], str] = str, **options: Any):
        self.rows = {str(row.subject.uid): row for row in rows.select_related("subject")}
        super().__init__(choices=[(uid, said(row)) for uid, row in self.rows.items()], **options)

    def clean(self, value: Any) -> list[Any]:
        """The rows that were ticked."""
        return [self.rows[uid] for uid in super().clean(value)]
