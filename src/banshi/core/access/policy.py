"""The access policy: one object answers both «may I» and «which rows»."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, In
from django.db.models.sql.where import AND, WhereNode
from django.utils.translation import gettext

from banshi.base.engines.kept import Kept
from banshi.base.presets import queries as presets
from banshi.base.zones import clock
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Account, Label, Subject, Zone
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.access.rules import grants_of
from banshi.core.org import queries as org
from banshi.core.org.models import Person, PostHolding

PEOPLE_OF = Kept(
    lambda account: Person.objects.filter(account_id=account).select_related("zone__subject"), account=int
)


class ZonePolicy:
    """Roles of the posts held today, involvement, and labels."""

    def zones_of(self, account: Account) -> list[Zone]:
        people = PEOPLE_OF(account=account.pk)
        today = {person.zone_id: clock.today(person.zone) for person in people}
        return sorted(
            (person.zone for person in people if _holds(person, today[person.zone_id])),
            key=lambda zone: zone.code,
        )

    def actor_for(self, account: Account, zone: Zone) -> Actor | None:
        return _actor(account.pk, zone, clock.today(zone))

    def named(self, zone: Zone, accounts: Collection[int]) -> dict[int, str]:
        rows = PostHolding.objects.on(clock.today(zone)).filter(zone=zone, person__account__in=accounts)
        found: dict[int, list[str]] = {}
        for row in rows.select_related("post", "person").order_by(
            "post__unit__protocol", "post__order", "pk"
        ):
            found.setdefault(row.person.account_id, []).append(row.post.name)
        return {account: gettext("; ").join(posts) for account, posts in found.items()}

    def allows(self, actor: Actor, verb: str, subject: Subject | None) -> bool:
        grants = [grant for grant in actor.grants if grant.verb == verb]
        if not grants or subject is None:
            return bool(grants)
        if subject.zone_id != actor.zone.pk:
            return False
        if subject.label <= actor.clearance and any(grant.reach == "zone" for grant in grants):
            return True
        if subject.label > max(Label.SENSITIVE, actor.clearance):
            return False
        return Involvement.objects.filter(
            _any(_ways(actor, grants)), zone=actor.zone, subject=subject
        ).exists()

    def visible(
        self, actor: Actor, rows: QuerySet, verb: str, path: str = "subject", label: str | None = None
    ) -> QuerySet:
        rows = rows.filter(zone=actor.zone)
        if actor.system:
            return rows
        grants = [grant for grant in actor.grants if grant.verb == verb]
        if not grants:
            return rows.none()
        label = label or f"{path}__label"
        whole = any(grant.reach == "zone" for grant in grants)
        if whole and actor.clearance >= Label.SENSITIVE:
            return rows.filter(**{f"{label}__lte": actor.clearance})
        mine = TakesPart(Involvement.objects.filter(zone=actor.zone), _ways(actor, grants), path)
        involved = Q(mine) & Q(**{f"{label}__lte": max(Label.SENSITIVE, actor.clearance)})
        if not whole:
            return rows.filter(involved)
        mine.by_row = True  # few rows are above the clearance: not worth gathering all that he takes part in
        return rows.filter(Q(**{f"{label}__lte": actor.clearance}) | involved)

    def countable(self, rows: QuerySet) -> QuerySet:
        return gathered(rows) if connection.vendor == "sqlite" else rows

    def apart(self, rows: QuerySet, *, led: bool = False) -> tuple[QuerySet, ...]:
        return (gathered(rows, led=led),) if connection.vendor == "sqlite" else by_way(rows)

    def pageable(self, rows: QuerySet) -> QuerySet:
        return rows if connection.vendor == "sqlite" else walked(rows)


class TakesPart(Exists):
    """That an involvement, one of ``of_zone`` in one of ``ways``, is of the subject at ``path``.

    It is asked of each row, in the row's order. PostgreSQL likes to gather all involvements first instead, which a
    page of fifty does not want; with ``by_row`` it may not: it never turns a question with an offset round.
    """

    by_row = False

    def __init__(self, of_zone: QuerySet, ways: list[Q], path: str):
        super().__init__(of_zone.filter(_any(ways), subject=OuterRef(path)))
        self.of_zone, self.ways, self.path = of_zone, ways, path

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        if self.by_row:
            context["template"] = "EXISTS(%(subquery)s OFFSET 0)"
        return self.as_sql(compiler, connection, **context)

    def gathered(self, way: Q) -> Q:
        """The same in one of the ways, with all involvements gathered first."""
        return Q(**{f"{self.path}__in": self._subjects(way)})

    def sifting(self) -> Q:
        """The same, with the involvements of each way gathered first, but never to lead to the rows."""
        found = [Q(In(NoIndex(F(self.path)), self._subjects(way).query)) for way in self.ways]
        return reduce(or_, found)

    def _subjects(self, way: Q) -> QuerySet:
        return self.of_zone.filter(way).values("subject_id")


class NoIndex(Func):
    """A column by which SQLite may not look rows up: it has found them by something else."""

    template, arity = "+%(expressions)s", 1


def walked(rows: QuerySet) -> QuerySet:
    """``rows`` in the form in which the first of them, in their order, are found by walking from one to the next."""
    changed = rows.all()
    taking = _taken_out(changed.query.where)
    if taking is None:
        return rows
    again = TakesPart(taking.of_zone, taking.ways, taking.path)
    again.by_row = True
    return changed.filter(again)


def gathered(rows: QuerySet, *, led: bool = False) -> QuerySet:
    """``rows`` with the involvements gathered once instead of asked row by row; unsorted.

    A page wants the newest of a department's matters: the rows are walked in their order, each is asked, and
    a dozen for one are soon asked. A count wants a thousand of them, and SQLite would ask ten thousand: there the
    involvements lead to the rows, or sift them where an index has ``led`` to few. PostgreSQL weighs both by
    itself, and for a page wrongly: see :func:`walked`, and for a count :func:`by_way`.
    """
    changed = rows.order_by()
    taking = _taken_out(changed.query.where)
    if taking is None:
        return rows
    return changed.filter(taking.sifting() if led else taking.gathered(_any(taking.ways)))


def by_way(rows: QuerySet) -> tuple[QuerySet, ...]:
    """``rows`` in parts, one for each way of taking part, without those of the ways before it; unsorted.

    Through a unit and through a post in one condition, PostgreSQL reads all those involvements from the table; of
    one way it reads its index alone, in a fifth of the time.
    """
    changed = rows.order_by()
    taking = _taken_out(changed.query.where)
    if taking is None:
        return (rows,)
    parts = []
    for n, way in enumerate(taking.ways):
        part = changed.filter(taking.gathered(way))
        parts.append(part.exclude(TakesPart(taking.of_zone, taking.ways[:n], taking.path)) if n else part)
    return tuple(parts)


def _taken_out(where: WhereNode) -> TakesPart | None:
    """The condition of taking part that every row must meet, taken out of ``where``; None when there is none."""
    if where.negated or where.connector != AND:
        return None
    for child in where.children:
        if isinstance(child, Exact) and isinstance(child.lhs, TakesPart) and child.rhs is True:
            where.children.remove(child)
            return child.lhs
        found = _taken_out(child) if isinstance(child, WhereNode) else None
        if found is not None:
            return found
    return None


def _holds(person: Person, day: date) -> bool:
    return person.starts_on <= day and (person.ends_on is None or person.ends_on >= day)


def _ways(actor: Actor, grants: list[Grant]) -> list[Q]:
    """The involvements through which the grants reach a subject: through units, or through posts."""
    found: list[Q] = []
    for units in {grant.units for grant in grants}:
        kinds = {grant.reach for grant in grants if grant.units == units}
        of_kind = Q()
        if not kinds & {"zone", "involved"}:
            of_kind = Q(kind__in=sorted(kinds), active=True)
        found.append(Q(unit__in=units or actor.unit_ids) & of_kind)
        if not units:
            found.append(Q(post__in=actor.post_ids) & of_kind)
    return found


def _any(ways: list[Q]) -> Q:
    found = Q(pk__in=[])
    for way in ways:
        found |= way
    return found


def _actor(account_id: int, zone: Zone, day: date) -> Actor | None:
    """Built once per account, day and state of the zone's posts and roles."""
    head = zone.subject.head_leaf if zone.subject else ""
    facts = _standing(account_id, zone.pk, day, zone.standing_mark, head)
    return Actor(zone=zone, **facts) if facts else None


