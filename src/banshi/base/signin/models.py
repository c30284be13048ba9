"""What stands at the door: counters against guessing, sessions, second factors, and the audit rows.

These stand before any zone is known and so carry none, but for an audit row, which belongs to the
zone in which the account has its place.
"""

from typing import Self

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Zone


class Attempts(models.Model):
    """How often something was tried in a window. ``key`` is a keyed digest, never a login or an address."""

    key = models.CharField(max_length=64, unique=True)
    window_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class FirstCode(models.Model):
    """The one-time code with which the first administrator makes the first zone; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"


class Session(AbstractBaseSession):
    """A session, findable by its account, so that it can be shown and ended. It ends by being deleted.

    ``public`` is the name under which a page speaks of it; it tells nothing of the key. ``device`` is
    two words (browser and system), never the whole of what the browser says of itself.
    """

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="sessions")
    public = models.CharField(max_length=24, unique=True)
    device = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls):
        from banshi.base.signin.store import SessionStore

        return SessionStore


class PastPassword(models.Model):
    """A former password as the hasher left it, where the zone's rules keep some from coming back."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="past_passwords")
    encoded = models.CharField(max_length=256)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-until"], name="past_password_of")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.until:%Y-%m-%d}"


class FactorKind(models.TextChoices):
    """With what somebody proves a second time who he is."""

    TOTP = "totp", _("Authenticator app")
    PASSKEY = "passkey", _("Passkey")


class Factor(models.Model):
    """A second factor of an account; it ends, it is not deleted.

    An app's secret is ``sealed`` with a key outside the database and emptied when the factor ends;
    ``last_step`` is the last thirty seconds whose code was used. A passkey has its public key and the
    digest of its id (``credential``), its counter and the digest of the last challenge it answered.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=8, choices=FactorKind.choices)
    name = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)
    last_step = models.BigIntegerField(default=0)
    credential = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - NULL is not equal to NULL
    public_key = models.BinaryField(null=True)
    counter = models.BigIntegerField(default=0)
    last_challenge = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(kind="totp", ended_at__isnull=True), name="factor_one_app"
            ),
        ]
        indexes = [models.Index(fields=["account", "ended_at"], name="factor_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id}"


class RecoveryCode(models.Model):
    """One of ten codes for the day on which the second factor is lost; only its keyed digest is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ended_at"], name="recovery_code_of")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d}"


class ProviderQuerySet(models.QuerySet):
    """Providers, cut down to those of whoever sets up, binds or vouches."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's zone; none without one of the three verbs."""
        if not any(actor.holds(verb) for verb in ("signin.set_up", "signin.bind", "signin.trust")):
            return self.none()
        return self.filter(zone=actor.zone)


class ProviderRow(models.Model):
    """A sign-in provider of a zone. ``code`` is never used again; the secret is sealed with a key outside
    the database. ``brings_second`` says that its word counts as a second factor in this zone.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=48, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=30)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    brings_second = models.BooleanField(default=False)
    active = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ProviderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["zone", "active"], name="provider_of")]

    def __str__(self) -> str:
        return self.code


class ForeignIdentity(models.Model):
    """Who an account is at a provider; it ends, it is not deleted.

    ``zone`` is empty for a provider of the whole house. ``digest`` is keyed, over provider, issuer and
    subject; ``sealed`` holds subject and name for the page, and is emptied when the identity ends.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    provider = models.SlugField(max_length=48)
    digest = models.CharField(max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, related_name="foreign_identities")
    sealed = models.BinaryField(null=True)
    bound_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "digest"], condition=Q(ended_at__isnull=True), name="identity_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "account"], condition=Q(ended_at__isnull=True), name="identity_one_each"
            ),
        ]
        indexes = [models.Index(fields=["account", "ended_at"], name="identity_of")]

    def __str__(self) -> str:
        return f"{self.provider} {self.account_id}"


class Spent(models.Model):
    """An assertion that was used, kept while it could be sent again; ``digest`` is keyed."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"


class EventKind(models.TextChoices):
    """What happened at the door."""

    SIGNED_IN = "signed_in", _("Signed in")
    REFUSED = "refused", _("Sign-in refused")
    SECOND_REFUSED = "second_refused", _("Second factor refused")
    SIGNED_OUT = "signed_out", _("Signed out")
    DENIED = "denied", _("Page refused")
    FACTOR_ADDED = "factor_added", _("Second factor set up")
    FACTOR_ENDED = "factor_ended", _("Second factor taken away")
    FACTORS_RESET = "factors_reset", _("Second factors reset by an administrator")
    CODES_RENEWED = "codes_renewed", _("Recovery codes made anew")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_SET = "password_set", _("Password given by an administrator")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    SESSION_ENDED = "session_ended", _("Session ended")
    IDENTITY_BOUND = "identity_bound", _("Foreign sign-in bound")
    IDENTITY_ENDED = "identity_ended", _("Foreign sign-in ended")
    PROVIDER_SET = "provider_set", _("Sign-in provider changed")


class EventQuerySet(models.QuerySet):
    """Audit rows, cut down to what an auditor of a zone may see."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows of the actor's zone, and those of logins that nobody has; none without the verb."""
        if not actor.holds("signin.audit"):
            return self.none()
        return self.filter(Q(zone=actor.zone) | Q(zone__isnull=True, account__isnull=True))


class Event(models.Model):
    """An audit row: append-only, kept for good, without names, addresses or passwords.

    ``zone`` is where the account has its place; it is empty for a login that nobody has. ``origin`` and
    ``login_mark`` are keyed digests by which rows of one address or one unknown login find each other.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    ok = models.BooleanField(default=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    posts = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=80, blank=True)
    thing = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    origin = models.CharField(max_length=8, blank=True)
    device = models.CharField(max_length=40, blank=True)
    login_mark = models.CharField(max_length=8, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "-at"], name="event_zone_at"),
            models.Index(fields=["zone", "account", "-at"], name="event_zone_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
