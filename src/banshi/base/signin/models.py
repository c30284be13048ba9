"""Counters against guessing, and the code of the first start. They stand before any zone and carry none."""

from django.db import models


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
