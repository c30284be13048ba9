"""Forms of the rule sets."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import catalogue
from banshi.base.ui.forms import DateField, Form


class AdoptForm(Form):
    """Which preset, from which day."""

    code = forms.ChoiceField(label=_("Preset"))
    effective_on = DateField(
        label=_("Effective from"), help_text=_("What was decided before stays as it was.")
    )

    def __init__(self, *args, topic: str, **kwargs):
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        self.fields["code"].choices = [
            (preset.code, preset.en if english else preset.zh) for preset in catalogue.presets(topic)
        ]
