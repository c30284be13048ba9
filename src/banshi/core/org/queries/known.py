"""Units and posts as this process knows them: read once, and again after any act that moves standing.

Lists and pages name a few dozen units and posts on every line; to ask for them each time costs more than the
rest of the page. The zone's standing mark (a random one, renewed by each act of org, access or signin) is the
key, so what is kept is never older than what the request itself has read. The rows are shared: look, do not write.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from banshi.base.zones.access import Actor, Grant
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
    seen = _seen(Unit, _Eyes.of(actor), zone.standing_mark)
    return [unit for pk, unit in known(zone).units.items() if pk in seen]


def posts_seen(actor: Actor) -> list[Post]:
    """The posts that the actor may see, in protocol order."""
    zone = actor.zone
    seen = _seen(Post, _Eyes.of(actor), zone.standing_mark)
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


@dataclass(frozen=True)
class _Eyes:
    """What decides what an actor sees; actors with the same eyes see the same."""

    zone_id: int
    grants: tuple[Grant, ...]
    unit_ids: frozenset[int]
    post_ids: frozenset[int]
    clearance: int
    system: bool

    @classmethod
    def of(cls, actor: Actor) -> "_Eyes":
        grants = tuple(grant for grant in actor.grants if grant.verb == "org.view")
        return cls(actor.zone.pk, grants, actor.unit_ids, actor.post_ids, actor.clearance, actor.system)

    def actor(self, zone: Zone) -> Actor:
        """Somebody with these eyes."""
        return Actor(
            zone=zone, account_uid=UUID(int=0), name_zh="", name_en="", grants=self.grants,
            unit_ids=self.unit_ids, post_ids=self.post_ids, clearance=self.clearance, system=self.system,
        )  # fmt: skip


@lru_cache(maxsize=1024)
def _seen(model: type[Unit] | type[Post], eyes: _Eyes, _mark: UUID) -> frozenset[int]:
    actor = eyes.actor(Zone(pk=eyes.zone_id))
    return frozenset(model.objects.visible_to(actor).values_list("pk", flat=True))


def forget() -> None:
    """Forget everything: for tests, which write rows past the acts that renew the mark."""
    _known.cache_clear()
    _seen.cache_clear()
