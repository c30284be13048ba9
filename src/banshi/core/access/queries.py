"""What an actor may do to one thing, asked once for all verbs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from banshi.base.zones.access import Actor, Grant
from banshi.base.zones.models import Label, Subject
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.access.rules import Roles

Part = tuple[str, int | None, int | None, bool]


def verbs_on(actor: Actor, subject: Subject, verbs: Iterable[str]) -> frozenset[str]:
    """Those of ``verbs`` that :func:`banshi.base.zones.access.can` would allow; one query for all."""
    if actor.system:
        return frozenset(verbs)
    if subject.zone_id != actor.zone.pk:
        return frozenset()
    rows = Involvement.objects.filter(zone=actor.zone, subject=subject)
    parts = list(rows.values_list("kind", "unit_id", "post_id", "active"))
    return frozenset(verb for verb in verbs if _allowed(actor, subject, verb, parts))


def _allowed(actor: Actor, subject: Subject, verb: str, parts: list[Part]) -> bool:
    grants = [grant for grant in actor.grants if grant.verb == verb]
    if subject.label <= actor.clearance and any(grant.reach == "zone" for grant in grants):
        return True
    if subject.label > max(Label.SENSITIVE, actor.clearance):
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
