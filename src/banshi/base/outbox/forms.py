"""Forms of messages: own wishes, a channel, a test, giving up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels, kinds
from banshi.base.outbox.audience import UnitNamed
from banshi.base.outbox.channels import Reach
from banshi.base.outbox.models import Channel
from banshi.base.ui.forms import Form

NOTHING = "none"


class OwnForm(Form):
    """One channel at most, the address there, and what is not wanted."""

    channel = forms.ChoiceField(
        label=_("Tell me also over"),
        widget=forms.RadioSelect,
        help_text=_(
            "One channel at most, so that nobody is told twice. Everything stands under Messages anyway."
        ),
    )
    address = forms.CharField(
        label=_("My address there"),
        max_length=200,
        required=False,
        help_text=_(
            "An e-mail address or the user id of the work chat. It is kept sealed and not shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    muted = forms.MultipleChoiceField(
        label=_("Do not tell me"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Documents of supervision are not listed: they are always told within the system."),
    )

    def __init__(self, *args: Any, offered: list[Channel], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = {str(row.uid): row for row in offered}
        named = [(uid, row.name) for uid, row in self.offered.items()]
        self.fields["channel"].choices = [(NOTHING, _("Nothing else")), *named]
        free = [kind for kind in kinds.kinds() if not kind.binding and not kind.raiser]
        self.fields["muted"].choices = [(kind.code, kind.act) for kind in free]
        if not offered:
            del self.fields["address"]

    def values(self) -> dict[str, Any]:
        """As the action wants them."""
        return {
            "channel": self.offered.get(self.cleaned_data["channel"]),
            "address": self.cleaned_data.get("address", ""),
            "muted": self.cleaned_data["muted"],
        }


class ChannelForm(Form):
    """A channel's name and what its kind must be told; a secret that is left empty stays."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people choose it"))

    def __init__(
        self, *args: Any, kind: channels.Kind, channel: Channel | None, units: list[UnitNamed], **kwargs: Any
    ):
        """``units``: those of the zone today, for settings that name some."""
        known = channel.settings if channel else {}
        initial: dict[str, Any] = {"name": channel.name if channel else str(kind.title)}
        initial |= {one.code: known.get(one.code, one.default) for one in kind.settings if not one.secret}
        initial |= {one.code: initial[one.code].split() for one in kind.settings if one.units}
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        for one in kind.settings:
            kept = one.secret and channel is not None
            self.fields[one.code] = _units_field(one, units) if one.units else _field(one, kept=kept)

    def values(self) -> dict[str, str]:
        """What was entered, by the code of the setting."""
        given = {one.code: self.cleaned_data[one.code] for one in self.kind.settings}
        return {code: " ".join(value) if isinstance(value, list) else value for code, value in given.items()}


def _units_field(one: channels.Setting, units: list[UnitNamed]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=one.label,
        help_text=one.help,
        required=one.required,
        choices=[(unit.code, unit.name) for unit in units],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )


def _field(one: channels.Setting, *, kept: bool) -> forms.CharField:
    widget: forms.Widget = forms.Textarea(attrs={"rows": 4}) if one.long else forms.TextInput()
    help_text = one.help
    if one.secret:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        help_text = (
            _("Kept sealed and never shown again. Leave it empty to keep the present one.")
            if kept
            else one.help
        )
    widget.attrs.setdefault("class", "form-control")
    return forms.CharField(
        label=one.label,
        help_text=help_text,
        required=one.required and not kept,
        max_length=4000,
        widget=widget,
    )


class TestForm(Form):
    """To whom a test goes, where the channel does not say so itself."""

    to = forms.CharField(label=_("To"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, kind: channels.Kind, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if kind.reach in (Reach.GROUP, Reach.PROGRAM):
            del self.fields["to"]
        else:
            self.fields["to"].label = kind.address or _("Mobile number")


class GiveUpForm(Form):
    """Why a letter is given up."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea, help_text=_("And how it was told instead.")
    )
