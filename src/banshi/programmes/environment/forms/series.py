"""Forms that air and water share. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones.access import Actor
from banshi.core.org.fields import SubjectField
from banshi.core.places.models import Place, PlaceKind
from banshi.kernel.periods import Period
from banshi.programmes.environment.models.series import AreaKind, ControlLevel, Medium
from banshi.programmes.environment.rules.readings import Faulty, amount
from banshi.programmes.environment.wording import said


class AmountField(forms.CharField):
    """An amount, in the judgments of ``./banshi standards``; its text, empty for nothing."""

    def __init__(self, *, detection: bool = False, **options: Any):
        self.detection = detection
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(required=False, max_length=20, **options)

    def clean(self, value: Any) -> str:
        """The text of the exact decimal."""
        text = super().clean(value)
        try:
            return amount(text, detection=self.detection)
        except Faulty as error:
            raise ValidationError(said(error.fault, ""), code=error.fault.code) from error


class PointForm(ActorForm):
    """What stations and sections share; ``registering`` asks for the place and since when."""

    def __init__(self, *args: Any, actor: Actor, registering: bool, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        if registering:
            self.add(
                place=SubjectField(
                    Place.objects.visible_to(actor)
                    .filter(kind=PlaceKind.MONITORING_POINT, ends_on__isnull=True)
                    .order_by("name_zh", "pk"),
                    label=_("Monitoring point"),
                    help_text=_("Registered under Places with this kind."),
                ),
                starts_on=DateField(label=_("In service since")),
            )  # fmt: skip
        else:
            self.add(effective_on=DateField(label=_("With effect from")))
        self.add(
            code=forms.CharField(
                label=_("Code"), max_length=32, required=False, help_text=_("As in sheets, where it has one.")
            ),
            control_level=forms.ChoiceField(label=_("Control level"), choices=ControlLevel.choices),
        )  # fmt: skip


class StationForm(PointForm):
    """``register_station`` and ``change_station``."""

    area_kind = forms.ChoiceField(label=_("Stands for"), choices=AreaKind.choices)
    area_zh = forms.CharField(label=_("Name of the area, Chinese"), max_length=60)
    area_en = forms.CharField(label=_("Name of the area, English"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields(("place", "code", "area_kind", "area_zh", "area_en", "control_level", "starts_on"))


class LastDayForm(Form):
    """``close_station`` and ``close_section``."""

    last_on = DateField(label=_("Last day"))


class LockForm(Form):
    """``lock_period``."""

    medium = forms.ChoiceField(label=_("Medium"), choices=Medium.choices)
    period = forms.CharField(
        label=_("Period"),
        max_length=12,
        help_text=_("A year like 2020, a month like 2020-06, a quarter like 2020-Q2."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_period(self) -> Period:
        """The period."""
        try:
            return Period.parse(self.cleaned_data["period"])
        except ValueError as error:
            raise ValidationError(
                _("This period cannot be read. Write it like 2020 or 2020-06."), code="period"
            ) from error


class UnlockForm(Form):
    """``unlock_period``."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Stays in the history of the period for everybody to read.")
    )  # fmt: skip
