"""Papers written here, version by version; the Word forms that an office keeps; many papers as one file."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from banshi.base.files.models import StoredFile
from banshi.base.jobs.models import Job
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


class Format(models.TextChoices):
    """As what the papers of many things are made."""

    PDF = "pdf", _("PDF, a hundred to a file")
    WORD = "word", _("Word, a file for each")


class BundleQuerySet(models.QuerySet):
    """Files of many papers that an actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """His own, whatever else he may do: a file holds what he may see. The machine takes away those of all."""
        rows = self.filter(zone=actor.zone)
        return rows if actor.system else rows.filter(account_id=actor.account_id or 0)


class Bundle(models.Model):
    """The papers of many things as one file, for whoever asked.

    ``things`` are the uids of what was asked for, ``refused`` pairs of uid and sentence for those without a paper.
    ``file`` is empty until it is made, and where nothing could be.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    form = models.CharField(max_length=8, choices=Format.choices)
    things = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    made_at = models.DateTimeField(null=True)
    papers = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    kept_until = models.DateField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "account", "-id"], name="bundle_of_account"),
            models.Index(fields=["zone", "kept_until"], name="bundle_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.form} {len(self.things)}"

    @property
    def ready(self) -> bool:
        """There is a file to be taken."""
        return self.file is not None and self.file.erased_at is None

    @property
    def under_way(self) -> bool:
        """Its job waits or runs."""
        return self.made_at is None and self.job is not None and self.job.open
