"""The form that all forms are: native inputs, and refusals shown where they belong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

MISSING = _("Fill this in.")
CHOOSE = _("Choose")
DASHES = "---------"
"""What Django puts into an empty choice unless the form says otherwise."""
KEY_USED = "history.key_used"


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day, as ``2021-06-25``."""

    widget = DateInput

    def __init__(self, **kwargs: Any):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
)


class FormMixin:
    """What every form of ours adds to Django's."""

    use_required_attribute = True
    key_spent = False
    forgets = False
    """Whether what is typed is not even kept in the reader's own tab (see ``ui/typed.js``)."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in self.fields:
            dress(self.fields[name])

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal under the field it is about, or above the form when it is about none of them."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))
        self.key_spent = refusal.code == KEY_USED
        self.status = refusal.status

    status = 422


class Form(FormMixin, forms.Form):
    """A form that ends in a use case."""


def dress(field: forms.Field) -> None:
    """Give the widget its class and, for dates, the native picker; a missing entry asks for itself."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = MISSING
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = DateInput(field.widget.attrs)
        field.input_formats = ["%Y-%m-%d"]
        field.widget.is_required = field.required
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
        field.empty_label = CHOOSE if field.required else "—"
    if isinstance(field.widget, forms.Textarea):
        if field.widget.attrs.get("rows") in (None, "10"):
            field.widget.attrs["rows"] = 4
        field.widget.attrs.pop("cols", None)
    dressing = next(word for kind, word in CLASSES if isinstance(field.widget, kind))
    if dressing and "class" not in field.widget.attrs:
        field.widget.attrs["class"] = dressing


class ActorForm(Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        self.actor = actor
        super().__init__(*args, **kwargs)

    def add(self, **fields: forms.Field) -> None:
        """Put in fields that depend on who fills them in, dressed like the others."""
        for name, field in fields.items():
            dress(field)
            self.fields[name] = field
