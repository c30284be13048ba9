"""Units and posts as this process knows them: read once, and again after any act that moves standing.

Lists and pages name a few dozen units and posts on every line; to ask for them each time costs more than the
rest of the page. The zone's standing mark (a random one, renewed by each act of org, access or signin) is the
key, so what is kept is never older than what the request itself has read. The rows are shared: look, do not write.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from banshi.base.zones import access
from banshi.base.zones.access import Actor, Sight
from banshi.base.zones.models import Zone
from banshi.core.org.models import Post, Unit


@dataclass(frozen=True)
class Known:
    """The zone's units and posts, ended ones included, each in protocol order; posts with their unit."""

    units: dict[int, Unit]
    posts: dict[int, Post]
    units_by_code: dict[str, Unit]
    posts_by_code: dict[str, Post]


def known(zone: Zone) -> Known:
    """All units and posts of the zone, by id and by code; no query when this process has them."""
    return _known(zone.pk, zone.standing_mark)


def units_seen(actor: Actor) -> list[Unit]:
    """The units that the actor may see, in protocol order."""
    zone = actor.zone
    seen = _seen(Unit, access.sight(actor, "org.view"), zone.standing_mark)
    return [unit for pk, unit in known(zone).units.items() if pk in seen]


def posts_seen(actor: Actor) -> list[Post]:
    """The posts that the actor may see, in protocol order."""
    zone = actor.zone
    seen = _seen(Post, access.sight(actor, "org.view"), zone.standing_mark)
    return [post for pk, post in known(zone).posts.items() if pk in seen]


@lru_cache(maxsize=64)
def _known(zone_id: int, _mark: UUID) -> Known:
    units = {row.pk: row for row in Unit.objects.filter(zone=zone_id).order_by("protocol", "order", "pk")}
    posts = {
        row.pk: row for row in Post.objects.filter(zone=zone_id).order_by("unit__protocol", "order", "pk")
    }
    for post in posts.values():
        post.unit = units[post.unit_id]
    return Known(
        units,
        posts,
        {unit.code: unit for unit in units.values()},
        {post.code: post for post in posts.values()},
    )


@lru_cache(maxsize=1024)
def _seen(model: type[Unit] | type[Post], sight: Sight, _mark: UUID) -> frozenset[int]:
    return frozenset(model.objects.visible_to(sight.actor).values_list("pk", flat=True))


def forget() -> None:
    """Forget everything: for tests, which write rows past the acts that renew the mark."""
    _known.cache_clear()
    _seen.cache_clear()
