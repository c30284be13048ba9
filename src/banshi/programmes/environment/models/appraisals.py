"""Appraisals by bodies outside the zone. A rank never stands without its category and its document."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from banshi.base.files.models import StoredFile
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import Person


class AppraisalQuerySet(models.QuerySet):
    """Appraisals that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Appraisals under the actor's label."""
        return access.visible(actor, self, "environment.view")


class Appraisal(models.Model):
    """What a body outside found of a year, as its document says it. It is stored, never computed.

    ``category`` is the group within which it was ranked (二类园区), ``of_how_many`` how many that group has where
    the document says so. One that was entered wrongly is taken back with a reason and entered anew.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    of_how_many = models.PositiveSmallIntegerField(null=True)
    document_title = models.CharField(max_length=120)
    document_number = models.CharField(max_length=40, blank=True)
    document_on = models.DateField()
    document = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_back_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    take_back_reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(grade="") | Q(rank__isnull=False), name="env_appraisal_says"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | (Q(rank__gte=1) & ~Q(category="") & ~Q(document_title="")),
                name="env_rank_with_category",
            ),
            models.CheckConstraint(
                condition=Q(of_how_many__isnull=True) | Q(rank__lte=F("of_how_many")),
                name="env_rank_of_how_many",
            ),
            models.UniqueConstraint(
                fields=["zone", "year", "body", "title", "category"],
                condition=Q(taken_back_on__isnull=True),
                name="env_appraisal_once",
            ),
        ]
        indexes = [models.Index(fields=["zone", "-year", "-id"], name="env_appraisal_by_year")]

    def __str__(self) -> str:
        return self.title
