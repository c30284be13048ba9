"""Who is told: the holders and deputies of posts, and in a unit those whose posts let them do what is asked."""

from collections.abc import Iterable
from datetime import date

from banshi.base.outbox.audience import Asked, UnitNamed
from banshi.base.presets import queries as presets
from banshi.base.zones import access
from banshi.base.zones.models import Account, Subject, Zone
from banshi.core.access.models import RoleGrant
from banshi.core.org.models import Post
from banshi.core.org.queries import known
from banshi.core.org.queries.holders import holders_on
from banshi.core.org.rules import HEADS


def told(zone: Zone, asked: Asked, subject: Subject | None, day: date) -> set[int]:
    """Ids of the accounts that are told on ``day``: only those who may see the subject."""
    posts = set(asked.posts) | _posts_in(zone, asked, day)
    holders = holders_on(zone, day, posts) if posts else {}
    people = [who for holder in holders.values() for who in (holder.person, holder.deputy)]
    ids = {who.account_id for who in people if who is not None and who.account_id} | set(asked.accounts)
    accounts = Account.objects.filter(pk__in=ids, is_active=True)
    return {account.pk for account in accounts if _sees(zone, account, asked, subject)}


def units_named(zone: Zone, day: date) -> list[UnitNamed]:
    """The units that stand on ``day``, in protocol order; no query when this process knows them."""
    found = known(zone).units.values()
    standing = [one for one in found if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)]
    return [UnitNamed(one.pk, one.code, one.name) for one in standing]


def _posts_in(zone: Zone, asked: Asked, day: date) -> set[int]:
    """In each unit the posts that carry a role with the verb; where none does, those that head it."""
    if not asked.units:
        return set()
    posts = list(
        Post.objects.on(day).filter(zone=zone, unit__in=asked.units).values_list("pk", "unit", "rank")
    )
    able = _able(zone, (pk for pk, _unit, _rank in posts), asked.verb, day)
    found = {pk for pk, _unit, _rank in posts if pk in able}
    answered = {unit for pk, unit, _rank in posts if pk in found}
    return found | {pk for pk, unit, rank in posts if unit not in answered and rank in HEADS}


def _able(zone: Zone, posts: Iterable[int], verb: str, day: date) -> set[int]:
    if not verb:
        return set()
    roles = presets.rules(zone, "roles", day)
    may = {role.code for role in roles.roles if verb in dict(role.verbs)}
    rows = RoleGrant.objects.on(day).filter(zone=zone, post__in=list(posts), role__in=may)
    return set(rows.values_list("post", flat=True))


def _sees(zone: Zone, account: Account, asked: Asked, subject: Subject | None) -> bool:
    actor = access.policy().actor_for(account, zone)
    return actor is not None and (subject is None or not asked.view or access.can(actor, asked.view, subject))
