"""How matters are counted up to a thousand: in parts, one after the other, each of which an index leads to."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value

from banshi.base.zones import access
from banshi.base.zones.access import Sight
from banshi.core.matters.models import Matter

STAYS = {"kind": "kind", "category": "category", "unit": "responsible_unit_id"}
"""Filters by what seldom changes in a matter and stands in the index of a unit's matters, with the column."""


def one_by_one(
    rows: QuerySet, sight: Sight, values: dict[str, Any], *, many: bool, full: bool = False
) -> QuerySet:
    """One 1 for each of ``rows`` (of who takes part in them), in no order.

    ``values`` are the chosen values by filter; ``many``: a thousand may be expected (:func:`many`); ``full``: there
    were a thousand the last time.
    """
    parts = _parts(rows, sight, values, many=many, full=full)
    one, *others = (ones(part) for part in parts)
    return one.union(*others, all=True) if others else one


def _parts(
    rows: QuerySet, sight: Sight, values: dict[str, Any], *, many: bool, full: bool
) -> tuple[QuerySet, ...]:
    led = "category" in values
    first, *rest = by_today(rows, sight.zone_id, values) if led else (rows,)
    parts = access.apart(first, led=led)
    # All of a category are sifted faster than a unit's own are put before them, unless that ends the count.
    if many and (full if led else connection.vendor == "sqlite"):
        parts = own_first(first, parts, sight, values)
    return *parts, *(part for one in rest for part in access.apart(one, led=led))


def by_today(rows: QuerySet, zone: int, values: dict[str, Any]) -> tuple[QuerySet, ...]:
    """Rows of one category, those of a past day in parts by what the matter is today.

    The matters that are of that category today stand together in an index, and each is judged there before it is
    looked up how it stood on the day. Of all others only those need looking up that were ever given another one.
    """
    if rows.model is Matter:
        return (rows,)
    same = Q(matter__category=values["category"])
    rows = rows.filter(matter__zone=zone)
    return rows.filter(same), rows.filter(~same, matter__recategorised_on__isnull=False)


def own_first(
    rows: QuerySet, parts: tuple[QuerySet, ...], sight: Sight, values: dict[str, Any]
) -> tuple[QuerySet, ...]:
    """``rows`` in other parts: first those that the reader's units answer for, then ``parts`` without these.

    What a unit answers for stands together in an index, so that a count which ends at its thousandth row seldom
    gathers all that the unit ever took part in. Each row is in one of the parts, whatever the matter is today.
    """
    dated = rows.model is not Matter
    lead = "matter__" if dated else ""
    own = Q(**{f"{lead}responsible_unit__in": sorted(_units(sight))})
    if dated:
        # The matter of today seldom differs from its period row, and is judged before that is looked up.
        same = {STAYS[key]: value for key, value in values.items() if key in STAYS} | {"zone": sight.zone_id}
        own &= Q(**{f"{lead}{column}": value for column, value in same.items()})
    return access.pageable(rows.order_by().filter(own)), *(part.filter(~own) for part in parts)


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
