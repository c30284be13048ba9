"""Forms of the public page and of the staff behind it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.presets import queries as presets
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.core.matters.models import Satisfaction, Solved
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.fields import OutsideField, PostField, SubjectField
from banshi.core.places.models import Place
from banshi.doors.portal import rules
from banshi.doors.portal.models import IntakeLink, LinkKind
from banshi.doors.portal.rules import NEVER, REQUIRED, Given, Portal
from banshi.doors.portal.uploads import ACCEPT_PHOTO, ACCEPT_VOICE

SOLVED = [(value, label) for value, label in Solved.choices if value != "no_answer"]
SATISFIED = [(value, label) for value, label in Satisfaction.choices if value != "no_answer"]


class ReportForm(Form):
    """What a stranger sends: a sentence, photos, and what he likes to add."""

    words = forms.CharField(
        label=_("What is wrong, or what is needed?"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    photos = FilesField(label=_("Photos"), required=False)
    voice = forms.FileField(label=_("Voice note instead of writing"), required=False, allow_empty_file=True)
    place = forms.CharField(label=_("Where exactly?"), max_length=100, required=False)
    name = forms.CharField(label=_("How are you addressed?"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    position_agreed = forms.BooleanField(
        label=_("Keep the position of my photos, apart from them"), required=False
    )
    texts_agreed = forms.BooleanField(
        label=_("Tell me of each step by text message"),
        required=False,
        help_text=_(
            "The number of your report and a link, nothing else. You can end it on the page of your report."
        ),
    )
    notice = forms.CharField(widget=forms.HiddenInput, max_length=24)
    work = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5000)

    def __init__(self, *args: Any, link: IntakeLink, portal: Portal, texts: bool, **kwargs: Any):
        """``texts``: text messages can be sent from here."""
        self.link, self.portal = link, portal
        super().__init__(*args, **kwargs)
        known = presets.rules(link.zone, "kinds", clock.today(link.zone)).kinds
        self.fields["kind"].choices = [(code, named(known[code])) for code in link.kinds if code in known]
        self.initial.setdefault("kind", link.kinds[0])
        self.initial["notice"] = portal.notice_version
        self.fields["words"].max_length = portal.words
        self.fields["words"].widget.attrs["maxlength"] = portal.words
        self.fields["photos"].most = portal.photos
        self.fields["photos"].widget.attrs.update(accept=ACCEPT_PHOTO, multiple=True)
        self.fields["voice"].widget.attrs.update(accept=ACCEPT_VOICE)
        for field in ("name", "phone"):
            if getattr(portal, field) == NEVER:
                del self.fields[field]
            else:
                self.fields[field].required = getattr(portal, field) == REQUIRED
        if not texts or "phone" not in self.fields:
            del self.fields["texts_agreed"]
        if not portal.photos:
            del self.fields["photos"], self.fields["position_agreed"]
        if not portal.voice_megabytes:
            del self.fields["voice"]

    def clean(self) -> dict[str, Any]:
        """A sentence, or a recording of one."""
        found = super().clean()
        if not found.get("words", "").strip() and not found.get("voice"):
            self.add_error("words", _("Write in a sentence what is wrong or needed."))
        if len(found.get("words", "")) > self.portal.words:
            most = _("This is too long: at most %(most)d characters.") % {"most": self.portal.words}
            self.add_error("words", most)
        if found.get("texts_agreed") and not found.get("phone", "").strip():
            self.add_error(
                "phone",
                _("Enter the telephone number to which the text messages go, or take the tick away."),
            )
        return found

    @property
    def folded(self) -> list[forms.BoundField]:
        """What most people leave out."""
        asked = portal_asks(self, "phone")
        names = ("place", "voice", "name", "phone", *(() if asked else ("texts_agreed",)))
        return [self[name] for name in names if name in self.fields and not self.fields[name].required]

    @property
    def unfolded(self) -> list[forms.BoundField]:
        """What the zone's rules ask for beside the sentence."""
        names = [name for name in ("name", "phone") if portal_asks(self, name)]
        with_phone = ["texts_agreed"] if "phone" in names and "texts_agreed" in self.fields else []
        return [self[name] for name in names + with_phone]

    @property
    def fold_open(self) -> bool:
        """Whether something stands in what is folded."""
        return any(bound.errors or bound.value() for bound in self.folded)

    def given(self) -> Given:
        """What was typed."""
        names = ("words", "kind", "notice", "name", "phone", "place", "position_agreed", "texts_agreed")
        return Given(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


def portal_asks(form: Form, name: str) -> bool:
    """Whether the zone's rules ask for it."""
    return name in form.fields and form.fields[name].required


class FindForm(Form):
    """A receipt code, as it stands on the slip."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Fifteen letters and digits; blanks and small letters do not matter."),
    )


class AddForm(Form):
    """Something that the raiser adds."""

    text = forms.CharField(
        label=_("What is to be added?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photos = FilesField(label=_("Photos"), required=False)

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["photos"].most = portal.photos
        self.fields["photos"].widget.attrs.update(accept=ACCEPT_PHOTO, multiple=True)


class AnswerForm(Form):
    """What the raiser says of the work."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=SOLVED, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label=_("How satisfied with the handling?"), choices=SATISFIED, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Anything to say about it?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=500,
    )


class LinkForm(ActorForm):
    """``make_link``."""

    kind = forms.ChoiceField(label=_("Where the sign hangs"), choices=LinkKind.choices)
    title = forms.CharField(
        label=_("Heading of the sign"), max_length=60, help_text=_("As people read it; no person's name.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds that the form offers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most four; the first in the list is chosen beforehand."),
    )
    category = forms.ChoiceField(label=_("Category"))
    source_kind = forms.ChoiceField(label=_("Source"))
    starts_on = DateField(label=_("From"))
    field_order = (
        "kind", "title", "raiser_org", "place", "contact", "kinds", "category", "source_kind", "starts_on",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        today = clock.today(actor.zone)
        known = presets.rules(actor.zone, "kinds", today)
        sources = presets.rules(actor.zone, "routing", today).sources
        asked = [kind for kind in known.kinds.values() if kind.asks_raiser]
        self.fields["kinds"].choices = [(kind.code, named(kind)) for kind in asked]
        self.fields["category"].choices = [(one.code, named(one)) for one in known.categories.values()]
        self.fields["source_kind"].choices = [(code, said(names)) for code, names in sources.items()]
        places = Place.objects.visible_to(actor).on(today).order_by("name_zh", "pk")
        self.add(
            raiser_org=OutsideField(
                actor,
                label=_("Organisation"),
                required=False,
                help_text=_("The enterprise of a card; the village of a poster, where there is one."),
            ),
            place=SubjectField(places, label=_("Place"), required=False),
            contact=PostField(actor, label=_("Post that answers")),
        )
        self.order_fields(self.field_order)


def said(names: dict[str, str]) -> str:
    """The name of a source in the language of the moment."""
    return str(rules.Said(names["zh"], names["en"]))


class LastDayForm(Form):
    """``end_link``."""

    last_on = DateField(label=_("Last day"))


class AcceptForm(Form):
    """``accept_report``: the wording of the matter, without names."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names."))
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Category"))

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = presets.rules(zone, "kinds", clock.today(zone))
        self.fields["kind"].choices = [
            (one.code, named(one)) for one in known.kinds.values() if one.asks_raiser
        ]
        self.fields["category"].choices = [(one.code, named(one)) for one in known.categories.values()]


class AsideForm(Form):
    """``put_aside``."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(rules.JUNK.items()), widget=forms.RadioSelect)
