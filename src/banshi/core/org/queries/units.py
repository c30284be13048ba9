"""Units in protocol order, on any day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.org.models import Unit, UnitKind
from banshi.core.org.queries.standing import periods
from banshi.core.org.rules import Node, in_protocol_order


@dataclass(frozen=True)
class UnitLine:
    """A unit as it was on the day asked about; ``depth`` 0 stands at the top."""

    id: int
    uid: UUID
    code: str
    name_zh: str
    name_en: str
    short_zh: str
    kind: str
    parent_id: int | None
    co_located_with_id: int | None
    depth: int

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def kind_word(self) -> str:
        """The kind in words."""
        return str(UnitKind(self.kind).label)


def unit_tree(zone: Zone, on: date, actor: Actor | None = None) -> list[UnitLine]:
    """The units of ``zone`` on ``on`` in protocol order, with their names of that day. One query.

    With an ``actor``, only what the actor may see.
    """
    rows = periods(on).filter(zone=zone).select_related("unit__subject")
    if actor is not None:
        rows = access.visible(actor, rows, "org.view", path="unit__subject")
    found = {row.unit_id: row for row in rows}
    nodes = [Node(row.unit_id, row.parent_id, row.order) for row in found.values()]
    return [_line(found[pk], depth) for pk, depth in in_protocol_order(nodes)]


def _line(row, depth: int) -> UnitLine:
    return UnitLine(
        row.unit_id,
        row.unit.subject.uid,
        row.unit.code,
        row.name_zh,
        row.name_en,
        row.short_zh,
        row.kind,
        row.parent_id,
        row.co_located_with_id,
        depth,
    )


def units_by_code(zone: Zone, codes: Iterable[str], day: date) -> list[Unit]:
    """The units with these codes that last on ``day``, in protocol order; unknown codes are left out.

    The three collectors of a ledger are units that its routing names by code.
    """
    return list(Unit.objects.on(day).filter(zone=zone, code__in=list(codes)).order_by("protocol"))


def unit_names(zone: Zone, codes: Iterable[str], day: date) -> dict[str, str]:
    """Names of the units with these codes that last on ``day``; unknown codes are left out."""
    return {unit.code: unit.name for unit in units_by_code(zone, codes, day)}


def protocol_order(path: str = "", of: str = "unit") -> tuple[str, ...]:
    """Columns for ``order_by`` that put rows into protocol order by the unit (or post) at ``path``.

    ``rows.order_by(*protocol_order("lead_leader", "post"), "due_on")``; an empty path means the
    rows are units (or posts) themselves.
    """
    lead = f"{path}__" if path else ""
    return (f"{lead}protocol",) if of == "unit" else (f"{lead}unit__protocol", f"{lead}order", f"{lead}pk")
