"""Forms of measures. Each ends in the use case of the same name."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.org.fields import OutsideField, SubjectField, UnitField
from banshi.core.places.models import Place, PlaceKind
from banshi.programmes.environment.actions.measures import SPOT_MOST, Amount, kinds_of
from banshi.programmes.environment.models.measures import Meant

MOST_PHOTOS = 3


class EnterMeasureForm(ActorForm):
    """``enter_measure``."""

    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    qualifier = forms.ChoiceField(
        label=_("How it is meant"),
        choices=Meant.choices,
        initial=Meant.EXACT,
        help_text=_("What was paced out or estimated is «about», and stays so in every sum."),
    )
    installed_on = DateField(label=_("Put up on"))
    spot = forms.CharField(
        label=_("Where on the site"), max_length=SPOT_MOST, required=False, help_text=_("Such as: north gate")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        today = clock.today(actor.zone)
        places = Place.objects.visible_to(actor).on(today).filter(kind__in=(PlaceKind.SITE, PlaceKind.ROAD))
        kinds = kinds_of(actor.zone, today).kinds
        self.add(
            place=SubjectField(places.order_by("name_zh", "pk"), label=_("Site"), empty_label=_("Choose")),
            kind=forms.ChoiceField(
                label=_("Kind"),
                choices=[("", _("Choose")), *((one.code, f"{one.name} ({one.unit})") for one in kinds)],
            ),
            organisation=OutsideField(
                actor,
                label=_("Put up by the contractor"),
                required=False,
                help_text=_("Its registered name. Leave it empty when a unit of the zone put it up."),
            ),
            by_unit=UnitField(actor, label=_("Or by a unit of the zone"), required=False),
            uploads=FilesField(label=_("Photos"), most=MOST_PHOTOS, required=False),
        )
        self.order_fields(
            (
                "place",
                "kind",
                "quantity",
                "qualifier",
                "installed_on",
                "organisation",
                "by_unit",
                "spot",
                "uploads",
            )
        )

    def clean(self) -> dict[str, Any]:
        """Quantity and qualifier as one amount."""
        given = dict(super().clean() or {})
        if "quantity" in given and "qualifier" in given:
            given["amount"] = Amount(given.pop("quantity"), given.pop("qualifier"))
        return given


class VerifyMeasureForm(Form):
    """``verify_measure``."""

    found = forms.TypedChoiceField(
        label=_("What you found on site"),
        choices=(("yes", _("It is there as entered")), ("no", _("It is not there as entered"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    day = DateField(label=_("Day on site"))
    text = forms.CharField(label=_("What you saw"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    uploads = FilesField(
        label=_("Photos"),
        most=MOST_PHOTOS,
        required=False,
        help_text=_("Needed where there is none yet, taken on or after the day it was put up."),
    )


class RemoveMeasureForm(Form):
    """``remove_measure``."""

    day = DateField(label=_("Last day on which it stood there"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
