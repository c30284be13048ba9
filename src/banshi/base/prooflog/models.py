"""The proof log of a zone: its tree, its keys, its signed checkpoints, and who outside has seen them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.models import Account, Zone


class Log(models.Model):
    """The log as it stands: how many entries it holds and the right edge of its tree.

    ``origin`` names it in every checkpoint. It changes only when a restored backup could not be continued
    under the old name (``generation`` counts).
    """

    zone = models.OneToOneField(Zone, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=80)
    generation = models.PositiveSmallIntegerField(default=1)
    suite = models.PositiveSmallIntegerField()
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField()
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class LogKey(models.Model):
    """A public key of the log, the oldest first; the secret lies in a file beside the database.

    ``announcement`` is the note by which the key before it named this one (empty for the first of an origin).
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=80)
    vkey = models.CharField(max_length=200)
    since_size = models.BigIntegerField()
    announcement = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "vkey"], name="log_key_once")]

    def __str__(self) -> str:
        return self.vkey


class LogNode(models.Model):
    """The interior nodes of the tree that the entry at ``place`` completed, level 1 first, 32 bytes each."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    place = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "place"], name="log_node_once")]

    def __str__(self) -> str:
        return str(self.place)


class Checkpoint(models.Model):
    """A signed head of the log, as a note; committed in the transaction that gave the places it covers."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=80)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    key = models.ForeignKey(LogKey, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "origin", "size"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Witness(models.Model):
    """A second machine that cosigns what it has seen to be consistent; known by its public key."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    vkey = models.CharField(max_length=200)
    place = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "vkey"], name="witness_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")), name="witness_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """One line that a witness put under a checkpoint, and when it came back."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, models.PROTECT, related_name="cosignatures")
    line = models.TextField()
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "checkpoint", "witness"], name="cosignature_once")
        ]

    def __str__(self) -> str:
        return self.line


class Way(models.TextChoices):
    """How a checkpoint left the machine."""

    PAPER = "paper", _("Printed sheet")
    FILE = "file", _("Downloaded file")
    FOLDER = "folder", _("Drop folder")
    WITNESS = "witness", _("Witness")


class Departure(models.Model):
    """A checkpoint left the machine: how, when, by whom, and where it is kept."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="departures")
    way = models.CharField(max_length=8, choices=Way.choices)
    where = models.CharField(max_length=100)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "-left_at"], name="departure_newest")]

    def __str__(self) -> str:
        return f"{self.way} {self.left_at}"
