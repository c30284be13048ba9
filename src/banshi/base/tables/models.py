"""Views of lists that somebody keeps for himself: filters and order under a name, shown as tabs."""

from django.db import models

from banshi.base.zones.access import Actor
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Subject, Zone


class SavedViewQuerySet(models.QuerySet):
    """Views are their owner's alone."""

    def visible_to(self, actor: Actor) -> "SavedViewQuerySet":
        """The actor's own views that are still kept."""
        return self.of(actor.zone.pk, actor.account_id)

    def of(self, zone: int, account: int | None) -> "SavedViewQuerySet":
        """What the account has in the zone (ids) and still keeps."""
        return self.filter(zone_id=zone, account_id=account, removed_at__isnull=True)


class SavedView(models.Model):
    """A list's address with filters and order, under a name. It holds no search text: that may name a person."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="saved_view")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "account", "path", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="saved_view_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the view leads."""
        return f"{self.path}?{self.query}"
