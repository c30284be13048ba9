"""The forms of the counter: what is typed while somebody talks, what was found in a message, and the call-back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banshi.base.files.intake import ACCEPT
from banshi.base.presets import queries as presets
from banshi.base.ui.forms import DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Label
from banshi.core.matters.actions import Raiser
from banshi.core.matters.models import Channel, RaiserKind, Satisfaction, Solved
from banshi.core.matters.queries import naming
from banshi.core.matters.rules.lifecycle import named
from banshi.doors.counter.models import CallBack, Way
from banshi.doors.counter.queries.beside import Typed
from banshi.doors.counter.queries.words import words_of

SHOWN = 40
"""Names that are offered while a name is typed."""


@dataclass(frozen=True)
class Group:
    """Fields that stand together; those with a ``legend`` wait behind it until they are wanted."""

    fields: tuple[BoundField, ...]
    legend: str = ""
    folded: bool = False
    abreast: bool = False


def _sentences(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget)


class IntakeForm(Form):
    """A matter as it is told. Organisation and place are typed by name; the page offers names while typing."""

    way = forms.ChoiceField(
        label=gettext_lazy("How it came"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.CALL
    )
    raiser_phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    raiser_name = forms.CharField(
        label=gettext_lazy("Contact"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    raiser_kind = forms.ChoiceField(
        label=gettext_lazy("Raised by"),
        choices=[
            (RaiserKind.ENTERPRISE, RaiserKind.ENTERPRISE.label),
            (RaiserKind.RESIDENT, RaiserKind.RESIDENT.label),
        ],
        widget=forms.RadioSelect,
    )
    org_name = forms.CharField(
        label=gettext_lazy("Enterprise, village or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "org-names", "autocomplete": "off"}),
    )
    words = _sentences(gettext_lazy("The problem in the raiser's words"), rows=4)
    title = forms.CharField(
        label=gettext_lazy("In one line"),
        max_length=120,
        help_text=gettext_lazy("For the lists. Without names and telephone numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place_name = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "place-names", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    wanted_by = DateField(
        label=gettext_lazy("The raiser asks for it by"),
        required=False,
        help_text=gettext_lazy("His wish. The department's deadline is set when it is dispatched."),
    )
    source_kind = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    raised_on = DateField(label=gettext_lazy("Raised on"))
    label = forms.TypedChoiceField(
        label=gettext_lazy("Who may read it"),
        coerce=int,
        choices=[(Label.INTERNAL, Label.INTERNAL.label), (Label.SENSITIVE, Label.SENSITIVE.label)],
    )
    call_back = forms.ChoiceField(
        label=gettext_lazy("Call back"), choices=CallBack.choices, widget=forms.RadioSelect, required=False
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo of the place"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    landing = {
        "raiser_org": "org_name", "phone": "raiser_phone", "upload": "photo", "file": "photo",
        "dated_on": "raised_on", "effective_on": "raised_on", "place": "place_name",
    }  # fmt: skip
    later = ("wanted_by", "source_kind", "raised_on", "label", "call_back", "photo")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        self.actor, self.today = actor, clock.today(actor.zone)
        super().__init__(*args, **kwargs)
        self.intake = words_of(actor.zone, self.today)
        kinds = presets.rules(actor.zone, "kinds", self.today)
        asked = {code: row for code, row in kinds.kinds.items() if row.asks_raiser}
        self.fields["kind"].choices = [(code, named(row)) for code, row in asked.items()]
        self.fields["category"].choices = [("", _("Choose"))] + [
            (code, named(row)) for code, row in kinds.categories.items()
        ]
        self.fields["source_kind"].choices = [("", _("By who raised it")), *self._sources()]
        self.orgs = naming.organisations(actor, self.today)
        self.places = naming.places(actor, self.today).select_related("subject", "held_by")
        self._begin()

    def _begin(self) -> None:
        """What stands there before anybody types."""
        village = "village_clerk" in self.actor.roles
        self.initial.setdefault("way", Way.ON_BEHALF if village else Way.CALL)
        self.initial.setdefault("raiser_kind", RaiserKind.RESIDENT if village else RaiserKind.ENTERPRISE)
        self.initial.setdefault("raised_on", self.today)
        self.initial.setdefault("label", Label.INTERNAL)
        self.initial.setdefault("call_back", CallBack.RAISER)

    def _sources(self) -> list[tuple[str, str]]:
        sources = presets.rules(self.actor.zone, "routing", self.today).sources
        english = (get_language() or "").startswith("en")
        return [(code, names["en"] if english else names["zh"]) for code, names in sources.items()]

    # --- names -------------------------------------------------------------------------------

    def names(self, field: str) -> list[str]:
        """The names that are offered for a field, by what is typed in it."""
        typed = str(self[field].value() or "")
        rows = self.orgs if field == "org_name" else self.places
        return [row.name for row in naming.named_like(rows, typed)[:SHOWN]]

    @property
    def org_names(self) -> list[str]:
        """Organisations to choose from."""
        return self.names("org_name")

    @property
    def place_names(self) -> list[str]:
        """Places to choose from."""
        return self.names("place_name")

    def clean_org_name(self) -> Any:
        return self._one(
            self.orgs,
            self.cleaned_data["org_name"],
            _("No organisation has this name. Enter it under «Organisations» first, or leave this empty."),
        )

    def clean_place_name(self) -> Any:
        return self._one(
            self.places,
            self.cleaned_data["place_name"],
            _("No place has this name. Leave this empty and write the place into the words."),
        )

    def _one(self, rows, typed: str, nobody: str) -> Any:
        """The one row that is meant; a name that fits several is asked back."""
        text = typed.strip()
        if not text:
            return None
        found = list(rows.filter(Q(name_zh=text) | Q(name_en=text))[:2])
        if len(found) != 1:
            found = found or list(naming.named_like(rows, text)[:4])
        if not found:
            raise forms.ValidationError(nobody, code="unknown")
        if len(found) > 1:
            which = _(", ").join(row.name for row in found)
            raise forms.ValidationError(_("Which one? %(names)s") % {"names": which}, code="several")
        return found[0]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("source_kind"):
            by_rule = self.intake.source(given.get("way", ""), given.get("raiser_kind", ""))
            codes = [code for code, _name in self.fields["source_kind"].choices if code]
            given["source_kind"] = by_rule if by_rule in codes else codes[0]
        return given

    # --- what it says ------------------------------------------------------------------------

    def refuse(self, refusal) -> None:
        refusal.field = self.landing.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    def values(self) -> dict[str, Any]:
        """What the use case takes."""
        given = self.cleaned_data
        raiser = Raiser(
            given["raiser_kind"], given["org_name"], None, given["raiser_name"], given["raiser_phone"]
        )
        kept = ("title", "words", "kind", "category", "source_kind", "raised_on", "label", "way", "wanted_by")
        return {
            **{name: given[name] for name in kept},
            "raiser": raiser,
            "place": given["place_name"],
            "call_back": given["call_back"] or CallBack.RAISER,
        }

    def typed(self) -> Typed:
        """What has been typed so far, for the page to look beside; a field that is wrong counts as empty."""
        given = self.cleaned_data if self.is_bound else {**self.initial, **self._named()}
        return Typed(
            phone=given.get("raiser_phone") or "",
            way=given.get("way") or "",
            raiser_kind=given.get("raiser_kind") or "",
            org=given.get("org_name") or None,
            place=given.get("place_name") or None,
            title=given.get("title") or "",
            words=given.get("words") or "",
            kind=given.get("kind") or self.fields["kind"].choices[0][0],
            category=given.get("category") or "",
            source_kind=given.get("source_kind") or "",
            raised_on=given.get("raised_on"),
        )

    def _named(self) -> dict[str, Any]:
        """Rows in place of the names that are proposed."""
        pairs = (("org_name", self.orgs), ("place_name", self.places))
        proposed = {name: self.initial.get(name) for name, _rows in pairs}
        return {
            name: rows.filter(Q(name_zh=proposed[name]) | Q(name_en=proposed[name])).first()
            if proposed[name]
            else None
            for name, rows in pairs
        }

    def groups(self) -> list[Group]:
        """The fields in the order in which people tell it."""
        later = tuple(self[name] for name in self.later)
        opened = any(bound.errors for bound in later) or bool(self["wanted_by"].value())
        opened = opened or self["way"].value() == Way.ON_BEHALF
        return [
            Group((self["way"],)),
            Group((self["raiser_phone"], self["raiser_name"]), abreast=True),
            Group((self["raiser_kind"], self["org_name"]), abreast=True),
            Group((self["words"], self["title"])),
            Group((self["place_name"],)),
            Group((self["kind"], self["category"]), abreast=True),
            Group(
                later,
                legend=_("Asked for by, source, day, label, call-back, photo"),
                folded=not opened,
                abreast=True,
            ),
        ]


class PasteForm(Form):
    """A text copied from a chat or an SMS."""

    pasted = forms.CharField(
        label=gettext_lazy("The message"),
        max_length=8000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "As copied: with names and times, several messages at once. It is read, not kept, until you file it."
        ),
    )

    def clean_pasted(self) -> str:
        text = self.cleaned_data["pasted"].replace("\r\n", "\n")
        if not text.strip():
            raise forms.ValidationError(_("Paste the message first."), code="required")
        return text


class CallForm(Form):
    """What the raiser says, or that nobody was reached."""

    reached = forms.ChoiceField(
        label=gettext_lazy("Reached?"),
        choices=[("yes", gettext_lazy("Reached")), ("no", gettext_lazy("Not reached"))],
        widget=forms.RadioSelect,
    )
    solved = forms.ChoiceField(
        label=gettext_lazy("1. How is the matter now?"),
        required=False,
        choices=[row for row in Solved.choices if row[0] != Solved.NO_ANSWER],
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("2. How do you find the way it was handled?"),
        required=False,
        choices=[row for row in Satisfaction.choices if row[0] != Satisfaction.NO_ANSWER],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Asked"),
        choices=[row for row in Channel.choices if row[0] != Channel.LINK],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )
    text = _sentences(gettext_lazy("In the raiser's words, or what happened"), required=False, rows=2)
    next_on = DateField(
        label=gettext_lazy("Next try on"),
        required=False,
        help_text=gettext_lazy("When nobody was reached: a working day."),
    )
    landing = {"answered_on": "reached", "effective_on": "reached"}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        reached = given.get("reached")
        if reached == "yes":
            for name in ("solved", "satisfaction"):
                if not given.get(name):
                    self.add_error(name, _("Ask this too: both answers are needed."))
        if reached == "no":
            if given.get("solved") or given.get("satisfaction"):
                self.add_error(
                    "reached", _("Nobody was reached, yet an answer is chosen. Choose one of the two.")
                )
            if not given.get("next_on") and "next_on" not in self.errors:
                self.add_error("next_on", _("Choose the working day of the next try."))
        return given

    def refuse(self, refusal) -> None:
        refusal.field = self.landing.get(refusal.field or "", refusal.field)
        super().refuse(refusal)
