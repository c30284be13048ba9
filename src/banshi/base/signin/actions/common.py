"""What the acts at the door share: passwords on their way, a visit, locks, and who may reach whom."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from banshi.base.signin import rules
from banshi.base.signin.models import PastPassword
from banshi.base.signin.rules import DoorRules
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Refusal

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LOGIN_SHAPE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$")


@dataclass(frozen=True)
class Secret:
    """A password on its way to the hasher; it shows in no log, digest or traceback."""

    value: str = field(repr=False)


def plain_code(code: str) -> str:
    """A code as it was made, however it was typed."""
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def lock_zone(actor: Actor, verb: str) -> Subject:
    """The zone's own subject under lock, when the actor may do ``verb`` in it."""
    ground = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    access.require(actor, verb, ground)
    return ground


def lock_own(actor: Actor, account: Account) -> tuple[Subject, Account]:
    """The zone's own subject and one's own account under lock; another's account is unknown."""
    if account.uid != actor.account_uid:
        raise access.unknown()
    ground = Subject.objects.select_for_update().get(pk=actor.zone.subject_id)
    return ground, Account.objects.select_for_update().get(pk=account.pk)


def require_here(actor: Actor, account: Account) -> None:
    """An administrator reaches the accounts of his zone alone; others are unknown to him."""
    if actor.system:
        return
    if actor.zone.pk not in {zone.pk for zone in access.policy().zones_of(account)}:
        raise access.unknown()


def check_login(login: str) -> None:
    """Refuse a login of the wrong shape, or one that was ever used."""
    try:
        LOGIN_SHAPE(login)
    except ValidationError as error:
        raise Refusal(
            "signin.login_shape",
            _("An account name has 3 to 64 letters, digits, dots, dashes or underscores."),
            field="login",
        ) from error
    if Account.objects.filter(login__iexact=login).exists():
        raise Refusal(
            "signin.login_taken", _("This account name was used before. Choose another."), field="login"
        )


def put_password(account: Account, password: Secret, asked: DoorRules, *, field: str = "password") -> None:
    """Set the password, unless it is too weak, or one of the former ones that may not come back.

    Its length is looked at first, in our own words: Django's have no Chinese.
    """
    check_shape(password.value, asked, field)
    try:
        validate_password(password.value, account)
    except ValidationError as error:
        raise Refusal("signin.weak", too_easy(error), field=field) from error
    if account.pk is not None and asked.password_history:
        check_former(account, password.value, asked.password_history, field)
    account.set_password(password.value)
    account.password_at = clock.process_now()


def too_easy(error: ValidationError) -> str:
    """What is wrong with a password, in the words of the door rather than with the name of a column."""
    if any(one.code == "password_too_similar" for one in error.error_list):
        return str(_("The password is too much like the account name. Choose another."))
    if any(one.code == "password_too_common" for one in error.error_list):
        return str(_("This password is too common. Choose another."))
    return " ".join(error.messages)


def check_shape(password: str, asked: DoorRules, field: str) -> None:
    """Refuse what the zone's rules find too short or too uniform."""
    if len(password) < asked.password_least:
        raise Refusal(
            "signin.short",
            _("The zone's rules ask for at least %(least)s characters. Choose a longer password."),
            field=field,
            least=asked.password_least,
        )
    if rules.classes_in(password) < asked.password_classes:
        raise Refusal(
            "signin.uniform",
            _(
                "The zone's rules ask for at least %(classes)s of these: small letters, capitals, digits, "
                "other characters. Mix more of them."
            ),
            field=field,
            classes=asked.password_classes,
        )


def check_former(account: Account, password: str, most: int, field: str) -> None:
    """Refuse one of the last ``most`` passwords; keep the present one among them, and no more than these."""
    former = list(account.past_passwords.order_by("-until", "-pk")[:most])
    known = [account.password, *(row.encoded for row in former)] if account.password else []
    if any(check_password(password, encoded) for encoded in known[:most]):
        raise Refusal(
            "signin.used_before",
            _("This password was used before. The last %(most)s may not come back; choose another."),
            field=field,
            most=most,
        )
    if account.has_usable_password():
        now = clock.process_now()
        PastPassword.objects.create(account=account, encoded=account.password, until=now)
        account.past_passwords.exclude(
            pk__in=account.past_passwords.order_by("-until", "-pk").values("pk")[:most]
        ).delete()