@lru_cache(maxsize=4096)
def _standing(account_id: int, zone_id: int, day: date, _mark: UUID, _head: str) -> dict | None:
    person = (
        Person.objects.select_related("zone__subject", "account")
        .on(day)
        .filter(account_id=account_id, zone_id=zone_id)
        .first()
    )
    if person is None:
        return None
    standing = org.standing(person, day)
    post_ids = frozenset(post.id for post in standing.posts)
    roles = presets.rules(person.zone, "roles", day)
    held = RoleGrant.objects.on(day).filter(zone_id=zone_id, post__in=post_ids)
    grants: list[Grant] = []
    codes: set[str] = set()
    clearance = int(Label.PUBLIC)
    known = [(row, role) for row in held if (role := roles.get(row.role)) is not None]
    # Whichever way two roles that exclude one another came into one hand, neither of them acts.
    void = roles.joined(role.code for _row, role in known)
    twice = False
    for row, role in known:
        if role.code in void:
            continue
        scope = org.units_below(zone_id, row.scope_unit_id, day) if row.scope_unit_id else None
        grants += grants_of(role, scope)
        codes.add(role.code)
        twice = twice or role.second_factor
        clearance = max(clearance, role.clearance)
    return {
        "account_uid": person.account.uid,
        "account_id": account_id,
        "person_id": person.pk,
        "name_zh": standing.name_zh,
        "name_en": standing.name_en,
        "post_ids": post_ids,
        "post_codes": tuple(post.code for post in standing.posts),
        "unit_ids": standing.unit_ids,
        "roles": frozenset(codes),
        "grants": tuple(grants),
        "clearance": clearance,
        "second_factor": twice,
        "on_behalf_of": tuple(sorted(post.id for post in standing.posts if post.deputised)),
    }
