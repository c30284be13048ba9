"""The forms at the door."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from banshi.base.signin.actions import Secret
from banshi.base.signin.providers.port import Provider
from banshi.base.ui.forms import Form, dress

NEW = {"autocomplete": "new-password"}


PASSWORD_HELP = _("At least 12 characters; not the account name and not a common password.")


class SignInForm(Form):
    """Account and password."""

    login = forms.CharField(
        label=_("Account"),
        max_length=64,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class TwiceMixin:
    """The new password is typed twice."""

    def clean(self):
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", ValidationError(_("The two do not match. Type the new password again.")))
        return data


class PasswordForm(TwiceMixin, Form):
    """One's own password."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(NEW),
        help_text=PASSWORD_HELP,
    )
    again = forms.CharField(
        label=_("New password, again"), strip=False, max_length=256, widget=forms.PasswordInput(NEW)
    )


class FirstForm(TwiceMixin, Form):
    """The first start: the zone and its administrator."""

    code = forms.CharField(
        label=_("Start code"),
        help_text=_("Printed once by the server when it was started."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    name_zh = forms.CharField(label=_("Name of the zone (Chinese)"), max_length=100)
    name_en = forms.CharField(label=_("Name of the zone (English)"), max_length=200)
    zone_code = forms.SlugField(
        label=_("Short code of the zone"),
        max_length=32,
        help_text=_("Lower-case letters, digits and dashes; it stays for good."),
    )
    login = forms.CharField(
        label=_("Account of the administrator"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    new = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(NEW),
        help_text=PASSWORD_HELP,
    )
    again = forms.CharField(
        label=_("Password, again"), strip=False, max_length=256, widget=forms.PasswordInput(NEW)
    )

    def refuse(self, refusal):
        if refusal.field == "password":
            refusal.field = "new"
        super().refuse(refusal)


CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("App code or recovery code"),
        max_length=20,
        help_text=_("The six digits that the app shows now, or one of your recovery codes."),
        widget=forms.TextInput({**CODE, "autofocus": True}),
    )


class AgainForm(Form):
    """Who one is, once more: the password, and the second factor where there is one."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("App code or recovery code"),
        max_length=20,
        help_text=_("The six digits that the app shows now, or one of your recovery codes."),
        widget=forms.TextInput(CODE),
    )

    def __init__(self, *args, with_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]


class AppForm(Form):
    """The proof that the app has the secret."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=10,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=_("Name of the device"),
        max_length=40,
        required=False,
        help_text=_("So that you know it again, such as: office phone."),
    )


class PasskeyForm(Form):
    """What a passkey answered, put in by the script of the page."""

    credential = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput(),
        error_messages={"required": _("The passkey did not answer. Try it again.")},
    )


class NewPasskeyForm(PasskeyForm):
    """A new passkey with a name."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=40,
        required=False,
        help_text=_("So that you know it again, such as: office computer, security key."),
    )


class ProviderForm(Form):
    """The settings of a provider of one kind; a secret that is there is not shown."""

    name = forms.CharField(
        label=_("Name on the button"),
        max_length=30,
        help_text=_("Such as: WeCom, or the name of the office."),
    )

    def __init__(self, *args, kind: Provider, known: bool = False, **kwargs):
        self.names = [one.name for one in kind.fields]
        super().__init__(*args, **kwargs)
        for one in kind.fields:
            widget = forms.Textarea({"rows": one.lines}) if one.lines > 1 else forms.TextInput()
            self.fields[one.name] = forms.CharField(
                label=one.label, help_text=one.help, required=one.required, max_length=20_000, widget=widget
            )
            dress(self.fields[one.name])
        if kind.secret:
            self.fields["secret"] = forms.CharField(
                label=kind.secret,
                required=not known,
                max_length=512,
                widget=forms.PasswordInput({"autocomplete": "off"}),
                help_text=_("Left empty, the present one stays.") if known else _("It is not shown again."),
            )
            dress(self.fields["secret"])

    def given(self) -> dict[str, Any]:
        """Name, settings and secret as the use cases take them."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "settings": {name: data[name] for name in self.names},
            "secret": Secret(data.get("secret", "")),
        }
