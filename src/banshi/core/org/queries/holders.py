"""Who holds which post, and so who sits in which group, on any day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from banshi.base.zones.models import Zone
from banshi.core.org.models import Deputyship, Group, GroupMember, GroupRole, Person, Post, PostHolding
from banshi.core.org.rules import day_before


@dataclass(frozen=True)
class Holder:
    """Who answers for a post on a day. ``posts`` are all in the same hand, in protocol order.

    ``person`` is None while the post is vacant, ``deputy`` while nobody stands in.
    """

    person: Person | None
    deputy: Person | None
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Seat:
    """A seat in a group on a day: the post that has it, and who holds the post."""

    id: int
    group_id: int
    role: str
    post: Post
    person: Person | None
    deputy: Person | None

    @property
    def role_word(self) -> str:
        """The role in words."""
        return str(GroupRole(self.role).label)


@dataclass(frozen=True)
class Change:
    """A day on which a group has another member in a seat; None where nobody is."""

    on: date
    post: Post
    before: Person | None
    after: Person | None


def holders_on(zone: Zone, day: date, posts: Iterable[int] | None = None) -> dict[int, Holder]:
    """Post id → who holds it and who stands in on ``day``; two queries.

    All posts that are held or deputised on the day, or only ``posts`` (ids). A Party and an
    administrative post in one hand name each other in ``posts``.
    """
    wanted = None if posts is None else list(posts)
    holdings = _held(zone, day)
    held = {holding.post_id: holding.person for holding in holdings}
    hands: dict[int, list[Post]] = {}
    for holding in holdings:
        hands.setdefault(holding.person_id, []).append(holding.post)
    deputies = _deputies(zone, day)
    found = {}
    for pk in set(held) | set(deputies):
        if wanted is None or pk in wanted:
            person = held.get(pk)
            found[pk] = Holder(person, deputies.get(pk), tuple(hands[person.pk]) if person else ())
    return found


def with_posts(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """``people``, each with ``posts_today``: the posts held on ``day``, in protocol order. One query more."""
    held = _holding_rows(day)
    return people.prefetch_related(Prefetch("holdings", queryset=held, to_attr="holdings_on_day"))


def members_on(group: Group, day: date) -> list[Seat]:
    """The seats of ``group`` on ``day`` in order, each with who holds its post on that very day."""
    return members_of_groups([group], day)[group.pk]


def members_of_groups(groups: Iterable[Group], day: date) -> dict[int, list[Seat]]:
    """Group id → seats on ``day``, the head first, then deputies, then members; three queries for all."""
    groups = list(groups)
    seats = list(
        GroupMember.objects.on(day)
        .filter(group__in=groups)
        .select_related("post__subject", "post__unit__subject")
        .order_by("order", "post__unit__protocol", "post__order", "pk")
    )
    found: dict[int, list[Seat]] = {group.pk: [] for group in groups}
    if not seats:
        return found
    holders = holders_on(groups[0].zone, day, {seat.post_id for seat in seats})
    nobody = Holder(None, None, ())
    for seat in sorted(seats, key=lambda seat: ("head", "deputy_head", "member").index(seat.role)):
        holder = holders.get(seat.post_id, nobody)
        found[seat.group_id].append(
            Seat(seat.pk, seat.group_id, seat.role, seat.post, holder.person, holder.deputy)
        )
    return found


def member_changes(group: Group, starts_on: date, ends_on: date) -> list[Change]:
    """The days from ``starts_on`` to ``ends_on`` on which a seat passed into other hands, in order."""
    days = _days_of_change(group, starts_on, ends_on)
    found = []
    for day in days:
        before = {seat.post.pk: seat for seat in members_on(group, day_before(day))}
        after = {seat.post.pk: seat for seat in members_on(group, day)}
        for pk in [*after, *(pk for pk in before if pk not in after)]:
            was, now = before.get(pk), after.get(pk)
            left, came = was and was.person, now and now.person
            if left != came:
                found.append(Change(day, (now or was).post, left, came))
    return found


def _days_of_change(group: Group, starts_on: date, ends_on: date) -> list[date]:
    spans = list(group.members.values_list("starts_on", "ends_on"))
    spans += PostHolding.objects.filter(post__seats__group=group).values_list("starts_on", "ends_on")
    days = {first for first, _last in spans} | {
        date.fromordinal(last.toordinal() + 1) for _first, last in spans if last
    }
    return sorted(day for day in days if starts_on <= day <= ends_on)


def _holding_rows(day: date) -> QuerySet[PostHolding]:
    return (
        PostHolding.objects.on(day)
        .filter(Q(post__ends_on__isnull=True) | Q(post__ends_on__gte=day))
        .select_related("post__subject")
        .order_by("post__unit__protocol", "post__order", "pk")
    )


def _held(zone: Zone, day: date) -> list[PostHolding]:
    return list(_holding_rows(day).filter(zone=zone).select_related("post__subject", "person__subject"))


def _deputies(zone: Zone, day: date) -> dict[int, Person]:
    rows = Deputyship.objects.on(day).filter(zone=zone).select_related("person__subject").order_by("pk")
    return {row.post_id: row.person for row in rows}
