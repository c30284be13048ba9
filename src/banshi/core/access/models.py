"""Who may do what: roles granted to posts, and who is involved in which subject."""

from django.db import models
from django.db.models import Q

from banshi.base.zones.models import Subject, Zone
from banshi.core.org.models import OnDay, Post, Unit


class RoleGrant(models.Model):
    """A post carries a role from a day to a day; whoever holds the post (or stands in) may act.

    With a ``scope_unit`` the role reaches only what that unit, or one below it, is involved in.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=32)
    scope_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = OnDay.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "post", "role"], condition=Q(ends_on__isnull=True), name="role_granted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.post_id}"


class Involvement(models.Model):
    """A unit or a post takes part in a subject, as lead, co-handler, collector … and so may read it.

    Written by the use cases of the subject's app. It stays when a part ends, so that nobody
    loses sight of what was passed on.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="involvements", db_index=False)
    kind = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, post__isnull=False) | Q(unit__isnull=False, post__isnull=True),
                name="involvement_unit_or_post",
            ),
            models.UniqueConstraint(
                fields=["zone", "subject", "kind", "unit"],
                condition=Q(unit__isnull=False),
                name="involvement_unit_once",
            ),
            models.UniqueConstraint(
                fields=["zone", "subject", "kind", "post"],
                condition=Q(post__isnull=False),
                name="involvement_post_once",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "unit", "subject"], name="involvement_of_unit"),
            models.Index(fields=["zone", "post", "subject"], name="involvement_of_post"),
            # Every row of a list asks this one whether the reader takes part: answered in the index alone.
            models.Index(
                fields=["zone", "subject", "unit", "post", "kind", "active"], name="involvement_of_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
