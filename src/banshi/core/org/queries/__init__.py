"""Reading who is who, on any day."""

from banshi.core.org.queries.figures import (
    FollowCheck,
    NamesCheck,
    members_follow_posts,
    names_normalised,
)
from banshi.core.org.queries.holders import (
    Change,
    Holder,
    Seat,
    holders_on,
    member_changes,
    members_of_groups,
    members_on,
    with_posts,
)
from banshi.core.org.queries.known import Known, known, posts_seen, units_seen
from banshi.core.org.queries.names import (
    NameGroup,
    alias_expansion,
    aliases,
    compare_by_core,
    found_under,
    name_groups,
    names_of,
    same_name,
)
from banshi.core.org.queries.standing import PostFact, Standing, posts_of, standing, units_below
from banshi.core.org.queries.tree import Around, PostLine, TreeLine, around, tree_with_posts
from banshi.core.org.queries.units import UnitLine, protocol_order, unit_names, unit_tree, units_by_code

__all__ = [
    "Around",
    "Change",
    "FollowCheck",
    "Holder",
    "Known",
    "NameGroup",
    "NamesCheck",
    "PostFact",
    "PostLine",
    "Seat",
    "Standing",
    "TreeLine",
    "UnitLine",
    "alias_expansion",
    "aliases",
    "around",
    "compare_by_core",
    "found_under",
    "holders_on",
    "known",
    "member_changes",
    "members_follow_posts",
    "members_of_groups",
    "members_on",
    "name_groups",
    "names_normalised",
    "names_of",
    "posts_of",
    "posts_seen",
    "protocol_order",
    "same_name",
    "standing",
    "tree_with_posts",
    "unit_names",
    "unit_tree",
    "units_below",
    "units_by_code",
    "units_seen",
    "with_posts",
]
