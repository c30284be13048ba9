"""Choices by the names that outsiders see: a code or a uid, never a row number."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.engines.kept import KeptFor
from banshi.base.files.intake import ACCEPT
from banshi.base.ui.forms import DateField
from banshi.base.zones import access
from banshi.base.zones.access import Actor, Sight
from banshi.core.matters.rules.dispatching import LEADER_RANKS
from banshi.core.org import queries as org
from banshi.core.org.models import Alias, OutsideOrganisation, Post, Unit
from banshi.core.places.models import Place
from banshi.kernel.text import normalise

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


def organisations(actor: Actor, today) -> QuerySet[OutsideOrganisation]:
    """Organisations outside that the actor may see."""
    rows = OutsideOrganisation.objects.visible_to(actor).on(today)
    return rows.select_related("subject").order_by("name_zh", "pk")


def places(actor: Actor, today) -> QuerySet[Place]:
    """Places that the actor may see."""
    return Place.objects.visible_to(actor).on(today).select_related("subject").order_by("name_zh", "pk")


def _of_subject(decides: tuple[type[Model], Sight], uid: UUID, day: date) -> QuerySet:
    model, sight = decides
    rows = model._default_manager.visible_to(sight.actor).on(day)
    return rows.select_related("subject").filter(subject__uid=uid)


OF_SUBJECT = KeptFor(_of_subject, uid=UUID, day=date)


def by_uid(actor: Actor, model: type[Model], day: date) -> Callable[[UUID], Model | None]:
    """Finds one of :func:`organisations` or :func:`places` by the uid of its subject."""
    decides = (model, access.sight(actor, "org.view", "places.view"))
    return lambda uid: next(iter(OF_SUBJECT(decides, uid=uid, day=day)), None)


def named_like(rows: QuerySet, text: str) -> QuerySet:
    """Those of ``rows`` that have ``text`` in a name, an other name or the credit code."""
    word = text.strip()
    if not word:
        return rows
    other = Alias.objects.filter(normal__contains=normalise(word), withdrawn_at__isnull=True)
    hit = Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(subject__in=other.values("subject"))
    if rows.model is OutsideOrganisation:
        hit |= Q(credit_code__istartswith=word)
    return rows.filter(hit)


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
