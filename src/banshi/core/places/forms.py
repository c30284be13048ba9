"""Forms of places. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form, dress
from banshi.base.zones.access import Actor
from banshi.core.org.fields import OutsideField
from banshi.core.places.fields import PlaceField
from banshi.core.places.models import PlaceKind


class PlaceForm(Form):
    """``register_place``."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlaceKind.choices)
    starts_on = DateField(label=_("From"))
    geometry = forms.CharField(
        label=_("Outline"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "GeoJSON in degrees, longitude before latitude (CGCS2000 or WGS 84). May be added later."
        ),
    )
    despite = forms.CharField(
        label=_("Why there are two"),
        max_length=200,
        required=False,
        help_text=_("Only when something of a like name is registered already, such as a branch."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["within"] = PlaceField(actor, label=_("Lies in"), required=False)
        self.fields["held_by"] = OutsideField(actor, label=_("Held by"), required=False)
        for name in ("within", "held_by"):
            dress(self.fields[name])
        self.order_fields(
            ("name_zh", "name_en", "kind", "within", "held_by", "starts_on", "effective_on", "geometry")
        )


class ChangePlaceForm(PlaceForm):
    """``change_place``."""

    starts_on = None
    effective_on = DateField(label=_("With effect from"))


class LastDayForm(Form):
    """``close_place``."""

    last_on = DateField(label=_("Last day"))
