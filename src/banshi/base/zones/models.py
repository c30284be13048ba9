"""The ground that every app stands on: zones, accounts, subjects, counters."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.zones.ids import uuid7


class Label(models.IntegerChoices):
    """Who may read: not a secrecy grade. State secrets never enter the system."""

    PUBLIC = 0, _("Public")
    INTERNAL = 1, _("Internal")
    SENSITIVE = 2, _("Sensitive")
    SUPERVISION = 3, _("Supervision only")


class AccountManager(BaseUserManager):
    """Makes accounts by login."""

    def get_by_natural_key(self, username: str | None):
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Somebody who can sign in; may belong to many zones. A login is never used again."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    login = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.login


class Zone(models.Model):
    """A development zone: the tenant of every other row.

    ``suite`` is the hash of its chains and its log (1 SHA-256, 2 SM3), chosen at founding for ever.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.SlugField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="Asia/Shanghai")
    simulated = models.BooleanField(default=False)
    clock_offset_seconds = models.BigIntegerField(default=0)
    suite = models.PositiveSmallIntegerField(default=1, editable=False)
    standing_mark = models.UUIDField(default=uuid.uuid4)
    subject = models.OneToOneField(
        "zones.Subject", models.PROTECT, null=True, related_name="zone_itself", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(simulated=True) | models.Q(clock_offset_seconds=0),
                name="zone_real_clock_unmoved",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Subject(models.Model):
    """One row per thing of the five nouns: what links, history, search, files and figures point to."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    caption = models.CharField(max_length=200)
    label = models.PositiveSmallIntegerField(choices=Label.choices, default=Label.INTERNAL)
    head_n = models.PositiveIntegerField(default=0)
    head_leaf = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["zone", "kind"], name="subject_zone_kind")]

    def __str__(self) -> str:
        return self.caption


class Counter(models.Model):
    """The last official number given, per zone, series and year."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    series = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
