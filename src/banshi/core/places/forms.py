"""Forms of places. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField, Form, dress
from banshi.base.zones.access import Actor
from banshi.core.org import queries as org
from banshi.core.org.fields import OutsideField
from banshi.core.places.models import Place, PlaceKind


class PlaceField(forms.CharField):
    """A place by its name (or another name of it), as typed; None when empty."""

    def __init__(self, actor: Actor, **options: Any):
        self.actor = actor
        super().__init__(max_length=100, **options)

    def prepare_value(self, value: Any) -> Any:
        """The official name of a row; anything else as it is."""
        return value.name_zh if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        """The one place of this name."""
        text = super().clean(value)
        if not text:
            return None
        rows = Place.objects.visible_to(self.actor)
        found = list(rows.filter(Q(name_zh=text) | Q(name_en=text))[:2])
        if not found:
            found = list(rows.filter(subject__in=org.same_name(self.actor.zone, text, "place"))[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "No single place of this name is registered. Register it first, or enter its name in full."
                ),
                code="unknown",
            )
        return found[0]


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
