"""What an actor may do to one thing, asked once for all verbs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import get_language

from banshi.base.engines.kept import Kept
from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Label, Subject
from banshi.core.access.models import RoleGrant
from banshi.core.access.rules import Carried, Roles
from banshi.core.org.models import Deputyship, Person, PostHolding

Part = tuple[str | None, int | None, int | None, bool | None]
_PARTS = ("pk", "label", "part__kind", "part__unit_id", "part__post_id", "part__active")


def _with_parts(rows: QuerySet, zone: int) -> QuerySet:
    """With the zone, by which the involvements are found: all their indexes begin with it."""
    parts = FilteredRelation("involvements", condition=Q(involvements__zone=zone))
    return rows.filter(zone_id=zone).annotate(part=parts).values_list(*_PARTS)


_BY_UID = Kept(
    lambda uid, zone: _with_parts(Subject.objects.filter(uid=uid), zone),
    uid=UUID,
    zone=int,
)
_BY_ID = Kept(
    lambda subject, zone: _with_parts(Subject.objects.filter(pk=subject), zone),
    subject=int,
    zone=int,
)


@dataclass(frozen=True)
class Regard:
    """How an actor stands to one subject: enough to answer for every verb without asking again."""

    actor: Actor
    subject_id: int
    label: int
    parts: tuple[Part, ...]

    def allows(self, verb: str) -> bool:
        """What :func:`banshi.base.zones.access.can` would say."""
        return self.actor.system or _allowed(self.actor, self.label, verb, self.parts)


def regard(actor: Actor, uid: UUID, view: str) -> Regard | None:
    """How the actor stands to the subject with this uid; one query.

    None for what is not there, of another zone, or not to be seen with ``view``: the three cannot be told apart.
    """
    found = _regard(actor, _BY_UID(uid=uid, zone=actor.zone.pk))
    return found if found is not None and found.allows(view) else None


def _regard(actor: Actor, rows: list[tuple]) -> Regard | None:
    if not rows:
        return None
    parts = tuple(row[2:] for row in rows if row[2] is not None)
    return Regard(actor, rows[0][0], rows[0][1], parts)


def verbs_on(actor: Actor, subject: Subject, verbs: Iterable[str]) -> frozenset[str]:
    """Those of ``verbs`` that :func:`banshi.base.zones.access.can` would allow; one query for all."""
    if actor.system:
        return frozenset(verbs)
    found = _regard(actor, _BY_ID(subject=subject.pk, zone=actor.zone.pk))
    return frozenset(verb for verb in verbs if found.allows(verb)) if found else frozenset()


def _allowed(actor: Actor, label: int, verb: str, parts: Iterable[Part]) -> bool:
    grants = [grant for grant in actor.grants if grant.verb == verb]
    if label <= actor.clearance and any(grant.reach == "zone" for grant in grants):
        return True
    if label > max(Label.SENSITIVE, actor.clearance):
        return False
    return any(_reaches(actor, grant, part) for grant in grants for part in parts)


def _reaches(actor: Actor, grant: Grant, part: Part) -> bool:
    kind, unit, post, active = part
    if grant.units:
        takes_part = unit in grant.units
    else:
        takes_part = unit in actor.unit_ids or post in actor.post_ids
    return takes_part and (grant.reach in {"zone", "involved"} or (grant.reach == kind and active))


def role_names(roles: Roles) -> list[tuple[str, str]]:
    """Codes and names of the roles, in the language of the moment."""
    english = (get_language() or "").startswith("en")
    return [(role.code, role.en if english else role.zh) for role in roles.roles]


def grants_on(actor: Actor, day: date) -> QuerySet[RoleGrant]:
    """The roles that posts carry on ``day``, in protocol order."""
    rows = RoleGrant.objects.filter(zone=actor.zone).on(day).select_related("post__unit", "scope_unit")
    return rows.order_by("post__unit__order", "post__order", "post_id", "role")


def carried_by(person: Person) -> list[Carried]:
    """Every role that the person carries, carried or will carry through a post held or deputised."""
    spans: dict[int, list[tuple[date, date | None]]] = {}
    for model in (PostHolding, Deputyship):
        rows = model.objects.filter(person=person)
        for post_id, starts_on, ends_on in rows.values_list("post_id", "starts_on", "ends_on"):
            spans.setdefault(post_id, []).append((starts_on, ends_on))
    grants = RoleGrant.objects.filter(zone_id=person.zone_id, post_id__in=spans)
    return [
        found
        for post_id, role, starts_on, ends_on in grants.values_list("post_id", "role", "starts_on", "ends_on")
        for span in spans[post_id]
        if (found := both(role, (starts_on, ends_on), span)) is not None
    ]


def carried_through(post_id: int, starts_on: date, ends_on: date | None) -> list[Carried]:
    """The roles that somebody would carry who held this post through these days."""
    grants = RoleGrant.objects.filter(post_id=post_id).values_list("role", "starts_on", "ends_on")
    found = [both(role, (first, last), (starts_on, ends_on)) for role, first, last in grants]
    return [one for one in found if one is not None]


def both(role: str, grant: tuple[date, date | None], held: tuple[date, date | None]) -> Carried | None:
    """The days on which the post carries the role and the person the post; None when there are none."""
    starts_on = max(grant[0], held[0])
    ends_on = min((end for end in (grant[1], held[1]) if end is not None), default=None)
    return None if ends_on is not None and ends_on < starts_on else Carried(role, starts_on, ends_on)
