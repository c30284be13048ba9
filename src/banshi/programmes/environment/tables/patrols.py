"""The list of patrols and the list of findings."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.presets import queries as presets
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone
from banshi.core.occasions import queries as occasions
from banshi.core.occasions.rules import state_on
from banshi.programmes.environment.models import Finding
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.tables.series import between

STATES = (
    ("open", _("Still open")),
    ("overdue", _("Overdue")),
    ("submitted", _("Recheck due")),
    ("closed", _("Put right, rechecked")),
)


def findings(actor: Actor) -> Table:
    """整改台账, as ``actor`` reads it."""
    known = presets.rules(actor.zone, "dust_items", clock.today(actor.zone))

    def item(row: Finding) -> Any:
        return queries.item_name(known, row.item)

    return Table(
        code="findings",
        title=_("Rectification ledger"),
        unit=_("%(n)s findings"),
        columns=(
            Column("number", _("Number"), "matter.number", phone="hidden", order_by=("matter__number",)),
            Column("place", _("Site"), "place.name", phone="title", order_by=("place__name_zh",)),
            Column("item", _("Item"), item, order_by=("item",)),
            Column("contractor", _("Contractor"), "contractor.name", phone="foot"),
            Column("department", _("Responsible department"), "matter.responsible_unit.name", phone="hidden"),
            Column("found_on", _("Found on"), "found_on", "date", order_by=("found_on",)),
            Column("due_on", _("Deadline"), "matter.due_on", "date", order_by=("matter__due_on",)),
            Column("closed_on", _("Closed out on"), "matter.closed_on", "date", "hidden"),
            Column("handed", _("Rectification sheet"), _handed, phone="hidden"),
            Column("state", _("State"), lambda row: Mark(*queries.state_word(row)), "state"),
        ),
        order=("-found_on",),
        filters=(
            Filter("state", _("State"), STATES, queries.in_state),
            Filter(
                "item",
                _("Item"),
                [(code, queries.item_name(known, code)) for code in (*known.items, "other")],
                lambda rows, value: rows.filter(item=value),
            ),
            *between("found_on"),
        ),
        search=_search,
        search_label=_("Number, site or contractor"),
        row_url=lambda row: reverse("environment:finding", args=[row.matter.subject.uid]),
        row_past=lambda row: row.matter.state == "closed",
        empty=_("What patrols find on sites stands here, until it was put right and rechecked."),
    )


def _handed(row: Finding) -> Any:
    return queries.HOW_WORDS[row.handing.how] if hasattr(row, "handing") else ""


def _search(rows: QuerySet, zone: Zone, text: str) -> QuerySet:
    return rows.filter(
        Q(matter__number__icontains=text)
        | Q(place__name_zh__icontains=text)
        | Q(contractor__name_zh__icontains=text)
    )


def state_code(row: Any) -> str:
    """How a listed patrol stands: planned, held, cancelled or missed."""
    return state_on(row.occasion.state, row.occasion.planned_on, row.judged_on)


def state(row: Any) -> Mark:
    """The same in words."""
    return Mark(*occasions.WORDS[state_code(row)])


def _patrol_in(rows: QuerySet, value: str) -> QuerySet:
    if value == "missed":
        return rows.filter(occasion__state="planned", occasion__planned_on__lt=F("judged_on"))
    found = rows.filter(occasion__state=value)
    return found.filter(occasion__planned_on__gte=F("judged_on")) if value == "planned" else found


PATROLS = Table(
    code="environment_patrols",
    title=_("Site patrols"),
    unit=_("%(n)s patrols"),
    columns=(
        Column("number", _("Number"), "occasion.number", order_by=("occasion__number",)),
        Column("title", _("Occasion"), "occasion.title", phone="title", wide=True),
        Column("planned_on", _("Planned for"), "occasion.planned_on", "date", order_by=("occasion__planned_on",)),
        Column("held_on", _("Took place on"), "occasion.held_on", "date", "hidden", ("occasion__held_on",)),
        Column("host", _("Host unit"), "occasion.host.name", phone="foot"),
        Column("stops", _("Sites on the route"), "stops_all", "number"),
        Column("visited", _("Sites visited"), "stops_visited", "number"),
        Column("person_times", _("Person-times"), "person_times", "number"),
        Column("findings", _("Findings"), "found", "number"),
        Column("state", _("State"), state, "state"),
    ),
    order=("-occasion__planned_on",),
    filters=(
        Filter(
            "state", _("State"), [(code, word) for code, (word, _tone) in occasions.WORDS.items()], _patrol_in
        ),
        *between("occasion__planned_on"),
    ),
    search=lambda rows, zone, text: rows.filter(
        Q(occasion__number__icontains=text) | Q(occasion__title__icontains=text)
    ),
    row_url=lambda row: reverse("environment:patrol", args=[row.occasion.subject.uid]),
    row_past=lambda row: row.occasion.state == "cancelled",
    empty=_("Patrols stand here once one is planned, with their sites, who went and what was found."),
)  # fmt: skip
