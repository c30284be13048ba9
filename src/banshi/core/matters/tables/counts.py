"""How a department's matters are counted up to a thousand: its own first, for it answers for most that it sees."""

from typing import Any

from django.db.models import Q, QuerySet, Value

from banshi.base.zones import access
from banshi.base.zones.access import Sight
from banshi.core.matters.models import Matter

STAYS = {"kind": "kind", "category": "category", "unit": "responsible_unit_id"}
"""Filters by what seldom changes in a matter and stands in the index of a unit's matters, with the column."""


def own_first(rows: QuerySet, sight: Sight, values: dict[str, Any]) -> QuerySet:
    """One 1 for each of ``rows`` (of who takes part in them): first those that his units answer for, then the others.

    What a unit answers for stands together in an index, so that a count which ends at its thousandth row seldom
    gathers all that the unit ever took part in. Each row is in one of the two parts, whatever the matter is today.
    ``values`` are the chosen values by filter.
    """
    dated = rows.model is not Matter
    lead = "matter__" if dated else ""
    own = Q(**{f"{lead}responsible_unit__in": sorted(_units(sight))})
    if dated:
        # The matter of today seldom differs from its period row, and is judged before that is looked up.
        same = {STAYS[key]: value for key, value in values.items() if key in STAYS} | {"zone": sight.zone_id}
        own &= Q(**{f"{lead}{column}": value for column, value in same.items()})
    parts = rows.order_by().filter(own), access.countable(rows).filter(~own)
    first, others = (ones(part) for part in parts)
    return first.union(others, all=True)


def ones(rows: QuerySet) -> QuerySet:
    """One 1 for each row, in no order."""
    return rows.order_by().values_list(Value(1))


def many(chosen: dict[str, str], code: str, *, dated: bool) -> bool:
    """May a thousand be expected? Few were ever re-opened, and of a past day few were open or on the key list.

    All of a unit's own would then be looked at one by one, in an order that is dearer than that of what it took
    part in. Of today both are judged in an index alone, and it makes no odds.
    """
    if "reopened" in chosen:
        return False
    return not dated or (chosen.get("group", "closed") == "closed" and code != "key" and "key" not in chosen)


def _units(sight: Sight) -> set[int]:
    """The units through which a reader takes part in matters."""
    views = (grant for grant in sight.grants if grant.verb == "matters.view")
    return {unit for grant in views for unit in grant.units or sight.unit_ids}
