"""The lists of air: stations, days, corrections."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.imports.registry import run_name
from banshi.base.search import find
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.kernel.standards.air import CATEGORIES, level
from banshi.programmes.environment.models.series import ControlLevel
from banshi.programmes.environment.wording import english

LASTING = (("current", _("Current")), ("ended", _("Ended")))
COUNTS = (("good", _("Good")), ("polluted", _("Polluted")), ("void", _("Without AQI")))


def state(row: Any) -> Mark:
    """In service or not."""
    return Mark(_("In service"), "done") if row.ends_on is None else Mark(_("Ended"), "ended")


def by_state(rows: Any, value: str) -> Any:
    """Points in service, or those that are not."""
    return rows.filter(ends_on__isnull=value == "current")


def _year_link(row: Any) -> str:
    return reverse("environment:station", args=[row.subject.uid])


STATIONS = Table(
    code="environment_stations",
    title=_("Stations of air"),
    unit=_("%(n)s stations"),
    columns=(
        Column("name", _("Name"), "name", phone="title", order_by=("place__name_zh",), wide=True),
        Column("code", _("Code"), "code", phone="hidden", order_by=("code",)),
        Column("area", _("Stands for"), "area"),
        Column("level", _("Control level"), "get_control_level_display", order_by=("control_level",)),
        Column("starts_on", _("From"), "starts_on", kind="date", order_by=("starts_on",), phone="foot"),
        Column("state", _("State"), state, kind="state"),
    ),
    filters=(
        Filter("state", _("State"), LASTING, by_state),
        Filter(
            "level", _("Control level"), ControlLevel.choices,
            lambda rows, value: rows.filter(control_level=value),
        ),
    ),
    search=lambda rows, zone, text: find.narrow(rows, zone, text, "place__subject"),
    order=("place__name_zh",),
    row_url=_year_link,
    row_past=lambda row: row.ends_on is not None,
    empty=_("Stations stand here once a monitoring point is put into service."),
    first_step=lambda actor: (
        (_("Put the first one into service"), reverse("environment:register_station"))
        if actor.holds("environment.monitor")
        else None
    ),
)  # fmt: skip


def _category(row: Any) -> str:
    if row.invalid_why:
        return row.invalid_why
    if row.aqi is None:
        return ""
    found = level(row.aqi)
    return found.en if english() else found.zh


def _by_count(rows: Any, value: str) -> Any:
    if value == "void":
        return rows.filter(aqi__isnull=True)
    return rows.filter(aqi__lte=100) if value == "good" else rows.filter(aqi__gt=100)


def _by_level(rows: Any, value: str) -> Any:
    found = next(one for one in CATEGORIES if one.code == value)
    rows = rows.filter(aqi__gte=found.lowest)
    return rows.filter(aqi__lte=found.highest) if found.highest else rows


def _level_choices(actor: Any) -> list[tuple[str, str]]:
    return [(one.code, one.en if english() else one.zh) for one in CATEGORIES]


def _from(rows: Any, day: date) -> Any:
    return rows.filter(on__gte=day)


def _to(rows: Any, day: date) -> Any:
    return rows.filter(on__lte=day)


def _amount(name: str) -> Any:
    """The amount as a number, its zeros kept."""
    return lambda row: Decimal(getattr(row, name)) if getattr(row, name) else None


AMOUNTS = (("so2", "SO₂"), ("no2", "NO₂"), ("pm10", "PM10"), ("pm25", "PM2.5"), ("co", "CO"), ("o3", "O₃-8h"))
DAYS = Table(
    code="environment_air_days",
    title=_("Days of air"),
    unit=_("%(n)s days"),
    columns=(
        Column("on", _("Day"), "on", kind="date", phone="title", order_by=("on",)),
        *(Column(name, label, _amount(name), kind="number", phone="hidden") for name, label in AMOUNTS),
        Column("aqi", "AQI", "aqi", kind="number", order_by=("aqi",)),
        Column("category", _("Category"), _category),
        Column("standard", _("Standard"), "standard", phone="hidden", width=14),
        Column("source", _("Import"), lambda row: row.source and run_name(row.source.caption), phone="foot"),
        Column("recorded_at", _("Recorded"), "recorded_at", kind="datetime", phone="hidden"),
    ),
    filters=(
        Filter("from", _("From"), (), _from, day=True),
        Filter("to", _("Last day"), (), _to, day=True),
        Filter("level", _("Category"), _level_choices, _by_level),
        Filter("counts", _("Counts as"), COUNTS, _by_count),
    ),
    order=("-on",),
    empty=_("Days stand here once a daily sheet is imported."),
    first_step=lambda actor: (
        (_("Import a daily sheet"), reverse("imports:new", args=["air_days"]))
        if actor.holds("environment.monitor")
        else None
    ),
    dated=True,
)
