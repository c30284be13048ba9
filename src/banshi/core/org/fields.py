"""Form fields that name a row by its public id, in protocol order; for the forms of any app above."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.org import queries
from banshi.core.org.models import OutsideOrganisation, Person, Post, Unit


class SubjectField(forms.ModelChoiceField):
    """A choice of rows that have a subject; the value in the page is the subject's public id."""

    def __init__(self, queryset: QuerySet, **options: Any):
        super().__init__(queryset.select_related("subject"), **options)

    def prepare_value(self, value: Any) -> Any:
        """The public id of a row; anything else as it is."""
        return str(value.subject.uid) if isinstance(value, Model) else value

    def to_python(self, value: Any) -> Any:
        """The row of a public id, or None."""
        if value in self.empty_values:
            return None
        if isinstance(value, Model):
            return value
        try:
            return self.queryset.get(subject__uid=value)
        except (ValueError, ValidationError, self.queryset.model.DoesNotExist) as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error

    def label_from_instance(self, row: Any) -> str:
        """The name, in the language of the moment."""
        return row.name


class UnitField(SubjectField):
    """The units of today that the actor may see."""

    def __init__(self, actor: Actor, **options: Any):
        rows = Unit.objects.visible_to(actor).on(clock.today(actor.zone))
        super().__init__(rows.order_by(*queries.protocol_order()), **options)


class PostField(SubjectField):
    """The posts of today that the actor may see."""

    def __init__(self, actor: Actor, **options: Any):
        rows = Post.objects.visible_to(actor).on(clock.today(actor.zone))
        super().__init__(rows.order_by(*queries.protocol_order(of="post")), **options)


class PersonField(SubjectField):
    """The people of today that the actor may see, each with the posts held today."""

    def __init__(self, actor: Actor, **options: Any):
        today = clock.today(actor.zone)
        rows = queries.with_posts(Person.objects.visible_to(actor).on(today), today)
        super().__init__(rows.select_related("account").order_by("number"), **options)

    def label_from_instance(self, row: Person) -> str:
        """``人员 0012 · 经济发展局局长``; who holds no post yet goes by the login."""
        login = [row.account.login] if row.account and not row.posts_today else []
        return " · ".join([row.name, *(post.name for post in row.posts_today), *login])


class OutsideField(forms.CharField):
    """An outside organisation by its name (or another name of it), as typed; None when empty."""

    def __init__(self, actor: Actor, **options: Any):
        self.actor = actor
        super().__init__(max_length=100, **options)

    def prepare_value(self, value: Any) -> Any:
        """The official name of a row; anything else as it is."""
        return value.name_zh if isinstance(value, OutsideOrganisation) else value

    def clean(self, value: Any) -> OutsideOrganisation | None:
        """The one organisation of this name."""
        text = super().clean(value)
        if not text:
            return None
        rows = OutsideOrganisation.objects.visible_to(self.actor)
        found = list(rows.filter(Q(name_zh=text) | Q(name_en=text))[:2])
        if not found:
            found = list(rows.filter(subject__in=queries.same_name(self.actor.zone, text, "outside"))[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "Nothing outside is registered under exactly this name. Register it first, or enter it in full."
                ),
                code="unknown",
            )
        return found[0]
