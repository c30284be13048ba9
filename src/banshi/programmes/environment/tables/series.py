"""The lists that air and water share: corrections, locks."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.history.record import read
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.programmes.environment.models.series import Medium
from banshi.programmes.environment.queries.corrections import reason_of
from banshi.programmes.environment.wording import item_name


def between(field: str) -> tuple[Filter, Filter]:
    """Filters by a first and a last day, both included."""
    return (
        Filter("from", _("From"), (), lambda rows, day: rows.filter(**{f"{field}__gte": day}), day=True),
        Filter("until", _("Until"), (), lambda rows, day: rows.filter(**{f"{field}__lte": day}), day=True),
    )


def moved(row: Any) -> list[tuple[str, str, str]]:
    """Of a correction's entry: item, old value, new value, for what changed."""
    data = read(row.entry)["data"]
    return changed(data["before"], data["after"])


def changed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """Item, old value, new value, for what is not the same in both."""
    return [
        (_why(item), before.get(item) or "—", after.get(item) or "—")
        for item in {**before, **after}
        if before.get(item, "") != after.get(item, "")
    ]


def _why(item: str) -> str:
    return str(_("Why it does not count")) if item == "invalid_why" else item_name(item)


def _moved_said(row: Any) -> str:
    return "; ".join(f"{item} {old} → {new}" for item, old, new in moved(row))


def _readers(row: Any) -> int:
    return read(row.entry)["data"]["readers"]


def _url(row: Any) -> str:
    return reverse("environment:correction", args=[row.entry.uid])


def _corrections(code: str, title: Any, owner: str, day: str, label: Any, unit: Any) -> Table:
    return Table(
        code=code,
        title=title,
        unit=unit,
        columns=(
            Column(owner, label, f"{owner}.name", phone="title", order_by=(f"{owner}__place__name_zh",)),
            Column(day, _("Day") if day == "on" else _("Month"), day, kind="date", order_by=(day,)),
            Column("moved", _("Old and new value"), _moved_said, wide=True),
            Column("reason", _("Reason"), reason_of),
            Column("readers", _("Had been read"), _readers, kind="number", phone="hidden"),
            Column("recorded_at", _("Corrected"), "recorded_at", kind="datetime", order_by=("recorded_at",)),
        ),
        order=("-recorded_at",),
        row_url=_url,
        empty=_("No value was ever corrected."),
    )


AIR_CORRECTIONS = _corrections(
    "environment_air_corrections", _("Corrections of air"), "station", "on", _("Station"), _("%(n)s corrections")
)  # fmt: skip
WATER_CORRECTIONS = _corrections(
    "environment_water_corrections", _("Corrections of water"), "section", "month", _("Section"),
    _("%(n)s corrections"),
)  # fmt: skip


def _lock_state(row: Any) -> Mark:
    return Mark(_("Locked"), "done") if row.unlocked_at is None else Mark(_("Unlocked"), "ended")


HOLDING = (("locked", _("Locked")), ("unlocked", _("Unlocked")))
LOCKS = Table(
    code="environment_locks",
    title=_("Locked periods"),
    unit=_("%(n)s locks"),
    columns=(
        Column("caption", _("Period"), "name", phone="title", order_by=("first_on",)),
        Column("first_on", _("From"), "first_on", kind="date", order_by=("first_on",), phone="hidden"),
        Column("last_on", _("Last day"), "last_on", kind="date", order_by=("last_on",), phone="hidden"),
        Column("rows", _("Values"), "rows", kind="number"),
        Column("reason", _("Reason"), "reason", wide=True),
        Column("locked_at", _("Locked at"), "locked_at", kind="datetime", order_by=("locked_at",)),
        Column("state", _("State"), _lock_state, kind="state", phone="foot"),
    ),
    filters=(
        Filter("medium", _("Medium"), Medium.choices, lambda rows, value: rows.filter(medium=value)),
        Filter(
            "state", _("State"), HOLDING,
            lambda rows, value: rows.filter(unlocked_at__isnull=value == "locked"),
        ),
    ),
    order=("-first_on",),
    row_url=lambda row: reverse("environment:lock", args=[row.subject.uid]),
    row_past=lambda row: row.unlocked_at is not None,
    empty=_("Nothing is locked. A period is locked once its values are final."),
    first_step=lambda actor: (
        (_("Lock the first one"), reverse("environment:lock_period"))
        if actor.holds("environment.lock")
        else None
    ),
)  # fmt: skip
