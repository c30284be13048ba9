"""The lists of water: sections."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.search import find
from banshi.base.tables.definitions import Column, Filter, Table
from banshi.programmes.environment.models.series import ControlLevel
from banshi.programmes.environment.models.water import WaterKind
from banshi.programmes.environment.tables.air import LASTING, by_state, state


def _areas(row: Any) -> list[str]:
    return [area.name for area in row.areas_now]


SECTIONS = Table(
    code="environment_sections",
    title=_("Sections of water"),
    unit=_("%(n)s sections"),
    columns=(
        Column("name", _("Name"), "name", phone="title", order_by=("place__name_zh",), wide=True),
        Column("water", _("Water"), "water"),
        Column("kind", _("Kind"), "get_kind_display", phone="hidden", order_by=("kind",)),
        Column("level", _("Control level"), "get_control_level_display", order_by=("control_level",)),
        Column("target", _("Target"), "get_target_display", order_by=("target",)),
        Column("areas", _("Areas"), _areas, kind="tags", phone="hidden"),
        Column("starts_on", _("From"), "starts_on", kind="date", order_by=("starts_on",), phone="foot"),
        Column("state", _("State"), state, kind="state"),
    ),
    filters=(
        Filter("state", _("State"), LASTING, by_state),
        Filter(
            "level", _("Control level"), ControlLevel.choices,
            lambda rows, value: rows.filter(control_level=value),
        ),
        Filter("kind", _("Kind"), WaterKind.choices, lambda rows, value: rows.filter(kind=value)),
    ),
    search=lambda rows, zone, text: find.narrow(rows, zone, text, "place__subject"),
    order=("place__name_zh",),
    row_url=lambda row: reverse("environment:section", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None,
    empty=_("Sections stand here once a monitoring point is put into service."),
    first_step=lambda actor: (
        (_("Put the first one into service"), reverse("environment:register_section"))
        if actor.holds("environment.monitor")
        else None
    ),
)  # fmt: skip
