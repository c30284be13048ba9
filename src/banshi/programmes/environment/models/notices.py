"""Notices that go to sites, contractors and units, and the receipt of each of them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.base.files.models import StoredFile
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import OutsideOrganisation, Person, Unit
from banshi.core.places.models import Place

VIEW = "environment.view"


class NoticeQuerySet(models.QuerySet):
    """Notices that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Notices under the actor's label, and those that went to a unit of his."""
        return access.visible(actor, self, VIEW)


class Notice(models.Model):
    """One notice as it was issued; it is never changed, only withdrawn with a reason.

    ``number`` is the document number where the office has given one. ``receive_by`` is the last day for the
    receipts. The words lie in the vault.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True)
    words = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    issuer_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    receive_by = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdraw_reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(receive_by__gte=models.F("issued_on")), name="env_notice_receive_by"
            )
        ]
        indexes = [models.Index(fields=["zone", "-issued_on", "-id"], name="env_notice_by_day")]

    def __str__(self) -> str:
        return self.title


class Receipt(models.TextChoices):
    """How it is known that somebody has the notice."""

    WAITING = "", _("Not acknowledged")
    SYSTEM = "system", _("Acknowledged in the system")
    LINK = "link", _("Acknowledged by the link")
    PAPER = "paper", _("Receipt on paper")


class RecipientQuerySet(models.QuerySet):
    """Recipients that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Those of the notices that the actor may see."""
        return access.visible(actor, self, VIEW, "notice__subject")


class Recipient(models.Model):
    """A site, an organisation outside (at a site or not) or a unit that a notice goes to, and its receipt.

    ``token`` is the secret of the outside recipient's own link. ``slip`` is the picture of a receipt on paper.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="recipients")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(OutsideOrganisation, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=32, blank=True)
    how = models.CharField(max_length=8, choices=Receipt.choices, blank=True)
    received_on = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    slip = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, place__isnull=True, organisation__isnull=True)
                | (Q(unit__isnull=True) & (Q(place__isnull=False) | Q(organisation__isnull=False))),
                name="env_recipient_inside_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(how="", received_on__isnull=True, received_at__isnull=True)
                | (~Q(how="") & Q(received_on__isnull=False, received_at__isnull=False)),
                name="env_receipt_whole",
            ),
            models.CheckConstraint(
                condition=~Q(how="paper") | Q(slip__isnull=False), name="env_receipt_paper_slip"
            ),
            models.UniqueConstraint(
                fields=["zone", "notice", "unit"], condition=Q(unit__isnull=False), name="env_recipient_unit"
            ),
            models.UniqueConstraint(
                fields=["zone", "notice", "place"],
                condition=Q(place__isnull=False),
                name="env_recipient_site",
            ),
            models.UniqueConstraint(
                fields=["zone", "notice", "organisation"],
                condition=Q(organisation__isnull=False, place__isnull=True),
                name="env_recipient_outside",
            ),
        ]
        indexes = [models.Index(fields=["zone", "received_on", "notice"], name="env_recipient_open")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """``鹤鸣电子二期工地 · 鹤鸣电子科技有限公司``, or the unit."""
        parts = (self.place, self.organisation, self.unit)
        return " · ".join(part.name for part in parts if part is not None)
