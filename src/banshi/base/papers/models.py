"""Papers that are written here, version by version, and the Word forms that an office keeps."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Account, Subject, Zone


class Kind(models.TextChoices):
    """What a written paper is."""

    NOTICE = "notice", _("Official notice")
    MINUTES = "minutes", _("Meeting minutes")
    CIRCULAR = "circular", _("Official circular")


class State(models.TextChoices):
    """Where it stands."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Final")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WrittenQuerySet(models.QuerySet):
    """Papers that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Papers under the actor's label; drafts only for those who write papers."""
        rows = access.visible(actor, self, "papers.view")
        return rows if actor.holds("papers.write") else rows.exclude(state=State.DRAFT)


class Written(models.Model):
    """A paper written here. Its words lie in the vault, one item per version; ``version`` is the last."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    words = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    changed_on = models.DateField()
    issued_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    reason = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")

    objects = WrittenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["zone", "-changed_on", "-id"], name="paper_by_day")]

    def __str__(self) -> str:
        return self.title


class WrittenVersion(models.Model):
    """What a paper said at one time."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    written = models.ForeignKey(Written, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    words = models.ForeignKey(VaultItem, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "written", "n"], name="paper_version_once")]

    def __str__(self) -> str:
        return f"{self.written_id} {self.n}"


class WordForm(models.Model):
    """A Word form in force from a moment on; one without content is the layout of the house again."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=120, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "code", "version"], name="word_form_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
