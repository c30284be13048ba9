"""Files that were received and what they hang on; the bytes lie outside the database, by their hash."""

from typing import Self

from django.db import models

from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone


class StoredFileQuerySet(models.QuerySet):
    """Files by what they hang on."""

    def of(self, subject: Subject) -> Self:
        """The subject's files in the order in which they were attached."""
        return self.filter(links__subject=subject).order_by("links__id")


class StoredFile(models.Model):
    """One receipt of one file. The same bytes received twice are two rows and one blob.

    ``sha256_received`` is the hash of what came in, ``sha256_stored`` of what is kept (an image is
    written anew, without its hidden data) and the blob's name; ``thumb_sha256`` names the small
    picture. ``taken_at`` is the camera's own time, None when it gave none. When ``erased_at`` is
    set the bytes are gone and the name is empty.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    sha256_received = models.CharField(max_length=64)
    sha256_stored = models.CharField(max_length=64)
    thumb_sha256 = models.CharField(max_length=64, default="")
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=64)
    original_name = models.TextField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "sha256_received"], name="file_received"),
            models.Index(fields=["zone", "sha256_stored"], name="file_stored"),
            models.Index(
                fields=["zone", "thumb_sha256"], condition=~models.Q(thumb_sha256=""), name="file_thumb"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_image(self) -> bool:
        """True when there is a small picture of it."""
        return self.media_type.startswith("image/")


class FileLink(models.Model):
    """A file hangs on a subject as evidence, a photo of the place, a paper … (``role``, the owner's word)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="links")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="file_links")
    role = models.CharField(max_length=32, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "file", "subject"], name="file_link_once")]
        indexes = [models.Index(fields=["zone", "subject"], name="file_link_subject")]

    def __str__(self) -> str:
        return f"{self.file_id} on {self.subject_id}"
