"""Opening, changing and closing units."""

from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.periods import write_period
from banshi.base.history.record import record
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal
from banshi.core.org import rules
from banshi.core.org.actions import common
from banshi.core.org.actions.names import index_names
from banshi.core.org.models import Unit, UnitKind, UnitPeriod


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
"""Stands for «as it is»."""

COLUMNS = ("name_zh", "name_en", "short_zh", "kind", "parent", "order", "co_located_with")
MOST_ORDER = 32767


@use_case("org.open_unit")
def open_unit(
    *,
    actor: Actor,
    code: str,
    name_zh: str,
    name_en: str,
    kind: str,
    starts_on: date,
    now: datetime,
    short_zh: str = "",
    parent: Unit | None = None,
    order: int | None = None,
    co_located_with: Unit | None = None,
) -> Unit:
    """A new unit under ``parent``, in protocol ``order`` among its siblings (last when it is None)."""
    access.require(actor, "org.edit", common.lock_zone(actor))
    parent, co_located_with = common.fresh(actor, parent), common.fresh(actor, co_located_with)
    code = common.new_code(actor, Unit, code)
    name_zh, name_en = common.named(name_zh, name_en)
    unit = Unit(
        zone=actor.zone,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        short_zh=_short(short_zh, name_zh),
        kind=_kind(kind),
        parent=parent,
        order=_order(actor, parent, order),
        co_located_with=co_located_with,
        starts_on=starts_on,
    )
    _check_places(unit, starts_on)
    unit.subject = subjects.open_subject(actor.zone, "unit", name_zh)
    unit.save()
    _write(actor, unit, "org.unit_opened", starts_on)
    return unit


@use_case("org.change_unit")
def change_unit(
    *,
    actor: Actor,
    unit: Unit,
    effective_on: date,
    now: datetime,
    name_zh: str | _Keep = KEEP,
    name_en: str | _Keep = KEEP,
    short_zh: str | _Keep = KEEP,
    kind: str | _Keep = KEEP,
    parent: Unit | _Keep | None = KEEP,
    order: int | _Keep = KEEP,
    co_located_with: Unit | _Keep | None = KEEP,
) -> Unit:
    """Rename a unit, put it elsewhere, or reorder it, from ``effective_on`` on; days before keep what was."""
    common.lock_zone(actor)
    unit = common.lock(actor, unit)
    access.require(actor, "org.edit", unit)
    common.still_open(unit)
    asked = zip(COLUMNS, (name_zh, name_en, short_zh, kind, parent, order, co_located_with), strict=True)
    changes = {name: value for name, value in asked if value is not KEEP and value != getattr(unit, name)}
    if not changes:
        raise Refusal("org.nothing_changed", _("Nothing was changed. Change something, or go back."))
    for name, value in changes.items():
        setattr(unit, name, common.fresh(actor, value) if isinstance(value, Unit) else value)
    unit.name_zh, unit.name_en = common.named(unit.name_zh, unit.name_en)
    unit.short_zh, unit.kind = _short(unit.short_zh, unit.name_zh), _kind(unit.kind)
    unit.order = _order(actor, unit.parent, unit.order)
    _check_day(actor, unit, effective_on, now)
    _check_places(unit, effective_on)
    _check_loops(unit)
    unit.save(update_fields=list(COLUMNS))
    unit.subject.caption = unit.name_zh
    unit.subject.save(update_fields=["caption"])
    _write(actor, unit, "org.unit_changed", effective_on)
    return unit


@use_case("org.close_unit")
def close_unit(*, actor: Actor, unit: Unit, last_on: date, now: datetime) -> Unit:
    """Let a unit end with ``last_on``; refused while posts, units, offices or groups in it last longer."""
    common.lock_zone(actor)
    unit = common.lock(actor, unit)
    access.require(actor, "org.edit", unit)
    common.still_open(unit)
    common.last_day(unit, last_on)
    _check_empty(unit, last_on)
    unit.ends_on = last_on
    unit.save(update_fields=["ends_on"])
    record(
        actor=actor,
        subject=unit.subject,
        kind="org.unit_closed",
        data={"last_on": last_on.isoformat()},
        effective_on=last_on,
    )
    return unit


