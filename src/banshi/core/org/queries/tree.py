"""The tree of units with their posts and holders, as the pages show it."""

from dataclasses import dataclass
from datetime import date

from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org.models import Post
from banshi.core.org.queries.holders import Holder, holders_on
from banshi.core.org.queries.units import UnitLine, protocol_order, unit_tree

NOBODY = Holder(None, None, ())


@dataclass(frozen=True)
class PostLine:
    """A post and who answers for it; ``also`` are the other posts in the same hand."""

    post: Post
    holder: Holder

    @property
    def also(self) -> list[Post]:
        """The other posts in the same hand, in protocol order."""
        return [post for post in self.holder.posts if post.pk != self.post.pk]


@dataclass(frozen=True)
class TreeLine:
    """A unit and its posts on a day."""

    unit: UnitLine
    posts: tuple[PostLine, ...]
    host: UnitLine | None


@dataclass(frozen=True)
class Around:
    """The units next to one: the one above, those below it, the one it sits in, those that sit in it."""

    above: UnitLine | None
    below: tuple[UnitLine, ...]
    host: UnitLine | None
    hosted: tuple[UnitLine, ...]


def tree_with_posts(zone: Zone, day: date, actor: Actor) -> list[TreeLine]:
    """The units that the actor may see in protocol order, with posts and holders on ``day``; four queries."""
    units = unit_tree(zone, day, actor)
    by_id = {unit.id: unit for unit in units}
    holders = holders_on(zone, day)
    rows = Post.objects.visible_to(actor).on(day).select_related("subject")
    posts: dict[int, list[PostLine]] = {}
    for post in rows.order_by(*protocol_order(of="post")):
        posts.setdefault(post.unit_id, []).append(PostLine(post, holders.get(post.pk, NOBODY)))
    return [
        TreeLine(unit, tuple(posts.get(unit.id, ())), by_id.get(unit.co_located_with_id)) for unit in units
    ]


def around(tree: list[TreeLine], unit_id: int) -> Around | None:
    """What stands next to a unit in a tree; None when the unit is not in it."""
    units = [line.unit for line in tree]
    by_id = {unit.id: unit for unit in units}
    own = by_id.get(unit_id)
    if own is None:
        return None
    return Around(
        by_id.get(own.parent_id),
        tuple(unit for unit in units if unit.parent_id == unit_id),
        by_id.get(own.co_located_with_id),
        tuple(unit for unit in units if unit.co_located_with_id == unit_id),
    )
