"""Who: the units of a zone in protocol order, their posts, who holds them, and everybody outside."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.base.history.periods import Period, PeriodQuerySet
from banshi.base.vault.models import VaultItem
from banshi.base.zones import access
from banshi.base.zones.models import Account, Subject, Zone


class Visible(models.QuerySet):
    """Rows with a subject, cut down to what the actor may see."""

    def visible_to(self, actor: access.Actor) -> Self:
        """Rows of the actor's zone that the actor may see."""
        return access.visible(actor, self, "org.view")


class OnDay(models.QuerySet):
    """Rows that hold from a day up to another."""

    def on(self, day: date) -> Self:
        """Rows that hold on ``day``; ``ends_on`` is the last day that they hold."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def lasting_after(self, day: date) -> Self:
        """Rows that hold on some day after ``day``."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day, ends_on__gte=F("starts_on")))


class DatedVisible(Visible, OnDay):
    """Both."""


class Named(models.Model):
    """A Chinese and an English official name."""

    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        english = (get_language() or "").startswith("en") and self.name_en
        return self.name_en if english else self.name_zh


class UnitKind(models.TextChoices):
    """What sort of unit it is."""

    PARTY_COMMITTEE = "party_committee", _("Party working committee")
    ADMIN_COMMITTEE = "admin_committee", _("Administrative committee")
    DISCIPLINE = "discipline_committee", _("Discipline inspection working committee")
    DEPARTMENT = "department", _("Functional department")
    CENTRE = "centre", _("Service centre")
    OFFICE = "office", _("Office of a group")


class Unit(Named):
    """An organisational unit, as it is now; :class:`UnitPeriod` tells how it was on any day.

    ``order`` is the protocol order within its parent; ``protocol`` the place in the whole zone
    (1, 2, …), kept by the use cases so that any list can be sorted by it. An office that sits
    inside another unit (合署办公) names it in ``co_located_with`` and is staffed by it.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=48)
    short_zh = models.CharField(max_length=20)
    kind = models.CharField(max_length=24, choices=UnitKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveSmallIntegerField()
    protocol = models.PositiveIntegerField(default=0, editable=False)
    co_located_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="hosted_offices"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedVisible.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="unit_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="unit_dates"
            ),
        ]
        indexes = [models.Index(fields=["zone", "protocol"], name="unit_protocol")]


class UnitPeriod(Period):
    """What a unit was called and where it stood, from a day to a day, while the unit itself lasts."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="periods")
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    short_zh = models.CharField(max_length=20)
    kind = models.CharField(max_length=24, choices=UnitKind.choices)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    order = models.PositiveSmallIntegerField()
    co_located_with = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["zone", "recorded_to", "effective_from"], name="unit_period_known"),
            models.Index(fields=["unit", "effective_from"], name="unit_period_of"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.effective_from}"


class PostKind(models.TextChoices):
    """Party or administrative; one hand may hold both."""

    PARTY = "party", _("Party post")
    ADMINISTRATIVE = "administrative", _("Administrative post")


class PostRank(models.TextChoices):
    """What the post answers for; routing and the right to lead a matter go by it."""

    PRINCIPAL_LEADER = "principal_leader", _("Principal leader")
    ZONE_LEADER = "zone_leader", _("Zone leader")
    HEAD = "head", _("Head of unit")
    DEPUTY_HEAD = "deputy_head", _("Deputy head of unit")
    STAFF = "staff", _("Staff")


class Post(Named):
    """A post in a unit. People are addressed by post; a post stays when its holder goes."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=16, choices=PostKind.choices)
    rank = models.CharField(max_length=20, choices=PostRank.choices)
    order = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedVisible.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="post_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="post_dates"
            ),
        ]
        indexes = [models.Index(fields=["zone", "unit", "order"], name="post_protocol")]


class Person(models.Model):
    """Somebody who works in the zone. The name lies in the vault; lists show the post.

    ``number`` counts within the zone and is how somebody without a post is called.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="people")
    name_item = models.ForeignKey(VaultItem, models.PROTECT, null=True, related_name="+")
    party_member = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedVisible.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "account"], condition=Q(account__isnull=False), name="person_account_once"
            ),
            models.UniqueConstraint(fields=["zone", "number"], name="person_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="person_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How somebody is called where no post says who it is: a number, never the name."""
        return str(_("Person %(number)04d")) % {"number": self.number}

    @property
    def posts_today(self) -> list["Post"]:
        """The posts of the day that ``queries.with_posts`` was asked about."""
        return [holding.post for holding in self.holdings_on_day]


class PostHolding(models.Model):
    """A person holds a post from a day (included) to a day (included). A post has one holder at a time."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = OnDay.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "post"], condition=Q(ends_on__isnull=True), name="post_one_open_holding"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="holding_dates"
            ),
        ]
        indexes = [models.Index(fields=["zone", "person"], name="holding_person")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}"


class Deputyship(models.Model):
    """A person stands in for a post between two dates (leave, hand-over); acts name both.

    One that is revoked ends on its last day in force; before its first day, it is empty.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="deputyships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="deputyships")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OnDay.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(ends_on__gte=F("starts_on")),
                name="deputyship_dates",
            )
        ]
        indexes = [models.Index(fields=["zone", "person"], name="deputyship_person")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}"


class Group(Named):
    """A leading or working group. Its members are posts, so members follow the holders of the posts.

    ``office`` is the unit that runs it day to day.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.SlugField(max_length=48)
    office = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="groups_run")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedVisible.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="group_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="group_dates"
            ),
        ]


class GroupRole(models.TextChoices):
    """A seat in a group."""

    HEAD = "head", _("Group head")
    DEPUTY_HEAD = "deputy_head", _("Deputy group head")
    MEMBER = "member", _("Member")


class GroupMember(models.Model):
    """A post's seat in a group, from a day to a day."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=16, choices=GroupRole.choices)
    order = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = OnDay.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "group", "post"], condition=Q(ends_on__isnull=True), name="seat_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="seat_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.role}"


class OutsideKind(models.TextChoices):
    """Who stands outside the zone's own units."""

    ENTERPRISE = "enterprise", _("Enterprise")
    CONTRACTOR = "contractor", _("Contractor")
    VILLAGE = "village", _("Village")
    COLLEGE = "college", _("College")
    AUTHORITY = "authority", _("Authority outside the zone")


class OutsideOrganisation(Named):
    """An enterprise, a contractor, a village, a college or an authority outside the zone.

    ``core`` is the name as :func:`rules.core_name` compares it, so that one firm is not entered twice.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=OutsideKind.choices)
    credit_code = models.CharField(max_length=18, blank=True)
    core = models.CharField(max_length=100, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedVisible.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "credit_code"], condition=~Q(credit_code=""), name="credit_code_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="outside_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "kind", "name_zh"], name="outside_by_name"),
            models.Index(fields=["zone", "core"], name="outside_by_core"),
        ]


FORMER_NAME = "former_name"


class Alias(models.Model):
    """Another name under which a subject is known; searching finds it by either.

    ``normal`` and ``core`` are the text as ``kernel.text.normalise`` and :func:`rules.core_name` have it.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=100)
    normal = models.CharField(max_length=100)
    core = models.CharField(max_length=100, editable=False)
    reason = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "normal", "subject"], name="alias_once")]
        indexes = [models.Index(fields=["zone", "core"], name="alias_by_core")]

    def __str__(self) -> str:
        return self.text

    @property
    def why(self) -> str:
        """Where the name comes from, in words."""
        return str(_("former name")) if self.reason == FORMER_NAME else self.reason
