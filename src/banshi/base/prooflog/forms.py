"""Forms of the proof log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.prooflog.models import Way
from banshi.base.ui.forms import Form

CHOOSE = ("", _("Choose"))


class TakeOutForm(Form):
    """How the newest checkpoint leaves the machine, and where it is kept."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=[
            (Way.FILE, _("As a file, which is downloaded now")),
            (Way.PAPER, _("On paper: the sheet is printed and filed")),
        ],
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        label=_("Kept where"),
        max_length=100,
        help_text=_("Outside this machine, such as the discipline office's safe or a second computer."),
    )


class WitnessForm(Form):
    """A second machine by its public key."""

    vkey = forms.CharField(
        label=_("Public key of the witness"),
        max_length=200,
        help_text=_("The line that «./banshi witness init» printed on the second machine."),
    )
    place = forms.CharField(label=_("Where it stands"), max_length=100)


class EndWitnessForm(Form):
    """Why its cosignatures are not taken in any more."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            CHOOSE,
            ("retired", _("The machine is taken out of service")),
            ("lost", _("Its key may be in other hands")),
            ("replaced", _("Another witness takes its place")),
        ],
    )


class CosignatureForm(Form):
    """A cosigned checkpoint that came back as a file."""

    note = forms.CharField(
        label=_("Cosigned checkpoint"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Open the file that the witness wrote and paste all of it."),
    )


class RotateForm(Form):
    """Why the key is changed."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            CHOOSE,
            ("scheduled", _("Changed as planned")),
            ("suspected", _("The old key may be in other hands")),
            ("machine", _("The machine is replaced")),
        ],
    )
