"""Forms of occasions. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.presets import queries as presets
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.rules.lifecycle import named
from banshi.core.occasions import rules
from banshi.core.occasions.actions import Present
from banshi.core.occasions.models import Occasion
from banshi.core.occasions.rules import Recurrence
from banshi.core.occasions.tables import WEEKDAYS
from banshi.core.org import queries as org
from banshi.core.org.fields import OutsideField, UnitField
from banshi.core.org.models import Post
from banshi.core.places.fields import PlaceField


def words(label: Any, help_text: Any = "", *, rows: int = 4) -> forms.CharField:
    """Some sentences that may be left out."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=8000, widget=area)


def _in_words(names: dict[str, str]) -> str:
    return names["en"] if (get_language() or "").startswith("en") else names["zh"]


class PostsField(forms.ModelMultipleChoiceField):
    """The posts of a day, ticked; the value in the page is the public id."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, actor: Actor, **options: Any):
        rows = Post.objects.visible_to(actor).on(clock.today(actor.zone)).select_related("subject", "unit")
        options.setdefault("to_field_name", "subject__uid")
        super().__init__(rows.order_by(*org.protocol_order(of="post")), **options)

    def prepare_value(self, value: Any) -> Any:
        """Public ids of rows; anything else as it is."""
        if isinstance(value, Post):
            return str(value.subject.uid)
        return [self.prepare_value(one) for one in value] if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[Post]:
        """The posts that were ticked."""
        asked = {str(one) for one in value or ()}
        if self.required and not asked:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        found = [row for row in self.queryset if str(row.subject.uid) in asked]
        if len(found) < len(asked):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "—"}
            )
        return found

    def label_from_instance(self, row: Post) -> str:
        """The post by its name."""
        return row.name


class PlanForm(ActorForm):
    """``plan_occasion``."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names of people."))
    planned_on = DateField(label=_("Planned for"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        today = clock.today(self.actor.zone)
        kinds = presets.rules(self.actor.zone, "occasions", today).kinds
        self.add(
            kind=forms.ChoiceField(
                label=_("Kind"), choices=[(code, named(one)) for code, one in kinds.items()]
            ),
            host=UnitField(self.actor, label=_("Host unit")),
            place=PlaceField(self.actor, label=_("Place"), required=False),
            agenda=words(_("Agenda or checklist"), _("One line for each point.")),
        )
        self.order_fields(("kind", "title", "host", "planned_on", "place", "agenda"))


class SeriesForm(ActorForm):
    """``plan_series``."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names of people."))
    every = forms.ChoiceField(
        label=_("How often"), choices=((rules.WEEK, _("Every week")), (rules.MONTH, _("Every month")))
    )
    interval = forms.IntegerField(
        label=_("Every how many"), min_value=1, max_value=12, initial=1, help_text=_("2: every second one.")
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(("", "—"), *WEEKDAYS),
        help_text=_("For a weekly one."),
    )
    month_day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("For a monthly one."),
    )
    shift = forms.ChoiceField(
        label=_("When nobody works on that day"),
        choices=(
            (rules.NEXT, _("on the next working day")),
            (rules.BEFORE, _("on the working day before")),
            (rules.SKIP, _("not held that time")),
        ),
    )
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = presets.rules(self.actor.zone, "occasions", clock.today(self.actor.zone)).kinds
        self.add(
            kind=forms.ChoiceField(
                label=_("Kind"), choices=[(code, named(one)) for code, one in kinds.items()]
            ),
            host=UnitField(self.actor, label=_("Host unit")),
            place=PlaceField(self.actor, label=_("Place"), required=False),
        )
        self.order_fields(
            ("kind", "title", "host", "place", "every", "interval", "weekday", "month_day", "shift")
        )

    def clean(self) -> dict[str, Any]:
        """The rule as one value."""
        found = super().clean()
        names = ("every", "interval", "weekday", "month_day", "shift")
        parts = [found.pop(name, None) for name in names]
        if not self.errors:
            found["rule"] = Recurrence(*parts)
        return found


class AttendanceForm(ActorForm):
    """``record_attendance``."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add(
            posts=PostsField(self.actor, label=_("Who was there"), required=False),
            outside=OutsideField(self.actor, label=_("From which organisation outside"), required=False),
            outside_count=forms.IntegerField(
                label=_("How many came from it"), min_value=1, max_value=9999, required=False
            ),
            guests=forms.IntegerField(label=_("Other guests"), min_value=0, max_value=9999, required=False),
        )

    def clean(self) -> dict[str, Any]:
        """Everybody as one list."""
        found = super().clean()
        present = [Present(post=post) for post in found.pop("posts", None) or ()]
        outside, count = found.pop("outside", None), found.pop("outside_count", None)
        if outside:
            present.append(Present(outside=outside, count=count or 1))
        guests = found.pop("guests", None)
        if guests:
            present.append(Present(count=guests))
        found["present"] = tuple(present)
        return found


class HoldForm(AttendanceForm):
    """``hold_occasion``."""

    held_on = DateField(label=_("Took place on"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add(
            minutes=words(
                _("Minutes"), _("They can name people, and are kept where they can be erased."), rows=8
            ),
            photos=FilesField(label=_("Photos"), required=False),
        )


class AmendForm(ActorForm):
    """``amend_occasion``."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names of people."))

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add(place=PlaceField(self.actor, label=_("Place"), required=False))
        if occasion.state == rules.PLANNED:
            self.add(planned_on=DateField(label=_("Planned for")))
        self.add(agenda=words(_("Agenda or checklist"), _("One line for each point.")))
        if occasion.state == rules.HELD:
            self.add(
                minutes=words(_("Minutes"), rows=8), photos=FilesField(label=_("Photos"), required=False)
            )


class ReasonForm(Form):
    """``cancel_occasion``."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(ReasonForm):
    """``end_series``."""

    last_on = DateField(label=_("Last day"))
    field_order = ("last_on", "reason")


class RaiseForm(ActorForm):
    """``receive_matter``: something that came out of an occasion."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names of people."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        today = clock.today(self.actor.zone)
        kinds = presets.rules(self.actor.zone, "kinds", today)
        sources = presets.rules(self.actor.zone, "routing", today).sources
        self.add(
            words=words(_("What was said")),
            kind=forms.ChoiceField(
                label=_("Kind"), choices=[(code, named(one)) for code, one in kinds.kinds.items()]
            ),
            category=forms.ChoiceField(
                label=_("Category"), choices=[(code, named(one)) for code, one in kinds.categories.items()]
            ),
            source_kind=forms.ChoiceField(
                label=_("Source"), choices=[(code, _in_words(one)) for code, one in sources.items()]
            ),
        )
