"""The public side: links that lead to it, what came in through them, and what counts against abuse."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Subject, Zone
from banshi.core.matters.models import Matter
from banshi.core.org.models import OnDay, OutsideOrganisation, Person, Post
from banshi.core.places.models import Place


class LinkKind(models.TextChoices):
    """Where the sign hangs."""

    CARD = "card", _("Enterprise's card")
    FENCE = "fence", _("Sign at a site")
    POSTER = "poster", _("Poster of the zone")


class ReportState(models.TextChoices):
    """What became of a report."""

    TAKEN = "taken", _("Became a matter")
    HELD = "held", _("Held for screening")
    JUNK = "junk", _("Put aside")


class LinkQuerySet(OnDay):
    """Links that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Links of the actor's zone, for whoever makes them."""
        return access.visible(actor, self, "portal.links")


class IntakeLink(models.Model):
    """An address that opens the form with what is known already. It is printed in public and is no secret,
    only not to be guessed. ``contact`` is the post that answers, ``kinds`` the codes offered, the first of
    them chosen beforehand. ``ends_on`` is the last day."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    title = models.CharField(max_length=60)
    contact = models.ForeignKey(Post, models.PROTECT, related_name="+")
    raiser_org = models.ForeignKey(OutsideOrganisation, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    source_kind = models.CharField(max_length=24)
    kinds = models.JSONField(default=list)
    category = models.CharField(max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="intake_link_dates"
            )
        ]
        indexes = [models.Index(fields=["zone", "-starts_on", "-id"], name="intake_link_by_day")]

    def __str__(self) -> str:
        return self.title


class ReportQuerySet(models.QuerySet):
    """Reports that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Reports of the actor's zone, for whoever looks through them."""
        return access.visible(actor, self, "portal.screen")


class Report(models.Model):
    """What somebody sent. ``uid`` is the key that his page made, ``code_digest`` a keyed digest of the
    receipt code, which is kept nowhere.

    While it is held its words, name and phone lie in its own vault; as a matter they lie in the
    matter's alone. ``reasons`` are codes of why it was held. ``origin`` groups what came from one
    address for a few days. ``notice`` is the version of the notice that was shown. ``texts_agreed``: he wants
    to be told of each step by a text message, until he says otherwise on his tracker.
    """

    uid = models.UUIDField(unique=True, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    link = models.ForeignKey(IntakeLink, models.PROTECT, related_name="reports")
    state = models.CharField(max_length=8, choices=ReportState.choices)
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="public_report")
    code_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=24)
    notice = models.CharField(max_length=24)
    position_agreed = models.BooleanField(default=False)
    texts_agreed = models.BooleanField(default=False)
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    name = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    phone = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(default=list)
    origin = models.CharField(max_length=16, blank=True)
    received_at = models.DateTimeField()
    answer_by = models.DateField(null=True)
    screened_at = models.DateTimeField(null=True)
    screened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    junk_reason = models.CharField(max_length=16, blank=True)
    erased_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(matter__isnull=False), name="report_taken_has_matter"
            )
        ]
        indexes = [
            models.Index(fields=["zone", "state", "-received_at", "-id"], name="report_by_state"),
            models.Index(fields=["zone", "origin"], condition=~Q(origin=""), name="report_by_origin"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Addition(models.Model):
    """What the raiser added later. ``after_closing`` waits for somebody to look at it (``seen_at``)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="additions")
    words = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    after_closing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["zone", "added_at"],
                condition=Q(after_closing=True, seen_at__isnull=True),
                name="addition_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.added_at}"


class UsedWork(models.Model):
    """A proof of work that was handed in, until it would have run out: each counts once."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    challenge = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "challenge"], name="work_used_once")]
        indexes = [models.Index(fields=["zone", "expires_at"], name="work_by_end")]

    def __str__(self) -> str:
        return self.challenge[:8]


class Tally(models.Model):
    """How often something came in one window. ``key`` is a keyed digest; the row goes when the window is over."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key", "window_at"], name="tally_once")]
        indexes = [models.Index(fields=["zone", "window_at"], name="tally_by_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
