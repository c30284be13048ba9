"""Choices by the names that outsiders see: a code or a uid, never a row number."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.engines.kept import KeptFor
from banshi.base.files.intake import ACCEPT
from banshi.base.ui.forms import DateField
from banshi.base.zones import access
from banshi.base.zones.access import Actor, Sight
from banshi.core.matters.queries.naming import named_like as named_like
from banshi.core.matters.queries.naming import organisations as organisations
from banshi.core.matters.queries.naming import places as places
from banshi.core.matters.rules.dispatching import LEADER_RANKS
from banshi.core.org import queries as org
from banshi.core.org.models import Post, Unit

SHOWN_AT_ONCE = 60
"""A list longer than this is narrowed by typing first."""


class NamedChoice(forms.ModelChoiceField):
    """A choice shown by its name in the language of the moment."""

    def __init__(self, model: type[Model], **kwargs: Any):
        kwargs.setdefault("empty_label", _("Choose"))
        super().__init__(model._default_manager.none(), **kwargs)

    def label_from_instance(self, thing: Any) -> str:
        return thing.name


class CodeChoice(NamedChoice):
    """Sent as the code of the row."""

    def __init__(self, model: type[Model], **kwargs: Any):
        super().__init__(model, to_field_name="code", **kwargs)


class SubjectChoice(NamedChoice):
    """Sent as the uid of the row's subject. ``sent`` looks a uid up where that is all that is wanted of the rows."""

    sent: Callable[[UUID], Model | None] | None = None

    def __init__(self, model: type[Model], **kwargs: Any):
        super().__init__(model, to_field_name="subject__uid", **kwargs)

    def to_python(self, value: Any) -> Any:
        if self.sent is None or value in self.empty_values or isinstance(value, Model):
            return super().to_python(value)
        try:
            found = self.sent(UUID(str(value)))
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found

    def prepare_value(self, value: Any) -> Any:
        return str(value.subject.uid) if isinstance(value, Model) else value

    def narrow(self, rows: QuerySet, found: QuerySet) -> int:
        """Permit all ``rows``, show those that were ``found``; returns how many there are."""
        self.queryset = rows
        shown = list(found[: SHOWN_AT_ONCE + 1])
        self.choices = [
            ("", self.empty_label),
            *((self.prepare_value(row), str(row)) for row in shown[:SHOWN_AT_ONCE]),
        ]
        return len(shown)


def units(actor: Actor, today) -> QuerySet[Unit]:
    """Units that last today, in protocol order."""
    return Unit.objects.on(today).filter(zone=actor.zone).order_by("protocol", "order", "pk")


def leaders(actor: Actor, today) -> QuerySet[Post]:
    """Posts that may lead a matter, in protocol order."""
    rows = Post.objects.on(today).filter(zone=actor.zone, rank__in=LEADER_RANKS)
    return rows.order_by(*org.protocol_order("", "post"))


def _of_subject(decides: tuple[type[Model], Sight], uid: UUID, day: date) -> QuerySet:
    model, sight = decides
    rows = model._default_manager.visible_to(sight.actor).on(day)
    return rows.select_related("subject").filter(subject__uid=uid)


OF_SUBJECT = KeptFor(_of_subject, uid=UUID, day=date)


def by_uid(actor: Actor, model: type[Model], day: date) -> Callable[[UUID], Model | None]:
    """Finds one of :func:`organisations` or :func:`places` by the uid of its subject."""
    decides = (model, access.sight(actor, "org.view", "places.view"))
    return lambda uid: next(iter(OF_SUBJECT(decides, uid=uid, day=day)), None)


class FileField(forms.FileField):
    """A photo or a paper; on a phone the camera is offered."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ACCEPT


HAPPENED = _("Happened on")


def effective(label: Any = HAPPENED) -> DateField:
    """The day it happened, where that was not today."""
    return DateField(
        label=label,
        required=False,
        help_text=_("Leave it empty when it happened today. An earlier day is shown as recorded late."),
    )


def text(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
