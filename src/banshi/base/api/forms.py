"""A token, and the account of another system."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.api.events import events
from banshi.base.api.scopes import scopes
from banshi.base.ui.forms import DateField, Form

USUAL_DAYS = 90
FOR_ME = ""


class TokenForm(Form):
    """What it is for, what it may do, until when; for a machine account where there is one."""

    name = forms.CharField(
        label=_("What it is for"), max_length=60, help_text=_("For example: the 12345 line, every hour.")
    )
    owner = forms.ChoiceField(label=_("For whom"), required=False)
    scopes = forms.MultipleChoiceField(label=_("May"), widget=forms.CheckboxSelectMultiple)
    expires_on = DateField(label=_("Last day"))

    def __init__(self, *args: Any, today, longest_days: int, machines: list, own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one.code, scope_words(one)) for one in scopes()]
        self.fields["expires_on"].help_text = _("At most %(days)s days ahead.") % {"days": longest_days}
        self.initial.setdefault("expires_on", today + timedelta(days=min(USUAL_DAYS, longest_days)))
        mine = [(FOR_ME, _("For me; it reaches no further than my posts"))] if own else []
        self.fields["owner"].choices = [
            *mine,
            *((one.account.login, f"{one.name} ({one.account.login})") for one in machines),
        ]
        self.fields["owner"].required = not own
        if not machines:
            del self.fields["owner"]


def scope_words(scope: Any) -> str:
    """``Matters: read`` in the language of the moment."""
    words = _("%(what)s: write") if scope.writes else _("%(what)s: read")
    return str(words) % {"what": scope.title}


class MachineForm(Form):
    """``open_machine``."""

    name = forms.CharField(label=_("The other system"), max_length=60)
    login = forms.CharField(
        label=_("Account name"),
        max_length=64,
        help_text=_("Nobody signs in with it; it is never used again."),
    )


class SubscribeForm(Form):
    """``subscribe``."""

    name = forms.CharField(label=_("The other system"), max_length=60)
    url = forms.CharField(
        label=_("Address that is told"),
        max_length=500,
        help_text=_(
            "https. Hosts inside the office's network are named by the operator of the machine first."
        ),
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [(one.code, one.title) for one in events()]


class EndForm(Form):
    """Nothing to enter."""
