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
)
from banshi.core.org.queries.names import (
    NameGroup,
    alias_expansion,
    compare_by_core,
    found_under,
    name_groups,
    same_name,
)
from banshi.core.org.queries.standing import PostFact, Standing, posts_of, standing, units_below
from banshi.core.org.queries.units import UnitLine, protocol_order, unit_tree, units_by_code

__all__ = [
    "Change",
    "FollowCheck",
    "Holder",
    "NameGroup",
    "NamesCheck",
    "PostFact",
    "Seat",
    "Standing",
    "UnitLine",
    "alias_expansion",
    "compare_by_core",
    "found_under",
    "holders_on",
    "member_changes",
    "members_follow_posts",
    "members_of_groups",
    "members_on",
    "name_groups",
    "names_normalised",
    "posts_of",
    "protocol_order",
    "same_name",
    "standing",
    "unit_tree",
    "units_below",
    "units_by_code",
]
