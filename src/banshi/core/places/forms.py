"""Forms of places. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.ui.forms import DateField, Form, dress
from banshi.base.zones.access import Actor
from banshi.core.org.fields import OutsideField
from banshi.core.places.fields import PlaceField
from banshi.core.places.models import PlaceKind, System
from banshi.core.places.receiving import ACCEPT
from banshi.core.places.rules.plans import SHIFTED


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
            "In degrees, longitude before latitude (CGCS2000 or WGS 84): one point a line, or GeoJSON. "
            "May be added later, also on the map."
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


SYSTEMS = (
    *System.choices,
    *((code, _("%(name)s, of a web map") % {"name": name}) for code, name in SHIFTED.items()),
)
EDGES = ("west", "south", "east", "north")


class PlanForm(Form):
    """``set_plan``."""

    title = forms.CharField(label=_("Title of the plan"), max_length=100)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who drew it and under which title or number.")
    )
    drawn_on = DateField(label=_("Day of drawing"))
    starts_on = DateField(label=_("In use from"))
    review_number = forms.CharField(
        label=_("Map review number"),
        max_length=60,
        required=False,
        help_text=_("Where the map was reviewed for publication."),
    )
    upload = FilesField(
        label=_("File"),
        most=1,
        help_text=_("A picture (PNG, JPG, WebP), north up, or a GeoJSON drawing of at most 2 MB."),
    )
    system = forms.ChoiceField(
        label=_("Coordinates"),
        choices=SYSTEMS,
        help_text=_(
            "Degrees let places show by longitude and latitude. Without known edges choose the plan's own measure: "
            "places are then put on the plan by hand."
        ),
    )
    west = forms.FloatField(label=_("West edge of the picture"), required=False)
    south = forms.FloatField(label=_("South edge of the picture"), required=False)
    east = forms.FloatField(label=_("East edge of the picture"), required=False)
    north = forms.FloatField(label=_("North edge of the picture"), required=False)
    continues = forms.BooleanField(
        label=_("Same measure as the plan before it; what was placed there stays placed"), required=False
    )

    def __init__(self, *args: Any, continues: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ACCEPT
        for name in EDGES:
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}
            self.fields[name].help_text = _("Degrees; only for a picture.")
        if not continues:
            del self.fields["continues"]

    def clean(self) -> dict[str, Any]:
        """The edges together, and the one file."""
        given = dict(super().clean() or {})
        given["corners"] = tuple(given.pop(name, None) for name in EDGES)
        given["upload"] = (given.get("upload") or [None])[0]
        return given


class PositionForm(Form):
    """``set_position``."""

    geometry = forms.CharField(
        label=_("Position"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    effective_on = DateField(label=_("With effect from"))

    def __init__(self, *args: Any, own_measure: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["geometry"].help_text = (
            _(
                "In the measure of the plan, from its lower left corner: one point a line, such as 420, 310. "
                "One line is a point, three and more are an outline. Empty takes the position away."
            )
            if own_measure
            else _(
                "Degrees of CGCS2000 or WGS 84, longitude before latitude: one point a line, such as 112.5010, "
                "27.5010. One line is a point, three and more are an outline; GeoJSON is taken too. Points of a web "
                "map (GCJ-02, BD-09) lie beside the true place. Empty takes the position away."
            )
        )
