"""Forms of the roles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.ui.forms import DateField, Form
from banshi.base.zones.access import Actor
from banshi.core.access.queries import role_names
from banshi.core.org.models import Post, Unit
from banshi.core.org.queries import protocol_order


class GrantForm(Form):
    """Which post carries which role, from when, and how far it reaches."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), to_field_name="code")
    role = forms.ChoiceField(label=_("Role"))
    scope_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        label=_("Only for matters of"),
        required=False,
        help_text=_("Empty: the whole zone, as far as the role reaches."),
    )
    starts_on = DateField(label=_("From"))

    def __init__(self, *args, actor: Actor, today, **kwargs):
        super().__init__(*args, **kwargs)
        posts = Post.objects.visible_to(actor).on(today).select_related("unit")
        self.fields["post"].queryset = posts.order_by(*protocol_order("", "post"))
        self.fields["scope_unit"].queryset = (
            Unit.objects.visible_to(actor).on(today).order_by(*protocol_order())
        )
        self.fields["role"].choices = role_names(presets.rules(actor.zone, "roles", today))


class WithdrawForm(Form):
    """The last day on which the post carries the role."""

    last_on = DateField(label=_("Last day"))
