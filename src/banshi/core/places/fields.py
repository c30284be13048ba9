"""A form field that names a place; for the forms of any app above."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.access import Actor
from banshi.core.org import queries as org
from banshi.core.places.models import Place


class PlaceField(forms.CharField):
    """A place by its name (or another name of it), as typed; None when empty."""

    def __init__(self, actor: Actor, **options: Any):
        self.actor = actor
        super().__init__(max_length=100, **options)

    def prepare_value(self, value: Any) -> Any:
        """The official name of a row; anything else as it is."""
        return value.name_zh if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        """The one place of this name."""
        text = super().clean(value)
        if not text:
            return None
        rows = Place.objects.visible_to(self.actor)
        found = list(rows.filter(Q(name_zh=text) | Q(name_en=text))[:2])
        if not found:
            found = list(rows.filter(subject__in=org.same_name(self.actor.zone, text, "place"))[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "No single place of this name is registered. Register it first, or enter its name in full."
                ),
                code="unknown",
            )
        return found[0]