def renumber(actor: Actor) -> None:
    """Bring ``Unit.protocol`` of the zone up to date; only rows that moved are written."""
    units = {unit.pk: unit for unit in Unit.objects.filter(zone=actor.zone)}
    nodes = [rules.Node(unit.pk, unit.parent_id, unit.order) for unit in units.values()]
    moved = []
    for place, (pk, _depth) in enumerate(rules.in_protocol_order(nodes), 1):
        if units[pk].protocol != place:
            units[pk].protocol = place
            moved.append(units[pk])
    Unit.objects.bulk_update(moved, ["protocol"])


def _write(actor: Actor, unit: Unit, kind: str, effective_on: date) -> None:
    values = {name: getattr(unit, name) for name in COLUMNS}
    write_period(
        UnitPeriod,
        owner={"zone": actor.zone, "unit": unit},
        values=values,
        effective_on=effective_on,
        recorded_at=current().recorded_at,
    )
    data: dict[str, Any] = {"code": unit.code, **values}
    data["parent"] = common.reference(unit.parent)
    data["co_located_with"] = common.reference(unit.co_located_with)
    record(actor=actor, subject=unit.subject, kind=kind, data=data, effective_on=effective_on)
    index_names(unit.subject)
    renumber(actor)
    unit.refresh_from_db(fields=["protocol"])


def _short(short_zh: str, name_zh: str) -> str:
    short = short_zh.strip() or name_zh
    common.too_long(short, 20, "short_zh")
    return short


def _kind(kind: str) -> str:
    if kind not in UnitKind.values:
        raise Refusal("org.kind_unknown", _("Choose a kind from the list."), field="kind")
    return kind


def _order(actor: Actor, parent: Unit | None, order: int | None) -> int:
    if order is None:
        last = Unit.objects.filter(zone=actor.zone, parent=parent).aggregate(last=Max("order"))["last"]
        order = (last or 0) + 1
    if not 0 <= order <= MOST_ORDER:
        raise Refusal("org.order_wrong", _("Enter a place in the order from 0 to 32767."), field="order")
    return order


def _check_day(actor: Actor, unit: Unit, effective_on: date, now: datetime) -> None:
    if effective_on > clock.on_date(actor.zone, now):
        raise Refusal(
            "org.change_ahead",
            _(
                "A change of a unit is entered on the day it takes effect, or later. Choose today or a day before."
            ),
            field="effective_on",
        )
    if effective_on < unit.starts_on:
        raise Refusal(
            "org.not_yet",
            _("%(name)s begins on %(day)s. Choose a day on or after it."),
            field="effective_on",
            name=unit.name,
            day=unit.starts_on.isoformat(),
        )


def _check_places(unit: Unit, starts_on: date) -> None:
    for field in ("parent", "co_located_with"):
        other = getattr(unit, field)
        if other is not None:
            common.must_last(other, rules.Span(starts_on), field)


def _check_loops(unit: Unit) -> None:
    rows = list(
        Unit.objects.filter(zone_id=unit.zone_id).values_list("pk", "parent_id", "co_located_with_id")
    )
    if rules.would_loop({pk: parent for pk, parent, _host in rows}, unit.pk, unit.parent_id):
        raise Refusal(
            "org.parent_loop",
            _("A unit cannot stand under itself or under a unit of its own. Choose another one above it."),
            field="parent",
        )
    if rules.would_loop({pk: host for pk, _parent, host in rows}, unit.pk, unit.co_located_with_id):
        raise Refusal(
            "org.host_loop",
            _("An office cannot sit inside itself or inside an office that it hosts. Choose another unit."),
            field="co_located_with",
        )


def _check_empty(unit: Unit, last_on: date) -> None:
    for rows, message in (
        (unit.posts, _("%(name)s still has the post %(other)s. Close its posts first.")),
        (unit.children, _("%(other)s still stands under %(name)s. Close it or put it elsewhere first.")),
        (unit.hosted_offices, _("%(other)s still sits inside %(name)s. Put it elsewhere first.")),
        (unit.groups_run, _("%(name)s still runs the group %(other)s. Close the group first.")),
    ):
        left = rows.lasting_after(last_on).first()
        if left is not None:
            raise Refusal("org.unit_in_use", message, name=unit.name, other=left.name)
