"""Forms of the organisation. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.signin.actions.factors import REASONS
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account
from banshi.core.org.fields import PersonField, PostField, UnitField
from banshi.core.org.models import GroupRole, OutsideKind, PostKind, PostRank, UnitKind

CODE_HELP = _("Latin letters, digits, hyphens. It never changes.")
ORDER_HELP = _("Place in the protocol order. Empty puts it last.")
DESPITE = _("Why there are two")
DESPITE_HELP = _("Only when something of a like name is registered already, such as a branch.")


class NamesMixin(forms.Form):
    """Both official names."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=200)


class UnitForm(ActorForm, NamesMixin):
    """What a unit is."""

    short_zh = forms.CharField(label=_("Short Chinese name"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    order = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=32767, required=False, help_text=ORDER_HELP
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(parent=UnitField(actor, label=_("Stands under"), required=False))
        self.add(
            co_located_with=UnitField(
                actor,
                label=_("Sits inside"),
                required=False,
                help_text=_("For an office that another unit staffs."),
            )
        )


class OpenUnitForm(UnitForm):
    """``open_unit``."""

    code = forms.SlugField(label=_("Code"), max_length=48, help_text=CODE_HELP)
    starts_on = DateField(label=_("From"))
    field_order = (
        "name_zh",
        "name_en",
        "short_zh",
        "code",
        "kind",
        "parent",
        "order",
        "co_located_with",
        "starts_on",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.order_fields(self.field_order)


class ChangeUnitForm(UnitForm):
    """``change_unit``."""

    effective_on = DateField(label=_("With effect from"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["order"].required = True
        self.fields["order"].help_text = ""
        self.order_fields(("name_zh", "name_en", "short_zh", "kind", "parent", "order", "co_located_with"))


class LastDayForm(Form):
    """Anything that ends."""

    last_on = DateField(label=_("Last day"))


class OpenPostForm(ActorForm, NamesMixin):
    """``open_post``."""

    code = forms.SlugField(label=_("Code"), max_length=64, help_text=CODE_HELP)
    kind = forms.ChoiceField(label=_("Kind"), choices=PostKind.choices)
    rank = forms.ChoiceField(label=_("Rank"), choices=PostRank.choices)
    order = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=32767, required=False, help_text=ORDER_HELP
    )
    starts_on = DateField(label=_("From"))


class ChangePostForm(OpenPostForm):
    """``change_post``."""

    code = starts_on = None
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=32767)
    effective_on = DateField(label=_("With effect from"))


class NamePersonForm(Form):
    """``name_person``."""

    name = forms.CharField(
        label=_("Full name"), max_length=100, help_text=_("Kept sealed. Lists show the post and a number.")
    )


class AppointForm(ActorForm):
    """``appoint``."""

    starts_on = DateField(label=_("First day"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(person=PersonField(actor, label=_("Person")))
        self.order_fields(("person", "starts_on"))


class HandOverForm(ActorForm):
    """``hand_over``."""

    on = DateField(label=_("First day of the new holder"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(to_person=PersonField(actor, label=_("New holder")))
        self.order_fields(("to_person", "on"))


class DeputiseForm(ActorForm):
    """``deputise``."""

    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(person=PersonField(actor, label=_("Deputy")))
        self.order_fields(("person", "starts_on", "ends_on", "reason"))


class EnterPersonForm(Form):
    """``enter_person``."""

    name = forms.CharField(
        label=_("Full name"), max_length=100, help_text=_("Kept sealed. Lists show the post and a number.")
    )
    party_member = forms.BooleanField(label=_("Party member"), required=False)
    starts_on = DateField(label=_("From"))


class LinkAccountForm(Form):
    """``link_account``, the account by its login."""

    account = forms.CharField(
        label=_("Account"),
        max_length=64,
        required=False,
        help_text=_("The login. Empty takes the account away."),
    )

    def clean_account(self) -> Account | None:
        """The account with this login."""
        login = self.cleaned_data["account"].strip()
        if not login:
            return None
        account = Account.objects.filter(login=login).first()
        if account is None:
            raise forms.ValidationError(
                _("There is no account with this login. Open it first."), code="unknown"
            )
        return account


class LoginForm(Form):
    """``give_account``."""

    login = forms.CharField(label=_("Login"), max_length=64, help_text=_("A login is never used again."))


class ResetForm(Form):
    """``reset_factors``."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *REASONS])


class BindForm(Form):
    """``bind_identity``."""

    provider = forms.ChoiceField(label=_("Provider"))
    subject = forms.CharField(label=_("ID at the provider"), max_length=255)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = offered


class FormGroupForm(ActorForm, NamesMixin):
    """``form_group``."""

    code = forms.SlugField(label=_("Code"), max_length=48, help_text=CODE_HELP)
    starts_on = DateField(label=_("From"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(office=UnitField(actor, label=_("Run by"), required=False))


class SeatForm(ActorForm):
    """``seat_post``."""

    role = forms.ChoiceField(label=_("Seat"), choices=GroupRole.choices, initial=GroupRole.MEMBER)
    order = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=32767, required=False, help_text=ORDER_HELP
    )
    starts_on = DateField(label=_("First day"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self.add(post=PostField(actor, label=_("Post")))
        self.order_fields(("post", "role", "order", "starts_on"))


class OutsideForm(NamesMixin, Form):
    """``register_outside``."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OutsideKind.choices)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)
    starts_on = DateField(label=_("From"))
    despite = forms.CharField(label=DESPITE, max_length=200, required=False, help_text=DESPITE_HELP)


class ChangeOutsideForm(OutsideForm):
    """``change_outside``."""

    starts_on = None
    effective_on = DateField(label=_("With effect from"))


class AliasForm(Form):
    """``add_alias``."""

    text = forms.CharField(label=_("Other name"), max_length=100)
    reason = forms.CharField(label=_("Where it comes from"), max_length=100, required=False)
    despite = forms.CharField(label=DESPITE, max_length=200, required=False, help_text=DESPITE_HELP)


class WithdrawAliasForm(Form):
    """``withdraw_alias``; the names are those of one subject."""

    alias = forms.ModelChoiceField(label=_("Other name"), queryset=None, to_field_name="normal")

    def __init__(self, *args: Any, aliases: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["alias"].queryset = aliases
