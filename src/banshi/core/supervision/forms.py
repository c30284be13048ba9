"""Forms of supervision. Each ends in a use case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form, dress
from banshi.base.zones.access import Actor
from banshi.core.matters.models import Matter
from banshi.core.org.models import Unit
from banshi.core.org.queries import protocol_order
from banshi.core.supervision.models import Decision


def words_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class IssueForm(Form):
    """``issue_document``: which of the matters, what is demanded, by when."""

    matters = forms.MultipleChoiceField(label=_("Matters"), widget=forms.CheckboxSelectMultiple)
    demand = words_field(_("What is demanded"))
    answer_by = DateField(label=_("Day to answer"))

    def __init__(self, *args: Any, matters: Iterable[Matter], out_of_turn: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_number = {matter.number: matter for matter in matters}
        self.fields["matters"].choices = [
            (number, f"{number} {matter.title}") for number, matter in self.by_number.items()
        ]
        if out_of_turn:
            self.fields["reason"] = words_field(
                _("Reason for issuing it now"),
                _("The ladder does not ask for it today. The reason stays with the document."),
                required=False,  # the use case asks for it: a second click finds the rung given by the first
            )
            dress(self.fields["reason"])

    def clean(self) -> dict[str, Any]:
        """Matters as rows."""
        found = super().clean()
        if "matters" in found:
            found["matters"] = [self.by_number[number] for number in found["matters"]]
        return found


class AnswerForm(Form):
    """``answer_document``."""

    text = words_field(_("Answer"), _("Why it is late, what was done, and what is still to be done."))
    promised_on = DateField(
        label=_("Will be finished on"), required=False, help_text=_("Leave it out when it is finished.")
    )


class ReasonForm(Form):
    """``recall_document``."""

    reason = words_field(_("Reason"))


class DrawForm(Form):
    """``draw_sample``."""

    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        max_length=64,
        help_text=_(
            "Leave it empty and the machine throws one. Enter it only when it was drawn by lot before witnesses."
        ),
    )


class LookBackForm(Form):
    """``record_look_back``."""

    result = forms.ChoiceField(
        label=_("Result of the second look"),
        choices=(("holds", _("It still holds")), ("fails", _("It does not hold: the matter is re-opened"))),
        widget=forms.RadioSelect,
    )
    looked_on = DateField(label=_("Second look on"))
    text = words_field(_("What was seen"))

    def clean(self) -> dict[str, Any]:
        """``holds`` for the use case."""
        found = super().clean()
        found["holds"] = found.pop("result", "") == "holds"
        return found


class DecideForm(Form):
    """``decide_anomaly``."""

    decision = forms.ChoiceField(
        label=_("What you do with it"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = words_field(_("Reason"))


class NoticeForm(Form):
    """``issue_notice``."""

    unit = forms.ModelChoiceField(Unit.objects.none(), to_field_name="code", label=_("Unit"))
    demand = words_field(
        _("What the unit is reminded of"),
        _("The unit reads this sheet. Name the matter by its number; no leads, no names of people."),
    )
    answer_by = DateField(label=_("Day to answer"))

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(actor).on(today).exclude(pk__in=actor.unit_ids)
        self.fields["unit"].queryset = units.order_by(*protocol_order())
