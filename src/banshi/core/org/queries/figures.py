"""What the statements about names (A49) and about groups (A61) rest on."""

from dataclasses import dataclass
from datetime import date

from banshi.base.zones.models import Zone
from banshi.core.org.models import Group
from banshi.core.org.queries.holders import Seat, members_of_groups
from banshi.core.org.queries.names import NameGroup, alias_expansion, found_under, name_groups
from banshi.core.org.rules import is_masked


@dataclass(frozen=True)
class NamesCheck:
    """Whether every other name leads to its subject and nothing unmasks a person.

    ``astray`` lists names that do not find their subject, ``unmasked`` those that stand for a
    person or a masked name.
    """

    groups: tuple[NameGroup, ...]
    astray: tuple[str, ...]
    unmasked: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True when there is nothing to list."""
        return not self.astray and not self.unmasked


@dataclass(frozen=True)
class FollowCheck:
    """The seats of all groups on a day. ``vacant`` are seats whose post nobody holds."""

    day: date
    seats: tuple[Seat, ...]
    vacant: tuple[Seat, ...]

    @property
    def holds(self) -> bool:
        """True when there are seats and each has its member."""
        return bool(self.seats) and not self.vacant


def names_normalised(zone: Zone) -> NamesCheck:
    """A49: each official and each other name finds the same subject, and masked persons stay masked."""
    groups = name_groups(zone)
    astray, unmasked = [], []
    for group in groups:
        names = (group.official, *group.others)
        astray += [name for name in names if group.subject.pk not in found_under(zone, name)]
        if group.subject.kind == "person":
            unmasked += group.others
        unmasked += [name for name in names if is_masked(name) and alias_expansion(zone, name)]
    return NamesCheck(tuple(groups), tuple(astray), tuple(unmasked))


def members_follow_posts(zone: Zone, day: date) -> FollowCheck:
    """A61: the members of every group on ``day`` are the holders of its posts on that day."""
    groups = Group.objects.on(day).filter(zone=zone).select_related("zone").order_by("starts_on", "pk")
    seats = [seat for found in members_of_groups(groups, day).values() for seat in found]
    return FollowCheck(day, tuple(seats), tuple(seat for seat in seats if seat.person is None))
