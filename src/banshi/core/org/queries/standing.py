"""What a person is on a day: posts, units, and the name by which others address them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from banshi.base.history.periods import PeriodQuerySet
from banshi.core.org.models import Deputyship, Person, Post, PostHolding, UnitPeriod
from banshi.core.org.rules import HEADS, RANKS, below


@dataclass(frozen=True)
class PostFact:
    """A post that a person answers for on a day; ``deputised`` when standing in for its holder."""

    id: int
    code: str
    unit_id: int
    rank: str
    kind: str
    name_zh: str
    name_en: str
    deputised: bool


@dataclass(frozen=True)
class Standing:
    """What a person is on a day: the posts, the highest first, and the units whose business is theirs.

    The names are those of the highest post held (not deputised, where there is one); empty
    without any post.
    """

    posts: tuple[PostFact, ...]
    unit_ids: frozenset[int]
    name_zh: str
    name_en: str


def posts_of(person: Person, day: date) -> tuple[PostFact, ...]:
    """The posts that the person holds or stands in for on ``day``: held before deputised, then by rank.

    One query. A post that is closed on the day is not among them.
    """
    held = PostHolding.objects.on(day).filter(person=person, post=OuterRef("pk"))
    stood_in = Deputyship.objects.on(day).filter(person=person, post=OuterRef("pk"))
    rows = (
        Post.objects.on(day)
        .filter(zone_id=person.zone_id)
        .annotate(held=Exists(held), stood_in=Exists(stood_in))
        .filter(Q(held=True) | Q(stood_in=True))
        .order_by("unit__protocol", "order", "pk")
    )
    facts = [
        PostFact(row.pk, row.code, row.unit_id, row.rank, row.kind, row.name_zh, row.name_en, not row.held)
        for row in rows
    ]
    return tuple(sorted(facts, key=lambda fact: (fact.deputised, RANKS.index(fact.rank))))


def standing(person: Person, day: date) -> Standing:
    """Posts and units of ``person`` on ``day``, in two queries.

    The units are those of the posts, all below for whoever heads one, and the offices that sit
    inside any of these.
    """
    posts = posts_of(person, day)
    if not posts:
        return Standing((), frozenset(), "", "")
    above, hosts = ladder(person.zone_id, day)
    own = frozenset(post.unit_id for post in posts)
    headed = below(above, {post.unit_id for post in posts if post.rank in HEADS})
    units = own | headed
    offices = frozenset(office for office, host in hosts.items() if host in units)
    return Standing(posts, units | offices, posts[0].name_zh, posts[0].name_en)


def units_below(zone_id: int, unit_id: int, day: date) -> frozenset[int]:
    """The unit and all below it on ``day``. One query."""
    return below(ladder(zone_id, day)[0], {unit_id})


def ladder(zone_id: int, day: date) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """Each unit's parent, and each unit's host, on a day."""
    rows = list(
        periods(day).filter(zone_id=zone_id).values_list("unit_id", "parent_id", "co_located_with_id")
    )
    return {unit: parent for unit, parent, _host in rows}, {unit: host for unit, _parent, host in rows}


def periods(day: date) -> PeriodQuerySet:
    """The state of all units that last on ``day``."""
    lasting = Q(unit__ends_on__isnull=True) | Q(unit__ends_on__gte=day)
    return UnitPeriod.objects.as_of(day).filter(lasting)
