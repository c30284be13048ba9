"""The number by which a system outside knows a matter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form
from banshi.base.zones.models import Zone
from banshi.core.matters.queries.foreign import named, systems


class ForeignForm(Form):
    """System, number, and the day that the system set."""

    system = forms.ChoiceField(label=_("System outside"))
    foreign_number = forms.CharField(label=_("Number of the system outside"), max_length=64)
    due_on = DateField(label=_("Deadline of the system outside"), required=False)

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["system"].choices = [(code, named(one)) for code, one in systems(zone).systems.items()]

    def values(self) -> dict[str, Any]:
        """What the use case is given."""
        given = self.cleaned_data
        return {"system": given["system"], "number": given["foreign_number"], "due_on": given["due_on"]}
