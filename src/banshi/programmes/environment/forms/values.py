"""Forms by which a day or a month is entered or corrected by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form, dress
from banshi.kernel.standards import water
from banshi.kernel.standards.air import SIX
from banshi.programmes.environment.actions.water import Area
from banshi.programmes.environment.forms.series import AmountField, PointForm
from banshi.programmes.environment.models.air import COLUMNS
from banshi.programmes.environment.models.series import AreaKind
from banshi.programmes.environment.models.water import TARGETS, WaterKind
from banshi.programmes.environment.rules.water import ITEMS
from banshi.programmes.environment.wording import item_name

CONFIRM = _("Values outside what their unit plausibly holds are right")
REASON_HELP = _("Whoever read the old value reads this.")
SHOWN = {"SO2": "SO₂", "NO2": "NO₂", "O3_8h": "O₃-8h"}


def _reasons(form: Form) -> None:
    form.fields["reason"] = forms.CharField(label=_("Reason"), max_length=200, help_text=REASON_HELP)
    form.fields["confirmed"] = forms.BooleanField(label=CONFIRM, required=False)
    for name in ("reason", "confirmed"):
        dress(form.fields[name])


class AirDayForm(Form):
    """``correct_air_day``: the columns of a day by their names."""

    on = DateField(label=_("Day"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for item in SIX:
            unit = "mg/m³" if item == "CO" else "µg/m³"
            field = AmountField(label=f"{SHOWN.get(item, item)} ({unit})")
            dress(field)
            self.fields[COLUMNS[item]] = field
        why = forms.CharField(
            label=_("Why it does not count"), required=False, max_length=100,
            help_text=_("Left empty, the day counts."),
        )  # fmt: skip
        dress(why)
        self.fields["invalid_why"] = why
        _reasons(self)

    def given(self) -> dict[str, Any]:
        """What the use case takes."""
        cleaned = self.cleaned_data
        return {
            "on": cleaned["on"],
            "amounts": tuple(cleaned[COLUMNS[item]] for item in SIX),
            "invalid_why": cleaned["invalid_why"],
            "reason": cleaned["reason"],
            "confirmed": cleaned["confirmed"],
        }


class WaterMonthForm(Form):
    """``correct_water_month``: the items of GB 3838 by their codes."""

    month = DateField(label=_("Month"), help_text=_("Any day of the month."))

    def __init__(self, *args: Any, kind: str = "river", **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code in ITEMS:
            item = water.ITEMS["lake"].get(code)
            unit = f" ({item.unit})" if item and item.unit else ""
            field = AmountField(detection=True, label=f"{item_name(code)}{unit}")
            dress(field)
            self.fields[code] = field
        _reasons(self)

    def given(self) -> dict[str, Any]:
        """What the use case takes."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        return {
            "month": cleaned["month"],
            "amounts": {code: cleaned[code] for code in ITEMS if cleaned.get(code)},
            "reason": cleaned["reason"],
            "confirmed": cleaned["confirmed"],
        }


class SectionForm(PointForm):
    """``register_section`` and ``change_section``; up to three areas answer for a section."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WaterKind.choices)
    water_zh = forms.CharField(label=_("River or lake, Chinese"), max_length=60)
    water_en = forms.CharField(label=_("River or lake, English"), max_length=120)
    target = forms.TypedChoiceField(
        label=_("Target class"), choices=(("", "—"), *TARGETS), coerce=int, empty_value=None, required=False
    )
    freezes = forms.BooleanField(label=_("Freezes in winter: eight months make a year"), required=False)
    areas = forms.CharField(
        label=_("Areas that answer for it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: kind, Chinese name, English name, with commas: county, 澄县, Cheng county."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields(
            ("place", "code", "kind", "water_zh", "water_en", "control_level", "target", "freezes", "areas")
        )

    def clean_areas(self) -> list[Area]:
        """The areas, line by line."""
        kinds = {str(label): value for value, label in AreaKind.choices} | {
            value: value for value in AreaKind.values
        }
        found = []
        for line in self.cleaned_data["areas"].splitlines():
            parts = [part.strip() for part in line.replace("，", ",").split(",")]
            if len(parts) not in (2, 3) or parts[0] not in kinds:
                raise forms.ValidationError(
                    _("Write each area as kind, name: one of %(kinds)s, then its name."),
                    code="area",
                    params={"kinds": "、".join(str(label) for label in AreaKind.labels)},
                )
            found.append(Area(kinds[parts[0]], parts[1], parts[2] if len(parts) == 3 else parts[1]))
        return found
