"""Forms of patrols. Each ends in the use case of the same name."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesInput
from banshi.base.files.intake import ACCEPT
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.fields import OutsideField, PostField, SubjectField, UnitField
from banshi.core.org.models import Unit
from banshi.core.org.queries import protocol_order
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.queries.patrols import StopPage
from banshi.programmes.environment.rules import patrols as rules

PNG = "data:image/png;base64,"


def photo(label: Any, *, required: bool = True) -> forms.FileField:
    """A photo; on a phone the camera is offered."""
    field = forms.FileField(label=label, required=required, widget=FilesInput(), allow_empty_file=True)
    field.widget.attrs |= {"accept": ACCEPT, "capture": "environment"}
    field.widget.allow_multiple_selected = False
    field.widget.attrs.pop("multiple", None)
    return field


def sentence(label: Any, *, help_text: Any = "", most: int = 2000) -> forms.CharField:
    """A few words that may be left out."""
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=most, widget=area)


class Ticked(forms.MultipleChoiceField):
    """Rows ticked by their public ids; gives the rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, rows: dict[str, tuple[Any, str]], **options: Any):
        self.rows = rows
        super().__init__(choices=[(uid, word) for uid, (_row, word) in rows.items()], **options)

    def clean(self, value: Any) -> list[Any]:
        """The rows that were ticked."""
        return [self.rows[uid][0] for uid in super().clean(value)]


class PatrolForm(ActorForm):
    """``plan_patrol``."""

    planned_on = DateField(label=_("Planned for"))
    title = forms.CharField(label=_("In one line"), max_length=120, required=False, initial="工地巡查")

    def __init__(self, *args: Any, sites: dict[str, tuple[Any, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(self.actor).filter(pk__in=self.actor.unit_ids)
        units = units.order_by(*protocol_order())
        self.initial.setdefault("host", units.first())
        self.add(
            host=SubjectField(units, label=_("Host unit")),
            sites=Ticked(
                sites,
                label=_("Sites, the most urgent first"),
                error_messages={"required": _("Tick at least one site.")},
            ),
        )
        self.order_fields(("host", "planned_on", "title", "sites"))


class FindingForm(Form):
    """``report_finding``: three taps and a photo, the rest is filled in."""

    item = forms.ChoiceField(label=_("What is not met"), widget=forms.RadioSelect)
    photo = photo(_("Photo of it"))
    words = sentence(_("What is wrong"), help_text=_("May be left empty: the item says it."))
    requirement = sentence(_("Requirement"), help_text=_("May be left empty: that the item is met."))
    due_on = DateField(label=_("To be put right by"), required=False)
    found_on = DateField(required=False, widget=forms.HiddenInput(attrs={"data-day": ""}))

    def __init__(self, *args: Any, page: StopPage, **kwargs: Any):
        super().__init__(*args, **kwargs)
        free = [line for line in page.lines if line.result in ("", rules.FAILED)]
        self.fields["item"].choices = [
            *((line.item.code, named(line.item)) for line in free),
            (rules.OTHER, queries.OTHER_NAME),
        ]


class CheckForm(Form):
    """``check_stop``: each item met or not applicable, and the rest met by one tick."""

    rest = forms.BooleanField(label=_("All other items are met"), required=False)
    checked_on = DateField(required=False, widget=forms.HiddenInput(attrs={"data-day": ""}))

    def __init__(self, *args: Any, page: StopPage, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.free = [line.item.code for line in page.lines if not line.result]
        for line in page.lines:
            if line.result:
                continue
            code = line.item.code
            self.fields[f"reason_{code}"] = forms.CharField(
                label=named(line.item),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
        self.order_fields([name for name in self.fields if name != "rest"])

    def clean(self) -> dict[str, Any]:
        """Results by item."""
        found = super().clean()
        results = {}
        for code in self.free:
            reason = found.get(f"reason_{code}") or ""
            if reason.strip():
                results[code] = (rules.NOT_APPLICABLE, reason.strip())
            elif found.get("rest"):
                results[code] = (rules.MET, "")
        return {"results": results, "checked_on": found.get("checked_on")}


class HandForm(Form):
    """``hand_over``: signed on the glass, a name, or a refusal with a witness."""

    how = forms.ChoiceField(
        label=_("How the sheet was taken"),
        choices=[(code, word) for code, word in queries.HOW_WORDS.items()],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Who took it"), max_length=60, required=False)
    witness = forms.CharField(
        label=_("Person who witnessed"), max_length=60, required=False, help_text=_("When it was refused.")
    )
    drawing = forms.CharField(required=False, max_length=400_000, widget=forms.HiddenInput())

    def clean_drawing(self) -> ContentFile | None:
        """The drawn signature as a picture."""
        text = self.cleaned_data["drawing"]
        if not text.startswith(PNG):
            return None
        try:
            return ContentFile(base64.b64decode(text[len(PNG) :], validate=True), name="signature.png")
        except (binascii.Error, ValueError):
            return None


class RecheckForm(Form):
    """``recheck``."""

    passed = forms.TypedChoiceField(
        label=_("What the recheck says"),
        coerce=lambda value: value == "yes",
        choices=(("yes", _("It is put right: close it out")), ("no", _("It is not: back it goes"))),
        widget=forms.RadioSelect,
    )
    photo = photo(_("Photo of now"), required=False)
    text = sentence(_("What was seen"))


class FinishForm(ActorForm):
    """``finish_patrol``."""

    held_on = DateField(label=_("Took place on"))

    def __init__(self, *args: Any, posts: dict[str, tuple[Any, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add(
            inspectors=Ticked(posts, label=_("Inspectors"), error_messages={"required": _("Tick who went.")}),
            minutes=sentence(_("Notes")),
        )


class SiteForm(ActorForm):
    """``set_site``."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add(
            contractor=OutsideField(self.actor, label=_("Contractor")),
            responsible_unit=UnitField(self.actor, label=_("Responsible department")),
            lead_leader=PostField(self.actor, label=_("Lead leader")),
            client_unit=UnitField(
                self.actor,
                label=_("Building client in the zone"),
                required=False,
                help_text=_("Neither he nor the contractor rechecks."),
            ),
        )
